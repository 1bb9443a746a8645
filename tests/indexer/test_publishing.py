"""The lock, the change of CURRENT, going back, and what crashes leave behind."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from indexer import (
    Candidates,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexNotWritten,
    NoIndex,
    current_id,
    go_back,
    list_snapshots,
)
from indexer.publishing import locked, name_current
from korpus.texts import TextSource
from tests.indexer.index_folder import IndexFolder

Text = Callable[..., TextSource]


@pytest.fixture
def two(index: IndexFolder, text: Text) -> tuple[str, str]:
    """Ids of an older and the live snapshot."""
    return index.build([text("a", "Eins.")]).snapshot, index.build([text("a", "Zwei.")]).snapshot


HOLDER = """
import sys, time
from pathlib import Path
from indexer.publishing import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


@contextmanager
def lock_held_elsewhere(index_dir: Path) -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(index_dir)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "locked\n"
        try:
            yield
        finally:
            child.kill()


def test_while_one_process_builds_another_is_told_to_wait(index: IndexFolder, text: Text, two: tuple[str, str]) -> None:
    with lock_held_elsewhere(index.path):
        for attempt in (lambda: index.build([text("a", "Drei.")]), lambda: go_back(index.path, two[0])):
            with pytest.raises(IndexBusy, match="wird gerade schon ein Index gebaut; bitte warten"):
                attempt()
        assert index.texts() == {"a": ["Zwei."]}
    assert index.build([text("a", "Drei.")]).changed  # a killed process holds nothing


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    with locked(tmp_path), pytest.raises(IndexBusy), locked(tmp_path):
        pass


FORKER = """
import os, sys, time
from pathlib import Path
from indexer.publishing import locked
with locked(Path(sys.argv[1])):
    child = os.fork()
    if child == 0:
        print(os.getpid(), flush=True)
    time.sleep(60)
"""


def test_a_forked_child_does_not_keep_the_lock_of_a_killed_process(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", FORKER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        try:
            with pytest.raises(IndexBusy), locked(tmp_path):
                pass
            parent.kill()
            parent.wait()
            with locked(tmp_path):
                pass
        finally:
            os.kill(child, signal.SIGKILL)


def test_current_holds_either_the_old_id_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "20250101T000000000Z-00000000", "20250102T000000000Z-00000000"
    name_current(tmp_path, old)

    def crash(*_: object) -> None:
        assert current_id(tmp_path) == old
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        name_current(tmp_path, new)
    assert current_id(tmp_path) == old
    monkeypatch.undo()
    name_current(tmp_path, new)
    assert (tmp_path / "CURRENT").read_text() == f"{new}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]


def test_going_back_and_forward_again(index: IndexFolder, two: tuple[str, str]) -> None:
    for snapshot_id, expected in zip((two[0], two[1], two[0]), ("Eins.", "Zwei.", "Eins."), strict=True):
        go_back(index.path, snapshot_id)
        assert current_id(index.path) == snapshot_id
        assert index.texts() == {"a": [expected]}


def test_after_going_back_a_build_starts_from_there(index: IndexFolder, text: Text, two: tuple[str, str]) -> None:
    go_back(index.path, two[0])
    assert not index.build([text("a", "Eins.")]).changed
    third = index.build([text("a", "Drei.")], keep=2)
    assert third.snapshot > two[1]
    assert [manifest.id for manifest in list_snapshots(index.path)] == [third.snapshot, two[1]]


def test_going_back_mends_a_current_that_is_broken(index: IndexFolder, two: tuple[str, str]) -> None:
    (index.path / "CURRENT").write_bytes(b"\xff")
    go_back(index.path, two[1])
    assert index.texts() == {"a": ["Zwei."]}


@pytest.mark.parametrize(
    ("snapshot_id", "message"),
    [("20250101T000000000Z-00000000", "liegt nicht im Ordner"), ("../..", "ist keine Kennung eines Standes")],
)
def test_going_back_to_what_is_not_there_is_refused(
    index: IndexFolder, two: tuple[str, str], snapshot_id: str, message: str
) -> None:
    with pytest.raises(NoIndex, match=message):
        go_back(index.path, snapshot_id)
    assert current_id(index.path) == two[1]


def test_going_back_in_a_folder_without_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="liegt noch kein Index"):
        go_back(tmp_path / "fehlt", "20250101T000000000Z-00000000")
    assert not (tmp_path / "fehlt").exists()


