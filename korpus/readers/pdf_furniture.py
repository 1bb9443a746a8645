"""Running headers, footers and page numbers: what repeats at the edge of the pages, and the page numbers it shows."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from korpus.readers.pdf_headings import squeezed
from korpus.readers.pdf_lines import PageRows, Row

_EDGE_ROWS = 7
_EDGE_SHARE = 0.14
_SAME_PLACE = 6.0
# A heading is at least so much larger than the running head that quotes it.
_HEADING_SIZE = 1.15
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—|·/ ]*(?:Seite|S\.|Blatt|Page)?\s*(\d{1,4})\s*(?:(?:von|/|of|\|)\s*\d{1,4})?[-–—|·/ ]*)", re.IGNORECASE
)
# Numbers that say themselves what they are: "- 2 -", "Seite 2 von 3", "2/2".
_MARKED_NUMBER = re.compile(
    r"[-–—] ?(\d{1,4}) ?[-–—]|(?:Seite|Blatt|Page) (\d{1,4})(?: ?(?:von|/|of) ?\d{1,4})?|(\d{1,4}) ?(?:/|von) ?\d{1,4}",
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(r"\b(?:Seite|Blatt)\s*:?\s*(\d{1,4})\b", re.IGNORECASE)
_NUMBER_AT_END = re.compile(r"^(\d{1,4})(?=\s|$)|(?:^|\s)(\d{1,4})$")


def take_out(pages: Sequence[PageRows]) -> list[int | None]:
    """Removes running headers and footers from `pages`, in place; gives the printed number of each page, if shown.

    A row at the edge is furniture where it stands at the same place of at least three pages (two in documents of up
    to four pages, but no larger than the text: a title may stand on a cover and above the text), or where it is
    nothing but a number that counts along with the pages. In the margins, digits may differ, but not in lines larger
    than the text: "Maßnahme 1", "Maßnahme 2" are headings.
    """
    edges = [_edge(page) for page in pages]
    heads = _changing_heads(pages)
    offset = _counting(pages, edges)
    needed = 3 if len(pages) > 4 else 2
    body_size = _body_size(pages)
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page, edge in zip(pages, edges, strict=True):
        for row in edge:
            for text in {_squeezed(row.text), _masked(row.text)}:
                places[text].append((page.number, _place(row, page)))

    def repeats(row: Row, page: PageRows) -> bool:
        larger = row.size >= _HEADING_SIZE * body_size
        enough, place = 3 if larger else needed, _place(row, page)
        if _repeats(places[_squeezed(row.text)], place, enough):
            return True
        return not larger and _in_margin(row, page) and _repeats(places[_masked(row.text)], place, enough)

    printed: list[int | None] = []
    for page, edge in zip(pages, edges, strict=True):
        running = {id(row) for row in edge if repeats(row, page) or _is_number(row, page, offset) or id(row) in heads}
        printed.append(_printed_number([row for row in edge if id(row) in running], page, offset))
        page.rows = [row for row in page.rows if id(row) not in running]
    return printed


def _body_size(pages: Sequence[PageRows]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for row in page.rows:
            sizes[row.size] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _edge(page: PageRows) -> list[Row]:
    """Rows at the top and bottom: the outermost ones and all in the margin."""
    top = (1 - _EDGE_SHARE) * page.height
    bottom = _EDGE_SHARE * page.height
    count = len(page.rows)
    return [
        row
        for index, row in enumerate(page.rows)
        if index < _EDGE_ROWS or index >= count - _EDGE_ROWS or row.y > top or row.y < bottom
    ]


def _place(row: Row, page: PageRows) -> float:
    """Distance from the nearer edge, negative from the bottom: pages may differ in height."""
    return page.height - row.y if row.y > page.height / 2 else -row.y


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


def _masked(text: str) -> str:
    return _NUMBER.sub("#", _squeezed(text))


def _in_margin(row: Row, page: PageRows) -> bool:
    return row.y > (1 - _EDGE_SHARE) * page.height or row.y < _EDGE_SHARE * page.height


def _repeats(places: Sequence[tuple[int, float]], place: float, needed: int) -> bool:
    return len({page for page, other in places if abs(other - place) <= _SAME_PLACE}) >= needed


def _changing_heads(pages: Sequence[PageRows]) -> set[int]:
    """Identities of running heads that change from chapter to chapter.

    They are the outermost rows, stand at one place of three pages or more, apart from the text, and most of them are
    found on a second page or as a larger heading on an earlier one.
    """
    slots: dict[tuple[int, float], list[Row]] = defaultdict(list)
    for page in pages:
        if len(page.rows) > 2:
            for row, inner in ((page.rows[0], page.rows[1]), (page.rows[-1], page.rows[-2])):
                if abs(row.y - inner.y) > 1.8 * row.size:
                    slots[(round(_place(row, page) / 3), row.size)].append(row)
    found: set[int] = set()
    for rows in slots.values():
        texts = Counter(_masked(row.text) for row in rows)
        if len(rows) > 2:
            known = [row for row in rows if texts[_masked(row.text)] > 1 or _quotes_heading(row, pages)]
            if len(known) >= 0.6 * len(rows):
                found.update(id(row) for row in rows)
    return found


def _quotes_heading(row: Row, pages: Sequence[PageRows]) -> bool:
    text = squeezed(row.text)
    return len(text) > 3 and any(
        text in "".join(squeezed(other.text) for other in page.rows if other.size > _HEADING_SIZE * row.size)
        for page in pages[: row.page]
    )


def _numbers(row: Row) -> list[int]:
    """Page numbers that a row at the edge may be showing."""
    text = row.text
    whole = _PAGE_NUMBER.fullmatch(text)
    if whole:
        return [int(whole.group(1))]
    found = [int(match.group(1)) for match in _NAMED_NUMBER.finditer(text)]
    return found or [int(match.group(1) or match.group(2)) for match in _NUMBER_AT_END.finditer(text)]


def _counting(pages: Sequence[PageRows], edges: Sequence[Sequence[Row]]) -> int | None:
    """By how much the printed numbers differ from the position in the file; None where no number counts along.

    Wanted are at least three pages (two of two or three) and half of all pages that agree, since covers show none.
    """
    votes: Counter[int] = Counter()
    for page, edge in zip(pages, edges, strict=True):
        votes.update({number - page.number for row in edge for number in _numbers(row)})
    if not votes or len(pages) < 2:
        return None
    offset, count = votes.most_common(1)[0]
    return offset if count >= max(min(3, len(pages)), len(pages) // 2) else None


def _is_number(row: Row, page: PageRows, offset: int | None) -> bool:
    whole = _PAGE_NUMBER.fullmatch(row.text)
    in_margin = _in_margin(row, page)
    marked = _MARKED_NUMBER.fullmatch(row.text)
    if in_margin and marked and int(next(filter(None, marked.groups()))) == page.number + 1:
        return True
    return offset is not None and in_margin and whole is not None and int(whole.group(1)) - page.number == offset


def _printed_number(running: Sequence[Row], page: PageRows, offset: int | None) -> int | None:
    if offset is None:
        return None
    wanted = page.number + offset
    return wanted if any(wanted in _numbers(row) for row in running) else None
