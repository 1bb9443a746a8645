"""Starts a module of this project as a process of its own, connected by pipes, and gives it tasks."""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

# For starting Python and importing what the work needs; the limit of a task counts from when work on it began.
_START_LIMIT_S = 60.0
_CHUNK_BYTES = 1 << 20


def start_module(name: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """A process that runs the module; what it says on standard error is thrown away.

    It finds the project wherever this process found it, and the keyboard's Ctrl+C does not reach it.
    """
    package_folder = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, (package_folder, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", "-m", name, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
        process_group=0,
    )


class TaskProcess:
    """A process that runs `korpus.worker.work_off`: it is given one task at a time, and can be killed at any moment.

    `deadline`: when the task at hand has had its time, on the clock of `time.monotonic`.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self.process = start_module(module, *arguments)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._tasks = self.process.stdin
        self.answers = self.process.stdout
        self.deadline = float("inf")
        self._limit_s = 0.0
        self._buffer = bytearray()

    def begin(self, task: dict[str, Any], limit_s: float) -> None:
        """Sends a task; a process that has died is noticed when its answers end."""
        self._limit_s = limit_s
        self.deadline = time.monotonic() + _START_LIMIT_S
        with contextlib.suppress(BrokenPipeError):
            self._tasks.write(json.dumps({"limit_s": limit_s, "task": task}).encode("ascii") + b"\n")
            self._tasks.flush()

    def receive(self) -> dict[str, Any] | None:
        """Takes what the process has said; the answer, once it is complete.

        Raises EOFError where the process has died, ValueError where it says what is no answer.
        """
        chunk = os.read(self.answers.fileno(), _CHUNK_BYTES)
        if not chunk:
            raise EOFError
        self._buffer += chunk
        *lines, rest = self._buffer.split(b"\n")
        # Whoever has begun to answer is done with the work; only this process decides how fast it is heard.
        self.deadline = float("inf") if rest else self.deadline
        self._buffer = bytearray(rest)
        for line in lines:
            answer: dict[str, Any] = json.loads(line)
            if "started" not in answer:
                self.deadline = float("inf")
                return answer
            self.deadline = time.monotonic() + self._limit_s
        return None

    def ask(self, task: dict[str, Any], limit_s: float) -> dict[str, Any]:
        """The answer to a task. Raises as `receive` does, and TimeoutError where it takes too long."""
        self.begin(task, limit_s)
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0 or not select.select([self.answers], [], [], min(left, _START_LIMIT_S))[0]:
                raise TimeoutError
            answer = self.receive()
            if answer is not None:
                return answer

    def kill(self) -> None:
        self.process.kill()
        for pipe in (self._tasks, self.answers):
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.wait()
