"""The list of documents and the pages of single ones, as they are without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from indexer import Filters, Order
from indexer.build import build_index
from modelle import Analyser, Encoder
from service import document_list
from service.app import create_app
from service.document_list import Wanted, document_path
from service.settings import Settings
from tests.service.conftest import Paper, Part, read_papers

HOSTILE = "<script>alert(1)</script> & <b>fett</b> \u202eשלום"

NO_PASSAGE = "Diese Textstelle gibt es in diesem Dokument nicht, oder nicht mehr."


def tree(client: TestClient, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(answer.text)


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]


def titles(page: Any) -> list[str]:
    return texts(page, "//li[@class='entry']/h2")


def test_all_documents_are_listed_by_title_with_what_is_known(client: TestClient) -> None:
    page = tree(client, "/dokumente")
    assert titles(page) == ["Ehrenamt in Tannfurt", "Leitfaden", "Protokoll", "Satzung", "Wohnen für alle"]
    assert texts(page, "//p[@class='status']") == ["5 Dokumente"]
    assert texts(page, "(//li[@class='entry'])[1]/p[@class='facts']") == [
        "Handlungsempfehlung · Tannfurt · 14. September 2023 · 20 Seiten · 2 Textstellen"
    ]
    assert page.xpath("(//li[@class='entry'])[1]//a/@href") == [
        "/dokumente/ehrenamt",
        "/api/v1/documents/ehrenamt/original",
    ]
    assert page.xpath("(//li[@class='entry'])[4]//a/@href")[1] == "https://tannfurt.example/satzung"
    assert page.xpath("//nav[@aria-label='Seiten']//a[@aria-current='page']/@href") == ["/dokumente"]


def test_by_date_the_newest_come_first(client: TestClient) -> None:
    page = tree(client, "/dokumente?sort=date")
    assert titles(page)[:2] == ["Ehrenamt in Tannfurt", "Wohnen für alle"]
    assert page.xpath("//input[@name='sort'][@checked]/@value") == ["date"]


def test_filters_narrow_say_their_counts_and_can_be_taken_back(client: TestClient) -> None:
    page = tree(client, "/dokumente?kind=kommunaler+Bericht&municipality=Tannfurt")
    assert titles(page) == ["Wohnen für alle"]
    assert texts(page, "//p[@class='status']") == ["1 Dokument"]
    assert page.xpath("//input[@checked][@type='checkbox']/@value") == ["kommunaler Bericht", "Tannfurt"]
    assert texts(page, "//fieldset[legend='Art']//label") == [
        "Handlungsempfehlung 1 (1 Dokument)",
        "kommunaler Bericht 1 (1 Dokument)",
    ]
    assert page.xpath("//ul[@class='chips']//a/@href") == [
        "/dokumente?municipality=Tannfurt",
        "/dokumente?kind=kommunaler+Bericht",
        "/dokumente",
    ]


def test_a_choice_that_leaves_nothing_says_so_and_leads_back(client: TestClient) -> None:
    page = tree(client, "/dokumente?year=1999")
    assert titles(page) == []
    assert texts(page, "//p[@class='notice']") == ["Zu dieser Auswahl gibt es kein Dokument. Alle Dokumente zeigen"]
    assert page.xpath("//p[@class='notice']/a/@href") == ["/dokumente"]


def test_a_long_list_has_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_list, "PER_PAGE", 2)
    page = tree(client, "/dokumente?sort=date&page=2")
    assert len(titles(page)) == 2
    assert texts(page, "//p[@class='status']") == ["5 Dokumente, Seite 2 von 3"]
    assert page.xpath("//nav[@class='paging']//a/@href") == ["/dokumente?sort=date", "/dokumente?sort=date&page=3"]
    assert client.get("/dokumente?page=4").status_code == 404


def test_what_others_append_to_the_address_does_not_count(client: TestClient) -> None:
    assert len(titles(tree(client, "/dokumente?utm_source=brief"))) == 5


@pytest.mark.parametrize("query", ["year=alt", "year=-1", "page=0", "page=x", "sort=laenge", "kind=" + "x" * 501])
def test_a_list_that_cannot_be_made_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/dokumente?{query}").status_code == 422


def test_addresses_of_lists_and_documents_are_quoted() -> None:
    wanted = Wanted(Filters(municipalities=("Köln & Bonn",), years=(2023,)), Order.DATE, 2)
    assert wanted.address == "/dokumente?municipality=K%C3%B6ln+%26+Bonn&year=2023&sort=date&page=2"
    assert document_path("köln/a b?.1") == "/dokumente/k%C3%B6ln/a%20b%3F.1"


def test_a_document_shows_what_is_known_its_outline_and_its_passages(client: TestClient) -> None:
    page = tree(client, "/dokumente/ehrenamt")
    assert texts(page, "//h1") == ["Ehrenamt in Tannfurt"]
    assert texts(page, "//title") == ["Ehrenamt in Tannfurt – Fundstelle"]
    known = dict(zip(texts(page, "//dt"), texts(page, "//dd"), strict=True))
    assert known == {
        "Art": "Handlungsempfehlung",
        "Handlungsfeld": "Engagement und Beteiligung",
        "Kommune": "Tannfurt",
        "Bundesland": "Hessen",
        "Zielgruppe": "Verwaltung",
        "Datum": "14. September 2023",
        "Herausgegeben von": "Stadt Tannfurt",
        "Umfang": "20 Seiten, 2 Textstellen",
        "Lizenz": "CC BY 4.0",
        "Sprache": "Deutsch",
    }
    assert texts(page, "//nav[@class='outline']//a") == ["Gewinnen", "Fortbilden"]
    for target in page.xpath("//nav[@class='outline']//a/@href"):
        assert len(page.xpath(f"//h2[@id='{target[1:]}']")) == 1
    assert page.xpath("//div[contains(@class, 'stretch')]/@id") == ["stelle-1", "stelle-2"]
    marks = texts(page, "//p[@class='mark']/a[1]")
    assert marks == ["Seite 3 (gedruckt: iii) im Original öffnen", "Seite 7 (gedruckt: 1) im Original öffnen"]
    assert page.xpath("//p[@class='mark']/a[1]/@href")[1] == "/api/v1/documents/ehrenamt/original#page=7"


def test_what_nobody_states_is_left_out(client: TestClient) -> None:
    page = tree(client, "/dokumente/satzung")
    assert texts(page, "//dt") == ["Umfang"]
    assert texts(page, "//p[@class='open']/a") == ["Veröffentlichte Fassung"]


def test_a_passage_is_shown_in_its_place_with_the_image_of_its_page(client: TestClient) -> None:
    page = tree(client, "/dokumente/ehrenamt?passage=ehrenamt.1")
    [shown] = page.xpath("//div[@class='stretch shown']")
    assert shown.get("id") == "stelle-2"
    assert shown.xpath(".//p[@id='fundstelle']/@tabindex") == ["-1"]
    assert page.xpath("//p[@class='open']/a[1]/@href") == ["#fundstelle"]
    [image] = shown.xpath(".//img")
    assert image.get("src") == "/api/v1/passages/ehrenamt.1/page.webp"
    assert (image.get("width"), image.get("height")) == ("1000", "1414")
    assert "Seite 7 (gedruckt: 1)" in image.get("alt")
    assert page.xpath("//div[@id='stelle-1']//a[@class='single']/@href") == [
        "/dokumente/ehrenamt?passage=ehrenamt.0#fundstelle"
    ]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/dokumente/gibt-es-nicht", "Ein Dokument mit der Kennung „gibt-es-nicht“ gibt es nicht, oder nicht mehr."),
        ("/dokumente/ehrenamt?passage=wohnen.0", "Diese Textstelle gibt es in diesem Dokument nicht, oder nicht mehr."),
        (
            "/dokumente/ehrenamt?passage=ehrenamt.01",
            "Diese Textstelle gibt es in diesem Dokument nicht, oder nicht mehr.",
        ),
    ],
)
def test_what_is_not_there_is_said(client: TestClient, address: str, sentence: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert sentence in answer.text


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, analyser: Analyser) -> Iterator[TestClient]:
    """A document whose id, title, headings and text hold what addresses and HTML must be spared, below a path."""
    folder = tmp_path_factory.mktemp("odd")
    known = {"url": "javascript:alert(1)", "publisher": HOSTILE}
    paper = Paper("köln/über uns", HOSTILE, (Part(HOSTILE, heading=HOSTILE + "!"),), known=known)
    build_index(folder / "index", [paper], read_papers, encoder, analyser)
    app = create_app(Settings(index=folder / "index", rate_limit=0))
    with TestClient(app, root_path="/suche") as asking:
        yield asking


def test_ids_with_slashes_and_umlauts_lead_to_their_page(odd: TestClient) -> None:
    [address] = tree(odd, "/dokumente").xpath("//li[@class='entry']/h2/a/@href")
    assert address == "/suche/dokumente/k%C3%B6ln/%C3%BCber%20uns"
    page = tree(odd, address.removeprefix("/suche"))
    assert page.xpath("//a[@class='single']/@href") == [address + "?passage=k%C3%B6ln%2F%C3%BCber+uns.0#fundstelle"]
    shown = tree(odd, page.xpath("//a[@class='single']/@href")[0].removeprefix("/suche"))
    assert len(shown.xpath("//p[@id='fundstelle']")) == 1


def test_markup_is_text_and_only_addresses_that_open_a_page_are_linked(odd: TestClient) -> None:
    page = tree(odd, "/dokumente/k%C3%B6ln/%C3%BCber%20uns")
    assert page.xpath("//h1")[0].text == HOSTILE
    assert page.xpath("//h2[@dir]")[0].text == HOSTILE + "!"
    assert page.xpath("//div[@lang='de']/p[@dir='auto']/text()") == [HOSTILE]
    assert page.xpath("//b | //script[not(@src)] | //a[starts-with(@href, 'javascript')]") == []
