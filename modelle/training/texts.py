"""Training texts as passages: read from the `.jsonl.xz` files, cleaned, cut at sentences."""

import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MIN_WORDS = 20
MAX_WORDS = 140

_LINE_END_HYPHEN = re.compile(r"(?<=[a-zäöüß])-\n(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie|als|wie|bis)\b)")
_SENTENCE_END = re.compile(r"(?<=[a-zäöüß\d)“\"][.!?])\s+(?=[A-ZÄÖÜ„\"0-9])")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")
# A paragraph begins where a line that ends a sentence is followed by a new line, or after a blank line.
_PARAGRAPH = re.compile(r"\n\s*\n|(?<=[.!?:])\n(?=[A-ZÄÖÜ„\d•-])")


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """Some sentences of one document with what stands above them.

    `title`: the document's title; `heading`: the nearest heading, "" where there is none.
    """

    title: str
    heading: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


def read_rows(path: Path) -> Iterator[dict[str, object]]:
    """Rows of one `.jsonl.xz` file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def mend(text: str) -> str:
    """Joins words that were broken at a line's end; line breaks stay."""
    return _LINE_END_HYPHEN.sub("", text.replace("\u00ad", ""))


def split_sentences(text: str) -> list[str]:
    """Sentences of a paragraph, good enough for training; the indexer has its own, exact splitter."""
    return [part for part in _SENTENCE_END.split(" ".join(text.split())) if part]


def is_prose(text: str) -> bool:
    """Whether at least six tenths of the characters belong to words: leaves out tables, plans and lists of numbers."""
    letters = sum(len(match) for match in _WORD.findall(text))
    return letters >= 0.6 * max(len(text), 1)


def cut(title: str, heading: str, text: str) -> Iterator[TrainingPassage]:
    """Passages of `MIN_WORDS` to `MAX_WORDS` words; shorter rests are left out."""
    sentences: list[str] = []
    words = 0
    for paragraph in _PARAGRAPH.split(mend(text)):
        for sentence in split_sentences(paragraph):
            count = sentence.count(" ") + 1
            if count > MAX_WORDS or not is_prose(sentence):
                continue
            if words + count > MAX_WORDS:
                if words >= MIN_WORDS:
                    yield TrainingPassage(title, heading, tuple(sentences))
                sentences, words = [], 0
            sentences.append(sentence)
            words += count
    if words >= MIN_WORDS:
        yield TrainingPassage(title, heading, tuple(sentences))


def _from_papers(row: dict[str, object]) -> Iterator[TrainingPassage]:
    return cut(str(row["paper_title"]), "", str(row["text"]))


def _from_wiki(row: dict[str, object]) -> Iterator[TrainingPassage]:
    heading = " ".join(str(row[key]) for key in ("section", "subsection") if row[key])
    return cut(str(row["article"]), heading, str(row["text"]))


def _from_sections(row: dict[str, object]) -> Iterator[TrainingPassage]:
    return cut(str(row["path"]), str(row["title"]), str(row["text"]))


def _from_speeches(row: dict[str, object]) -> Iterator[TrainingPassage]:
    paragraphs = row["paragraphs"]
    assert isinstance(paragraphs, list)
    return cut("", "", "\n\n".join(paragraphs))


PASSAGE_SOURCES: dict[str, Callable[[dict[str, object]], Iterator[TrainingPassage]]] = {
    "karlsruhe_dokumente": _from_papers,
    "klexikon_wiki_passages": _from_wiki,
    "gesetze_sections": _from_sections,
    "revosax_sections": _from_sections,
    "bundestag_reden": _from_speeches,
}
"""File name without suffix, and how one of its rows becomes passages."""


def passages(folder: Path, source: str) -> Iterator[TrainingPassage]:
    """Passages of one source without near-duplicates: minutes quote motions, forms repeat their phrases."""
    seen: set[int] = set()
    for row in read_rows(folder / f"{source}.jsonl.xz"):
        for passage in PASSAGE_SOURCES[source](row):
            if not _is_repeated(passage, seen):
                yield passage


def _is_repeated(passage: TrainingPassage, seen: set[int]) -> bool:
    """Whether at least half of the words stand in sentences that were seen before, whatever their numbers.

    The sentences of the passage count as seen from now on.
    """
    words = {hash(_NUMBER.sub("0", sentence.lower())): sentence.count(" ") + 1 for sentence in passage.sentences}
    repeated = sum(count for key, count in words.items() if key in seen)
    seen.update(words)
    return 2 * repeated >= sum(words.values())


def question_pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """Questions with their answers, and requests with the administration's statements."""
    for name in ("karlsruhe_anfragen_qa", "integreat_fragen"):
        for row in read_rows(folder / f"{name}.jsonl.xz"):
            yield str(row["question"]), first_words(str(row["passage"]), MAX_WORDS)
    for row in read_rows(folder / "karlsruhe_antrag_stellungnahme.jsonl.xz"):
        yield f"{row['title']} {first_words(str(row['request']), 60)}", first_words(str(row["response"]), MAX_WORDS)


def first_words(text: str, limit: int) -> str:
    """The first `limit` words, broken words mended, white space folded."""
    return " ".join(mend(text).split()[:limit])


def sample_texts(folder: Path, every: int) -> Iterable[str]:
    """Every `every`-th passage of each source with its titles, to learn a vocabulary from."""
    for source in PASSAGE_SOURCES:
        for number, passage in enumerate(passages(folder, source)):
            if number % every == 0:
                yield f"{passage.title} {passage.heading} {passage.text}"
