"""Simple tables: rows whose cells stand in common columns. Tables of contents are recognised, too, and left out."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from korpus.readers.pdf_lines import Cell, Row
from korpus.text import join_lines

_TOLERANCE = 4.0
_MIN_ROWS = 3
# White between two rows of a table, in shares of the font size; the lines within a row stand closer.
_ROW_GAP = 1.5
_LEADER = re.compile(r"(?:[.·…_]\s?){4,}\s*(\d{1,4}|[ivxlc]{1,6})?\s*$|…{2,}")
_ENDS_IN_NUMBER = re.compile(r"\D\s(\d{1,3})$")
_CONTENTS_TITLE = re.compile(
    r"(?:inhalt(?:sverzeichnis|sübersicht)?|verzeichnis der inhalte|contents)\s*:?", re.IGNORECASE
)


@dataclass(slots=True)
class Table:
    """Rows of one table; each row has its cells by column, "" where one is empty, and its page from 0."""

    columns: tuple[float, ...]
    rows: list[tuple[int, list[list[str]]]]

    def lines(self, known_words: Collection[str]) -> Iterator[tuple[int, list[str]]]:
        """Page and cell texts of each row; the lines of a cell are joined."""
        for page, cells in self.rows:
            texts = [join_lines(cell, known_words) for cell in cells]
            yield page, [text for text in texts if text]


def with_tables(rows: Sequence[Row]) -> list[Row | Table]:
    """The rows of one region, with those that form tables gathered; what belongs to no table stays as it is."""
    starts = _column_starts(rows)
    items: list[Row | Table] = []
    index = 0
    while index < len(rows):
        end = _table_end(rows, index, starts)
        if end > index:
            items.append(_table(rows[index:end], starts))
            index = end
        else:
            items.append(rows[index])
            index += 1
    return items


def _column_starts(rows: Sequence[Row]) -> list[float]:
    """Left edges that at least two rows share in cells behind their first."""
    edges = sorted(cell.x0 for row in rows for cell in row.cells[1:])
    starts: list[float] = []
    cluster: list[float] = []
    for edge in [*edges, float("inf")]:
        if cluster and edge - cluster[0] > _TOLERANCE:
            if len(cluster) > 1:
                starts.append(cluster[0])
            cluster = []
        cluster.append(edge)
    return starts


def _column(cell: Cell, starts: Sequence[float]) -> int | None:
    """Number of the shared column that a cell stands in, from 1; None where it stands in none."""
    for number, start in enumerate(starts, start=1):
        if -_TOLERANCE <= cell.x0 - start <= _TOLERANCE:
            return number
    return None


def _is_tabular(row: Row, starts: Sequence[float]) -> bool:
    return len(row.cells) > 1 and all(_column(cell, starts) is not None for cell in row.cells[1:])


def _continues(row: Row, starts: Sequence[float]) -> bool:
    return len(row.cells) == 1 and _column(row.cells[0], starts) is not None


def _table_end(rows: Sequence[Row], start: int, starts: Sequence[float]) -> int:
    """Index behind the last row of a table that begins at `start`; `start` where none begins."""
    if not starts or not _is_tabular(rows[start], starts):
        return start
    tabular = wide = 0
    end = index = start
    while index < len(rows):
        row = rows[index]
        close = index == start or rows[index - 1].y - row.y < 3.2 * max(row.size, 8)
        if not close:
            break
        if _is_tabular(row, starts):
            tabular += 1
            wide += len(row.cells) > 2
            end = index + 1
        elif _continues(row, starts):
            end = index + 1
        elif row.x1 > starts[0] - 2 or index + 1 >= len(rows) or not _is_tabular(rows[index + 1], starts):
            break
        index += 1
    return end if tabular >= _MIN_ROWS or wide > 1 else start


def _table(rows: Sequence[Row], starts: Sequence[float]) -> Table:
    table = Table(tuple(starts), [])
    groups = _groups(rows)
    for group in groups:
        wrapped = _is_wrapped(group, starts, 0.3 if len(groups) > 1 else 0.45)
        for index, row in enumerate(group):
            columns = [_column(cell, starts) or 0 for cell in row.cells]
            goes_on = index > 0 and (wrapped or (columns[0] > 0 and len(row.cells) == 1))
            if not goes_on:
                table.rows.append((row.page, [[] for _ in range(len(starts) + 1)]))
            for column, cell in zip(columns, row.cells, strict=True):
                table.rows[-1][1][column].append(cell.text)
    return table


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows between which there is no white wider than between lines."""
    groups: list[list[Row]] = [[rows[0]]]
    for above, row in pairwise(rows):
        if above.y - row.y > _ROW_GAP * row.size:
            groups.append([])
        groups[-1].append(row)
    return groups


def _is_wrapped(group: Sequence[Row], starts: Sequence[float], share: float) -> bool:
    """Whether the lines of a group are one row whose cells take several lines: words go on or begin small.

    `share`: how many of the cells' later lines must do so.
    """
    last: dict[int, str] = {}
    going_on = count = 0
    for row in group:
        for cell in row.cells:
            column = _column(cell, starts) or 0
            if column in last:
                count += 1
                going_on += last[column].endswith(("-", ",")) or cell.text[0].islower()
            last[column] = cell.text
    return count > 0 and going_on >= share * count


def without_contents(rows: Sequence[Row]) -> list[Row]:
    """The rows without tables of contents: dot leaders, or runs of lines that end in ascending page numbers."""
    numbers = [_page_number(row) for row in rows]
    drop = [bool(_LEADER.search(row.text)) for row in rows]
    index = 0
    while index < len(rows):
        end, found = _ascending(numbers, drop, index)
        if found >= 4:
            drop[index:end] = [True] * (end - index)
        index = max(end, index + 1)
    for index in range(len(rows)):
        if not drop[index] and _CONTENTS_TITLE.fullmatch(rows[index].text) and any(drop[index + 1 : index + 4]):
            drop[index] = True
        elif not drop[index] and 0 < index < len(rows) - 1 and drop[index - 1] and drop[index + 1]:
            # A title of several lines: its number stands behind the last.
            drop[index] = len(rows[index].text) < 120
    return [row for row, dropped in zip(rows, drop, strict=True) if not dropped]


def _page_number(row: Row) -> int | None:
    """Number at the end of a line, where white parts it from the text."""
    if len(row.cells) > 1 and row.cells[-1].text.isdigit() and len(row.cells[-1].text) <= 3:
        return int(row.cells[-1].text)
    match = _ENDS_IN_NUMBER.search(row.text)
    return int(match.group(1)) if match and len(row.text) < 120 else None


def _ascending(numbers: Sequence[int | None], drop: Sequence[bool], start: int) -> tuple[int, int]:
    """End and count of a run of ascending numbers from `start`; a line without one may stand between."""
    if numbers[start] is None and not drop[start]:
        return start, 0
    last, found, end, missing = -1, 0, start, 0
    for index in range(start, len(numbers)):
        number = numbers[index]
        if number is None and not drop[index]:
            missing += 1
            if missing > 1:
                break
            continue
        if number is not None and number < last:
            break
        last = number if number is not None else last
        found, end, missing = found + 1, index + 1, 0
    return end, found
