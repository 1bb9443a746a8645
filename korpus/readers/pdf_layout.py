"""Makes blocks of a document's lines: headings, paragraphs, lists and tables, across lines, columns and pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from korpus.document import Block, BlockKind, PageStart
from korpus.readers.pdf_headings import HeadingFinder, Style, has_room, levels, number_depth
from korpus.readers.pdf_lines import Row, marks_item
from korpus.readers.pdf_pitch import Pitch
from korpus.readers.pdf_tables import Table
from korpus.text import seam, words_of

_MAX_HEADING_LINES = 6
# Of the body size: what is set smaller is a footnote or a caption.
_NOTE_SIZE = 0.9
_MAX_NOTES = 12
_ENDS_SENTENCE = re.compile(r"[.!?:;…][)“”\"'’»]*$")
_BULLET = re.compile(r"^(?:[^\w\s\"„“‚'(\[§€&@#/]|o(?= ))\s*(?=\S)")
# What symbol fonts write besides letters, as bullets within a line are.
_SYMBOL = re.compile(r"(?<!\S)[\ue000-\uf8ff]+\s*(?=\S)")
_LAST_SYMBOL = re.compile(r"(?<!\S)[\ue000-\uf8ff]+$")


@dataclass(slots=True)
class _Draft:
    """A block that is still growing. `rows`: its lines so far; `pages`: (offset in text, page from 0)."""

    kind: BlockKind
    text: str = ""
    pages: list[tuple[int, int]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    style: Style | None = None
    outline_level: int = 0
    is_note: bool = False

    def add(self, text: str, page: int, cut: int, between: str) -> None:
        """Appends `text` after cutting `cut` characters off the end and putting `between` between."""
        head = (self.text[:-cut] if cut else self.text) + (between if self.text else "")
        if not self.pages or self.pages[-1][1] != page:
            self.pages.append((len(head), page))
        self.text = head + _SYMBOL.sub("• ", _LAST_SYMBOL.sub("•", text))


class Layout:
    """Turns lines in reading order into blocks."""

    def __init__(self, items: Sequence[Row | Table], headings: HeadingFinder, pitch: Pitch) -> None:
        self._items = items
        self._pitch = pitch
        self._headings = headings
        self._known = words_of(row.text for row in items if isinstance(row, Row))
        self._drafts: list[_Draft] = []

    def blocks(self, labels: Sequence[str | None]) -> tuple[Block, ...]:
        """All blocks; `labels` are the printed page labels by page from 0."""
        for index, item in enumerate(self._items):
            if isinstance(item, Table):
                self._add_table(item)
            else:
                self._add_row(item, self._before(index), self._following(index))
        return _finished(self._drafts, labels)

    def _before(self, index: int) -> Row | None:
        found = self._items[index - 1] if index else None
        return found if isinstance(found, Row) else None

    def _following(self, index: int) -> list[Row]:
        """The next lines up to a table."""
        nearby = self._items[index + 1 : index + 2 + _MAX_HEADING_LINES]
        return list(takewhile(lambda item: isinstance(item, Row), nearby))  # type: ignore[arg-type]

    def _add_table(self, table: Table) -> None:
        draft = _Draft(BlockKind.TABLE)
        for page, cells in table.lines(self._known):
            draft.add(" | ".join(cells), page, 0, "\n")
        self._drafts.append(draft)

    def _add_row(self, row: Row, before: Row | None, following: Sequence[Row]) -> None:
        if self._add_heading(row, before, following):
            return
        last = self._continued(row)
        if last is not None and last.rows and last.kind is not BlockKind.HEADING:
            if self._goes_on(last, row):
                self._append(last, row)
                return
            if self._is_next_line(last, row):
                last.kind = BlockKind.LIST
                last.rows.append(row)
                last.add(row.text, row.page, 0, "\n")
                return
        if _is_item(row):
            self._add_item(last, row)
        else:
            self._drafts.append(_draft_of(BlockKind.PARAGRAPH, row, row.text))
        self._drafts[-1].is_note = self._drafts[-1].is_note or self._is_note(row)

    def _continued(self, row: Row) -> _Draft | None:
        """The block that `row` may continue: the last one, but on a new page or in a new column not a footnote."""
        for draft in reversed(self._drafts[-_MAX_NOTES:]):
            elsewhere = not draft.rows or draft.rows[-1].page != row.page or draft.rows[-1].region != row.region
            if not (draft.is_note and elsewhere and not self._is_note(row)):
                return draft
        return None

    def _is_note(self, row: Row) -> bool:
        return row.size < _NOTE_SIZE * self._headings.body_size

    def _is_next_line(self, draft: _Draft, row: Row) -> bool:
        """Whether short lines stand below each other, as names and addresses do."""
        above = draft.rows[-1]
        if above.page != row.page or above.region != row.region or _is_item(row) or abs(above.x0 - row.x0) > 2:
            return False
        short = max(above.x1, row.x1) < row.left + 0.75 * (row.right - row.left)
        near = self._pitch.is_close(above, row)
        single = draft.kind is BlockKind.LIST or len(draft.rows) == 1
        return near and short and single and above.size == row.size and not _ENDS_SENTENCE.search(above.text)

    def _add_heading(self, row: Row, before: Row | None, following: Sequence[Row]) -> bool:
        last = self._drafts[-1] if self._drafts else None
        level = self._headings.outline_level(row.text, row.page)
        style = self._headings.style(row, before, following)
        if last is not None and self._same_heading(last, row):
            self._append(last, row)
            last.outline_level = last.outline_level or self._headings.outline_level(last.text, last.pages[0][1])
            return True
        if style is None and not level and not self._begins_bookmark(row, following):
            return self._completes(last, row)
        draft = _draft_of(BlockKind.HEADING, row, row.text)
        draft.style = style or Style(row.size, row.bold)
        draft.outline_level = level
        self._drafts.append(draft)
        return True

    def _begins_bookmark(self, row: Row, following: Sequence[Row]) -> bool:
        return any(
            self._headings.outline_level(f"{row.text} {after.text}", row.page) > 0
            for after in following[:1]
            if after.page == row.page
        )

    def _completes(self, last: _Draft | None, row: Row) -> bool:
        """The second line of a bookmark's title, where its look alone would not tell."""
        if last is None or last.kind is not BlockKind.HEADING or last.outline_level:
            return False
        level = self._headings.outline_level(f"{last.text} {row.text}", row.page)
        if level and last.pages[0][1] == row.page:
            self._append(last, row)
            last.outline_level = level
        return bool(level)

    def _same_heading(self, last: _Draft, row: Row) -> bool:
        """Whether a heading goes on in the next line: the same look, close below, and both together still short."""
        if last.kind is not BlockKind.HEADING or last.outline_level or len(last.rows) >= _MAX_HEADING_LINES:
            return False
        above = last.rows[-1]
        return (
            last.style == Style(row.size, row.bold)
            and above.page == row.page
            and above.region == row.region
            and 0 < above.y - row.y < 1.6 * row.size
            and not (last.text.endswith(":") and row.size < 1.3 * self._headings.body_size)
            and not number_depth(row.text)
            and not marks_item(row.text)
            and len(last.text) + len(row.text) < 200
        )

    def _add_item(self, last: _Draft | None, row: Row) -> None:
        text = _BULLET.sub("• ", row.text, count=1)
        if last is not None and last.kind is BlockKind.LIST and _near(last.rows[-1], row):
            last.rows.append(row)
            last.add(text, row.page, 0, "\n")
        else:
            self._drafts.append(_draft_of(BlockKind.LIST, row, text))

    def _append(self, draft: _Draft, row: Row) -> None:
        cut, between = seam(draft.text, row.text, self._known)
        draft.add(row.text, row.page, cut, between)
        draft.rows.append(row)

    def _goes_on(self, draft: _Draft, row: Row) -> bool:
        """Whether `row` continues the paragraph or list item that `draft` ends with."""
        above = draft.rows[-1]
        if abs(above.size - row.size) > 0.12 * max(above.size, row.size):
            return False
        unfinished = not _ENDS_SENTENCE.search(above.text)
        cut_word = draft.text.endswith("-") and not draft.text.endswith(" -")
        if above.page != row.page or above.region != row.region:
            return self._goes_on_elsewhere(above, row, unfinished=unfinished, cut_word=cut_word)
        if _is_item(row) and not (unfinished and _only_looks_like_item(draft, above, row)):
            return False
        if not self._pitch.is_close(above, row):
            return False
        return unfinished or not self._begins_anew(draft, above, row)

    def _begins_anew(self, draft: _Draft, above: Row, row: Row) -> bool:
        """Whether `row` begins something new below a sentence's end, although it follows closely."""
        if above.bold != row.bold:
            return True
        if draft.kind is BlockKind.LIST:
            return row.x0 < draft_start(draft) + 0.3 * row.size
        indented = row.x0 - above.x0 > 0.8 * row.size and row.x0 - row.left > 0.8 * row.size
        return (indented and len(draft.rows) > 1) or has_room(above, row)

    def _goes_on_elsewhere(self, above: Row, row: Row, *, unfinished: bool, cut_word: bool) -> bool:
        if _is_item(row) and not cut_word:
            return False
        if cut_word or row.text[0].islower():
            return unfinished or cut_word
        full = above.x1 > above.left + 0.85 * (above.right - above.left)
        return unfinished and full and above.bold == row.bold


