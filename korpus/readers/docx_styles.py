"""What Word's styles and numbering say of a paragraph: heading level, list marker, boldness."""

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from korpus.readers.docx_text import W

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as DocxDocument
    from lxml.etree import _Element

_HEADING = re.compile(r"(?:heading|überschrift|titre)\s*(\d)", re.IGNORECASE)
_TITLE = {"title", "titel"}
_CONTENTS = re.compile(r"(?:toc|verzeichnis|inhaltsverzeichnis)\b", re.IGNORECASE)
_LIST = re.compile(r"(?:list(?! paragraph| table)|aufzählung|listen(?!absatz))", re.IGNORECASE)
_BODY_LEVEL = 9  # w:outlineLvl 9 means body text


class Styles:
    """Paragraph styles by id, each with the styles that it is based on."""

    def __init__(self, document: "DocxDocument") -> None:
        styles = document.part._styles_part.element.iter(W + "style")
        self._by_id: dict[str, _Element] = {str(style.get(W + "styleId")): style for style in styles}

    def _chain(self, paragraph: "_Element") -> "Iterator[_Element]":
        """The paragraph's style, then what that is based on."""
        given = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self._by_id.get(str(given.get(W + "val"))) if given is not None else None
        seen: set[int] = set()
        while style is not None and id(style) not in seen:
            seen.add(id(style))
            yield style
            based = style.find(W + "basedOn")
            style = self._by_id.get(str(based.get(W + "val"))) if based is not None else None

    def names(self, paragraph: "_Element") -> list[str]:
        """Names of the paragraph's style and of those it is based on."""
        found = (style.find(W + "name") for style in self._chain(paragraph))
        return [str(name.get(W + "val")) for name in found if name is not None]

    def property(self, paragraph: "_Element", name: str) -> "_Element | None":
        """A paragraph property, from the paragraph itself or from the nearest style that has it."""
        for owner in (paragraph, *self._chain(paragraph)):
            found = owner.find(f"{W}pPr/{W}{name}")
            if found is not None:
                return found
        return None

    def heading_level(self, paragraph: "_Element") -> int | None:
        """0 for the document's title, 1 to 9 for headings, None for other paragraphs."""
        for name in self.names(paragraph):
            if name.lower() in _TITLE:
                return 0
            if match := _HEADING.match(name):
                return int(match[1]) or 1
        level = self.property(paragraph, "outlineLvl")
        number = int(level.get(W + "val", _BODY_LEVEL)) if level is not None else _BODY_LEVEL
        return number + 1 if number < _BODY_LEVEL else None

    def is_contents_entry(self, paragraph: "_Element") -> bool:
        """Whether the paragraph is a line of the table of contents."""
        return any(_CONTENTS.match(name) for name in self.names(paragraph)[:1])

    def is_list_item(self, paragraph: "_Element") -> bool:
        return any(_LIST.match(name) for name in self.names(paragraph))

    def is_bold(self, paragraph: "_Element") -> bool:
        """Whether all text of the paragraph is set bold by hand."""
        runs = [run for run in paragraph.iter(W + "r") if any(text.text for text in run.iter(W + "t"))]
        marks = [run.find(f"{W}rPr/{W}b") for run in runs]
        return bool(marks) and all(mark is not None and mark.get(W + "val") not in {"0", "false"} for mark in marks)


class Numbering:
    """Markers of list items: "- ", or the number that Word would print for decimal and lettered lists."""

    def __init__(self, document: "DocxDocument") -> None:
        self._formats: dict[tuple[str, str], str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        root = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if root is None:
            return
        abstract = {str(each.get(W + "abstractNumId")): each for each in root.element.iter(W + "abstractNum")}
        for number in root.element.iter(W + "num"):
            reference = number.find(W + "abstractNumId")
            levels = abstract.get(str(reference.get(W + "val"))) if reference is not None else None
            for level in levels.iter(W + "lvl") if levels is not None else ():
                kind = level.find(W + "numFmt")
                key = (str(number.get(W + "numId")), str(level.get(W + "ilvl")))
                self._formats[key] = str(kind.get(W + "val")) if kind is not None else "bullet"

    def marker(self, paragraph: "_Element", styles: Styles) -> str | None:
        """What stands before a list item, None for a paragraph that is none. Call once for each item, in order."""
        numbering = styles.property(paragraph, "numPr")
        number = numbering.find(W + "numId") if numbering is not None else None
        if number is None:
            return "- " if styles.is_list_item(paragraph) else None
        list_id = str(number.get(W + "val"))
        if list_id == "0":  # numbering switched off
            return None
        depth = numbering.find(W + "ilvl") if numbering is not None else None
        level = int(depth.get(W + "val", 0)) if depth is not None else 0
        counts = self._counts[list_id]
        counts[level] += 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return _printed(self._formats.get((list_id, str(level)), "bullet"), counts[level])


def _printed(number_format: str, count: int) -> str:
    if number_format == "decimal":
        return f"{count}. "
    if number_format == "lowerLetter" and count <= 26:
        return f"{chr(ord('a') + count - 1)}) "
    return "- "
