"""The one shape of every error that programs are given: a problem (RFC 9457) with one German sentence."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from indexer import IndexDamaged
from service.app import create_app
from service.problems import MAX_BODY_BYTES
from service.search import SearchEngine
from service.settings import Settings

SEARCH = "/api/v1/search"
JSON = {"Content-Type": "application/json"}
FORM = "Die Anfrage hat nicht die erwartete Form; die Beschreibung steht unter /api/v1/openapi.json."
UNREADABLE = "Die Anfrage ist nicht lesbar; bitte JSON in UTF-8 senden."
TOO_LARGE = "Die Anfrage ist zu groß; erlaubt sind 64 KiB."
NOTHING_HERE = "Unter dieser Adresse gibt es nichts; bitte die Adresse prüfen."
WRONG_METHOD = "Diese Adresse beantwortet diese Methode nicht; die Beschreibung steht unter /api/v1/openapi.json."
UNEXPECTED = "Im Dienst ist ein unerwarteter Fehler aufgetreten; bitte noch einmal versuchen."
TITLES = {
    400: "Anfrage nicht lesbar",
    404: "Nicht gefunden",
    405: "Methode nicht erlaubt",
    413: "Anfrage zu groß",
    414: "Adresse zu lang",
    416: "Bereich nicht vorhanden",
    422: "Anfrage nicht verwendbar",
    500: "Unerwarteter Fehler",
    503: "Dienst nicht bereit",
}


def assert_problem(response: Response, status: int, detail: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    assert re.fullmatch(r"[A-ZÄÖÜ][^\n]*[^.]\.", detail)
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Das Feld „query“ fehlt."),
        ({"limit": 3}, "Das Feld „query“ fehlt."),
        ({"query": ""}, "Die Frage ist leer; bitte eine Frage eingeben."),
        ({"query": "   "}, "Die Frage ist leer; bitte eine Frage eingeben."),
        ({"query": "ü" * 1001}, "Die Frage hat 1001 Zeichen, erlaubt sind 1000; bitte kürzer fragen."),
        ({"query": None}, "Der Wert von „query“ hat nicht die erwartete Form."),
        ({"query": 7}, "Der Wert von „query“ hat nicht die erwartete Form."),
        ({"query": ["Rat"]}, "Der Wert von „query“ hat nicht die erwartete Form."),
        ({"query": "Rat", "frage": "Rat"}, "Das Feld „frage“ gibt es nicht."),
        ({"query": "Rat", "body": 1}, "Das Feld „body“ gibt es nicht."),
        ({"query": "Rat", "{0}": 1}, "Das Feld „{0}“ gibt es nicht."),
        ({"query": "Rat", "\ud800": 1}, FORM),
        ({"query": "Rat", "x" * 9000: 1}, f"Das Feld „{'x' * 60}“ gibt es nicht."),
        ({"query": "Rat", "mode": "fuzzy"}, "Der Wert von „mode“ ist nicht erlaubt; möglich sind {modes}."),
        ({"query": "Rat", "limit": 0}, "Der Wert von „limit“ muss mindestens 1 sein."),
        ({"query": "Rat", "limit": 101}, "Der Wert von „limit“ darf höchstens 100 sein."),
        ({"query": "Rat", "limit": 10**30}, "Der Wert von „limit“ darf höchstens 100 sein."),
        ({"query": "Rat", "limit": "viele"}, "Der Wert von „limit“ hat nicht die erwartete Form."),
        ({"query": "Rat", "limit": 1.5}, "Der Wert von „limit“ hat nicht die erwartete Form."),
        ({"query": "Rat", "limit": None}, "Der Wert von „limit“ hat nicht die erwartete Form."),
        ({"query": "Rat", "offset": -1}, "Der Wert von „offset“ muss mindestens 0 sein."),
        ({"query": "Rat", "offset": 1000}, "Der Wert von „offset“ darf höchstens 999 sein."),
        ({"query": "Rat", "limit": "3"}, "Der Wert von „limit“ hat nicht die erwartete Form."),
        ({"query": "Rat", "limit": True}, "Der Wert von „limit“ hat nicht die erwartete Form."),
        ({"query": "Rat", "explain": 0}, "Der Wert von „explain“ hat nicht die erwartete Form."),
        ({"query": "Rat", "per_document": 0}, "Der Wert von „per_document“ muss mindestens 1 sein."),
        ({"query": "Rat", "filters": []}, "Der Wert von „filters“ hat nicht die erwartete Form."),
        ({"query": "Rat", "filters": {"art": []}}, "Das Feld „filters.art“ gibt es nicht."),
        ({"query": "Rat", "filters": {"kind": "Satzung"}}, "Der Wert von „filters.kind“ hat nicht die erwartete Form."),
        ({"query": "Rat", "filters": {"kind": [""]}}, "Der Wert von „filters.kind.0“ darf nicht leer sein."),
        (
            {"query": "Rat", "filters": {"kind": ["x" * 501]}},
            "Der Wert von „filters.kind.0“ ist zu lang; erlaubt sind 500 Zeichen.",
        ),
        (
            {"query": "Rat", "filters": {"kind": ["x"] * 51}},
            "Die Liste „filters.kind“ ist zu lang; erlaubt sind 50 Werte.",
        ),
        ({"query": "Rat", "filters": {"year": [-1]}}, "Der Wert von „filters.year.0“ muss mindestens 0 sein."),
        ({"query": "Rat", "filters": {"year": [10000]}}, "Der Wert von „filters.year.0“ darf höchstens 9999 sein."),
        ([], FORM),
        ("Rat", FORM),
        (None, FORM),
    ],
)
def test_a_request_that_cannot_be_used_says_what_is_wrong_with_it(client: TestClient, body: Any, detail: str) -> None:
    response = client.post(SEARCH, content=json.dumps(body), headers=JSON)
    assert_problem(response, 422, detail.replace("{modes}", "hybrid, dense oder lexical"))


def test_a_question_of_no_valid_unicode_is_refused(client: TestClient) -> None:
    response = client.post(SEARCH, content='{"query": "Rat\\ud800"}', headers=JSON)
    assert_problem(response, 422, "Der Wert von „query“ hat nicht die erwartete Form.")


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"query=Rat",
        b'{"query": "Rat"',
        b"\xff\xfe",
        b'{"query": "\xfc"}',
        b"[" * 60_000,
        b"9" * 5000,
    ],
    ids=["open", "form", "cut", "bytes", "latin-1", "deep", "digits"],
)
def test_what_is_not_json_in_utf8_is_unreadable(client: TestClient, content: bytes) -> None:
    assert_problem(client.post(SEARCH, content=content, headers=JSON), 400, UNREADABLE)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_does_not_say_it_is_json_has_not_the_expected_form(client: TestClient, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert_problem(client.post(SEARCH, content=b'{"query": "Rat"}', headers=headers), 422, FORM)


def test_without_a_body_the_expected_form_is_named(client: TestClient) -> None:
    assert_problem(client.post(SEARCH, headers=JSON), 422, FORM)


def test_a_body_over_the_limit_is_refused_by_its_stated_length(client: TestClient) -> None:
    assert_problem(client.post(SEARCH, content=b" " * (MAX_BODY_BYTES + 1), headers=JSON), 413, TOO_LARGE)


def test_a_body_over_the_limit_is_refused_also_without_a_stated_length(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield from [b" " * 1024] * 65

    assert_problem(client.post(SEARCH, content=chunks(), headers=JSON), 413, TOO_LARGE)


@pytest.mark.parametrize("path", [f"/api/{'x' * 16384}", f"/api/v1/facets?{'x' * 16384}"])
def test_an_address_over_the_limit_is_refused(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 414, "Die Adresse ist zu lang; erlaubt sind 16 KiB.")


def test_a_body_of_just_the_limit_is_read(client: TestClient) -> None:
    body = b'{"query": "Rat"}'.ljust(MAX_BODY_BYTES)
    assert client.post(SEARCH, content=body, headers=JSON).status_code == 200
    assert client.post(SEARCH, content=iter([body]), headers=JSON).status_code == 200


@pytest.mark.parametrize(
    "path", ["/api/nichts", "/api/v1", "/api/v2/search", "/page/nichts.js", "/page/..%2F..%2Fapp.py", "/widget/nichts"]
)
def test_where_there_is_nothing_the_answer_says_so(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 404, NOTHING_HERE)


@pytest.mark.parametrize("rest", ["", "/original"])
def test_a_document_that_does_not_exist_is_named(client: TestClient, rest: str) -> None:
    details = {
        "": "Ein Dokument mit der Kennung „unbekannt“ gibt es nicht.",
        "/original": "Ein Original zum Dokument „unbekannt“ ist nicht aufbewahrt.",
    }
    assert_problem(client.get(f"/api/v1/documents/unbekannt{rest}"), 404, details[rest])


def test_a_document_without_original_says_that_none_is_kept(client: TestClient) -> None:
    detail = "Ein Original zum Dokument „satzung“ ist nicht aufbewahrt."
    assert_problem(client.get("/api/v1/documents/satzung/original"), 404, detail)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", SEARCH, "POST"),
        ("DELETE", SEARCH, "POST"),
        ("POST", "/api/v1/facets", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD"),
        ("DELETE", "/api/v1/suggest", "GET, HEAD, POST"),
        ("DELETE", "/page/page.css", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_know_is_refused(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    response = client.request(method, path)
    assert_problem(response, 405, WRONG_METHOD)
    assert sorted(response.headers["allow"].split(", ")) == allowed.split(", ")


def test_a_static_file_cannot_be_posted_to(client: TestClient) -> None:
    assert_problem(client.post("/page/skip.js"), 405, WRONG_METHOD)


@pytest.mark.parametrize("path", ["/api/v1/documents/ehrenamt/original", "/page/page.css"])
@pytest.mark.parametrize(
    ("wanted", "status", "detail"),
    [
        ("zeilen=1", 400, "Der Bereich im Kopf „Range“ ist nicht lesbar; erwartet wird zum Beispiel „bytes=0-1023“."),
        ("bytes=a-b", 400, "Der Bereich im Kopf „Range“ ist nicht lesbar; erwartet wird zum Beispiel „bytes=0-1023“."),
        ("bytes=99999999-", 416, "Den Bereich, den der Kopf „Range“ nennt, hat die Datei nicht."),
    ],
)
def test_a_part_that_a_file_does_not_have_is_a_problem(
    client: TestClient, path: str, wanted: str, status: int, detail: str
) -> None:
    response = client.get(path, headers={"Range": wanted})
    assert_problem(response, status, detail)
    if status == 416:
        assert response.headers["content-range"].startswith("bytes */")


@pytest.mark.usefixtures("break_engine")
def test_an_error_that_nobody_foresaw_does_not_repeat_the_question(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.post(SEARCH, json={"query": "Geheimnis"})
    assert_problem(response, 500, UNEXPECTED)
    [message] = [record.message for record in caplog.records if record.name == "service.problems"]
    assert re.fullmatch(r"Unerwarteter Fehler: RuntimeError in conftest.py, Zeile \d+", message)
    assert "Geheimnis" not in caplog.text


def test_a_damaged_index_is_not_ready(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_engine: SearchEngine, _query: object) -> None:
        raise IndexDamaged("Der Index ist beschädigt; bitte neu bauen.")

    monkeypatch.setattr(SearchEngine, "search", fail)
    response = client.post(SEARCH, json={"query": "Rat"})
    assert_problem(response, 503, "Der Index ist beschädigt; bitte neu bauen.")


def test_while_it_ends_the_service_is_not_ready(papers_index: Path) -> None:
    client = TestClient(create_app(Settings(index=papers_index)))
    with client:
        pass
    detail = "Der Dienst wird gerade beendet; bitte gleich noch einmal fragen."
    assert_problem(client.get("/readyz"), 503, detail)