def draft_start(draft: _Draft) -> float:
    """Left edge of the item that a list ends with."""
    return next((row.x0 for row in reversed(draft.rows) if _is_item(row)), draft.rows[0].x0)


def _draft_of(kind: BlockKind, row: Row, text: str) -> _Draft:
    draft = _Draft(kind, rows=[row])
    draft.add(text, row.page, 0, "")
    return draft


def _is_item(row: Row) -> bool:
    return marks_item(row.text)


def _only_looks_like_item(draft: _Draft, above: Row, row: Row) -> bool:
    """Says so of "12 Personen ...", "1. Januar" or "– wie vereinbart –" at a line's start within a sentence."""
    first = row.text.split(" ", 1)[0]
    if first.endswith(")"):
        return draft.text.count("(") > draft.text.count(")")
    if not (first[0].isalnum() or first in "-–"):
        return False
    if draft.kind is BlockKind.LIST and abs(row.x0 - draft_start(draft)) < 0.5 * row.size:
        return False
    # A bare number rarely marks an item, so that lines beside a picture, which look short, may go on with one.
    # The lines of an item stand behind its marker.
    width, indent = (0.4, 2.5) if first.isdigit() else (0.8, 2.5 if draft.kind is BlockKind.LIST else 0.8)
    full = above.x1 > above.left + width * (above.right - above.left)
    return full and row.x0 - above.x0 < indent * row.size


def _near(above: Row, row: Row) -> bool:
    if above.page != row.page or above.region != row.region:
        return True
    return 0 < above.y - row.y < 3 * row.size


def _finished(drafts: Sequence[_Draft], labels: Sequence[str | None]) -> tuple[Block, ...]:
    headings = [(draft.style, draft.text) for draft in drafts if draft.style is not None]
    ranks = iter(levels(headings))
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for draft in drafts:
        text = draft.text.rstrip().removesuffix("\u00ad")
        level = 0 if draft.style is None else draft.outline_level or next(ranks)
        if draft.style is not None and draft.outline_level:
            next(ranks)
        if not any(map(str.isalnum, text)):
            continue
        if level:
            path = [(above, title) for above, title in path if above < level] + [(level, text)]
        pages = tuple(PageStart(offset, page + 1, labels[page]) for offset, page in draft.pages)
        blocks.append(Block(draft.kind, text, tuple(title for _, title in path), level, pages))
    return tuple(blocks)
