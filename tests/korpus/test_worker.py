"""What a worker process says, and how it is asked."""

import io
import json
import os
import queue
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from korpus.process import TaskProcess
from korpus.worker import serve


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TaskProcess]:
    """A worker that sleeps, dies or chatters, as its task says."""
    code = """
import os, time
from korpus.worker import work_off

def work(task):
    print("chatter")
    if task.get("die"):
        os._exit(1)
    time.sleep(task.get("sleep", 0))
    return {"length": len(task["text"]), "long": "x" * task.get("answer", 0)}

work_off(work, 2**31)
"""
    (tmp_path / "odd_worker.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path) + os.pathsep + os.environ.get("PYTHONPATH", ""))
    started = TaskProcess("odd_worker")
    yield started
    started.kill()


def test_tasks_are_answered_one_after_the_other_whatever_is_printed(process: TaskProcess) -> None:
    assert process.ask({"text": "Übung"}, 5)["length"] == 5
    assert process.ask({"text": "", "answer": 3_000_000}, 5) == {"length": 0, "long": "x" * 3_000_000}


def test_a_task_that_takes_too_long_is_given_up(process: TaskProcess) -> None:
    assert process.ask({"text": ""}, 5)["length"] == 0
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        process.ask({"text": "", "sleep": 60}, 0.3)
    assert time.monotonic() - began < 30


def test_a_worker_that_dies_is_noticed(process: TaskProcess) -> None:
    with pytest.raises(EOFError):
        process.ask({"text": "", "die": True}, 5)


def test_a_worker_says_that_it_began_and_then_what_came_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def listen(tasks: io.BytesIO, waiting: queue.SimpleQueue[bytes]) -> None:
        for line in (*tasks, b""):
            waiting.put(line)

    def work(task: dict[str, Any]) -> dict[str, Any]:
        return {"twice": task["number"] * 2}

    monkeypatch.setattr("korpus.worker._listen", listen)  # which would end this process with its tasks
    answers = io.BytesIO()
    tasks = b"".join(json.dumps({"limit_s": 1.5, "task": {"number": number}}).encode() + b"\n" for number in (2, 3))
    serve(io.BytesIO(tasks), answers, work)
    said = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert said == [{"started": True}, {"twice": 4}, {"started": True}, {"twice": 6}]
