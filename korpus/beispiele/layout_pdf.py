"""Lays sample sources out as PDF: A4, running header and footer, page labels, bookmarks, one or two columns."""

import calendar
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from korpus.beispiele.pdf_flow import FAINT, LINE, SANS, checked, story_of, title_block
from korpus.beispiele.sources import SampleSource

if TYPE_CHECKING:
    import datetime

_WIDTH, _HEIGHT = A4
_MARGIN = 24 * mm
_TOP, _BOTTOM = 27 * mm, 24 * mm
_GUTTER = 8 * mm
_ROMAN = ("i", "ii", "iii", "iv")


def render_pdf(source: SampleSource) -> bytes:
    """The source as PDF, the same bytes each time (with the same versions of reportlab and pyphen).

    :raises ValueError: if a character is missing in the standard fonts, which have those of Windows-1252.
    """
    target = BytesIO()
    document = _Document(target, source)
    document.multiBuild(
        story_of(source, document.column_width, document.label),
        canvasmaker=lambda *given, **named: _canvas(source, *given, **named),
    )
    return target.getvalue()


def _canvas(source: SampleSource, *given: Any, **named: Any) -> Canvas:
    """A canvas whose document was made on the day that the source states."""
    canvas = Canvas(*given, **named)
    stamp = canvas._doc._timeStamp
    date: datetime.date = source.metadata["date"]
    stamp.t = calendar.timegm((date.year, date.month, date.day, 9, 0, 0))
    stamp.YMDhms = (date.year, date.month, date.day, 9, 0, 0)
    return canvas


class _Document(BaseDocTemplate):  # type: ignore[misc]
    """Page templates and what happens on each page."""

    def __init__(self, target: BytesIO, source: SampleSource) -> None:
        super().__init__(
            target,
            pagesize=A4,
            title=source.title,
            author=source.metadata.get("publisher", ""),
            subject=source.metadata.get("kind", ""),
            creator="Fundstelle, Beispielkorpus",
            lang="de-DE",
            invariant=1,
            pageCompression=0,  # other builds of zlib give other bytes
        )
        self._source = source
        width, height = _WIDTH - 2 * _MARGIN, _HEIGHT - _TOP - _BOTTOM
        columns = source.layout.columns
        self.column_width = (width - _GUTTER * (columns - 1)) / columns
        lefts = [_MARGIN + number * (self.column_width + _GUTTER) for number in range(columns)]
        templates = {"text": [_frame(left, self.column_width, height) for left in lefts]}
        if source.layout.front_pages:
            templates = {"cover": [_frame(_MARGIN, width, height)]} | templates
        elif columns > 1:
            head = sum(flowable.wrap(width, height)[1] + flowable.getSpaceAfter() for flowable in title_block(source))
            below = [_frame(left, self.column_width, height - head) for left in lefts]
            title = Frame(_MARGIN, _BOTTOM + height - head, width, head, 0, 0, 0, 0)
            templates = {"opening": [title, *below]} | templates
        for name, frames in templates.items():
            self.addPageTemplates(PageTemplate(id=name, frames=frames, onPage=self._decorate))

    def label(self, page: int) -> str:
        """The printed label of a physical page: roman for the first pages, then arabic from 1."""
        front = self._source.layout.front_pages
        return _ROMAN[page - 1] if page <= front else str(page - front)

    def _decorate(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        layout = self._source.layout
        page = canvas.getPageNumber()
        if page == 1 and layout.front_pages:
            canvas.addPageLabel(0, "ROMAN_LOWER", 1)
            canvas.addPageLabel(layout.front_pages, "ARABIC", 1)
        canvas.saveState()
        canvas.setFont(SANS, 8)
        canvas.setFillColor(FAINT)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.4)
        if layout.header:
            canvas.drawString(_MARGIN, _HEIGHT - 16 * mm, checked(layout.header))
            canvas.line(_MARGIN, _HEIGHT - 18.5 * mm, _WIDTH - _MARGIN, _HEIGHT - 18.5 * mm)
        footer = layout.footer.format(label=self.label(page), page=page)
        canvas.drawRightString(_WIDTH - _MARGIN, 13 * mm, checked(footer))
        canvas.restoreState()

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Bookmarks and entries of the table of contents, when a heading has found its place."""
        level = getattr(flowable, "heading_level", None)
        if level is None:
            return
        key = f"h{self.seq.nextf('heading')}"
        text = flowable.getPlainText()
        if self._source.layout.outline:
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, level - 1, closed=False)
        if self._source.layout.toc and level in {2, 3}:
            self.notify("TOCEntry", (level - 2, escape(text), self.page))


def _frame(left: float, width: float, height: float) -> Frame:
    return Frame(left, _BOTTOM, width, height, 0, 0, 0, 0)
