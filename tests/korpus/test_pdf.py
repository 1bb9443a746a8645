"""PDF files, drawn line by line with reportlab so that each test shows what stands where on the page."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from korpus.document import Block
from korpus.readers.base import RawDocument
from korpus.readers.pdf import read
from korpus.source import ReadLimits

OutlineOf = Callable[[Sequence[Block]], list[tuple[str, str]]]
WIDTH, HEIGHT = A4
LEFT = 70


class Sheet:
    """A PDF being drawn; `line` sets one line below the last, `at` anywhere. Measures in points."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.canvas = Canvas(str(path), pagesize=A4, pageCompression=0)
        self.y = HEIGHT - 120

    def at(self, x: float, y: float, text: str, size: float = 11, font: str = "Helvetica") -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def line(self, text: str, size: float = 11, *, bold: bool = False, x: float = LEFT, gap: float = 0) -> None:
        self.y -= gap
        self.at(x, self.y, text, size, "Helvetica-Bold" if bold else "Helvetica")
        self.y -= 1.25 * size

    def lines(self, *texts: str, gap: float = 0, x: float = LEFT) -> None:
        for number, text in enumerate(texts):
            self.line(text, gap=0 if number else gap, x=x)

    def page(self) -> None:
        self.canvas.showPage()
        self.y = HEIGHT - 120

    def read(self) -> RawDocument:
        self.canvas.save()
        return read(self.path, ReadLimits())


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "bericht.pdf")


# Lines about as wide as the column, as a word processor sets them.
LONG = (
    "Der Integrationsrat der Stadt Musterstadt hat in seiner Sitzung beschlossen, dass",
    "alle Ämter der Verwaltung bis zum Ende des Jahres einen Bericht darüber vorlegen,",
    "wie sie den Zugang zu ihren Angeboten verbessern wollen.",
)


