"""The operators of PDF content, given raw, and fonts, page labels and outlines that are broken."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from korpus.readers.base import RawDocument
from korpus.readers.pdf import read
from korpus.source import ReadLimits

Show = Callable[..., list[str]]


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """Texts of the blocks of a page with the raw operators given; "/F1" is Helvetica."""

    def show_operators(*operators: str) -> list[str]:
        path = tmp_path / "a.pdf"
        canvas = Canvas(str(path), pagesize=A4, pageCompression=0)
        canvas.setFont("Helvetica", 10)
        canvas._code.extend(operators)
        canvas.save()
        return [block.text for block in read(path, ReadLimits()).blocks]

    return show_operators


@pytest.mark.parametrize(
    ("operators", "texts"),
    [
        (["BT /F1 12 Tf 14 TL 70 700 Td (Erste Zeile) Tj T* (zweite Zeile.) Tj ET"], ["Erste Zeile zweite Zeile."]),
        (["BT /F1 12 Tf 14 TL 70 700 Td (Erste Zeile) Tj (zweite Zeile.) ' ET"], ["Erste Zeile zweite Zeile."]),
        (['BT /F1 12 Tf 14 TL 70 700 Td (Erste Zeile) Tj 0 0 (zweite Zeile.) " ET'], ["Erste Zeile zweite Zeile."]),
        (["BT /F1 12 Tf 70 700 TD (Erste Zeile) Tj 0 -14 TD (zweite) Tj T* (dritte.) Tj ET"],
         ["Erste Zeile zweite dritte."]),
        (["BT /F1 12 Tf 1 0 0 1 70 700 Tm [(Kern) -20 (ung und) -400 (Blank)] TJ ET"], ["Kernung und Blank"]),
        (["BT /F1 12 Tf 70 700 Td 3 Tc (gesperrt) Tj ET"], ["gesperrt"]),
        (["BT /F1 12 Tf 70 700 Td 80 Tz 2 Tw (eng gesetzt) Tj ET"], ["eng gesetzt"]),
        (["BT /F1 12 Tf 70 700 Td (m) Tj /F1 7 Tf 5 Ts (2) Tj 0 Ts /F1 12 Tf ( Raum) Tj ET"], ["m2 Raum"]),
        (["q 2 0 0 2 0 0 cm q Q BT /F1 6 Tf 35 350 Td (Vergrößert) Tj ET Q".replace("ößert", "oessert")],
         ["Vergroessert"]),
        (["BT /F1 12 Tf -1 0 0 -1 500 700 Tm (Kopfstehend) Tj ET"], ["Kopfstehend"]),
        (["BT /F1 12 Tf 0 -1 1 0 300 700 Tm (Abwaerts) Tj ET"], ["Abwaerts"]),
        (["BT /F1 12 Tf 70 700 Td (sichtbar) Tj ET BT /F1 12 Tf 70 2000 Td (daneben) Tj ET"], ["sichtbar"]),
    ],
)  # fmt: skip
def test_text_is_read_as_the_operators_place_it(show: Show, operators: list[str], texts: list[str]) -> None:
    assert show(*operators) == texts


@pytest.mark.parametrize(
    "broken",
    [
        "BT /F1 12 Tf 70 Td ET",
        "BT /Fehlt 12 Tf (x) Tj ET",
        "1 0 0 cm",
        "/Fehlt Do",
        "Q",
        "EMC",
        "BT (ohne Schrift) ' ET",
    ],
)
def test_a_broken_operator_costs_only_its_own_text(show: Show, broken: str) -> None:
    assert "Der Rest bleibt." in show(broken, "BT /F1 12 Tf 70 700 Td (Der Rest bleibt.) Tj ET")


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("/Span <</ActualText (Buro)>> BDC", "Das Buro ist offen."),
        ("/Span <</ActualText <FEFF004200FC0072006F>>> BDC", "Das Büro ist offen."),
        ("/Span <</ActualText ()>> BDC", "Das ist offen."),
        ("/Span <</Lang (de)>> BDC", "Das Bxro ist offen."),
        ("/Span /Fehlt BDC", "Das Bxro ist offen."),
        ("/Span BMC", "Das Bxro ist offen."),
    ],
)
def test_the_text_that_the_author_gives_for_marked_glyphs_counts(show: Show, mark: str, text: str) -> None:
    before, after = "BT /F1 12 Tf 70 700 Td (Das ) Tj", "( ist offen.) Tj ET"
    assert show(f"{before} {mark} (Bxro) Tj EMC {after}") == [text]


def test_text_within_forms_is_read_where_the_form_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.beginForm("innen")
    canvas.drawString(0, 0, "Aus dem Formular.")
    canvas.endForm()
    canvas.drawString(70, 700, "Davor.")
    canvas.saveState()
    canvas.translate(70, 600)
    canvas.doForm("innen")
    canvas.restoreState()
    canvas.drawString(70, 500, "Danach.")
    canvas.save()
    assert [block.text for block in read(path, ReadLimits()).blocks] == ["Davor.", "Aus dem Formular.", "Danach."]


def _edited(path: Path, edit: Callable[[PdfWriter], None], pages: int = 2) -> RawDocument:
    """Reads a PDF of pages "Text der Seite ..." after `edit` has changed its objects."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for number in range(1, pages + 1):
        canvas.drawString(70, 700 - 20 * number, f"Text der Seite {'x' * number}.")
        canvas.showPage()
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(buffer))
    edit(writer)
    writer.write(path)
    return read(path, ReadLimits())


