"""Errors of pages are German pages; what programs ask keeps its problem."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from indexer import Snapshot
from service.app import create_app
from service.errors import Busy, NotServing
from service.settings import Settings

UNEXPECTED = "Im Dienst ist ein unerwarteter Fehler aufgetreten; bitte noch einmal versuchen."


@pytest.fixture(scope="module")
def below_a_path(papers_index: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(index=papers_index, rate_limit=0)), root_path="/suche") as asking:
        yield asking


@pytest.mark.parametrize(
    ("method", "path", "status", "title", "sentence"),
    [
        (
            "GET",
            "/gibt-es-nicht",
            404,
            "Nicht gefunden",
            "Unter dieser Adresse gibt es nichts; bitte die Adresse prüfen.",
        ),
        (
            "POST",
            "/dokumente",
            405,
            "Methode nicht erlaubt",
            "Diese Seite lässt sich nur öffnen; abschicken lässt sich hier nichts.",
        ),
        (
            "GET",
            "/dokumente?page=0",
            422,
            "Anfrage nicht verwendbar",
            "Der Wert von „page“ muss mindestens 1 sein.",
        ),
    ],
)
def test_an_error_of_a_page_is_a_page_in_the_same_design(
    client: TestClient, method: str, path: str, status: int, title: str, sentence: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    page = html.fromstring(answer.text)
    assert page.get("lang") == "de"
    assert [heading.text for heading in page.xpath("//h1")] == [title]
    assert page.xpath("//main//p")[0].text == sentence
    assert page.xpath("//main//a/@href") == ["/", "/dokumente"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/.env", "/app.py", f"/{'x' * 16384}"])
def test_every_other_address_has_a_page_that_says_so(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == (404 if len(path) < 100 else 414)
    assert len(html.fromstring(answer.text).xpath("//h1")) == 1


def test_an_error_page_keeps_the_headers_of_its_problem(client: TestClient) -> None:
    assert sorted(client.put("/").headers["allow"].split(", ")) == ["GET", "HEAD"]


def test_links_of_an_error_page_stay_below_the_path(below_a_path: TestClient) -> None:
    page = html.fromstring(below_a_path.get("/gibt-es-nicht").text)
    assert page.xpath("//main//a/@href") == ["/suche/", "/suche/dokumente"]


@pytest.mark.parametrize("path", ["/api/v1/gibt-es-nicht", "/page/fehlt.css", "/widget/fehlt.js", "/metrics"])
def test_programs_get_a_problem_whatever_they_say_to_accept(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (
            RuntimeError("geheim"),
            500,
            "Im Dienst ist ein unerwarteter Fehler aufgetreten; bitte noch einmal versuchen.",
        ),
        (NotServing("Es gibt noch keinen Index."), 503, "Es gibt noch keinen Index."),
        (Busy("Gerade ist viel los.", 7), 503, "Gerade ist viel los."),
    ],
)
def test_what_fails_behind_a_page_is_said_on_a_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, sentence: str
) -> None:
    def fail(_snapshot: Snapshot) -> None:
        raise error

    monkeypatch.setattr(Snapshot, "catalogue", property(fail))
    answer = client.get("/dokumente")
    assert answer.status_code == status
    assert html.fromstring(answer.text).xpath("//main//p")[0].text == sentence
    assert answer.headers.get("retry-after") == ("7" if isinstance(error, Busy) else None)
    assert "geheim" not in answer.text


def test_markup_in_a_sentence_is_text(client: TestClient) -> None:
    answer = client.get("/dokumente/%3Cscript%3Ealert(1)%3C/script%3E")
    assert answer.status_code == 404
    assert "„&lt;script&gt;alert(1)&lt;/script&gt;“" in answer.text


def test_a_refused_form_is_told_on_a_page(papers_index: Path) -> None:
    with TestClient(create_app(Settings(index=papers_index, rate_limit=1))) as asking:
        answers = [asking.post("/suche", data={"frage": "Ehrenamt"}) for _ in range(3)]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert int(refused.headers["retry-after"]) > 0
