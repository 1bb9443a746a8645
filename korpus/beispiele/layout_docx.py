"""Lays sample sources out as DOCX with Word's own heading, list and table styles."""

import copy
import datetime
import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from korpus.beispiele.sources import (
    Element,
    Heading,
    ItemList,
    PageBreak,
    Paragraph,
    Runs,
    SampleSource,
    Table,
    german_date,
)

_ACCENT = RGBColor(0x1F, 0x5A, 0x7A)
_LIST_STYLES = {"•": "List Bullet"}
_TABLE_STYLE = "Light Grid Accent 1"


def render_docx(source: SampleSource) -> bytes:
    """The source as DOCX, the same bytes each time (with the same versions of python-docx and zlib)."""
    document = Document()
    _set_page(document)
    _set_properties(document, source)
    document.add_paragraph(source.title, style="Title")
    known = source.metadata
    line = document.add_paragraph(style="Subtitle")
    line.add_run(" · ".join(str(part) for part in (known["kind"], known["publisher"], german_date(known["date"]))))
    for element in source.elements:
        _add(document, element)
    written = BytesIO()
    document.save(written)
    return _with_fixed_times(written.getvalue(), known["date"])


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        document.styles[name].font.color.rgb = _ACCENT


def _set_properties(document: Any, source: SampleSource) -> None:
    date: datetime.date = source.metadata["date"]
    moment = datetime.datetime(date.year, date.month, date.day, 9, tzinfo=datetime.UTC)
    properties = document.core_properties
    properties.title, properties.author = source.title, source.metadata["publisher"]
    properties.subject, properties.language = source.metadata["kind"], "de-DE"
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.comments, properties.keywords = source.metadata["publisher"], "", ""
    properties.revision = 1


def _add(document: Any, element: Element) -> None:
    match element:
        case Heading(level=level):
            _fill(document.add_paragraph(style=f"Heading {level - 1}"), element.runs)
        case Paragraph(runs=runs):
            _fill(document.add_paragraph(), runs)
        case ItemList():
            _add_list(document, element)
        case Table(rows=rows):
            _add_table(document, rows)
        case PageBreak():
            document.add_page_break()


def _fill(paragraph: Any, runs: Runs) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold, added.italic = run.bold or None, run.italic or None


def _add_list(document: Any, element: ItemList) -> None:
    number = _restarted_numbering(document) if any(marker != "•" for _, marker, _ in element.items) else None
    for depth, marker, runs in element.items:
        style = _LIST_STYLES.get(marker, "List Number")
        paragraph = document.add_paragraph(style=style if depth == 0 else f"{style} {min(depth + 1, 3)}")
        _fill(paragraph, runs)
        if marker != "•" and depth == 0 and number is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number


def _restarted_numbering(document: Any) -> int:
    """A new numbering instance that counts from 1; without it, all numbered lists of a document count on."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    used = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
    definition = next(each for each in numbering.findall(qn("w:num")) if each.get(qn("w:numId")) == used)
    instance = copy.deepcopy(definition)
    number = max(int(each.get(qn("w:numId"))) for each in numbering.findall(qn("w:num"))) + 1
    instance.set(qn("w:numId"), str(number))
    override, start = OxmlElement("w:lvlOverride"), OxmlElement("w:startOverride")
    override.set(qn("w:ilvl"), "0")
    start.set(qn("w:val"), "1")
    override.append(start)
    instance.append(override)
    numbering.append(instance)
    return number


def _add_table(document: Any, rows: tuple[tuple[Runs, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style=_TABLE_STYLE)
    for cells, row in zip(rows, table.rows, strict=True):
        for runs, cell in zip(cells, row.cells, strict=True):
            _fill(cell.paragraphs[0], runs)
    document.add_paragraph()


def _with_fixed_times(archive: bytes, date: datetime.date) -> bytes:
    """The same archive with the document's date on every entry instead of the time of writing."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as given, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (date.year, date.month, date.day, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            fixed.writestr(entry, given.read(name))
    return written.getvalue()
