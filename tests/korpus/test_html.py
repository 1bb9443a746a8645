"""Saved web pages: their content without what stands around it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from korpus.document import Block
from korpus.errors import DamagedFile, EmptyFile
from korpus.readers.base import RawDocument
from korpus.readers.html import read, read_html
from korpus.source import ReadLimits

OutlineOf = Callable[[Sequence[Block]], list[tuple[str, str]]]

# A page as a content management system of a municipality delivers it.
CMS_PAGE = """<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>Integrationskonzept 2030 | Stadt Musterstadt</title>
<meta property="og:site_name" content="Stadt Musterstadt">
<meta name="date" content="2023-09-14T10:00:00+02:00">
<link rel="canonical" href="https://www.musterstadt.example/integration/konzept">
<style>body { color: red }</style><script>window.dataLayer = [];</script></head>
<body class="page-42">
<a class="skip-link" href="#content">Zum Inhalt springen</a>
<div id="cookie-banner" class="cookie-consent"><p>Wir verwenden Cookies.</p><button>Alle akzeptieren</button></div>
<header><nav><ul><li><a href="/rathaus">Rathaus</a></li><li><a href="/leben">Leben</a></li></ul></nav>
<form class="search"><input type="search"><button>Suchen</button></form></header>
<div class="breadcrumb"><ol><li><a href="/">Startseite</a></li><li>Konzept</li></ol></div>
<main id="content">
<h1>Integrationskonzept 2030</h1>
<p class="lead">Der Stadtrat hat am 14. September 2023 das Konzept beschlossen. 200 Bürger*innen wirkten mit.</p>
<h2>Handlungsfelder</h2>
<p>Das Konzept nennt drei Handlungsfelder, die in den kommenden Jahren Vorrang haben:</p>
<ul><li>Sprache und Bildung</li><li>Arbeit<ul><li>Anerkennung von Abschlüssen</li></ul></li><li>Teilhabe</li></ul>
<h2>Kosten</h2>
<p>Die folgende Tabelle zeigt die Planung für die Jahre bis 2030.</p>
<table><thead><tr><th>Jahr</th><th>Maßnahme</th><th>Mittel</th></tr></thead>
<tbody><tr><td>2024</td><td>Sprachcafés in allen Stadtteilen</td><td>40.000 Euro</td></tr></tbody></table>
<h3>Ansprechpersonen</h3>
<p>Fragen beantwortet die Stabsstelle unter <a href="tel:1">0123 456</a>.<br>Sprechzeit: Dienstag.</p>
<ol><li>Termin vereinbaren</li><li>Unterlagen mitbringen</li></ol>
<div class="social-media-sharing"><ul><li><a href="#">Facebook</a></li></ul></div>
</main>
<aside><h2>Weitere Themen</h2><ul><li><a href="/a">Ausländerbehörde</a></li></ul></aside>
<footer><p>© Stadt Musterstadt</p><ul><li><a href="/impressum">Impressum</a></li></ul></footer>
</body></html>"""


def _read(text: str) -> RawDocument:
    raw = read_html(text)
    assert raw is not None
    return raw


def test_a_page_of_a_cms_gives_its_content_without_navigation(outline_of: OutlineOf) -> None:
    assert outline_of(_read(CMS_PAGE).blocks) == [
        ("h1", "Integrationskonzept 2030"),
        (
            "paragraph",
            "Der Stadtrat hat am 14. September 2023 das Konzept beschlossen. 200 Bürger*innen wirkten mit.",
        ),
        ("h2", "Handlungsfelder"),
        ("paragraph", "Das Konzept nennt drei Handlungsfelder, die in den kommenden Jahren Vorrang haben:"),
        ("list", "- Sprache und Bildung\n- Arbeit\n- Anerkennung von Abschlüssen\n- Teilhabe"),
        ("h2", "Kosten"),
        ("paragraph", "Die folgende Tabelle zeigt die Planung für die Jahre bis 2030."),
        ("table", "Jahr | Maßnahme | Mittel\n2024 | Sprachcafés in allen Stadtteilen | 40.000 Euro"),
        ("h3", "Ansprechpersonen"),
        ("paragraph", "Fragen beantwortet die Stabsstelle unter 0123 456. Sprechzeit: Dienstag."),
        ("list", "1. Termin vereinbaren\n2. Unterlagen mitbringen"),
    ]


def test_the_head_of_a_page_gives_title_date_publisher_address_and_language() -> None:
    assert _read(CMS_PAGE).found == {
        "title": "Integrationskonzept 2030",
        "date": "2023-09-14",
        "publisher": "Stadt Musterstadt",
        "url": "https://www.musterstadt.example/integration/konzept",
        "language": "de",
    }


def test_a_date_is_taken_from_markup_only() -> None:
    page = "<html><body><main><h1>Bericht</h1><p>Am 3. Mai 2021 tagte der Rat im Rathaus.</p>{}</main></body></html>"
    assert "date" not in _read(page.format("")).found
    assert _read(page.format("<time datetime='2021-05-04'>gestern</time>")).found["date"] == "2021-05-04"


def test_folded_parts_and_lists_of_terms_are_read_with_their_headings(outline_of: OutlineOf) -> None:
    page = """<html lang="de"><body><nav><a href="/">Start</a></nav><div role="main"><h1>Einbürgerung</h1>
    <p>Hier finden Sie Antworten auf die wichtigsten Fragen rund um die Einbürgerung.</p>
    <div class="accordion"><button class="accordion-button" aria-expanded="false">Wie lange dauert das?</button>
    <div class="panel"><p>In der Regel dauert das Verfahren zwölf Monate.</p></div></div>
    <details><summary>Welche Unterlagen brauche ich?</summary><ul><li>Geburtsurkunde</li><li>Pass</li></ul></details>
    <dl><dt>Telefon</dt><dd>0123 456</dd><dd>0123 457</dd><dt>E-Mail</dt><dd>info@stadt.example</dd></dl>
    </div></body></html>"""
    assert outline_of(_read(page).blocks) == [
        ("h1", "Einbürgerung"),
        ("paragraph", "Hier finden Sie Antworten auf die wichtigsten Fragen rund um die Einbürgerung."),
        ("h3", "Wie lange dauert das?"),
        ("paragraph", "In der Regel dauert das Verfahren zwölf Monate."),
        ("h3", "Welche Unterlagen brauche ich?"),
        ("list", "- Geburtsurkunde\n- Pass"),
        ("list", "- Telefon: 0123 456, 0123 457\n- E-Mail: info@stadt.example"),
    ]


def test_a_table_that_only_frames_the_page_is_no_table(outline_of: OutlineOf) -> None:
    page = """<html><head><title>Ausländerbeirat - Gemeinde Altdorf</title></head><body>
    <table width="100%"><tr><td class="nav"><a href="/">Start</a><br><a href="/rathaus">Rathaus</a></td>
    <td><h1>Der Ausländerbeirat</h1>
    <p>Der Ausländerbeirat berät den Gemeinderat in allen Fragen, die Zugewanderte betreffen.</p>
    <p>Wahlberechtigt sind alle ausländischen Einwohnerinnen und Einwohner der Gemeinde.</p></td></tr></table>
    </body></html>"""
    assert outline_of(_read(page).blocks) == [
        ("h1", "Der Ausländerbeirat"),
        (
            "paragraph",
            "Der Ausländerbeirat berät den Gemeinderat in allen Fragen, die Zugewanderte betreffen.",
        ),
        ("paragraph", "Wahlberechtigt sind alle ausländischen Einwohnerinnen und Einwohner der Gemeinde."),
    ]


def test_a_page_too_short_for_the_extractor_is_read_as_it_stands(outline_of: OutlineOf) -> None:
    page = """<html><body><nav>Start</nav><main><h1>Runder Tisch</h1>Anmeldung nötig.<p>Ort: Rathaus.</p>
    <ul><li>Begrüßung</li><li>Berichte<ol><li>Amt</li></ol></li></ul>
    <table><tr><th>Zeit</th><th>Thema</th></tr><tr><td>9 Uhr</td><td>Start</td></tr></table></main></body></html>"""
    assert outline_of(_read(page).blocks) == [
        ("h1", "Runder Tisch"),
        ("paragraph", "Anmeldung nötig."),
        ("paragraph", "Ort: Rathaus."),
        ("list", "- Begrüßung\n- Berichte\n1. Amt"),
        ("table", "Zeit | Thema\n9 Uhr | Start"),
    ]


def test_a_page_of_links_and_forms_keeps_its_structure(outline_of: OutlineOf) -> None:
    page = """<html><body><nav>Start</nav><main><h1>Downloads</h1>Alle Berichte:<ul>
    <li><a href="1.pdf">Bericht über die Arbeit des Beirats im Jahr 2022</a></li>
    <li><a href="2.pdf">Bericht über die Arbeit des Beirats im Jahr 2023</a></li></ul>
    <h2>Antrag</h2><form><fieldset><legend>Angaben</legend><p>Bitte nennen Sie <b>Ihren</b> Namen.</p>
    <table><tr><td>Name</td><td>Pflicht</td></tr><tr><td>Alter</td><td>frei</td></tr></table></fieldset></form></main></body></html>"""
    assert outline_of(_read(page).blocks) == [
        ("h1", "Downloads"),
        ("paragraph", "Alle Berichte:"),
        (
            "list",
            "- Bericht über die Arbeit des Beirats im Jahr 2022\n- Bericht über die Arbeit des Beirats im Jahr 2023",
        ),
        ("h2", "Antrag"),
        ("paragraph", "Angaben"),
        ("paragraph", "Bitte nennen Sie Ihren Namen."),
        ("table", "Name | Pflicht\nAlter | frei"),
    ]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("cp1252", "iso-8859-1"), ("cp1252", ""), ("utf-8", ""), ("utf-16", ""), ("utf-8", "falsch")],
)
def test_the_encoding_is_the_declared_one_or_found(tmp_path: Path, encoding: str, declared: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><main><p>Grüße aus Köln – für 5 € im Jahr.</p></main></body></html>"
    path = tmp_path / "seite.html"
    path.write_bytes(page.encode(encoding))
    assert [block.text for block in read(path, ReadLimits()).blocks] == ["Grüße aus Köln – für 5 € im Jahr."]


def test_text_behind_something_left_out_stays() -> None:
    page = (
        "<html><body><main><p>Der Rat<script>x()</script> tagt<!-- still --> heute öffentlich.</p></main></body></html>"
    )
    assert [block.text for block in _read(page).blocks] == ["Der Rat tagt heute öffentlich."]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><nav><ul><li>Rathaus</li></ul></nav><footer>Impressum</footer></body></html>",
        "<html></html>",
        "<!-- leer -->",
        " ",
    ],
)
def test_a_page_of_navigation_only_is_refused(tmp_path: Path, page: str) -> None:
    path = tmp_path / "seite.html"
    path.write_text(page)
    with pytest.raises(EmptyFile) as caught:
        read(path, ReadLimits())
    assert str(caught.value) == (
        "„seite.html“ enthält außer Navigation keinen Text; bitte die Seite mit Inhalt speichern."
    )


def test_bytes_that_are_no_page_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "seite.html"
    path.write_bytes(b"\x00\x01\x02" * 40)
    with pytest.raises(DamagedFile, match=r"^„seite.html“ ist keine Webseite .* bitte neu speichern\.$"):
        read(path, ReadLimits())