def test_going_back_to_a_damaged_snapshot_is_refused(
    index: IndexFolder, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.manifest.SMALL_FILE_BYTES", 0)  # so that only a full check notices
    path = index.path / "snapshots" / two[0] / "vectors.faiss"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss“ wurde verändert"):
        go_back(index.path, two[0])
    monkeypatch.setattr("indexer.manifest.FORMAT_VERSION", 3)
    with pytest.raises(IndexMismatch, match="hat das Format 2, dieses Programm liest das Format 3"):
        go_back(index.path, two[1])
    assert current_id(index.path) == two[1]


def test_what_crashed_builds_left_is_cleaned_up(index: IndexFolder, text: Text, two: tuple[str, str]) -> None:
    (index.path / "originals").mkdir(exist_ok=True)
    for name in (".tmp-CURRENT", "originals/.tmp-abc.pdf", "originals/unbekannt.pdf"):
        (index.path / name).write_text("halb")
    (index.path / "snapshots" / ".tmp-123-456" / "terms").mkdir(parents=True)
    (index.path / "snapshots" / ".tmp-123-456" / "terms" / "x").write_text("halb")
    (index.path / "snapshots" / "notizen").mkdir()  # not ours
    third = index.build([text("a", "Drei.")]).snapshot
    found = sorted(path.relative_to(index.path).as_posix() for path in index.path.glob("*/*"))
    assert found == sorted(f"snapshots/{name}" for name in (*two, third, "notizen"))
    assert sorted(path.name for path in index.path.iterdir()) == [
        ".lock",
        "CURRENT",
        "originals",
        "snapshots",
        "vectors-cache.sqlite",
    ]


@pytest.mark.parametrize("limit", [10, 300, 2_000, 5_000, 9_000, 20_000, 40_000, 60_000])
def test_where_the_disk_takes_no_more_the_live_index_stays(
    index: IndexFolder, text: Text, two: tuple[str, str], limit: int
) -> None:
    """A limit on the size of files makes writing fail just as a full disk does."""
    sources = [text(f"d{number}", f"Der Rat {number} berät über {number * 7} Anträge. " * 40) for number in range(99)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(IndexNotWritten, match=r"bitte freien Platz und Rechte prüfen\. Der gültige Stand ist unv"):
            index.build(sources)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert index.texts() == {"a": ["Zwei."]}
    assert sorted(path.name for path in (index.path / "snapshots").iterdir()) == sorted(two)
    assert index.build(sources).documents == 99


def test_where_current_cannot_be_written_the_live_index_stays(
    index: IndexFolder, text: Text, two: tuple[str, str]
) -> None:
    (index.path / ".tmp-CURRENT" / "x").mkdir(parents=True)

    def fill(*_: object) -> None:
        (index.path / ".tmp-CURRENT").mkdir(exist_ok=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.build.remove_leftovers", fill)
        with pytest.raises(IndexNotWritten, match="Der gültige Stand ist unverändert"):
            index.build([text("a", "Drei.")])
    with pytest.raises(IndexNotWritten, match="kann nicht geschrieben werden"):
        go_back(index.path, two[0])
    assert index.texts() == {"a": ["Zwei."]}
    assert index.build([text("a", "Drei.")]).changed
    assert index.texts() == {"a": ["Drei."]}


def test_a_folder_that_cannot_be_written_is_named(index: IndexFolder, text: Text) -> None:
    index.path.parent.mkdir(parents=True, exist_ok=True)
    index.path.write_text("eine Datei")
    with pytest.raises(IndexNotWritten, match="bitte freien Platz und Rechte prüfen"):
        index.build([text("a", "Eins.")])


def test_a_lock_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / ".lock").mkdir()
    message = r"kann nicht geschrieben werden .*bitte die Rechte prüfen"
    with pytest.raises(IndexNotWritten, match=message), locked(tmp_path):
        pass


def test_old_snapshots_that_cannot_be_removed_are_worth_a_warning(
    index: IndexFolder, text: Text, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("nein")

    monkeypatch.setattr("indexer.build.remove_old_snapshots", refuse)
    report = index.build([text("a", "Drei.")], keep=1)
    assert report.warnings == ("Ältere Stände konnten nicht entfernt werden (nein).",)
    assert index.texts() == {"a": ["Drei."]}


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("indexer.writing.terms.TermWriter.add", "lässt sich nicht lesen"),
        ("indexer.writing.vectors.VectorWriter.add", "lässt sich nicht lesen"),
        ("indexer.local.LocalStore.nearest", "„a.0“ ist im neuen Stand nicht zu finden"),
        ("indexer.local.LocalStore.matching", "„a.0“ ist im neuen Stand nicht zu finden"),
    ],
)
def test_what_cannot_be_found_in_the_new_snapshot_is_never_published(
    index: IndexFolder, text: Text, two: tuple[str, str], broken: str, message: str
) -> None:
    nothing = Candidates(np.empty(0, np.int64), np.array([-1.0], np.float32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(broken, lambda *_: nothing)
        with pytest.raises(IndexNotWritten, match=rf"{message}.*Der gültige Stand ist unverändert"):
            index.build([text("a", "Drei.")])
    assert index.texts() == {"a": ["Zwei."]}
    assert sorted(path.name for path in (index.path / "snapshots").iterdir()) == sorted(two)
