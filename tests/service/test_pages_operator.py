"""What pages say about their operator, and how they look for it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from modelle import Encoder
from service.app import create_app
from service.routes import legal
from service.settings import Settings

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><script>alert(1)</script></svg>'
COMPLETE: dict[str, Any] = {
    "operator_name": "Stadt <b>Tannfurt</b>",
    "contact_email": "integration@tannfurt.example",
    "accessibility_status": "partial",
    "accessibility_checked": "2026-03-02",
    "accessibility_law": "Gesetz A",
    "accessibility_body": "Ombudsstelle B",
    "accessibility_languages": "im Rathaus",
    "privacy_officer": "Frau C",
    "privacy_basis": "Artikel 6",
    "privacy_authority": "Behörde D",
    "privacy_logs": "sieben Tage",
}
Open = Callable[..., TestClient]


@pytest.fixture
def opened(papers_index: Path) -> Iterator[Open]:
    """Opens the service with settings."""
    with ExitStack() as stack:
        yield lambda **given: stack.enter_context(
            TestClient(create_app(Settings(index=papers_index, **{"rate_limit": 0} | given)))
        )


def page(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    return html.fromstring(answer.text)


def said(found: Any) -> str:
    return " ".join(found.xpath("//main")[0].text_content().split())


@pytest.mark.parametrize("address", ["/barrierefreiheit", "/datenschutz"])
def test_what_the_operator_has_to_complete_is_marked(opened: Open, address: str) -> None:
    bare = page(opened(), address)
    assert len(bare.xpath("//p[@class='draft']")) == 1
    assert len(bare.xpath("//strong[@class='missing']")) >= 5
    complete = page(opened(**COMPLETE), address)
    assert complete.xpath("//strong[@class='missing'] | //p[@class='draft']") == []
    assert complete.xpath("//main//b") == []
    assert "Stadt <b>Tannfurt</b>" in said(complete)
    assert complete.xpath("//main//a/@href") == ["mailto:integration@tannfurt.example"]


def test_the_statement_says_what_was_found_and_when(opened: Open) -> None:
    text = said(page(opened(**COMPLETE), "/barrierefreiheit"))
    assert "Der Dienst ist mit den genannten Anforderungen teilweise vereinbar." in text
    assert "Zuletzt geprüft am 2. März 2026." in text
    for given in ("Gesetz A", "Ombudsstelle B", "im Rathaus"):
        assert given in text


@pytest.mark.parametrize(
    ("given", "sentence", "otherwise"),
    [
        ({"rate_limit": 5}, "zählt er die Fragen je Netzadresse und Minute", "zählt nicht, wie viel"),
        ({"access_log": True}, "Zu jeder Anfrage entsteht eine Zeile im Protokoll", "Ein Protokoll der Zugriffe führt"),
        ({"feedback": True}, "Wer auf „Hat das geholfen?“ antwortet", "Rückmeldungen sind ausgeschaltet"),
        ({"unanswered": True, "feedback_days": 1}, "nach 1 Tag gelöscht", "Rückmeldungen sind ausgeschaltet"),
    ],
)
def test_the_privacy_page_goes_by_the_settings(
    opened: Open, tmp_path: Path, given: dict[str, Any], sentence: str, otherwise: str
) -> None:
    with_it = said(page(opened(**given, feedback_file=tmp_path / "f.sqlite"), "/datenschutz"))
    assert sentence in with_it
    assert otherwise not in with_it
    without = said(page(opened(), "/datenschutz"))
    assert sentence not in without
    assert otherwise in without


def test_questions_that_leave_the_house_are_not_concealed(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    client = opened()
    assert "gibt sie an niemanden weiter" in said(page(client, "/datenschutz"))

    def elsewhere(_encoder: Encoder) -> str:
        return "https://modelle.example/v1"

    monkeypatch.setattr(legal, "_asked_elsewhere", elsewhere)
    text = said(page(client, "/datenschutz"))
    assert "an einen weiteren Dienst: https://modelle.example/v1" in text
    assert "gibt sie an niemanden weiter" not in text


def test_the_colour_comes_as_a_file_for_both_themes(opened: Open) -> None:
    client = opened(operator_colour="#00589c")
    assert page(client, "/dokumente").xpath("//link[@rel='stylesheet']/@href")[2] == "/betreiber/farben.css"
    styles = client.get("/betreiber/farben.css")
    assert styles.headers["content-type"] == "text/css; charset=utf-8"
    assert styles.text.startswith(":root { --accent: #00589c; ")
    assert "@media (prefers-color-scheme: dark) { :root { --accent: #" in styles.text
    assert "--fundstelle-accent: var(--accent); " in styles.text


def test_the_logo_stands_before_the_name_and_runs_nothing(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(SVG)
    client = opened(operator_logo=tmp_path / "logo.svg", operator_name="Stadt Tannfurt")
    [image] = page(client, "/").xpath("//*[@class='brand']//img")
    assert (image.get("src"), image.get("alt"), image.get("height")) == ("/betreiber/logo", "", "40")
    logo = client.get("/betreiber/logo")
    assert logo.content == SVG
    assert logo.headers["content-type"] == "image/svg+xml"
    assert logo.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline'; sandbox")


@pytest.mark.parametrize("address", ["/betreiber/farben.css", "/betreiber/logo"])
def test_what_is_not_set_is_not_there(opened: Open, address: str) -> None:
    client = opened()
    assert client.get(address).status_code == 404
    assert "/betreiber/" not in client.get("/").text


@pytest.mark.parametrize("address", ["/", "/dokumente", "/dokumente/ehrenamt", "/barrierefreiheit", "/datenschutz"])
def test_every_page_leads_to_the_pages_that_the_law_asks_for(opened: Open, address: str) -> None:
    found = page(opened(contact_phone="115 00"), address)
    assert found.xpath("//footer//a/@href") == ["/barrierefreiheit", "/datenschutz"]
    assert len(found.xpath("//h1")) == 1
    assert found.get("lang") == "de"
