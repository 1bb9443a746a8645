"""Puts the pieces of a page together into rows of cells."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from korpus.readers.pdf_glyphs import PageText, turned
from korpus.readers.pdf_pieces import Piece
from korpus.text import clean

# All in shares of the font size. A gap of 0.1 is where poppler's TextOutputDev breaks words, too (minWordBreakSpace).
_WORD_GAP = 0.1
_NO_GAP = 0.02
_CELL_GAP = 0.7
_TABLE_GAP = 1.2
_SAME_BASELINE = 0.3
_RAISED = 0.55
_SHADOW = 0.25

# Bullets of all kinds; word processors write theirs as private-use characters of symbol fonts.
_BULLETS = (
    "\u2022\u2023\u2043\u204c\u204d\u2219\u25a0-\u25ff\u2605\u2606\u2610-\u2612\u2713-\u2718\u2794-\u27be\u2192\u21d2"
    "\u00b7\u00d7\u2212\u00bb\u203a\ue000-\uf8ff*+>\u2013\u2014-"
)
_MARKER = re.compile(
    rf"[{_BULLETS}]|o|(?:§ ?)?\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}[.):]?"
    r"|[a-zA-Z][.)]|\([a-zA-Z0-9]{1,3}\)|[IVXivx]{1,5}[.)]"
)
_NUMBER_WITHOUT_BLANK = re.compile(r"\d{1,2}\.(?=[A-ZÄÖÜ][a-zäöüß])")
_BULLET = re.compile(rf"(?:[{_BULLETS}]|o) ")
_ABBREVIATED = re.compile(r"[a-zA-Z]\.(?:$|\W)")


@dataclass(slots=True)
class Cell:
    """Text that stands together on one baseline, between wide gaps. Measures in points."""

    text: str
    x0: float
    x1: float
    size: float
    bold: bool


@dataclass(slots=True)
class Row:
    """Cells on one baseline, from left to right.

    `page` counts from 0. `y` is the baseline from the bottom, in points. `left`, `right`: the column that the row
    stands in; `region` counts the columns of a page in reading order.
    """

    page: int
    y: float
    cells: list[Cell]
    left: float = 0.0
    right: float = 0.0
    region: int = 0
    size: float = field(init=False)
    bold: bool = field(init=False)

    def __post_init__(self) -> None:
        weights: Counter[float] = Counter()
        bold = letters = 0
        for cell in self.cells:
            weights[round(cell.size * 2) / 2] += len(cell.text)
            letters += len(cell.text)
            bold += len(cell.text) if cell.bold else 0
        self.size = weights.most_common(1)[0][0]
        self.bold = bold >= 0.9 * letters

    @property
    def x0(self) -> float:
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        return self.cells[-1].x1

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


@dataclass(slots=True)
class PageRows:
    """Rows of a page from top to bottom; `aside` are those that run in another direction. Sizes in points."""

    number: int
    width: float
    height: float
    rows: list[Row]
    aside: list[Row]
    unreadable: int
    has_images: bool
    broken: bool = False


def rows_of(page: PageText, number: int) -> PageRows:
    """Rows of one page; `number` counts from 0."""
    main: list[Row] = []
    aside: list[Row] = []
    width, height = page.width, page.height
    for position, (turn, pieces) in enumerate(turned(page.pieces)):
        rows = [row for group in _baselines(pieces) if (row := _row(group, number))]
        if position == 0:
            main = rows
            if turn in (90, 270):
                width, height = height, width
        else:
            aside.extend(rows)
    return PageRows(number, width, height, main, aside, page.unreadable, page.has_images)


def _baselines(pieces: Sequence[Piece]) -> list[list[tuple[int, Piece]]]:
    """Pieces with their drawing order, grouped by baseline from top to bottom.

    First runs that were drawn one after the other, so that raised numbers stay with their word; then runs by height.
    """
    runs: list[list[tuple[int, Piece]]] = []
    for order, piece in enumerate(pieces):
        if runs and _continues(runs[-1][-1][1], piece):
            runs[-1].append((order, piece))
        else:
            runs.append([(order, piece)])
    based = sorted(((_baseline(run), run) for run in runs), key=lambda item: -item[0][0])
    rows: list[tuple[float, float, list[tuple[int, Piece]]]] = []
    for (y, size), run in based:
        for index in range(len(rows) - 1, max(len(rows) - 4, -1), -1):
            row_y, row_size, members = rows[index]
            if abs(row_y - y) <= _SAME_BASELINE * min(row_size, size):
                members.extend(run)
                break
        else:
            rows.append((y, size, list(run)))
    return [members for _, _, members in rows]


def _continues(before: Piece, piece: Piece) -> bool:
    size = max(before.size, piece.size)
    near = -0.5 * size <= piece.x0 - before.x1 <= 0.8 * size
    raised = _RAISED * size if min(before.size, piece.size) < 0.85 * size else _SAME_BASELINE * size
    return near and abs(piece.y - before.y) <= raised


def _baseline(run: Sequence[tuple[int, Piece]]) -> tuple[float, float]:
    weights: Counter[tuple[float, float]] = Counter()
    for _, piece in run:
        weights[(piece.y, piece.size)] += len(piece.text)
    top = max(size for _, size in weights)
    return max((item for item in weights if item[1] >= 0.85 * top), key=lambda item: weights[item])


def _row(group: list[tuple[int, Piece]], page: int) -> Row | None:
    group.sort(key=lambda item: item[1].x0)
    cells: list[Cell] = []
    parts: list[str] = []
    members: list[Piece] = []
    last_order = -2

    def finish() -> None:
        text = clean("".join(parts)).strip()
        if text:
            cells.append(_cell(text, members))

    for order, piece in group:
        if members:
            before = members[-1]
            size = max(before.size, piece.size)
            if piece.text == before.text and abs(piece.x0 - before.x0) < _SHADOW * size:
                before.bold = True
                continue
            gap = piece.x0 - before.x1
            if gap > _CELL_GAP * size:
                finish()
                parts, members = [], []
            elif gap > _WORD_GAP * size or (
                # A drawn blank counts, but not one without width where a word may be divided.
                piece.blank_before and order == last_order + 1 and abs(gap) > _NO_GAP * size
            ):
                parts.append(" ")
        parts.append(piece.text)
        members.append(piece)
        last_order = order
    finish()
    return Row(page, group[0][1].y, _with_markers(cells)) if cells else None


def _cell(text: str, members: Sequence[Piece]) -> Cell:
    weights: Counter[float] = Counter()
    bold = letters = 0
    for piece in members:
        weights[piece.size] += len(piece.text)
        letters += len(piece.text)
        bold += len(piece.text) if piece.bold else 0
    return Cell(text, members[0].x0, max(p.x1 for p in members), weights.most_common(1)[0][0], bold >= 0.9 * letters)


def _with_markers(cells: list[Cell]) -> list[Cell]:
    """Bullets and numbers join the cell that they mark; they keep their own place as the cell's start."""
    if len(cells) < 2 or not _MARKER.fullmatch(cells[0].text):
        return cells
    marker, marked = cells[0], cells[1]
    if marked.x0 - marker.x1 > 4 * max(marker.size, marked.size) + 18:
        return cells
    joined = Cell(f"{marker.text} {marked.text}", marker.x0, marked.x1, marked.size, marked.bold)
    return [joined, *cells[2:]]