def test_lines_become_paragraphs_and_cut_words_are_joined(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.lines(
        "Der Integra-",
        "tionsrat und der Ausländer-",
        "und Migrationsbeirat tagen mit der CDU-",
        "Fraktion im Rathaus.",
    )
    sheet.lines(*LONG, gap=12)
    assert outline_of(sheet.read().blocks) == [
        (
            "paragraph",
            "Der Integrationsrat und der Ausländer- und Migrationsbeirat tagen mit der CDU-Fraktion im Rathaus.",
        ),
        ("paragraph", " ".join(LONG)),
    ]


def test_wide_line_spacing_does_not_tear_a_paragraph(sheet: Sheet, outline_of: OutlineOf) -> None:
    for number in range(12):
        sheet.line(f"Person {number}", gap=0)
    sheet.page()
    for text in (*LONG[:2], "wie sie den Zugang zu ihren Ange-", "boten verbessern wollen und wer", "dafür einsteht."):
        sheet.line(text, gap=6)
    blocks = outline_of(sheet.read().blocks)
    assert blocks[-1] == (
        "paragraph",
        f"{LONG[0]} {LONG[1]} wie sie den Zugang zu ihren Angeboten verbessern wollen und wer dafür einsteht.",
    )


def test_a_word_cut_at_the_end_of_a_page_is_joined_and_both_pages_are_known(sheet: Sheet) -> None:
    sheet.lines(*LONG[:2], "wie sie den Zugang zu ihren Ange-")
    sheet.page()
    sheet.lines("boten verbessern wollen.")
    (block,) = sheet.read().blocks
    assert block.text.endswith("den Zugang zu ihren Angeboten verbessern wollen.")
    assert [(start.page, start.label) for start in block.pages] == [(1, None), (2, None)]
    assert block.text[block.pages[1].offset :] == "boten verbessern wollen."


def test_two_columns_are_read_one_after_the_other(sheet: Sheet, outline_of: OutlineOf) -> None:
    left = [
        "Die linke Spalte erzählt, wie der",
        "Beirat gegründet wurde, wer ihm",
        "angehört und wie oft er im Jahr",
        "tagt. Er besteht seit dem Herbst",
        "des Jahres 1994.",
    ]
    right = [
        "Die rechte Spalte nennt alle, die",
        "bei den Wahlen stimmen dürfen,",
        "und auch die Fristen, die dafür",
        "gelten. Wer sich bewerben will,",
        "meldet sich im Rathaus.",
    ]
    sheet.line("Der Ausländerbeirat", 18, bold=True)
    for one, other in zip(left, right, strict=True):
        sheet.at(LEFT, sheet.y, one)
        sheet.at(310, sheet.y, other)
        sheet.y -= 14
    assert outline_of(sheet.read().blocks) == [
        ("h1", "Der Ausländerbeirat"),
        ("paragraph", " ".join(left)),
        ("paragraph", " ".join(right)),
    ]


def test_running_headers_footers_and_page_numbers_are_left_out_and_numbers_become_labels(
    sheet: Sheet, outline_of: OutlineOf
) -> None:
    for number in range(1, 6):
        sheet.at(LEFT, HEIGHT - 40, "Stadt Musterstadt – Integrationsbericht 2023", 9)
        sheet.at(LEFT, 40, f"Stand: {number}. Mai 2023", 9)
        sheet.at(300, 40, f"Seite {number + 4} von 9", 9)
        sheet.lines(f"Abschnitt {number} handelt von der Stadt Musterstadt.")
        sheet.page()
    raw = sheet.read()
    assert outline_of(raw.blocks) == [
        ("paragraph", f"Abschnitt {number} handelt von der Stadt Musterstadt.") for number in range(1, 6)
    ]
    assert [block.pages[0].label for block in raw.blocks] == ["5", "6", "7", "8", "9"]
    assert raw.page_count == 5


def test_a_title_that_stands_on_the_cover_and_above_the_text_is_no_running_header(
    sheet: Sheet, outline_of: OutlineOf
) -> None:
    for text in ("Ein Deckblatt mit einigen Worten zum Inhalt.", "Die Satzung regelt das Nötige in zwei Absätzen."):
        sheet.at(LEFT, HEIGHT - 60, "Satzung über die Ortsbeiräte", 20)
        sheet.lines(text)
        sheet.page()
    assert ("h1", "Satzung über die Ortsbeiräte") in outline_of(sheet.read().blocks)


def test_headings_that_differ_in_their_number_are_no_running_header(sheet: Sheet, outline_of: OutlineOf) -> None:
    for number in range(1, 5):
        sheet.at(LEFT, HEIGHT - 60, f"Maßnahme {number}", 18)
        sheet.lines(LONG[number % 3])
        sheet.page()
    headings = [text for kind, text in outline_of(sheet.read().blocks) if kind == "h1"]
    assert headings == ["Maßnahme 1", "Maßnahme 2", "Maßnahme 3", "Maßnahme 4"]


@pytest.mark.parametrize("shown", ["- 2 -", "Seite 2 von 2", "2/2"])
def test_a_number_on_the_second_of_two_pages_is_left_out(sheet: Sheet, outline_of: OutlineOf, shown: str) -> None:
    sheet.lines("Erste Seite ohne Nummer.")
    sheet.page()
    sheet.at(280, 40, shown)
    sheet.lines("Zweite Seite.")
    assert outline_of(sheet.read().blocks) == [
        ("paragraph", "Erste Seite ohne Nummer."),
        ("paragraph", "Zweite Seite."),
    ]


def test_labels_that_the_file_defines_win_over_printed_numbers(sheet: Sheet) -> None:
    for number in range(1, 4):
        sheet.at(280, 40, str(number + 10))
        sheet.lines(f"Text der Seite {number}.")
        sheet.canvas.addPageLabel(number - 1, style="ROMAN_LOWER", start=number)
        sheet.page()
    assert [block.pages[0].label for block in sheet.read().blocks] == ["i", "ii", "iii"]


def test_headings_are_told_by_size_weight_and_number(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.line("Integrationskonzept", 22, bold=True)
    sheet.line("1 Ziele", 15, bold=True, gap=10)
    sheet.lines(*LONG, gap=6)
    sheet.line("1.1 Sprache", 15, bold=True, gap=10)
    sheet.lines(*LONG, gap=6)
    sheet.line("TOP 1: Anfragen", bold=True, gap=14)
    sheet.lines(*LONG, gap=6)
    raw = sheet.read()
    assert [entry for entry in outline_of(raw.blocks) if entry[0] != "paragraph"] == [
        ("h1", "Integrationskonzept"),
        ("h2", "1 Ziele"),
        ("h3", "1.1 Sprache"),
        ("h3", "TOP 1: Anfragen"),
    ]
    assert raw.blocks[4].heading_path == ("Integrationskonzept", "1 Ziele", "1.1 Sprache")


def test_the_outline_of_the_file_decides_about_headings_and_levels(sheet: Sheet, outline_of: OutlineOf) -> None:
    for title, level in (("Ziele und Wege", 0), ("Sprache", 1)):
        sheet.canvas.bookmarkPage(title)
        sheet.canvas.addOutlineEntry(title, title, level)
        sheet.line(title, gap=20)
        sheet.lines(*LONG)
    assert outline_of(sheet.read().blocks) == [
        ("h1", "Ziele und Wege"),
        ("paragraph", " ".join(LONG)),
        ("h2", "Sprache"),
        ("paragraph", " ".join(LONG)),
    ]


def test_a_heading_over_two_lines_is_one(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.line("Stellungnahme zur Streckenführung", 18, bold=True)
    sheet.line("der Stadt-Umland-Bahn", 18, bold=True)
    sheet.lines(*LONG, gap=8)
    assert outline_of(sheet.read().blocks)[0] == ("h1", "Stellungnahme zur Streckenführung der Stadt-Umland-Bahn")


def test_bold_text_is_no_heading_where_a_sentence_goes_on(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.lines(*LONG)
    sheet.line("1. Die Stadt soll im Haushalt des Jahres 2024 insgesamt 50.000 Euro anmelden, um", bold=True, gap=14)
    sheet.line("Räume für Begegnung zu schaffen, die allen Vereinen offenstehen und sich lange halten.")
    sheet.line(
        "Die Trasse soll über den Adenauerring führen und nicht durch die Lindnerstraße, denn", bold=True, gap=14
    )
    sheet.line("dort soll der Platz erhalten bleiben, und die Haltestelle soll bei der Schule liegen.", bold=True)
    sheet.lines(*LONG, gap=14)
    kinds = [kind for kind, _ in outline_of(sheet.read().blocks)]
    assert kinds == ["paragraph", "list", "paragraph", "paragraph"]


def test_bullets_and_numbers_make_lists_and_items_go_on_below(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.line("Wir fordern:")
    sheet.line("• Kurse für alle, die seit weniger als", x=80)
    sheet.line("3 Jahren in der Stadt leben", x=90)
    sheet.line("• Beratung in den Stadtteilen", bold=True, x=80)
    sheet.line("1. sofort", gap=14)
    sheet.line("2.Danach")
    assert outline_of(sheet.read().blocks) == [
        ("paragraph", "Wir fordern:"),
        (
            "list",
            "• Kurse für alle, die seit weniger als 3 Jahren in der Stadt leben\n• Beratung in den Stadtteilen"
            "\n1. sofort\n2.Danach",
        ),
    ]


def test_columns_of_short_cells_make_a_table(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.lines(*LONG)
    sheet.y -= 20
    for row in (
        ("Jahr", "Maßnahme", "Mittel"),
        ("2024", "Sprachcafés", "40.000 Euro"),
        ("2025", "Beratung", "65.000 Euro"),
    ):
        for x, cell in zip((LEFT, 200, 350), row, strict=True):
            sheet.at(x, sheet.y, cell)
        sheet.y -= 22
    assert outline_of(sheet.read().blocks) == [
        ("paragraph", " ".join(LONG)),
        ("table", "Jahr | Maßnahme | Mittel\n2024 | Sprachcafés | 40.000 Euro\n2025 | Beratung | 65.000 Euro"),
    ]


@pytest.mark.parametrize("leader", [" ..................... ", None])
def test_tables_of_contents_are_left_out(sheet: Sheet, outline_of: OutlineOf, leader: str | None) -> None:
    sheet.line("Inhalt", 16, bold=True)
    for title, page in (("Ziele", 3), ("Sprache und Bildung", 5), ("Arbeit", 9), ("Teilhabe", 12)):
        if leader:
            sheet.line(f"{title}{leader}{page}")
        else:
            sheet.at(500, sheet.y, str(page))
            sheet.line(title)
    sheet.page()
    sheet.lines(*LONG)
    assert outline_of(sheet.read().blocks) == [("paragraph", " ".join(LONG))]


def test_a_footnote_does_not_come_between_two_halves_of_a_sentence(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.lines(*LONG[:2], "wie sie den Zugang zu ihren An-")
    sheet.at(LEFT, 80, "1 Siehe den Bericht der Verwaltung.", 8)
    sheet.page()
    sheet.lines("geboten verbessern wollen.", *LONG)
    texts = [text for _, text in outline_of(sheet.read().blocks)]
    assert texts[0].endswith("den Zugang zu ihren Angeboten verbessern wollen.")
    assert "1 Siehe den Bericht der Verwaltung." in texts


def test_a_blank_without_width_does_not_tear_a_word(sheet: Sheet, outline_of: OutlineOf) -> None:
    text = sheet.canvas.beginText(LEFT, 600)
    text.setFont("Helvetica", 11)
    text.setWordSpace(-sheet.canvas.stringWidth(" ", "Helvetica", 11))
    text.textOut("An er ken nung")
    sheet.canvas.drawText(text)
    assert outline_of(sheet.read().blocks) == [("paragraph", "Anerkennung")]


def test_turned_pages_are_read(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.canvas.setPageRotation(90)
    sheet.canvas.saveState()
    sheet.canvas.translate(300, 100)
    sheet.canvas.rotate(90)
    sheet.at(0, 0, "Quer gesetzt steht dieser Satz.")
    sheet.canvas.restoreState()
    assert outline_of(sheet.read().blocks) == [("paragraph", "Quer gesetzt steht dieser Satz.")]


def test_a_watermark_across_the_page_is_no_text(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.lines(*LONG)
    sheet.canvas.translate(200, 300)
    sheet.canvas.rotate(45)
    sheet.at(0, 0, "ENTWURF", 60)
    assert outline_of(sheet.read().blocks) == [("paragraph", " ".join(LONG))]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Integrationsbericht 2023", "Integrationsbericht 2023"),
        ("Microsoft Word - bericht.docx", None),
        ("Vortrag_2.pptx [Schreibgeschützt]", None),
        ("KdR 60c Factsheet_JuF", None),
        ("PowerPoint-Präsentation", None),
        ("123", None),
    ],
)
def test_a_title_that_a_program_wrote_is_none(sheet: Sheet, title: str, found: str | None) -> None:
    sheet.canvas.setTitle(title)
    sheet.lines("Text.")
    assert sheet.read().found.get("title") == found


def test_the_language_is_the_one_that_the_file_states(sheet: Sheet) -> None:
    sheet.canvas.setCatalogEntry("Lang", "de-DE")
    sheet.lines("Text.")
    assert sheet.read().found["language"] == "de"


def test_a_bookmark_over_two_lines_is_one_heading(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.canvas.bookmarkPage("a")
    sheet.canvas.addOutlineEntry("Ziele der Arbeit im Stadtteil und die Wege zu ihnen", "a")
    sheet.lines("Ziele der Arbeit im Stadtteil", "und die Wege zu ihnen")
    sheet.lines(*LONG, gap=14)
    assert outline_of(sheet.read().blocks) == [
        ("h1", "Ziele der Arbeit im Stadtteil und die Wege zu ihnen"),
        ("paragraph", " ".join(LONG)),
    ]


def test_bold_names_of_columns_are_no_heading(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.lines(*LONG)
    sheet.y -= 20
    sheet.at(300, sheet.y, "Anmerkungen", font="Helvetica-Bold")
    sheet.line("Ergebnis des", bold=True)
    sheet.line("Verfahrens", bold=True)
    sheet.lines(*LONG, gap=10)
    assert [kind for kind, _ in outline_of(sheet.read().blocks)] == ["paragraph", "paragraph", "paragraph"]


def test_names_below_each_other_stay_on_lines_of_their_own(sheet: Sheet, outline_of: OutlineOf) -> None:
    sheet.lines(*LONG)
    sheet.lines("Anwesend waren:", gap=14)
    sheet.lines("Frau Musterfrau", "Herr Mustermann")
    sheet.line("Ein kleiner Satz.", 8, gap=10)
    assert outline_of(sheet.read().blocks)[1:] == [
        ("paragraph", "Anwesend waren:"),
        ("paragraph", "Frau Musterfrau Herr Mustermann"),
        ("paragraph", "Ein kleiner Satz."),
    ]


def test_a_running_head_that_names_the_chapter_is_left_out(sheet: Sheet, outline_of: OutlineOf) -> None:
    for chapter in ("Ziele", "Wege", "Kosten"):
        for part in ("beginnt", "geht weiter"):
            if part == "beginnt":
                sheet.line(chapter, 18, bold=True)
            sheet.at(LEFT, HEIGHT - 40, chapter, 9)
            sheet.lines(f"Der Teil über {chapter} {part},", f"weil {chapter} gemeint sind.", gap=10)
            sheet.page()
    assert outline_of(sheet.read().blocks)[3:5] == [
        ("h1", "Wege"),
        ("paragraph", "Der Teil über Wege beginnt, weil Wege gemeint sind."),
    ]
