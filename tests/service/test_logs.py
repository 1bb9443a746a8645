"""Lines of the log in both forms, and what is told of a request."""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.logs import JsonFormatter, TextFormatter
from service.middleware.observing import Answered
from service.middleware.request_id import request_id
from service.settings import Settings

AT = 1767225600.25  # 2026-01-01 00:00:00.250 UTC


def record(message: str, level: int = logging.WARNING, **further: object) -> logging.LogRecord:
    made = logging.LogRecord("service.live", level, "live.py", 1, message, None, None)
    made.created = AT
    vars(made).update(further)
    return made


def failed() -> logging.LogRecord:
    try:
        raise ValueError("Geheimnis")
    except ValueError:
        return record("Es ging nicht.", logging.ERROR, exc_info=sys.exc_info())


@pytest.fixture
def named() -> Iterator[None]:
    """While a request of that name is answered."""
    token = request_id.set("anfrage-7")
    yield
    request_id.reset(token)


def test_a_line_of_text_has_time_level_place_and_message() -> None:
    line = TextFormatter().format(record("Ein neuer Stand ist da."))
    assert line == "2026-01-01T00:00:00.250+00:00 WARNING service.live Ein neuer Stand ist da."


@pytest.mark.usefixtures("named")
def test_a_line_of_text_names_the_request() -> None:
    line = TextFormatter().format(record("Da."))
    assert line == "2026-01-01T00:00:00.250+00:00 WARNING service.live [anfrage-7] Da."


@pytest.mark.usefixtures("named")
def test_a_line_of_json_is_one_object_with_the_same() -> None:
    line = JsonFormatter().format(record('Zeile\nmit "Zeichen" wie ü.'))
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2026-01-01T00:00:00.250+00:00",
        "level": "warning",
        "logger": "service.live",
        "message": 'Zeile\nmit "Zeichen" wie ü.',
        "request_id": "anfrage-7",
    }


def test_without_a_request_there_is_no_name() -> None:
    assert json.loads(JsonFormatter().format(record("Da.")))["request_id"] is None


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_of_an_error_only_kind_and_places_are_written(formatter: logging.Formatter) -> None:
    line = formatter.format(failed())
    assert "Geheimnis" not in line
    assert re.search(r"Es ging nicht\..*ValueError \(test_logs\.py:\d+ failed\)", line)


def test_a_line_of_json_on_a_request_has_its_figures() -> None:
    answered = Answered("GET", "/api/v1/facets", 200, 0.00123, 321)
    line = json.loads(JsonFormatter().format(record("...", answered=answered)))
    assert [line[name] for name in ("method", "route", "status", "duration_ms", "bytes")] == [
        "GET",
        "/api/v1/facets",
        200,
        1.2,
        321,
    ]


@pytest.fixture
def accesses(
    papers_index: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Callable[..., tuple[str, str, int, int]]]:
    """Asks the service below a path, and gives what the log tells of it: method, route, status and bytes."""
    settings = Settings(index=papers_index, access_log=True, cors_origins=("https://a.example",))
    with (
        caplog.at_level(logging.INFO, "service.access"),
        TestClient(create_app(settings), root_path="/suche") as asking,
    ):

        def ask(method: str, path: str, **further: object) -> tuple[str, str, int, int]:
            caplog.clear()
            asking.request(method, f"/suche{path}", **further)  # type: ignore[arg-type]
            [line] = [vars(made)["answered"] for made in caplog.records if made.name == "service.access"]
            assert 0 < line.seconds < 60
            return line.method, line.route, line.status, line.size

        yield ask


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("GET", "/healthz", ("GET", "/healthz", 200)),
        ("GET", "/api/v1/documents/ehrenamt", ("GET", "/api/v1/documents/{document_id:path}", 200)),
        ("GET", "/api/v1/documents/unbekannt", ("GET", "/api/v1/documents/{document_id:path}", 404)),
        ("HEAD", "/api/v1/facets", ("HEAD", "/api/v1/facets", 200)),
        ("POST", "/api/v1/search", ("POST", "/api/v1/search", 422)),
        ("DELETE", "/api/v1/search", ("DELETE", "/api/v1/search", 405)),
        ("GET", "/page/page.css", ("GET", "/page", 200)),
        ("GET", "/page/nichts.js", ("GET", "/page", 404)),
        ("GET", "/nichts", ("GET", "-", 404)),
        ("GEHEIM", "/healthz", ("-", "/healthz", 405)),
    ],
)
def test_a_request_is_told_by_its_route(
    accesses: Callable[..., tuple[str, str, int, int]], method: str, path: str, wanted: tuple[str, str, int]
) -> None:
    told = accesses(method, path)
    assert told[:3] == wanted
    assert (told[3] == 0) == (method == "HEAD")


def test_a_preflight_is_told_as_well(accesses: Callable[..., tuple[str, str, int, int]]) -> None:
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    assert accesses("OPTIONS", "/api/v1/search", headers=headers) == ("OPTIONS", "-", 204, 0)


def test_what_people_leave_behind_is_told_at_no_hour(papers_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(index=papers_index, access_log=True, rate_limit=1)
    with caplog.at_level(logging.INFO, "service.access"), TestClient(create_app(settings)) as asking:
        for path in ("/api/v1/feedback", "/api/v1/unanswered"):
            assert [asking.post(path, json={}).status_code for _ in range(3)][-1] == 429
    assert [made for made in caplog.records if made.name == "service.access"] == []


def test_without_being_asked_for_there_is_no_line(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/healthz")
    assert [made for made in caplog.records if made.name == "service.access"] == []


def test_every_line_of_a_served_session_in_json_can_be_read(
    serving: Callable[..., tuple[subprocess.Popen[str], str]], papers_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDSTELLE_LOG_FORMAT", "json")
    monkeypatch.setenv("FUNDSTELLE_ACCESS_LOG", "true")
    process, address = serving("--index", str(papers_index))
    httpx2.get(f"{address}/api/v1/facets", headers={"X-Request-Id": "anfrage-7"})
    process.terminate()
    out, err = process.communicate(timeout=30)
    assert out == ""
    [line] = [json.loads(line) for line in err.splitlines()]
    assert (line["level"], line["logger"], line["request_id"]) == ("info", "service.access", "anfrage-7")
    assert re.fullmatch(r"GET /api/v1/facets 200 \d+\.\d ms \d+ B", line["message"])
