"""What visitors say over HTTP: closed unless the operator opens it, and never in the way of a search."""

import asyncio
import contextlib
import logging
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from indexer import read_manifest
from service.app import create_app
from service.calibration import Band
from service.feedback import FeedbackFile, FeedbackKeeper, Kept, Reply, Tally, file
from service.feedback import keeper as keeping
from service.feedback.file import current_day
from service.settings import Settings

Opened = Callable[..., AbstractContextManager[TestClient]]
YES = {"passage": "ehrenamt.0", "band": "good", "helpful": True}
SECRET = "Xylophonquittung"
NOT_KEPT = "Die Angabe konnte gerade nicht gespeichert werden; die Suche ist davon nicht betroffen."


@pytest.fixture
def kept_in(tmp_path: Path) -> FeedbackFile:
    (tmp_path / "ablage").mkdir()
    return FeedbackFile(tmp_path / "ablage" / "rueckmeldungen.sqlite", 365)


@pytest.fixture
def opened(papers_index: Path, kept_in: FeedbackFile) -> Opened:
    """Starts the app with both kinds of feedback open, unless `settings` say otherwise."""

    @contextlib.contextmanager
    def start(**settings: Any) -> Iterator[TestClient]:
        given = {"feedback": True, "unanswered": True, "feedback_file": kept_in.path} | settings
        with TestClient(create_app(Settings(index=papers_index, **given))) as client:
            yield client

    return start


def test_a_reply_is_kept(opened: Opened, kept_in: FeedbackFile) -> None:
    with opened() as client:
        answered = client.post("/api/v1/feedback", json=YES | {"comment": " Genau\ndas. "})
        client.post("/api/v1/feedback", json={"passage": "ehrenamt.1", "band": "none", "helpful": False, "comment": ""})
    assert (answered.status_code, answered.content) == (204, b"")
    assert sorted(kept_in.read().replies, key=lambda reply: reply.passage) == [
        Reply(current_day(), "ehrenamt.0", Band.GOOD, True, "Genau das."),
        Reply(current_day(), "ehrenamt.1", Band.NONE, False, None),
    ]


def test_a_question_is_counted_without_its_text(opened: Opened, kept_in: FeedbackFile, papers_index: Path) -> None:
    with opened() as client:
        for body in ({"consent": False}, {"query": None, "consent": False}, {"query": SECRET, "consent": False}):
            assert client.post("/api/v1/unanswered", json=body).status_code == 204
    assert kept_in.read() == Kept((), (Tally(current_day(), read_manifest(papers_index).id, 3),), ())


