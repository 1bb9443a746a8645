"""DOCX: body text in document order. Headers and footers are left out, as they repeat on every page."""

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from korpus.document import Block, BlockKind
from korpus.errors import DamagedFile, EncryptedFile, FileTooLarge
from korpus.readers.base import RawDocument
from korpus.readers.docx_styles import Numbering, Styles
from korpus.readers.docx_text import W, children_text, footnote_ids, is_contents_table, notes_of, text_boxes
from korpus.readers.outline import Outline
from korpus.source import ReadLimits

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from lxml.etree import _Element

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# Word's own XML of 1,000 pages has some 30 MiB; parsing takes several times as much memory.
MAX_XML_BYTES = 100 * 1024 * 1024
MAX_PARTS = 20_000
_MAX_HEADING = 200
_MAX_BOLD_HEADING = 90


def read(path: Path, limits: ReadLimits) -> RawDocument:
    """Reads a DOCX file; it has no pages, since Word lays them out anew each time.

    :raises FileLeftOut: if it is encrypted, unpacks to too much, or is no DOCX.
    """
    _check_container(path, limits)
    from docx import Document

    try:
        document = Document(str(path))
    except Exception as error:  # the library raises KeyError, ValueError, XMLSyntaxError and others for broken files
        raise DamagedFile(_broken(path)) from error
    body = _Body(document)
    body.read(document.element.body)
    return RawDocument(tuple(body.finish()), found=_found(document))


def _broken(path: Path) -> str:
    return f"„{path.name}“ ist keine lesbare Word-Datei; bitte in Word öffnen und neu als DOCX speichern."


def _check_container(path: Path, limits: ReadLimits) -> None:
    """Looks at the ZIP directory only; what it declares is what Python's zipfile unpacks at most."""
    with path.open("rb") as stream:
        if stream.read(8) == _OLE_MAGIC:
            if _ENCRYPTED_STREAM in stream.read():
                raise EncryptedFile(f"„{path.name}“ ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern.")
            raise DamagedFile(f"„{path.name}“ hat das alte Word-Format (DOC); bitte in Word als DOCX speichern.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFile(_broken(path)) from error
    if any(part.flag_bits & 0x1 for part in parts):
        raise EncryptedFile(f"„{path.name}“ ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern.")
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    whole = sum(part.file_size for part in parts)
    if xml > MAX_XML_BYTES or whole > 2 * limits.max_bytes or len(parts) > MAX_PARTS:
        size = whole // (1024 * 1024)
        raise FileTooLarge(f"„{path.name}“ wird beim Entpacken zu groß ({size} MiB); bitte das Dokument teilen.")


def _found(document: "DocxDocument") -> dict[str, str]:
    """Title and language; the author's name is no publisher, and the day of saving is not the document's date."""
    properties = document.core_properties
    given = {"title": properties.title, "language": properties.language}
    return {name: value.strip() for name, value in given.items() if value and value.strip()}


class _Body:
    """Turns the body's XML into blocks."""

    def __init__(self, document: "DocxDocument") -> None:
        self._outline = Outline()
        self._styles = Styles(document)
        self._numbering = Numbering(document)
        self._footnotes = notes_of(document)
        self._items: list[str] = []
        paragraphs = list(document.element.body.iter(W + "p"))
        levels = [self._styles.heading_level(paragraph) for paragraph in paragraphs]
        self._shift = int(0 in levels)  # under a title, "Heading 1" is the second level
        self._bold_headings = all(level is None for level in levels)

    def finish(self) -> list[Block]:
        self._end_list()
        return self._outline.blocks

    def read(self, parent: "_Element") -> None:
        """Reads what stands directly in the body, in a content control or in a table's only column."""
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None and not is_contents_table(child):
                    self.read(content)
            elif child.tag in {W + "ins", W + "moveTo", W + "customXml", W + "smartTag"}:
                self.read(child)

    def _paragraph(self, paragraph: "_Element") -> None:
        if self._styles.is_contents_entry(paragraph):
            return
        text = children_text(paragraph)
        level = self._styles.heading_level(paragraph)
        marker = self._numbering.marker(paragraph, self._styles) if level is None else None
        if level is not None and len(text) <= _MAX_HEADING:
            self._end_list()
            self._outline.heading(level + self._shift, text)
        elif text and marker is not None:
            self._items.append(marker + text)
        elif text:
            self._end_list()
            if self._bold_headings and self._styles.is_bold(paragraph) and _may_be_heading(text):
                self._outline.heading(2, text)
            else:
                self._outline.add(BlockKind.PARAGRAPH, text)
        self._around(paragraph)

    def _around(self, paragraph: "_Element") -> None:
        """Footnotes that the paragraph refers to, and text boxes anchored in it."""
        notes = [self._footnotes[note] for note in footnote_ids(paragraph) if note in self._footnotes]
        boxes = text_boxes(paragraph)
        if notes or boxes:
            self._end_list()
        for note in notes:
            self._outline.add(BlockKind.PARAGRAPH, note)
        for box in boxes:
            self.read(box)

    def _end_list(self) -> None:
        self._outline.add(BlockKind.LIST, "\n".join(self._items))
        self._items = []

    def _table(self, table: "_Element") -> None:
        self._end_list()
        rows = [_inside(row, "tc") for row in _inside(table, "tr")]
        if all(len(row) <= 1 for row in rows):  # a frame around text
            for row in rows:
                for cell in row:
                    self.read(cell)
            self._end_list()
            return
        lines = (_line([_cell_text(cell) for cell in row]) for row in rows)
        self._outline.add(BlockKind.TABLE, "\n".join(line for line in lines if line))


def _may_be_heading(text: str) -> bool:
    return len(text) <= _MAX_BOLD_HEADING and text[-1] not in ".!?:;,"


def _inside(parent: "_Element", name: str) -> list["_Element"]:
    """Rows of a table or cells of a row, also those in content controls and insertions; deleted rows are left out."""
    found: list[_Element] = []
    for child in parent:
        if child.tag == W + name:
            if child.find(f"{W}trPr/{W}del") is None:
                found.append(child)
        elif child.tag in {W + "sdt", W + "sdtContent", W + "ins", W + "customXml"}:
            found += _inside(child, name)
    return found


def _cell_text(cell: "_Element") -> str:
    """Text of a cell on one line; a cell merged into the one above it has none."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    if merged is not None and merged.get(W + "val") != "restart":
        return ""
    parts: list[str] = []
    for child in cell.iterchildren(W + "p", W + "tbl", W + "sdt"):
        if child.tag == W + "tbl":
            parts += [", ".join(filter(None, map(_cell_text, _inside(row, "tc")))) for row in _inside(child, "tr")]
        else:
            parts += [
                children_text(paragraph) for paragraph in ([child] if child.tag == W + "p" else child.iter(W + "p"))
            ]
    return " ".join(part for part in parts if part)


def _line(cells: list[str]) -> str:
    """Cells with " | " between them; empty ones at both ends are dropped."""
    filled = [number for number, cell in enumerate(cells) if cell]
    return " | ".join(cells[filled[0] : filled[-1] + 1]) if filled else ""
