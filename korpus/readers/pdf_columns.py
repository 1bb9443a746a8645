"""Reading order of a page's rows: columns are found by the white between them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from korpus.readers.pdf_lines import Cell, Row, with_table_gaps

_MIN_ROWS = 3
# Points, and rows that a gutter narrower than 1.2 times the font size must run through.
_MIN_WHITE = 5.0
_MIN_ROWS_OF_NARROW_GUTTER = 8
# Of the width of both columns.
_MIN_SHARE = 0.2
# White between the rows of a table, in shares of the font size.
_ROW_GAP = 1.6
_SLACK = 1.5
# From line to line of a column in shares of the font size; and from paragraph to paragraph, heading or table, which
# counts where nothing wider than the column follows on the page.
_PITCH, _WIDEST_PITCH = 1.7, 4.0
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class _Gutter:
    x: float
    first: int
    last: int
    weight: int


def in_reading_order(rows: Sequence[Row]) -> list[Row]:
    """The rows of a page in reading order; rows across columns are taken apart. `left`, `right`, `region` are set."""
    ordered: list[Row] = []
    for region, members in enumerate(_regions(list(rows), 0)):
        left = min(row.x0 for row in members)
        right = max(row.x1 for row in members)
        for row in members:
            row.cells = with_table_gaps(row.cells)
            row.left, row.right, row.region = left, right, region
            ordered.append(row)
    return ordered


def _regions(rows: list[Row], depth: int) -> list[list[Row]]:
    if len(rows) < 2 * _MIN_ROWS or depth > _MAX_DEPTH:
        return [rows] if rows else []
    gutter = _gutter(rows)
    if gutter is None:
        return [rows]
    band = rows[gutter.first : gutter.last + 1]
    left = [side for row in band if (side := _side(row, gutter.x, left=True))]
    right = [side for row in band if (side := _side(row, gutter.x, left=False))]
    regions: list[list[Row]] = []
    for part in (rows[: gutter.first], left, right, rows[gutter.last + 1 :]):
        regions.extend(_regions(part, depth + 1))
    return regions


def _side(row: Row, x: float, *, left: bool) -> Row | None:
    cells = [cell for cell in row.cells if (_middle(cell) < x) == left]
    return Row(row.page, row.y, cells) if cells else None


def _middle(cell: Cell) -> float:
    return (cell.x0 + cell.x1) / 2


def _gutter(rows: Sequence[Row]) -> _Gutter | None:
    """The white strip that parts most text into columns of prose, None where there is none."""
    best: _Gutter | None = None
    for x in _candidates(rows):
        for first, last in _open_runs(rows, x):
            run = rows[first : last + 1]
            gutter = _columns(run, x, first, is_lowest=last + 1 == len(rows))
            if gutter is not None and (best is None or gutter.weight > best.weight):
                best = gutter
    return best


def _candidates(rows: Sequence[Row]) -> list[float]:
    starts: Counter[int] = Counter()
    leftmost = min(row.x0 for row in rows)
    for row in rows:
        for cell in row.cells:
            if cell.x0 > leftmost + 20:
                starts[round(cell.x0 / 2)] += 1
    merged = {start: count + starts.get(start + 1, 0) for start, count in starts.items()}
    common = [start for start, count in merged.items() if count >= _MIN_ROWS]
    return [2.0 * start - 2.0 - _SLACK for start in sorted(common)]


def _open_runs(rows: Sequence[Row], x: float) -> list[tuple[int, int]]:
    """Runs of rows that no cell of theirs crosses at `x`."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index, row in enumerate(rows):
        crossed = any(cell.x0 < x - _SLACK and cell.x1 > x + _SLACK for cell in row.cells)
        if crossed and start is not None:
            runs.append((start, index - 1))
            start = None
        elif not crossed and start is None:
            start = index
    if start is not None:
        runs.append((start, len(rows) - 1))
    return [run for run in runs if run[1] - run[0] + 1 >= _MIN_ROWS]


def _columns(run: Sequence[Row], x: float, offset: int, *, is_lowest: bool) -> _Gutter | None:
    right = [index for index, row in enumerate(run) if _middle(row.cells[-1]) >= x]
    left = {index for index, row in enumerate(run) if _middle(row.cells[0]) < x}
    if len(right) < _MIN_ROWS or len(left) < _MIN_ROWS:
        return None
    first, last = right[0], _end_of_band(run, right[-1], _WIDEST_PITCH if is_lowest else _PITCH)
    while first > 0 and first - 1 in left and _pitch(run, first) < _PITCH * run[first].size:
        first -= 1
    band = run[first : last + 1]
    left_rows = [side for row in band if (side := _side(row, x, left=True))]
    right_rows = [side for row in band if (side := _side(row, x, left=False))]
    if min(len(left_rows), len(right_rows)) < _MIN_ROWS or not _reads_as_columns(band, left_rows, right_rows):
        return None
    weight = min(sum(len(row.text) for row in left_rows), sum(len(row.text) for row in right_rows))
    return _Gutter(x, offset + first, offset + last, weight)


def _end_of_band(run: Sequence[Row], last: int, pitch: float) -> int:
    """A left column that is longer than the right one goes on while its lines follow within `pitch` font sizes."""
    while last + 1 < len(run) and _pitch(run, last + 1) < pitch * run[last + 1].size:
        last += 1
    return last


def _pitch(run: Sequence[Row], index: int) -> float:
    return run[index - 1].y - run[index].y


def _reads_as_columns(band: Sequence[Row], left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether both sides are texts of their own, not cells of a table or white that runs through a paragraph."""
    whole = max(row.x1 for row in right) - min(row.x0 for row in left)
    for side in (left, right):
        if max(row.x1 for row in side) - min(row.x0 for row in side) < _MIN_SHARE * whole:
            return False
    white = min(row.x0 for row in right) - max(row.x1 for row in left)
    shared = len(left) + len(right) - len(band)
    if white < _MIN_WHITE or (white < 1.2 * band[0].size and shared < _MIN_ROWS_OF_NARROW_GUTTER):
        return False
    if _is_ruled(band, left, right):
        return False
    apart = shared < 0.4 * min(len(left), len(right)) and min(len(left), len(right)) >= 5
    return apart or all(_is_prose(side) for side in (left, right))


def _is_ruled(band: Sequence[Row], left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether both sides are the cells of a table: they begin anew together behind white that runs across both.

    In columns of text a side begins anew where it will, beside lines of the other.
    """
    together = _starts(band)
    sides = [_starts(left), _starts(right)]
    shared = sum(len(side & together) for side in sides)
    alone = sum(len(side - together) for side in sides)
    return len(sides[0] & sides[1] & together) > 1 and alone <= 0.25 * (shared + alone)


def _starts(rows: Sequence[Row]) -> set[float]:
    """Baselines of the rows that stand behind white wider than between lines."""
    return {row.y for above, row in pairwise(rows) if above.y - row.y > _ROW_GAP * row.size}


def _is_prose(side: Sequence[Row]) -> bool:
    words = sum(row.text.count(" ") + 1 for row in side) / len(side)
    going_on = sum(1 for row in side if row.text[0].islower()) / len(side)
    return len(side) >= 4 and words >= 3 and going_on >= 0.2
