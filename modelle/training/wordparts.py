"""Learns which words German makes its compounds of, and which women's forms belong to which word.

    python -m modelle.training.wordparts ../shared/data/train modelle/data

A row (a section, a speech, a paper) is counted in pieces of 4,000 characters; a word counts once for each piece.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from modelle.compounds import CompoundSplitter
from modelle.training.texts import mend, read_rows

_PIECE_CHARACTERS = 4000
_NO_TEXT = frozenset({"url", "file_name", "date", "paper", "speaker", "session"})
_WORD = re.compile(r"[A-Za-zÄÖÜäöüßéèáàâçñ]{2,}")
_INSIDE_A_SENTENCE = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüßéèáà]+\b")
_ELLIPSIS = re.compile(r"\b([A-ZÄÖÜ]?[a-zäöüß]{2,})-(?=(?: und| oder| bzw\.?| sowie|,|/) ?[\w-])")
_ADJECTIVE_ENDINGS = ("", "e", "en", "er", "es", "em")
_LINKED_BY_S = re.compile(r"(?:ung|heit|keit|schaft|tät|ion|ling|tum|sal)$")
_WITHOUT_DOTS = str.maketrans("äöü", "aou")
_ROUNDS = 5
_CURATED = Path(__file__).parent / "data"


@dataclass(slots=True)
class WordCounts:
    """In how many pieces a word stands, in lower case and with ss for ß.

    `all`: in any spelling. `lower`: written small. `inside`: with a capital inside a sentence. `ellipsis`: with a
    hyphen before "und", a comma and the like ("Verkehrs- und ..."), which only beginnings of compounds are.
    """

    all: Counter[str] = field(default_factory=Counter)
    lower: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    ellipsis: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Counts one piece."""
        words = set(_WORD.findall(text))
        self.all.update({_plain(word) for word in words})
        self.lower.update({_plain(word) for word in words if word.islower()})
        self.inside.update({_plain(word) for word in _INSIDE_A_SENTENCE.findall(text)})
        self.ellipsis.update({_plain(word) for word in _ELLIPSIS.findall(text)})

    def is_noun(self, word: str) -> bool:
        """Whether it is mostly written with a capital, or often enough for an adjective that became a noun."""
        count, lower, inside = self.all[word], self.lower[word], self.inside[word]
        mostly = lower <= 0.4 * count and inside >= max(3, 0.05 * count)
        often = len(word) >= 6 and inside >= max(50, 0.1 * count)
        return mostly or often


def _plain(word: str) -> str:
    return word.lower().replace("ß", "ss")