def test_a_form_that_draws_itself_ends(tmp_path: Path) -> None:
    def edit(writer: PdfWriter) -> None:
        form = StreamObject()
        form.set_data(b"BT /F1 12 Tf 70 300 Td (Im Kreis.) Tj ET /Kreis Do")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/Matrix")] = ArrayObject(map(NumberObject, (1, 0, 0, 1, 0, 0)))
        page = writer.pages[0]
        page["/Resources"][NameObject("/XObject")] = DictionaryObject(  # type: ignore[index]
            {NameObject("/Kreis"): writer._add_object(form)}
        )
        contents = StreamObject()
        contents.set_data(page.get_contents().get_data() + b"\n/Kreis Do")  # type: ignore[union-attr]
        page[NameObject("/Contents")] = writer._add_object(contents)

    texts = [block.text for block in _edited(tmp_path / "a.pdf", edit, pages=1).blocks]
    assert texts == ["Text der Seite x.", "Im Kreis."]


def test_a_broken_page_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    def edit(writer: PdfWriter) -> None:
        writer.pages[0][NameObject("/MediaBox")] = ArrayObject()
        writer.pages[0].pop("/CropBox", None)

    raw = _edited(tmp_path / "a.pdf", edit)
    assert [block.text for block in raw.blocks] == ["Text der Seite xx."]
    assert raw.warnings == ("In „a.pdf“ sind Seiten beschädigt und fehlen: Seite 1.",)


def test_broken_page_labels_and_outlines_are_as_if_there_were_none(tmp_path: Path) -> None:
    def edit(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/PageLabels")] = NumberObject(7)
        writer.root_object[NameObject("/Outlines")] = DictionaryObject({NameObject("/First"): NumberObject(3)})

    raw = _edited(tmp_path / "a.pdf", edit)
    assert [(block.text, block.pages[0].label) for block in raw.blocks] == [
        ("Text der Seite x.", None),
        ("Text der Seite xx.", None),
    ]


def test_a_font_that_does_not_name_its_characters_is_reported(tmp_path: Path) -> None:
    def edit(writer: PdfWriter) -> None:
        font = writer.pages[0]["/Resources"]["/Font"]["/F1"]  # type: ignore[index]
        own = DictionaryObject(font)
        own[NameObject("/Subtype")] = NameObject("/Type0")
        own[NameObject("/Encoding")] = NameObject("/Identity-H")
        descendant = DictionaryObject({NameObject("/Subtype"): NameObject("/CIDFontType2")})
        own[NameObject("/DescendantFonts")] = ArrayObject([descendant])
        resources = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(own)})}
        )
        writer.pages[0][NameObject("/Resources")] = resources

    raw = _edited(tmp_path / "a.pdf", edit)
    assert [block.text for block in raw.blocks] == ["Text der Seite xx."]
    assert raw.warnings == ("In „a.pdf“ nennt die Schrift ihre Zeichen nicht; lückenhaft ist der Text auf: Seite 1.",)
