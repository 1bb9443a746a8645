"""Tells headings from text: by the file's outline, else by size, weight and number of a line."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from korpus.readers.pdf_lines import Row, is_bullet, marks_item
from korpus.readers.pdf_pitch import Pitch

_LARGER = 1.12
_MAX_CHARACTERS = 160
_MAX_WORDS = 20
_SAME_SIZE = 0.5
_NUMBERED = re.compile(r"(?:(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?|[A-Z]\.|[IVX]{1,4}\.|§+ ?\d+[a-z]?|TOP \d+[a-z]?:?)\s+\S")
_ENDS_TEXT = '.!?:;…“")'
_SENTENCE_END = re.compile(r"[.,;!…]$|[^.]\.\)$")
_ABBREVIATION_END = re.compile(r"\b(?:e\. ?V|Nr|Abs|usw|etc|ff|bzw|ggf|u\. ?a|S)\.$")
_LETTERS = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d+[a-z]?")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its title, its page from 0, its depth from 1."""

    title: str
    page: int
    depth: int


@dataclass(frozen=True, slots=True)
class Style:
    """How a heading looks: font size rounded to half a point, and weight."""

    size: float
    bold: bool


class HeadingFinder:
    """Knows a document's body text and says of a line whether it is a heading, and of what level."""

    def __init__(self, rows: Sequence[Row], outline: Sequence[OutlineEntry], pitch: Pitch) -> None:
        self._pitch = pitch
        sizes: Counter[float] = Counter()
        bold: Counter[bool] = Counter()
        for row in rows:
            sizes[row.size] += len(row.text)
            bold[row.bold] += len(row.text)
        self.body_size = sizes.most_common(1)[0][0] if sizes else 10.0
        total = sum(bold.values())
        self._bold_tells = bold[True] < 0.35 * total if total else False
        self._entries: dict[int, list[tuple[str, int]]] = {}
        for entry in outline:
            key = squeezed(entry.title)
            if key:
                self._entries.setdefault(entry.page, []).append((key, min(entry.depth, 6)))

    def outline_level(self, text: str, page: int) -> int:
        """Level of the bookmark whose title is `text` on this page, 0 where there is none."""
        key = squeezed(text)
        return next((depth for title, depth in self._entries.get(page, ()) if title == key), 0)

    def outline_begins(self, text: str, page: int) -> bool:
        """Whether a bookmark on this page begins with `text`, so that the next line may complete it."""
        key = squeezed(text)
        return len(key) >= 4 and any(title.startswith(key) for title, _ in self._entries.get(page, ()))

    def style(self, row: Row, before: Row | None, following: Sequence[Row]) -> Style | None:
        """Style of a line that looks like a heading, None for text; `following` are the lines after it."""
        larger = row.size >= _LARGER * self.body_size
        after = following[0] if following else None
        text = row.text
        if larger and text[-1] in ",-" and after is not None and (after.size, after.bold) == (row.size, row.bold):
            text = text[:-1]
        if not _could_be_heading(text) or is_bullet(text) or (len(row.cells) > 1 and not larger):
            return None
        bold = row.bold and self._bold_tells and row.size >= 0.95 * self.body_size
        if not (larger or bold):
            return None
        if not larger and (self._goes_on(before, row) or not self._stands_apart(row, following)):
            return None
        return Style(row.size, row.bold)

    def _goes_on(self, before: Row | None, row: Row) -> bool:
        """Whether a bold line only goes on with the text before it: a heading begins where that has ended."""
        if before is None or not self._pitch.is_close(before, row) or before.text[-1] in _ENDS_TEXT:
            return False
        if _NUMBERED.match(row.text):
            return False
        if before.bold:
            return before.size == row.size
        return before.x1 >= before.left + 0.7 * (before.right - before.left)

    def _stands_apart(self, row: Row, following: Sequence[Row]) -> bool:
        """Whether a bold line and those like it below are short, and no text goes on with their sentence."""
        run = [row]
        for other in following:
            alike = other.bold and other.size == row.size and self._pitch.is_close(run[-1], other)
            if not alike or number_depth(other.text) or marks_item(other.text):
                break
            run.append(other)
        text = " ".join(line.text for line in run)
        if len(text) > _MAX_CHARACTERS or (len(run) > 1 and _SENTENCE_END.search(text)):
            return False
        last, after = run[-1], following[len(run) - 1] if len(following) >= len(run) else None
        if last.x1 - last.left > 0.97 * (last.right - last.left) and len(last.text) > 90:
            return False
        if after is None or after.bold or (after.page, after.region) != (row.page, row.region):
            return True
        if after.text[0].islower():
            return False
        wide = after.x1 - after.left > 0.8 * (after.right - after.left)
        return not (wide and self._pitch.is_close(last, after) and not has_room(last, after))


def levels(headings: Sequence[tuple[Style, str]]) -> list[int]:
    """Level of each heading, given with its text: larger before smaller, bold before plain, 1 to 6.

    Sizes that differ by no more than half a point count as one; headings that are numbered alike ("TOP 3", "§ 12",
    "2.1") have the level that most of them have.
    """
    ranks: dict[Style, int] = {}
    above: Style | None = None
    for style in sorted({style for style, _ in headings}, key=lambda style: (-style.size, not style.bold)):
        alike = above is not None and above.bold == style.bold and above.size - style.size <= _SAME_SIZE
        ranks[style] = len(set(ranks.values())) + (0 if alike else 1)
        above = style
    found = [_deepened(ranks[style], text) for style, text in headings]
    alike_numbered: dict[str, Counter[int]] = {}
    for level, (_, text) in zip(found, headings, strict=True):
        if kind := _numbering(text):
            alike_numbered.setdefault(kind, Counter())[level] += 1
    return [
        min(alike_numbered[kind].most_common(1)[0][0] if (kind := _numbering(text)) else level, 6)
        for level, (_, text) in zip(found, headings, strict=True)
    ]


def _deepened(rank: int, text: str) -> int:
    """A heading "2.1 Sprache" stands below "2 Ziele" even where both look the same."""
    return rank + max(number_depth(text) - 1, 0)


def _numbering(text: str) -> str:
    """How a heading is numbered, digits masked: "top#", "§#", "#.#"; "" where it is not."""
    match = _NUMBERED.match(text)
    return _DIGITS.sub("#", match.group()[:-1].strip(" .:").casefold()) if match else ""


def number_depth(text: str) -> int:
    """Depth of a numbered heading: 1 for "2 Ziele", 2 for "2.1 Sprache"; 0 where no decimal number stands."""
    match = _NUMBERED.match(text)
    return match.group(1).count(".") + 1 if match and match.group(1) else 0


def has_room(row: Row, after: Row) -> bool:
    """Whether the first word of the next line would have fitted behind a line, so that this ended by intention."""
    first = after.text.split(" ", 1)[0]
    return row.right - row.x1 > (len(first) + 2) * 0.62 * row.size and row.right - row.left > 12 * row.size


def squeezed(text: str) -> str:
    """Letters and digits only, case-folded: what of a title stays the same in outline and text."""
    return _NOT_WORD.sub("", text.casefold())


def _could_be_heading(text: str) -> bool:
    if len(text) > _MAX_CHARACTERS or text.count(" ") >= _MAX_WORDS:
        return False
    if len(_LETTERS.findall(text)) < 0.5 * len(text.replace(" ", "")) or len(_LETTERS.findall(text)) < 3:
        return False
    if text[0].islower() and not _NUMBERED.match(text):
        return False
    return not _SENTENCE_END.search(text) or _ABBREVIATION_END.search(text) is not None