def test_a_question_is_kept_with_consent_and_not_counted_again(opened: Opened, kept_in: FeedbackFile) -> None:
    with opened() as client:
        answered = client.post("/api/v1/unanswered", json={"query": " Wo parkt\nman? ", "consent": True})
    assert answered.status_code == 204
    assert kept_in.read() == Kept((), (), ((current_day(), "Wo parkt man?"),))


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("feedback", YES | {"comment": "x" * 501}, "Der Wert von „comment“ ist zu lang; erlaubt sind 500 Zeichen."),
        ("feedback", YES | {"passage": ""}, "Der Wert von „passage“ darf nicht leer sein."),
        ("feedback", YES | {"passage": "x" * 1001}, "Der Wert von „passage“ ist zu lang; erlaubt sind 1000 Zeichen."),
        (
            "feedback",
            YES | {"band": "super"},
            "Der Wert von „band“ ist nicht erlaubt; möglich sind good, possible oder none.",
        ),
        ("feedback", {"passage": "ehrenamt.0", "band": "good"}, "Das Feld „helpful“ fehlt."),
        ("feedback", YES | {"address": "127.0.0.1"}, "Das Feld „address“ gibt es nicht."),
        (
            "feedback",
            [],
            "Die Anfrage hat nicht die erwartete Form; die Beschreibung steht unter /api/v1/openapi.json.",
        ),
        ("unanswered", {"query": "Wo?"}, "Das Feld „consent“ fehlt."),
        (
            "unanswered",
            {"query": "x" * 1001, "consent": True},
            "Die Frage hat 1001 Zeichen, erlaubt sind 1000; bitte kürzer fragen.",
        ),
        (
            "unanswered",
            {"query": " \x00", "consent": True},
            "Die Frage, der zugestimmt wurde, fehlt; bitte das Feld „query“ ausfüllen.",
        ),
        (
            "unanswered",
            {"consent": True},
            "Die Frage, der zugestimmt wurde, fehlt; bitte das Feld „query“ ausfüllen.",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_in_german(
    opened: Opened, kept_in: FeedbackFile, path: str, body: Any, detail: str
) -> None:
    with opened() as client:
        answered = client.post(f"/api/v1/{path}", json=body)
    assert (answered.status_code, answered.headers["content-type"]) == (422, "application/problem+json")
    assert answered.json()["detail"] == detail
    assert kept_in.read() == Kept((), (), ())


@pytest.mark.parametrize(
    ("path", "body", "name"),
    [
        ("feedback", b'{"passage": "\\ud800.0", "band": "good", "helpful": true}', "passage"),
        ("feedback", b'{"passage": "a.0", "band": "good", "helpful": true, "comment": "\\ud800"}', "comment"),
        ("unanswered", b'{"query": "\\ud800", "consent": true}', "query"),
    ],
)
def test_half_a_character_is_refused(opened: Opened, path: str, body: bytes, name: str) -> None:
    with opened() as client:
        answered = client.post(f"/api/v1/{path}", content=body, headers={"Content-Type": "application/json"})
    assert (answered.status_code, answered.json()["detail"]) == (
        422,
        f"Der Wert von „{name}“ hat nicht die erwartete Form.",
    )


@pytest.mark.parametrize("passage", ["ehrenamt.99", "gibtesnicht.0", "ehrenamt"])
def test_a_passage_that_the_live_index_does_not_hold_is_refused(
    opened: Opened, kept_in: FeedbackFile, passage: str
) -> None:
    with opened() as client:
        answered = client.post("/api/v1/feedback", json=YES | {"passage": passage})
    assert answered.status_code == 404
    assert answered.json()["detail"] == "Diese Textstelle gibt es nicht, oder nicht mehr."
    assert kept_in.read().replies == ()


def test_by_default_both_are_closed_and_no_file_is_made(papers_index: Path) -> None:
    before = sorted(papers_index.parent.rglob("*"))
    with TestClient(create_app(Settings(index=papers_index))) as client:
        answers = [
            client.post("/api/v1/feedback", json=YES),
            client.post("/api/v1/unanswered", json={"query": SECRET, "consent": True}),
        ]
    assert [(answer.status_code, answer.json()["detail"]) for answer in answers] == [
        (404, "Rückmeldungen sind hier nicht eingeschaltet."),
        (404, "Unbeantwortete Fragen werden hier nicht gezählt."),
    ]
    assert sorted(papers_index.parent.rglob("*")) == before


def test_each_kind_is_opened_by_itself(opened: Opened) -> None:
    with opened(feedback=False) as client:
        assert client.post("/api/v1/feedback", json=YES).status_code == 404
        assert client.post("/api/v1/unanswered", json={"consent": False}).status_code == 204
    with opened(unanswered=False) as client:
        assert client.post("/api/v1/feedback", json=YES).status_code == 204
        assert client.post("/api/v1/unanswered", json={"consent": False}).status_code == 404


def test_where_the_file_cannot_be_written_the_search_goes_on(
    opened: Opened, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    missing = tmp_path / "nichts" / "datei"
    with opened(feedback_file=missing) as client:
        answers = [client.post("/api/v1/feedback", json=YES) for _ in range(2)]
        answers.append(client.post("/api/v1/unanswered", json={"query": SECRET, "consent": True}))
        found = client.post("/api/v1/search", json={"query": "Ehrenamtliche gewinnen"})
    assert [(answer.status_code, answer.json()["detail"]) for answer in answers] == [(503, NOT_KEPT)] * 3
    assert found.json()["hits"][0]["passage"]["id"] == "ehrenamt.0"
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        f"Die Datei für Rückmeldungen „{missing}“ ist nicht benutzbar: ihren Ordner gibt es nicht; bitte anlegen."
    ]


def test_a_full_day_is_said_so(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "MAX_ENTRIES_PER_DAY", 1)
    with opened() as client:
        assert client.post("/api/v1/feedback", json=YES).status_code == 204
        refused = client.post("/api/v1/feedback", json=YES)
    assert (refused.status_code, refused.json()["detail"]) == (
        503,
        "Heute sind schon sehr viele Rückmeldungen eingegangen; weitere werden erst morgen wieder gespeichert.",
    )


def test_the_file_is_tidied_when_the_service_starts(opened: Opened, kept_in: FeedbackFile) -> None:
    long_ago = FeedbackFile(kept_in.path, 365, lambda: current_day() - timedelta(days=31))
    long_ago.add_question("Was war früher?")
    with opened(feedback_days=31):
        pass
    assert len(kept_in.read().questions) == 1
    with opened(feedback_days=30):
        pass
    assert kept_in.read().questions == ()


def test_the_file_is_tidied_once_a_day(tmp_path: Path) -> None:
    days = [date(2026, 3, 14)]
    keeper = FeedbackKeeper(FeedbackFile(tmp_path / "datei", 1, lambda: days[0]))
    keeper.file.add_question("Was war gestern?")
    keeper.tidy_once_a_day()
    with_yesterday = keeper.file.read()
    days[0] += timedelta(days=2)
    keeper.tidy_once_a_day()
    assert (len(with_yesterday.questions), keeper.file.read().questions) == (1, ())
    days[0] -= timedelta(days=2)
    keeper.file.add_question("Was ist alt?")
    days[0] += timedelta(days=2)
    keeper.tidy_once_a_day()
    assert len(keeper.file.read().questions) == 1


async def hours_go_by(keeper: FeedbackKeeper, days: list[date]) -> None:
    async with keeper.tidying():
        days[0] += timedelta(days=2)
        while keeper.file.read().questions:
            await asyncio.sleep(0.01)


def test_a_service_that_runs_on_tidies_the_file_when_a_day_has_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_TIDIED_EVERY_S", 0.01)
    days = [date(2026, 3, 14)]
    keeper = FeedbackKeeper(FeedbackFile(tmp_path / "datei", 1, lambda: days[0]))
    keeper.file.add_question("Was war gestern?")
    asyncio.run(asyncio.wait_for(hours_go_by(keeper, days), 30))
    assert keeper.file.read().questions == ()


def test_the_real_process_keeps_no_address_no_time_and_no_question_without_consent(
    serving: Callable[..., tuple[subprocess.Popen[str], str]],
    papers_index: Path,
    kept_in: FeedbackFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FUNDSTELLE_FEEDBACK", "true")
    monkeypatch.setenv("FUNDSTELLE_UNANSWERED", "true")
    monkeypatch.setenv("FUNDSTELLE_FEEDBACK_FILE", str(kept_in.path))
    process, address = serving("--index", str(papers_index))
    agent = {"User-Agent": "Pruefbrowser/1.0", "X-Forwarded-For": "192.0.2.77", "Cookie": "sitzung=4711"}
    at_the_time = time.strftime("%H:%M", time.gmtime())
    with httpx2.Client(base_url=address, headers=agent) as client:
        client.post("/api/v1/search", json={"query": SECRET})
        for body in ({"query": SECRET, "consent": False}, {"query": "Wo parkt man?", "consent": True}):
            assert client.post("/api/v1/unanswered", json=body).status_code == 204
        assert client.post("/api/v1/feedback", json=YES | {"comment": "Danke sehr"}).status_code == 204
        while_it_runs = [path.read_bytes() for path in kept_in.path.parent.iterdir()]
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    for content in (*while_it_runs, kept_in.path.read_bytes()):
        assert [
            word
            for word in (SECRET, "Pruefbrowser", "127.0.0.1", "192.0.2.77", "4711", at_the_time)
            if word.encode() in content
        ] == []
    assert b"Danke sehr" in kept_in.path.read_bytes()
    assert [word for word in (SECRET, "parkt", "Danke") if word in out + err] == []
    assert [path.name for path in kept_in.path.parent.iterdir()] == ["rueckmeldungen.sqlite"]
