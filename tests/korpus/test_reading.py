"""Reading in worker processes: order, limits, crashes, and that no process is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from korpus.discovery import FileSource, discover
from korpus.document import Block, BlockKind, Document, PageStart, ReadFailure, ReadResult
from korpus.reading import file_reader
from korpus.reading_worker import decode_outcome, decode_task, encode_outcome, encode_task, read_one
from korpus.source import ReadLimits
from korpus.texts import TextSource

WriteFile = Callable[[str, str], Path]
MISBEHAVE = "slow_assembly:misbehave"


@pytest.fixture
def sources(write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[FileSource]]:
    """Sources of text files with the names given; workers find `slow_assembly`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))

    def make(*names: str) -> list[FileSource]:
        for name in names:
            write(f"{name}.txt", f"Text von {name}.")
        return discover([tmp_path])[0]

    return make


Sources = Callable[..., list[FileSource]]


def _told(outcome: ReadResult | ReadFailure) -> str:
    return outcome.message if isinstance(outcome, ReadFailure) else outcome.blocks[0].text


def test_outcomes_come_in_the_order_of_the_sources_however_long_each_takes(sources: Sources) -> None:
    given = sources("1_langsam", "2_schnell", "3_schnell", "4_langsam", "5_schnell")
    read = list(file_reader(ReadLimits(), 3, assemble=MISBEHAVE)(given))
    assert [source for source, _ in read] == given
    assert [_told(outcome) for _, outcome in read] == [f"Text von {source.original.stem}." for source in given]


def test_a_file_that_hangs_ends_with_its_limit_and_one_that_dies_costs_only_itself(sources: Sources) -> None:
    given = sources("1_gut", "2_haengt", "3_stirbt", "4_gut", "5_speicher", "6_fehler", "7_spricht")
    read = file_reader(ReadLimits(timeout_s=1.5), 2, assemble=MISBEHAVE)(given)
    assert [_told(outcome) for _, outcome in read] == [
        "Text von 1_gut.",
        "„2_haengt.txt“ ließ sich nicht in 1,5 Sekunden lesen; bitte die Datei teilen oder neu speichern.",
        "„3_stirbt.txt“ brachte das Lesen zum Absturz; bitte die Datei prüfen oder neu speichern.",
        "Text von 4_gut.",
        "„5_speicher.txt“ braucht beim Lesen zu viel Arbeitsspeicher; bitte die Datei teilen.",
        "„6_fehler.txt“ ließ sich nicht lesen (unerwarteter Fehler: ZeroDivisionError); "
        "bitte die Datei prüfen oder neu speichern.",
        "Text von 7_spricht.",
    ]


def test_no_sources_give_no_outcomes() -> None:
    assert list(file_reader(ReadLimits())([])) == []


def test_other_sources_are_refused() -> None:
    with pytest.raises(TypeError, match="file_reader reads FileSource only, not TextSource"):
        list(file_reader(ReadLimits())([TextSource("d", "T", "x")]))


def _stat(pid: int) -> list[str]:
    """State, parent and more of a process, as proc(5) tells it; nothing of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _children(parent: int) -> set[int]:
    pids = (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal())
    return {pid for pid in pids if _stat(pid)[1:2] == [str(parent)]}


def _is_running(pid: int) -> bool:
    """Whether a process lives; one that has ended but was not yet collected does not."""
    return _stat(pid)[:1] not in ([], ["Z"])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_workers_end_when_the_reading_is_dropped(sources: Sources) -> None:
    before = _children(os.getpid())
    reading = file_reader(ReadLimits(), 2, assemble=MISBEHAVE)(sources("1_gut", "2_haengt", "3_haengt"))
    next(reading)
    workers = _children(os.getpid()) - before
    assert len(workers) == 2
    reading.close()  # type: ignore[attr-defined]
    assert not any(map(_is_running, workers))


PARENT = """
import sys
from pathlib import Path
from korpus.discovery import discover
from korpus.reading import file_reader
from korpus.source import ReadLimits
reading = file_reader(ReadLimits(), 2, assemble="slow_assembly:misbehave")(discover([Path(sys.argv[1])])[0])
next(reading)
print("bereit", flush=True)
next(reading)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_workers_end_by_themselves_when_their_parent_is_killed(sources: Sources, tmp_path: Path) -> None:
    sources("1_gut", "2_haengt", "3_haengt")
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "bereit\n"
        workers = _children(parent.pid)
        assert len(workers) == 2
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(map(_is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in workers if _is_running(pid)] == []


def test_a_task_and_what_came_of_it_survive_the_way_between_processes(tmp_path: Path) -> None:
    source = FileSource("d", "ä/d.pdf", "f", tmp_path / "d.pdf", tmp_path, "s")
    limits = ReadLimits(1, 2, 3.5)
    assert decode_task(json.loads(json.dumps(encode_task(source, limits)))) == (source, limits)
    document = Document("d", "Tä", "ä/d.pdf", "s", "application/pdf", audience=("A", "B"), page_count=2)
    block = Block(BlockKind.LIST, "• ä\n• b", ("H",), 0, (PageStart(0, 1, "i"), PageStart(4, 2, None)))
    for outcome in (ReadResult(document, (block,), ("Warnung.",)), ReadFailure("ä/d.pdf", "EmptyFile", "Leer.")):
        assert decode_outcome(json.loads(json.dumps(encode_outcome(outcome)))) == outcome


def test_an_unexpected_error_becomes_one_sentence_that_names_it(tmp_path: Path) -> None:
    def fail(_source: FileSource, _limits: ReadLimits) -> ReadResult:
        raise KeyError("x")

    source = FileSource("d", "d.pdf", "f", tmp_path / "d.pdf", tmp_path, "s")
    assert read_one(source, ReadLimits(), fail) == ReadFailure(
        "d.pdf",
        "DamagedFile",
        "„d.pdf“ ließ sich nicht lesen (unerwarteter Fehler: KeyError); bitte die Datei prüfen oder neu speichern.",
    )
