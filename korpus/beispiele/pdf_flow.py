"""What stands on the pages of a sample PDF: title, headings, paragraphs, lists, tables, table of contents."""

from collections.abc import Callable
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, FrameBreak, HRFlowable, NextPageTemplate, Spacer
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid
from reportlab.platypus.tableofcontents import TableOfContents

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

SERIF, SANS, SANS_BOLD = "Times-Roman", "Helvetica", "Helvetica-Bold"
INK = colors.HexColor("#1d2733")
ACCENT = colors.HexColor("#1f5a7a")
FAINT = colors.HexColor("#5c6670")
LINE = colors.HexColor("#b8c2cc")
SHADE = colors.HexColor("#eef2f5")

Styles = dict[str, ParagraphStyle]


def checked(text: str) -> str:
    """The same text, once it is known that the standard fonts can show it.

    :raises ValueError: naming the characters that Windows-1252 lacks.
    """
    missing = {char for char in text if not _is_shown(char)}
    if missing:
        raise ValueError(f"no glyph for {sorted(missing)} in {text[:60]!r}")
    return text


def _is_shown(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def styles_of(source: SampleSource) -> Styles:
    """Paragraph styles; smaller and tighter in two columns, justified where words may be broken."""
    narrow, hyphenated = source.layout.columns > 1, source.layout.hyphenation
    size = 9.5 if narrow else 10.5
    body = ParagraphStyle(
        "body",
        fontName=SERIF,
        fontSize=size,
        leading=size * 1.35,
        textColor=INK,
        spaceAfter=size * 0.6,
        alignment=TA_JUSTIFY if hyphenated else TA_LEFT,
        hyphenationLang="de_DE" if hyphenated else "",
        allowWidows=0,
    )
    ragged = {"parent": body, "alignment": TA_LEFT, "hyphenationLang": ""}
    heading = ragged | {"fontName": SANS_BOLD, "keepWithNext": 1}
    cell = ragged | {"fontName": SANS, "fontSize": 8, "leading": 10.5, "spaceAfter": 0}
    given = {
        "title": heading | {"fontSize": 19, "leading": 23, "textColor": ACCENT, "spaceAfter": 6},
        "line": ragged | {"fontName": SANS, "fontSize": 9, "leading": 12, "textColor": FAINT, "spaceAfter": 0},
        "h2": heading | {"fontSize": 13, "leading": 16, "spaceBefore": 10, "spaceAfter": 4, "textColor": ACCENT},
        "h3": heading | {"fontSize": 11, "leading": 14, "spaceBefore": 7, "spaceAfter": 3},
        "item": {"parent": body, "spaceAfter": size * 0.25},
        "cell": cell,
        "head": cell | {"fontName": SANS_BOLD},
        "toc0": ragged | {"fontSize": 10.5, "leading": 15, "spaceAfter": 2},
        "toc1": ragged | {"fontSize": 9.5, "leading": 13, "leftIndent": 12, "spaceAfter": 1},
    }
    return {"body": body} | {name: ParagraphStyle(name, **values) for name, values in given.items()}


def title_block(source: SampleSource) -> list[Flowable]:
    """Title, a line on kind, publisher and date, and a rule."""
    styles = styles_of(source)
    known = source.metadata
    line = " · ".join(str(part) for part in (known["kind"], known["publisher"], german_date(known["date"])))
    rule = HRFlowable(width="100%", thickness=0.8, color=ACCENT, spaceBefore=4, spaceAfter=12)
    return [_heading(1, source.title, styles["title"]), Text(checked(escape(line)), styles["line"]), rule]


def story_of(source: SampleSource, column_width: float, label: Callable[[int], str]) -> list[Flowable]:
    """All flowables of a document; `label` gives the printed label of a physical page."""
    styles, layout = styles_of(source), source.layout
    story: list[Flowable] = title_block(source)
    if layout.front_pages:
        story = [
            NextPageTemplate("cover" if layout.front_pages > 1 and layout.toc else "text"),
            Spacer(1, 30 * mm),
            *story,
        ]
        if layout.toc:
            story += [NewPage(), NextPageTemplate("text")] if layout.front_pages > 1 else []
            story += [Text("Inhalt", styles["h2"]), _contents(styles, label)]
        story.append(NewPage())
    elif layout.columns > 1:
        story += [NextPageTemplate("text"), FrameBreak()]
    for element in source.elements:
        story += _flowables(element, styles, column_width)
    return story


def _contents(styles: Styles, label: Callable[[int], str]) -> Flowable:
    levels = [styles["toc0"], styles["toc1"]]
    return TableOfContents(levelStyles=levels, dotsMinLevel=0, formatter=label, rightColumnWidth=20 * mm)


def _heading(level: int, text: str, style: ParagraphStyle) -> Flowable:
    heading = Text(checked(escape(text)), style)
    heading.heading_level = level
    return heading


def _flowables(element: Element, styles: Styles, width: float) -> list[Flowable]:
    match element:
        case Heading(level=level):
            return [CondPageBreak(22 * mm), _heading(level, element.text, styles["h2" if level == 2 else "h3"])]
        case Paragraph(runs=runs):
            return [Text(_markup(runs), styles["body"])]
        case ItemList(items=items):
            body = styles["body"]
            return [
                *(_item(depth, marker, runs, styles["item"]) for depth, marker, runs in items),
                Spacer(1, body.spaceAfter / 2),
            ]
        case Table(rows=rows):
            return [_grid(rows, styles, width), Spacer(1, 8)]
        case PageBreak():
            return [NewPage()]


def _item(depth: int, marker: str, runs: Runs, style: ParagraphStyle) -> Flowable:
    indent = 14.0 * (depth + 1)
    placed = ParagraphStyle(
        "placed", parent=style, leftIndent=indent, bulletIndent=indent - 12, bulletFontSize=style.fontSize
    )
    placed.bulletFontName = style.fontName
    return Text(_markup(runs), placed, bulletText=marker)


def _grid(rows: tuple[tuple[Runs, ...], ...], styles: Styles, width: float) -> Flowable:
    cells = [
        [Text(_markup(runs), styles["cell" if number else "head"]) for runs in row] for number, row in enumerate(rows)
    ]
    rule = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, ACCENT),
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    return Grid(cells, colWidths=_widths(rows, width), style=rule, repeatRows=1, hAlign="LEFT", spaceBefore=4)


def _widths(rows: tuple[tuple[Runs, ...], ...], width: float) -> list[float]:
    """Columns share the width by the square root of their longest cell, but none is narrower than its longest word."""
    texts = [["".join(run.text for run in runs) for runs in column] for column in zip(*rows, strict=True)]
    least = [max(len(word) for text in column for word in [*text.split(), ""]) * 4.9 + 10 for column in texts]
    wish = [max(map(len, column)) ** 0.5 for column in texts]
    free = max(width - sum(least), 0.0)
    shared = [low + free * part / sum(wish) for low, part in zip(least, wish, strict=True)]
    return [each * width / sum(shared) for each in shared]


def _markup(runs: Runs) -> str:
    """Runs in reportlab's inline markup."""
    parts = []
    for run in runs:
        text = escape(checked(run.text))
        text = f"<i>{text}</i>" if run.italic else text
        parts.append(f"<b>{text}</b>" if run.bold else text)
    return "".join(parts)
