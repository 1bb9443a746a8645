"""Changing over to a new snapshot while questions are asked."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer import IndexDamaged, IndexMismatch, NoIndex, current_id
from indexer.build import build_index
from korpus.texts import TextSource, read_texts
from modelle import Analyser, Encoder
from modelle.analyser import GermanAnalyser
from service.app import create_app
from service.errors import NotServing
from service.live import LiveIndex, open_engine
from service.query import Query
from service.search import SearchEngine
from service.settings import Settings


@dataclass
class Index:
    """An index folder of one text, which can be built anew."""

    path: Path
    encoder: Encoder
    analyser: Analyser

    def build(self, text: str, keep: int = 3) -> str:
        sources = [TextSource("rat", "Rat", text)]
        return build_index(self.path, sources, read_texts, self.encoder, self.analyser, keep=keep).snapshot

    def damage(self) -> None:
        """Cuts a file of the live snapshot short."""
        file = self.path / "snapshots" / current_id(self.path) / "vectors.faiss"
        file.write_bytes(file.read_bytes()[:-1])


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder, analyser: Analyser) -> Index:
    made = Index(tmp_path / "index", encoder, analyser)
    made.path.mkdir()
    made.build("Der Rat tagt am Montag.")
    return made


@pytest.fixture
def live(index: Index) -> Iterator[LiveIndex]:
    opened = LiveIndex(index.path)
    yield opened
    opened.close()


def answer(live: LiveIndex) -> str:
    with live.engine() as engine:
        return engine.search(Query("Wann tagt der Rat?")).hits[0].passage.text


def is_open(engine: SearchEngine) -> bool:
    try:
        engine.snapshot.store.documents()
    except sqlite3.ProgrammingError:
        return False
    return True


def test_without_an_index_the_service_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="bitte zuerst „fundstelle index ORDNER --index"):
        LiveIndex(tmp_path)


def test_between_two_questions_the_service_changes_over_to_a_new_snapshot(index: Index, live: LiveIndex) -> None:
    assert answer(live) == "Der Rat tagt am Montag."
    new = index.build("Der Rat tagt am Dienstag.")
    assert answer(live) == "Der Rat tagt am Montag."
    assert live.follow() is True
    assert answer(live) == "Der Rat tagt am Dienstag."
    assert live.snapshot_id == new


def test_without_a_new_snapshot_nothing_changes(live: LiveIndex) -> None:
    before = live.snapshot_id
    assert live.follow() is False
    assert (live.snapshot_id, live.warning) == (before, None)


def test_the_model_is_not_loaded_again_for_a_snapshot_of_the_same_model(index: Index, live: LiveIndex) -> None:
    with live.engine() as before:
        encoder = before.encoder
    index.build("Der Rat tagt am Dienstag.")
    live.follow()
    with live.engine() as after:
        assert after.encoder is encoder


def test_the_old_snapshot_is_closed_only_after_its_last_user(index: Index, live: LiveIndex) -> None:
    with live.engine() as outer:
        with live.engine() as inner:
            index.build("Der Rat tagt am Dienstag.")
            live.follow()
            assert is_open(inner)
        assert is_open(outer)
    assert not is_open(outer)
    with live.engine() as new:
        assert is_open(new)


def test_an_unused_old_snapshot_is_closed_at_once(index: Index, live: LiveIndex) -> None:
    with live.engine() as old:
        pass
    index.build("Der Rat tagt am Dienstag.")
    live.follow()
    assert not is_open(old)


def test_a_damaged_new_snapshot_leaves_the_old_one_answering(
    index: Index, live: LiveIndex, caplog: pytest.LogCaptureFixture
) -> None:
    old = live.snapshot_id
    index.build("Der Rat tagt am Dienstag.")
    index.damage()
    with caplog.at_level(logging.ERROR):
        assert live.follow() is False
        assert live.follow() is False
    assert (answer(live), live.snapshot_id) == ("Der Rat tagt am Montag.", old)
    assert live.warning is not None
    assert "vectors.faiss" in live.warning
    assert "bitte den Index neu bauen" in live.warning
    assert [record.message for record in caplog.records] == [
        f"Ein neuer Stand konnte nicht geöffnet werden: {live.warning}"
    ]


def test_the_warning_goes_when_a_whole_snapshot_follows(index: Index, live: LiveIndex) -> None:
    index.build("Der Rat tagt am Dienstag.")
    index.damage()
    live.follow()
    index.build("Der Rat tagt am Mittwoch.")
    assert live.follow() is True
    assert (answer(live), live.warning) == ("Der Rat tagt am Mittwoch.", None)


def test_the_warning_goes_when_the_index_goes_back_to_the_snapshot_that_answers(index: Index, live: LiveIndex) -> None:
    old = live.snapshot_id
    index.build("Der Rat tagt am Dienstag.")
    index.damage()
    live.follow()
    (index.path / "CURRENT").write_text(old)
    assert live.follow() is False
    assert live.warning is None


@pytest.mark.parametrize("content", [b"unsinn", b"", b"\xff\xfe", b"../../etc/passwd", b"20250101T000000000Z-00000000"])
def test_whatever_current_holds_the_old_snapshot_goes_on_answering(
    index: Index, live: LiveIndex, content: bytes
) -> None:
    (index.path / "CURRENT").write_bytes(content)
    assert live.follow() is False
    assert answer(live) == "Der Rat tagt am Montag."
    assert live.warning


def test_an_error_that_nobody_foresaw_does_not_end_the_following(
    index: Index, live: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("secret")

    index.build("Der Rat tagt am Dienstag.")
    with monkeypatch.context() as patched:
        patched.setattr("service.live.open_engine", fail)
        assert live.follow() is False
    assert live.warning == "Unerwarteter Fehler (MemoryError); bitte den Index neu bauen."
    assert live.follow() is True


def test_after_closing_no_question_is_taken_and_the_snapshot_is_closed(index: Index) -> None:
    live = LiveIndex(index.path)
    with live.engine() as engine:
        live.close()
        assert is_open(engine)
    assert not is_open(engine)
    with pytest.raises(NotServing, match="wird gerade beendet"), live.engine():
        pass


def test_a_snapshot_that_is_opened_while_the_service_ends_is_closed_too(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveIndex(index.path)
    index.build("Der Rat tagt am Dienstag.")
    opened: list[SearchEngine] = []

    def open_slowly(*arguments: object) -> SearchEngine:
        opened.append(open_engine(*arguments))  # type: ignore[arg-type]
        live.close()
        return opened[0]

    monkeypatch.setattr("service.live.open_engine", open_slowly)
    live.follow()
    assert not is_open(opened[0])


class OtherAnalyser(GermanAnalyser):
    name = "anders"


def test_an_index_of_another_analyser_is_refused(index: Index) -> None:
    index.analyser = OtherAnalyser()
    index.build("Der Rat tagt am Dienstag.")
    with pytest.raises(IndexMismatch, match=r"Wortzerlegung „anders“.*bitte den Index neu bauen"):
        LiveIndex(index.path)


@pytest.mark.slow
def test_eight_threads_ask_during_ten_rebuilds_and_no_question_fails(index: Index, live: LiveIndex) -> None:
    done = threading.Event()
    texts = {f"Der Rat tagt am {number}. Tag." for number in range(1, 11)} | {"Der Rat tagt am Montag."}

    def ask() -> set[str]:
        answers = set()
        while not done.is_set():
            answers.add(answer(live))
        return answers | {answer(live)}

    with ThreadPoolExecutor(8) as threads:
        asking = [threads.submit(ask) for _ in range(8)]
        try:
            for number in range(1, 11):
                index.build(f"Der Rat tagt am {number}. Tag.", keep=1)
                assert live.follow() is True
        finally:
            done.set()
        answers = [future.result() for future in asking]
    assert set.union(*answers) <= texts
    assert all("Der Rat tagt am 10. Tag." in given for given in answers)


def test_the_running_service_notices_a_new_snapshot_and_says_which_answers(index: Index) -> None:
    with TestClient(create_app(Settings(index=index.path, poll_seconds=0.05))) as client:
        new = index.build("Der Rat tagt am Dienstag.")
        ready = wait_for(client, "snapshot", new)
        assert ready == {"status": "ok", "snapshot": new, "warning": None}
        hits = client.post("/api/v1/search", json={"query": "Wann tagt der Rat?"}).json()["hits"]
        assert [hit["passage"]["text"] for hit in hits] == ["Der Rat tagt am Dienstag."]


def test_the_running_service_says_in_readyz_why_a_newer_snapshot_does_not_answer(index: Index) -> None:
    old = current_id(index.path)
    with TestClient(create_app(Settings(index=index.path, poll_seconds=0.05))) as client:
        (index.path / "CURRENT").write_text("unsinn")
        with pytest.raises(IndexDamaged, match="nennt keinen Stand, sondern „unsinn“") as damage:
            current_id(index.path)
        warning = str(damage.value)
        assert wait_for(client, "warning", warning) == {"status": "ok", "snapshot": old, "warning": warning}


def wait_for(client: TestClient, name: str, value: str) -> dict[str, object]:
    """What readyz says once it says that, or at last."""
    for _ in range(100):
        ready: dict[str, object] = client.get("/readyz").json()
        if ready[name] == value:
            break
        threading.Event().wait(0.05)
    return ready