def curated(name: str) -> frozenset[str]:
    """Words of one of this folder's lists."""
    lines = (_CURATED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(_plain(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def count_words(folder: Path) -> WordCounts:
    """Counts the words of every `.jsonl.xz` file of a folder."""
    counts = WordCounts()
    for path in sorted(folder.glob("*.jsonl.xz")):
        for row in read_rows(path):
            text = mend("\n".join(_texts({key: value for key, value in row.items() if key not in _NO_TEXT})))
            for start in range(0, len(text), _PIECE_CHARACTERS):
                counts.add(text[start : start + _PIECE_CHARACTERS])
    return counts


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))


def _possible_beginnings(counts: WordCounts) -> set[str]:
    """Words, as written at a compound's beginning: seen with a hyphen, frequent nouns, nouns with their usual link."""
    short, never = curated("kurze_anfaenge"), curated("keine_anfaenge")
    found = set(short)
    for word in counts.all.keys() | counts.ellipsis.keys():
        if len(word) < 4:
            continue  # only those of the list
        noun = counts.is_noun(word)
        if counts.ellipsis[word] >= 3 or (noun and counts.all[word] >= 30):
            found.add(word)
        if noun and len(word) >= 5 and counts.all[word] >= 15:
            found.add(word + ("s" if _LINKED_BY_S.search(word) else "n" if word.endswith("e") else ""))
    return {word for word in found if word not in never and _is_pronounceable(word)}


def _possible_ends(counts: WordCounts) -> set[str]:
    """Nouns that are not too rare, the adjectives of the list in all their forms, and what stands at ends only."""
    never = curated("keine_enden")
    nouns = {
        word
        for word, count in counts.all.items()
        if len(word) >= 4 and count >= (10 if len(word) < 7 else 5) and _is_pronounceable(word) and counts.is_noun(word)
    }
    return (nouns - never - _forms_of_short_nouns(counts, nouns)) | _adjective_forms() | curated("gebundene_enden")


def _forms_of_short_nouns(counts: WordCounts, nouns: set[str]) -> set[str]:
    """Forms of nouns of three letters ("räte", "wege"): as "Stadtrat" is not split, "Stadträte" must not be either."""
    import Stemmer

    stem = Stemmer.Stemmer("german").stemWord
    own = curated("eigene_enden")

    def is_form(word: str) -> bool:
        base = stem(word)
        return len(base) < 4 and counts.is_noun(base) and counts.all[base] >= 0.2 * counts.all[word]

    return {word for word in nouns if len(word) <= 6 and word not in own and is_form(word)}


def _adjective_forms() -> set[str]:
    forms = set()
    for word in curated("adjektive"):
        stem = word[:-2] + "l" if word.endswith("el") else word
        forms |= {word, *(stem + ending for ending in _ADJECTIVE_ENDINGS[1:])}
    return forms


def _is_pronounceable(word: str) -> bool:
    return any(letter in "aeiouyäöüé" for letter in word)


def learn_families(counts: WordCounts) -> list[tuple[str, int, int]]:
    """Word, number of compounds that begin with it, number that end with it; a row with two zeros is never split.

    Every noun is split with the numbers so far, then counted anew, as in hard expectation maximisation.
    """
    beginnings = Counter(dict.fromkeys(_possible_beginnings(counts), 1))
    ends = Counter(dict.fromkeys(_possible_ends(counts), 1))
    adjectives = tuple(_adjective_forms())
    words = [
        word
        for word, count in counts.all.items()
        if count >= 3 and 7 <= len(word) <= 40 and (counts.is_noun(word) or word.endswith(adjectives))
    ]
    for _ in range(_ROUNDS):
        splitter = CompoundSplitter(_rows(beginnings, ends), ())
        beginnings, ends = Counter(), Counter()
        for word in words:
            parts = [word[span.start : span.end] for span in splitter.split(word, nested=False)]
            beginnings.update(parts[:-1])
            ends.update(parts[-1:])
    return _rows(*_reliable(counts, beginnings, ends))


def _reliable(counts: WordCounts, beginnings: Counter[str], ends: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Leaves out what may be chance: the rarer and shorter a word, the less it is to be believed."""

    def enough(word: str) -> int:
        if len(word) == 4:
            return 6
        return 2 if len(word) == 5 or (len(word) < 8 and counts.all[word] < 15) else 1

    kept = Counter({word: count for word, count in beginnings.items() if count >= 2 or len(word) >= 8})
    kept |= Counter({word: 1 for word, count in counts.ellipsis.items() if count >= 8 and word in beginnings})
    adjectives = _adjective_forms()
    trusted = Counter({word: count for word, count in ends.items() if count >= enough(word) or word in adjectives})
    return kept, trusted


def _rows(beginnings: Counter[str], ends: Counter[str]) -> list[tuple[str, int, int]]:
    return [(word, beginnings[word], ends[word]) for word in sorted(beginnings.keys() | ends.keys())]


def not_compounds(counts: WordCounts, splitter: CompoundSplitter) -> list[str]:
    """Verbs, adjectives and other words in use that only look like compounds of nouns ("bestehen", "erstellen")."""
    adjectives = tuple(_adjective_forms())
    return sorted(
        word
        for word, count in counts.all.items()
        if count >= 10
        and counts.lower[word] > 0.8 * count
        and not counts.is_noun(word)
        and not word.endswith(adjectives)
        and splitter.split(word)
    )


def learn_women_forms(counts: WordCounts) -> list[tuple[str, str]]:
    """Women's form in the singular and the word that it belongs to ("köchin", "koch")."""
    found = []
    for plural, count in counts.all.items():
        form, stem = plural.removesuffix("nen"), plural.removesuffix("innen")
        if not plural.endswith("innen") or count < 3 or len(stem) < 3 or not counts.is_noun(plural):
            continue
        bare = stem.translate(_WITHOUT_DOTS)
        for base in (stem, stem + "e", bare, bare + "e", stem + "er"):
            if counts.all[base] >= 3 and counts.is_noun(base):
                found.append((form, base))
                break
    return sorted(found)


def main() -> None:
    """Reads the training texts, writes `wortteile.txt` and `frauenformen.txt`."""
    source, target = (Path(argument) for argument in sys.argv[1:3])
    counts = count_words(source)
    rows = learn_families(counts)
    rows += [(word, 0, 0) for word in not_compounds(counts, CompoundSplitter(rows, ()))]
    lines = [f"{word} {beginning} {end}\n" for word, beginning, end in sorted(rows)]
    head = "# Wort, Zahl der Zusammensetzungen, die damit beginnen, die damit enden; 0 0: keine Zusammensetzung.\n"
    (target / "wortteile.txt").write_text(head + "".join(lines), encoding="utf-8")
    forms = [f"{form} {base}\n" for form, base in learn_women_forms(counts)]
    (target / "frauenformen.txt").write_text("# Form, Grundwort.\n" + "".join(forms), encoding="utf-8")


if __name__ == "__main__":
    main()
