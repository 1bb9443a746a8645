"""A document's blocks as sections of units: sentences, list items and table rows, which are never torn apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from indexer.sentences import split_sentences
from korpus.document import Block, BlockKind

LONGEST_UNIT_WORDS = 300
"""A longer "sentence" (a row of a wide table, text without full stops) is split at a clause or a word."""
_LONG_ITEM_WORDS = 100
"""A list item of more words is taken sentence by sentence."""
_PIECE_WORDS = 120
_WORD = re.compile(r"\S+")
_CLAUSE_MARKS = (";", ":", ",", "|", "–", "—")


@dataclass(slots=True)
class Unit:
    """Characters `start` to `end` (exclusive) of a block's text, without white space around them."""

    block: Block
    start: int
    end: int
    words: int


@dataclass(slots=True)
class Section:
    """What stands under one heading.

    `path`: headings above the units, outermost first. `headings`: the heading blocks that open the section; more
    than one where a heading is followed at once by a lower one.
    """

    path: tuple[str, ...]
    headings: list[Block] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    words: int = 0

    def add(self, units: Iterable[Unit]) -> None:
        for unit in units:
            self.units.append(unit)
            self.words += unit.words


def common_path(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The headings that two paths share from the outermost on."""
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    return one[:shared]


def count_words(text: str, start: int = 0, end: int | None = None) -> int:
    """Number of words between two places of a normalised text, in which single blanks and line breaks part words."""
    return text.count(" ", start, end) + text.count("\n", start, end) + 1


def sections_of(blocks: Iterable[Block]) -> list[Section]:
    """Sections in reading order, each with at least one unit.

    A heading without text below it belongs to the section that follows when that lies under it; else it becomes a
    unit of its own, so that no heading is lost.
    """
    sections: list[Section] = []
    current: Section | None = None
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            following = Section(block.heading_path, [block])
            if current is not None and not current.units and current.headings:
                if common_path(current.path, block.heading_path) == current.path:
                    following.headings = [*current.headings, block]
                else:
                    _keep_heading(current)
                    sections.append(current)
            current = following
            continue
        if current is None or (current.units and current.path != block.heading_path):
            current = Section(block.heading_path)
        elif not current.units:
            current.path = block.heading_path
        if not current.units:
            sections.append(current)
        current.add(units_of(block))
        if not current.units:
            sections.pop()
    if current is not None and not current.units and current.headings:
        _keep_heading(current)
        sections.append(current)
    return [section for section in sections if section.units]


def _keep_heading(section: Section) -> None:
    """Makes a section's last heading a unit of its own, below the headings above it."""
    heading = section.headings.pop()
    section.path = section.path[:-1]
    text = heading.text
    start = len(text) - len(text.lstrip())
    if text.strip():
        section.add([Unit(heading, start, len(text.rstrip()), count_words(text.strip()))])


def units_of(block: Block) -> Iterator[Unit]:
    """Units of a block that is not a heading."""
    text = block.text
    if block.kind is BlockKind.PARAGRAPH:
        spans: Iterable[tuple[int, int]] = split_sentences(text)
    else:
        spans = _lines(text, block.kind is BlockKind.LIST)
    for start, end in spans:
        words = count_words(text, start, end)
        if words <= LONGEST_UNIT_WORDS:
            yield Unit(block, start, end, words)
        else:
            yield from _pieces(block, start, end)


def _lines(text: str, split_long: bool) -> Iterator[tuple[int, int]]:
    """Spans of the lines; with `split_long` a long line is taken sentence by sentence."""
    offset = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = offset + len(line) - len(line.lstrip())
            if split_long and count_words(bare) > _LONG_ITEM_WORDS:
                yield from ((start + first, start + last) for first, last in split_sentences(bare))
            else:
                yield start, start + len(bare)
        offset += len(line)


def _pieces(block: Block, start: int, end: int) -> Iterator[Unit]:
    """Splits an absurdly long unit into pieces of about equal length, after a clause mark where one is near."""
    words = [match.span() for match in _WORD.finditer(block.text, start, end)]
    count = -(-len(words) // _PIECE_WORDS)
    first = 0
    for piece in range(1, count + 1):
        last = len(words) * piece // count
        if piece < count:
            near = range(last, max(first + 1, last - _PIECE_WORDS // 4), -1)
            last = next((i for i in near if block.text[words[i - 1][1] - 1] in _CLAUSE_MARKS), last)
        yield Unit(block, words[first][0], words[last - 1][1], last - first)
        first = last
