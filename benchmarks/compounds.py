"""How well compounds are split, beside other splitters, on the words of `tests/modelle/data`.

    python -m benchmarks.compounds

Other splitters take part where they are installed (`pip install compound-split`, which brings CharSplit too); tantivy's
own gets the same list of parts as ours. Prints a table: compounds split rightly and words rightly left whole, for the
half that was tuned on ("a") and the half that was kept apart ("b").
"""

from collections.abc import Callable, Iterator
from importlib.util import find_spec

from modelle.language import load_language
from tests.modelle.word_sets import HALVES, accuracy, plain

Split = Callable[[str], list[str]]


def fundstelle() -> Split:
    splitter = load_language().splitter

    def split(word: str) -> list[str]:
        text = plain(word)
        return [text[span.start : span.end] for span in splitter.split(text) if not span.compound]

    return split


def charsplit() -> Split:
    """CharSplit (Tuggener), the best split in two, again for the first part (both would be worse)."""
    from compound_split import char_split

    def split(word: str) -> list[str]:
        score, first, last = char_split.split_compound(word)[0]
        if score <= 0 or len(first) < 4 or len(last) < 4 or first == last:
            return [word]
        return [*split(first), last]

    return split


def compound_split() -> Split:
    from compound_split import doc_split

    return lambda word: list(doc_split.maximal_split(word))


def tantivy() -> Split:
    """tantivy's SplitCompound filter: a word is split where words of the list cover it without a gap."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    splitter = load_language().splitter
    # It takes the longest word from the left and goes no further into it, so compounds are left out of its list.
    parts = sorted(word for word in splitter.words() if len(word) >= 3 and not splitter.split(word))
    analyser = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.split_compound(parts)).build()
    return lambda word: list(analyser.analyze(plain(word)))


def splitters() -> Iterator[tuple[str, Split]]:
    """Name and splitter, those that are installed."""
    yield "Fundstelle", fundstelle()
    if find_spec("compound_split"):
        yield "CharSplit", charsplit()
        yield "compound-split", compound_split()
    yield "tantivy SplitCompound", tantivy()


def main() -> None:
    print("| splitter | compounds a | whole words a | compounds b | whole words b |\n|---|---|---|---|---|")
    for name, split in splitters():
        figures = [f"{100 * share:.1f}" for half in HALVES for share in accuracy(split, half)]
        print(f"| {name} | {' | '.join(figures)} |")


if __name__ == "__main__":
    main()
