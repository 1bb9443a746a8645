"""Cuts documents into passages of about 80 to 160 words that begin and end at sentences.

Sections are kept apart where they are big enough; small neighbours share a passage, and their headings then stand
in its text. Within a section the passages are about equally long.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from indexer.passage import Passage
from indexer.sections import Section, Unit, common_path, sections_of
from korpus.document import Block, Document, PageStart, ReadResult

CUTTER_VERSION = "1"
"""Changes with everything that decides a passage's text or what the encoder is given of it."""

_SMALL_SECTION_WORDS = 50
_LONGEST_WORDS = 160
_TARGET_WORDS = 120
_TINY_WORDS = 40
_LONGEST_MERGED_WORDS = 200
# How many words nearer to the ideal length a break inside a paragraph must be than one at a better place.
_SECTION_BONUS = 35
_BLOCK_BONUS = 20
_COLON_PENALTY = 30

_Placed = tuple[Section, Unit]


def cut_passages(result: ReadResult) -> list[Passage]:
    """Passages of a document in reading order.

    Every word of every block that is not a heading stands in exactly one of them. A document of headings only has
    their text as passages; one without any text has none.
    """
    passages: list[Passage] = []
    for group in _groups(sections_of(result.blocks)):
        for placed in _cut(group):
            passages.append(_passage(result.document, len(passages), placed))
    return passages


def _groups(sections: Sequence[Section]) -> Iterator[list[Section]]:
    """Runs of sections that are cut as one: a small section joins the neighbour that is nearer in the outline."""
    finished: list[Section] = []
    pending: list[Section] = []
    words = 0
    for index, section in enumerate(sections):
        pending.append(section)
        words += section.words
        following = sections[index + 1] if index + 1 < len(sections) else None
        if words < _SMALL_SECTION_WORDS:
            if following is not None and not (finished and _nearer(finished[-1], pending[0], section, following)):
                continue
            finished += pending
        else:
            if finished:
                yield finished
            finished = pending
        pending, words = [], 0
    if finished:
        yield finished


def _nearer(before: Section, first: Section, last: Section, following: Section) -> bool:
    """Whether the sections from `first` to `last` share more of the outline with `before` than with `following`."""
    return len(common_path(before.path, first.path)) > len(common_path(last.path, following.path))


def _cut(group: Sequence[Section]) -> list[list[_Placed]]:
    """Cuts a group's units into runs of about equal length, at section and block borders where they are near."""
    placed = [(section, unit) for section in group for unit in section.units]
    ends = list(accumulate(unit.words for _, unit in placed))
    total = ends[-1]
    if total <= _LONGEST_WORDS or len(placed) == 1:
        return [placed]
    count = max(2, round(total / _TARGET_WORDS))
    breaks = [0]
    for number in range(1, count):
        best = _best_break(placed, ends, breaks[-1] + 1, number * total / count)
        if best is not None:
            breaks.append(best)
    breaks.append(len(placed))
    return [placed[first:last] for first, last in _without_tiny(breaks, ends)]


def _best_break(placed: Sequence[_Placed], ends: Sequence[int], lowest: int, ideal: float) -> int | None:
    """Index of the unit before which to break, so that about `ideal` words stand before it; None where none is left."""
    centre = bisect_left(ends, ideal) + 1
    best, best_cost = None, float("inf")
    for index in range(max(lowest, centre - 6), min(len(placed), centre + 6)):
        (section, unit), (next_section, next_unit) = placed[index - 1], placed[index]
        cost = abs(ends[index - 1] - ideal)
        if section is not next_section:
            cost -= _SECTION_BONUS
        elif unit.block is not next_unit.block:
            cost -= _BLOCK_BONUS
        if unit.block.text[unit.end - 1] == ":":
            cost += _COLON_PENALTY
        if cost < best_cost:
            best, best_cost = index, cost
    return best


def _without_tiny(breaks: Sequence[int], ends: Sequence[int]) -> list[tuple[int, int]]:
    """Runs between the breaks as (first, last) with last exclusive; a tiny run joins its shorter neighbour."""
    runs = [(first, last) for first, last in pairwise(breaks) if last > first]

    def words(run: tuple[int, int]) -> int:
        return ends[run[1] - 1] - (ends[run[0] - 1] if run[0] else 0)

    index = 0
    while index < len(runs):
        if words(runs[index]) >= _TINY_WORDS or len(runs) == 1:
            index += 1
            continue
        neighbours = [i for i in (index - 1, index) if 0 <= i < len(runs) - 1]
        left = min(neighbours, key=lambda i: words(runs[i]) + words(runs[i + 1]))
        if words(runs[left]) + words(runs[left + 1]) > _LONGEST_MERGED_WORDS:
            index += 1
            continue
        runs[left : left + 2] = [(runs[left][0], runs[left + 1][1])]
        index = max(0, left)
    return runs


def _passage(document: Document, position: int, placed: Sequence[_Placed]) -> Passage:
    """The passage of a run of units, with the headings that begin within it where they are not all in its path."""
    first_section, first_unit = placed[0]
    path = first_section.path
    if first_unit is first_section.units[0]:
        for section, _ in placed:
            if section.path is not path:
                path = common_path(path, section.path)
    lines: list[str] = []
    pages: list[PageStart] = []
    open_unit: Unit | None = None
    open_start = 0
    for section, unit in placed:
        begins = unit is section.units[0] and section.headings
        if open_unit is not None and (begins or unit.block is not open_unit.block):
            lines.append(open_unit.block.text[open_start : open_unit.end])
            open_unit = None
        if begins:
            for heading in section.headings:
                if path[: len(heading.heading_path)] != heading.heading_path:
                    lines.append(heading.text)
                    _note_pages(pages, heading, 0, len(heading.text))
        if open_unit is None:
            open_start = unit.start
        open_unit = unit
        _note_pages(pages, unit.block, unit.start, unit.end)
    assert open_unit is not None
    lines.append(open_unit.block.text[open_start : open_unit.end])
    first = min(pages, key=lambda start: start.page, default=None)
    return Passage(
        id=f"{document.id}.{position}",
        document_id=document.id,
        position=position,
        text="\n".join(lines),
        heading_path=path,
        first_page=first.page if first else None,
        last_page=max(start.page for start in pages) if first else None,
        page_label=first.label if first else None,
    )


def _note_pages(pages: list[PageStart], block: Block, start: int, end: int) -> None:
    """Adds the pages on which characters `start` to `end` of a block stand."""
    starts = block.pages
    if not starts:
        return
    if len(starts) == 1:
        if not pages or pages[-1] is not starts[0]:
            pages.append(starts[0])
        return
    for index, page in enumerate(starts):
        following = starts[index + 1].offset if index + 1 < len(starts) else end
        if page.offset < end and following > start:
            pages.append(page)