def with_table_gaps(cells: Sequence[Cell]) -> list[Cell]:
    """Cells that only a wide blank parts become one; what stays apart may belong to a table."""
    merged: list[Cell] = []
    for cell in cells:
        last = merged[-1] if merged else None
        if last is not None and cell.x0 - last.x1 < _TABLE_GAP * max(last.size, cell.size):
            longer = last if len(last.text) >= len(cell.text) else cell
            text = f"{last.text} {cell.text}"
            merged[-1] = Cell(text, last.x0, cell.x1, longer.size, last.bold and cell.bold)
        else:
            merged.append(cell)
    return merged


def marks_item(text: str) -> bool:
    """Whether a line begins like an item of a list: a bullet, a number or a letter, then a blank.

    "z. B.", "u. a." and "S. 12" look alike but are abbreviations.
    """
    if _NUMBER_WITHOUT_BLANK.match(text):
        return True
    first, _, rest = text.partition(" ")
    if not rest or not _MARKER.fullmatch(first):
        return False
    abbreviated = len(first) == 2 and first[0].isalpha() and first[1] == "."
    return not (abbreviated and (_ABBREVIATED.match(rest) or (first in ("S.", "s.") and rest[0].isdigit())))


def is_bullet(text: str) -> bool:
    """Whether a line begins with a bullet, not with a number or a letter."""
    return bool(_BULLET.match(text))
