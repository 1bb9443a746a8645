"""Word files, made with python-docx."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from korpus.document import Block
from korpus.errors import DamagedFile, EncryptedFile, FileTooLarge
from korpus.readers.base import RawDocument
from korpus.readers.docx import read
from korpus.source import ReadLimits

OutlineOf = Callable[[Sequence[Block]], list[tuple[str, str]]]
W = nsdecls("w")


@pytest.fixture
def save(tmp_path: Path) -> Callable[[DocxDocument], RawDocument]:
    """Saves a document and reads it back."""

    def save_and_read(document: DocxDocument) -> RawDocument:
        path = tmp_path / "brief.docx"
        document.save(str(path))
        return read(path, ReadLimits())

    return save_and_read


Save = Callable[[DocxDocument], RawDocument]


def test_headings_paragraphs_lists_and_tables_come_in_order(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    document.add_heading("Integrationskonzept", 0)
    document.add_heading("Ziele", 1)
    document.add_paragraph("Erster Absatz.")
    for text in ("Sprache", "Arbeit"):
        document.add_paragraph(text, style="List Bullet")
    for text in ("planen", "handeln"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(
        (*table.rows[0].cells, *table.rows[1].cells), ("Jahr", "Was", "Mittel", "2024", "", "40 Euro"), strict=True
    ):
        cell.text = text
    document.add_paragraph("Letzter Absatz.")
    raw = save(document)
    assert outline_of(raw.blocks) == [
        ("h1", "Integrationskonzept"),
        ("h2", "Ziele"),
        ("paragraph", "Erster Absatz."),
        ("list", "- Sprache\n- Arbeit\n1. planen\n2. handeln"),
        ("table", "Jahr | Was | Mittel\n2024 |  | 40 Euro"),
        ("paragraph", "Letzter Absatz."),
    ]
    assert raw.blocks[2].heading_path == ("Integrationskonzept", "Ziele")
    assert raw.page_count is None
    assert raw.blocks[2].pages == ()


def test_title_and_language_are_found_but_no_author_and_no_day_of_saving(save: Save) -> None:
    document = Document()
    document.core_properties.title = " Jahresbericht 2023 "
    document.core_properties.author = "Erika Muster"
    document.core_properties.language = "de-DE"
    document.add_paragraph("Text.")
    assert save(document).found == {"title": "Jahresbericht 2023", "language": "de-DE"}


def test_headers_footers_and_the_table_of_contents_are_left_out(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Stadt Musterstadt"
    document.sections[0].footer.paragraphs[0].text = "Seite 1"
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("1 Ziele\t3", style="toc 1")
    contents = (
        f"<w:sdt {W}><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        "<w:sdtContent><w:p><w:r><w:t>Inhalt</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(0, parse_xml(contents))
    document.add_paragraph("Text.")
    assert outline_of(save(document).blocks) == [("paragraph", "Text.")]


def test_bold_lines_are_headings_where_no_style_is_used(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    document.add_paragraph().add_run("Ergebnis").bold = True
    document.add_paragraph().add_run("Das ist nur ein betonter Satz.").bold = True
    document.add_paragraph("Text.")
    assert outline_of(save(document).blocks) == [
        ("h2", "Ergebnis"),
        ("paragraph", "Das ist nur ein betonter Satz."),
        ("paragraph", "Text."),
    ]


def test_what_was_deleted_or_hidden_is_not_read_and_what_was_inserted_is(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    paragraph = document.add_paragraph("Der Rat ")
    for xml in (
        f"<w:del {W}><w:r><w:delText>lehnt ab</w:delText></w:r></w:del>",
        f"<w:ins {W}><w:r><w:t>stimmt zu</w:t></w:r></w:ins>",
        f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t> geheim</w:t></w:r>",
        f"<w:r {W}><w:tab/><w:t>und</w:t><w:br/><w:t>E</w:t><w:noBreakHyphen/><w:t>Mail</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    assert outline_of(save(document).blocks) == [("paragraph", "Der Rat stimmt zu und E-Mail")]


def test_a_frame_around_text_is_no_table(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Im Kasten."
    cell.add_paragraph("Punkt", style="List Bullet")
    assert outline_of(save(document).blocks) == [("paragraph", "Im Kasten."), ("list", "- Punkt")]


def test_cells_merged_downwards_are_told_once(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "2024"
    table.cell(0, 1).text, table.cell(1, 1).text = "eins", "zwei"
    assert outline_of(save(document).blocks) == [("table", "2024 | eins\nzwei")]


def test_a_text_box_follows_the_paragraph_that_it_is_anchored_in(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    run = document.add_paragraph("Anker.").add_run()._r
    drawing = OxmlElement("w:drawing")
    drawing.append(parse_xml(f"<w:txbxContent {W}><w:p><w:r><w:t>Im Textfeld.</w:t></w:r></w:p></w:txbxContent>"))
    run.append(drawing)
    assert outline_of(save(document).blocks) == [("paragraph", "Anker."), ("paragraph", "Im Textfeld.")]


def test_numbering_switched_off_makes_a_paragraph(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    paragraph = document.add_paragraph("Kein Punkt.", style="List Bullet")
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {W}><w:numId w:val='0'/></w:numPr>"))
    assert outline_of(save(document).blocks) == [("paragraph", "Kein Punkt.")]


def test_an_outline_level_makes_a_heading(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    paragraph = document.add_paragraph("Gliederung")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    paragraph._p.get_or_add_pPr().append(level)
    assert outline_of(save(document).blocks) == [("h2", "Gliederung")]


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"kein Word", DamagedFile, "„brief.docx“ ist keine lesbare Word-Datei; bitte in Word öffnen und neu als DOCX"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument",
            DamagedFile,
            "„brief.docx“ hat das alte Word-Format (DOC); bitte in Word als DOCX speichern.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            EncryptedFile,
            "„brief.docx“ ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern.",
        ),
    ],
)
def test_what_is_no_readable_word_file_is_refused(
    tmp_path: Path, content: bytes, error: type[Exception], message: str
) -> None:
    path = tmp_path / "brief.docx"
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        read(path, ReadLimits())
    assert str(caught.value).startswith(message)


def test_an_archive_without_word_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("text.txt", "x")
    with pytest.raises(DamagedFile, match="ist keine lesbare Word-Datei"):
        read(path, ReadLimits())


def test_an_archive_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 3_000_000)
    with pytest.raises(FileTooLarge, match=r"„brief.docx“ wird beim Entpacken zu groß \(2 MiB\)"):
        read(path, ReadLimits(max_bytes=1_000_000))


def test_footnotes_follow_the_paragraph_that_refers_to_them(save: Save, outline_of: OutlineOf) -> None:
    document = Document()
    paragraph = document.add_paragraph("Die Quote steigt.")
    paragraph._p.append(parse_xml(f"<w:r {W}><w:footnoteReference w:id='2'/></w:r>"))
    document.add_paragraph("Danach.")
    notes = (
        f"<w:footnotes {W}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        "<w:footnote w:id='2'><w:p><w:r><w:t>Quelle: Statistisches Amt.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    name = PackURI("/word/footnotes.xml")
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(name, media_type, notes.encode(), document.part.package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    assert outline_of(save(document).blocks) == [
        ("paragraph", "Die Quote steigt."),
        ("paragraph", "Quelle: Statistisches Amt."),
        ("paragraph", "Danach."),
    ]
