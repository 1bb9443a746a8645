"""No question leaves a trace: in no log record, and in nothing that the real process writes, also not in errors."""

import logging
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

SECRET = "Xylophonquittung"
BODIES = [
    f'{{"query": "Wo beantrage ich eine {SECRET}?"}}',
    f'{{"query": "{SECRET}", "mode": "{SECRET}"}}',
    f'{{"query": "{SECRET}", "{SECRET}": 1}}',
    f'{{"query": "{SECRET}", "filters": {{"kind": ["{SECRET}"]}}}}',
    f'{{"query": "{SECRET * 100}"}}',
    f'{{"query": "{SECRET}"',
    SECRET,
    SECRET * 5000,
]
ADDRESSES = [
    f"/api/v1/search?q={SECRET}",
    f"/{SECRET}",
    f"/api/v1/documents/{SECRET}",
    f"/?{SECRET}#{SECRET}",
    f"/page/{SECRET}.js",
    f"/api/v1/passages/{SECRET}",
]
FORMS = [f"frage=Wo+gibt+es+eine+{SECRET}", f"frage={SECRET}&ab={SECRET}"]
SUGGESTIONS = 2
BROKEN = """
from service.search import SearchEngine
def fail(engine, query):
    raise RuntimeError(query.text)
SearchEngine.search = fail
"""
MAIN = """
from service.cli import main
main()
"""


def ask_everything(client: httpx2.Client) -> list[int]:
    """Asks in all ways, good and bad; the answers' statuses."""
    headers = {"Content-Type": "application/json"}
    statuses = [client.post("/api/v1/search", content=body, headers=headers).status_code for body in BODIES]
    statuses += [client.get(address).status_code for address in ADDRESSES]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    statuses += [client.post("/suche", content=content, headers=form).status_code for content in FORMS]
    statuses.append(client.get(f"/api/v1/suggest?prefix={SECRET}").status_code)
    statuses.append(client.post("/api/v1/suggest", json={"prefix": SECRET}).status_code)
    return statuses


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize(("code", "first"), [(MAIN, 200), (BROKEN + MAIN, 500)], ids=["whole", "broken"])
def test_the_real_process_never_writes_a_question(
    serving: Callable[..., tuple[subprocess.Popen[str], str]],
    papers_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    first: int,
    log_format: str,
) -> None:
    for name, value in {"FORMAT": log_format, "LEVEL": "debug"}.items():
        monkeypatch.setenv(f"FUNDSTELLE_LOG_{name}", value)
    monkeypatch.setenv("FUNDSTELLE_ACCESS_LOG", "true")
    process, address = serving("--index", str(papers_index), code=code)
    with httpx2.Client(base_url=address) as client:
        questions, addresses = [first, 422, 422, first, 422, 400, 400, 413], [405, 404, 404, 200, 404, 404]
        assert ask_everything(client) == [*questions, *addresses, first, first, 200, 200]
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert out == ""
    assert SECRET.lower() not in err.lower()
    assert err.count("service.access") == len(BODIES) + len(ADDRESSES) + len(FORMS) + SUGGESTIONS, (
        "every request has its line"
    )
    assert err.count("Unerwarteter Fehler: RuntimeError") == (4 if first == 500 else 0)


def test_no_log_record_of_any_level_holds_a_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask_everything(client)
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert [record.getMessage() for record in ours if SECRET in str(vars(record))] == []


@pytest.mark.usefixtures("break_engine")
def test_no_log_record_of_an_unexpected_error_holds_the_question(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask_everything(client)
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    errors = [record.getMessage() for record in ours if record.levelno >= logging.ERROR]
    assert [message.split(" in ")[0] for message in errors] == ["Unerwarteter Fehler: RuntimeError"] * 4
    assert [record for record in ours if SECRET in str(vars(record)) or record.exc_info] == []
