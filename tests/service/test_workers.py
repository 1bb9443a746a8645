"""Several processes on one socket: a real service with two workers."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from indexer import current_id
from indexer.build import build_index
from korpus.texts import TextSource, read_texts
from modelle import Analyser, Encoder
from service.cli_failures import EXIT_FAILED

TOKEN = "ein-langes-token-nur-zum-testen"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
SCRIPT = """
import os, time
from service.search import SearchEngine
search = SearchEngine.search
def slow(engine, query):
    print(os.getpid(), flush=True)
    time.sleep(float(os.environ["SLOW"]))
    return search(engine, query)
SearchEngine.search = slow
if __name__ == "__main__":
    from service.cli import main
    main()
"""
PATIENCE_S = 60


@pytest.fixture
def two(
    serving: Callable[..., tuple[subprocess.Popen[str], str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[subprocess.Popen[str], str]]:
    """Starts a service of two workers whose searches say which process is working, and may take their time."""
    script = tmp_path / "slow.py"
    script.write_text(SCRIPT, encoding="utf-8")
    for name, value in {"ADMIN_TOKEN": TOKEN, "POLL_SECONDS": "0.1", "RATE_LIMIT": "0"}.items():
        monkeypatch.setenv(f"FUNDSTELLE_{name}", value)

    def start(index: Path, slow: float = 0.0) -> tuple[subprocess.Popen[str], str]:
        monkeypatch.setenv("SLOW", str(slow))
        return serving("--index", str(index), "--workers", "2", script=script)

    return start


def status(address: str) -> dict[str, Any]:
    """What one of the workers says about itself; over a new connection, which either of them takes."""
    told: dict[str, Any] = httpx2.get(f"{address}/api/v1/admin/status", headers=BEARER, timeout=30).json()
    return told


def ask(address: str, query: str = "Ehrenamtliche") -> httpx2.Response:
    return httpx2.post(f"{address}/api/v1/search", json={"query": query}, timeout=30)


def until(there: Callable[[], bool]) -> None:
    """Waits for something that happens without being asked for."""
    deadline = time.monotonic() + PATIENCE_S
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def processes(address: str) -> set[int]:
    """Both workers."""
    found: set[int] = set()

    def both() -> bool:
        found.add(status(address)["process"])
        return len(found) == 2

    until(both)
    return found


def metric(address: str, name: str) -> float:
    text = httpx2.get(f"{address}/metrics", headers=BEARER).text
    return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))


@pytest.mark.slow
def test_both_answer_count_together_and_end_together(
    two: Callable[..., tuple[subprocess.Popen[str], str]], papers_index: Path
) -> None:
    process, address = two(papers_index)
    workers = processes(address)
    assert process.pid not in workers
    worked: set[int] = set()
    asked = 0
    assert process.stdout is not None
    while worked != workers:
        answer = ask(address)
        assert answer.json()["hits"][0]["document"]["id"] == "ehrenamt"
        worked.add(int(process.stdout.readline()))
        asked += 1
        assert asked < 500
    assert metric(address, "fundstelle_questions_total") == asked
    assert status(address)["workers"] == 2
    for pid in workers:
        assert TOKEN.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0


@pytest.mark.slow
def test_a_question_under_way_is_answered_before_the_end(
    two: Callable[..., tuple[subprocess.Popen[str], str]], papers_index: Path
) -> None:
    process, address = two(papers_index, slow=1.0)
    answers: list[httpx2.Response] = []
    asking = threading.Thread(target=lambda: answers.append(ask(address)))
    asking.start()
    assert process.stdout is not None
    assert process.stdout.readline().strip().isdecimal()
    process.send_signal(signal.SIGTERM)
    asking.join(timeout=30)
    assert process.wait(timeout=30) == 0
    assert [answer.json()["hits"][0]["document"]["id"] for answer in answers] == ["ehrenamt"]


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder, analyser: Analyser) -> Callable[[str], Path]:
    """Builds an index of one text."""

    def build(text: str) -> Path:
        folder = tmp_path / "index"
        folder.mkdir(exist_ok=True)
        build_index(folder, [TextSource("rat", "Rat", text)], read_texts, encoder, analyser)
        return folder

    return build


@pytest.mark.slow
def test_both_change_over_to_a_new_snapshot(
    two: Callable[..., tuple[subprocess.Popen[str], str]], index: Callable[[str], Path]
) -> None:
    folder = index("Der Rat tagt am Montag.")
    _, address = two(folder)
    workers = processes(address)
    index("Der Rat tagt am Freitag.")
    wanted = current_id(folder)
    changed: set[int] = set()

    def both() -> bool:
        told = status(address)
        if told["snapshot"] == wanted:
            changed.add(told["process"])
        return changed == workers

    until(both)
    assert ask(address, "Wann tagt der Rat?").json()["hits"][0]["passage"]["text"] == "Der Rat tagt am Freitag."


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced_and_nothing_outlives_the_supervisor(
    two: Callable[..., tuple[subprocess.Popen[str], str]], papers_index: Path
) -> None:
    process, address = two(papers_index)
    killed, left = sorted(processes(address))
    os.kill(killed, signal.SIGKILL)
    seen: set[int] = set()

    def replaced() -> bool:
        seen.add(status(address)["process"])
        return len(seen - {killed}) == 2

    until(replaced)
    assert left in seen
    process.kill()

    def closed() -> bool:
        try:
            status(address)
        except httpx2.TransportError:
            return not any(Path(f"/proc/{pid}").exists() for pid in seen - {killed})
        return False

    until(closed)


@pytest.mark.slow
def test_an_index_that_no_worker_can_open_is_said_once_by_the_supervisor(
    index: Callable[[str], Path], repository: Path, tmp_path: Path
) -> None:
    folder = index("Der Rat tagt am Montag.")
    file = folder / "snapshots" / current_id(folder) / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:-1])
    command = ["serve", "--index", str(folder), "--port", "0", "--workers", "2"]
    ended = subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *command],
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.returncode == EXIT_FAILED
    assert ended.stderr.endswith("Fehler: Der Dienst kann nicht starten; der Grund steht in den Zeilen darüber.\n")
    assert "vectors.faiss" in ended.stderr
    assert "Traceback" not in ended.stderr
