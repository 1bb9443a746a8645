"""A process that works off tasks within limits: the other side of `korpus.process.TaskProcess`.

Each line on standard input is a task with the seconds it may take, each line on standard output an answer: first that
work began, then what came of it. JSON, not pickle: the process opens files from anywhere, and nothing it says should be
able to run.
"""

import contextlib
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

Work = Callable[[dict[str, Any]], dict[str, Any]]

# Beyond the limit that the parent holds; it ends a worker that was orphaned while it hung.
_ALARM_AFTER_S = 10


def work_off(work: Work, max_memory_bytes: int) -> None:
    """Takes over this process: works off tasks until there are none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(max_memory_bytes)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the answers.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers, work)


def serve(tasks: BinaryIO, answers: BinaryIO, work: Work) -> None:
    """Works off tasks until there are none; ends the process at once when the parent is gone."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(tasks, waiting), daemon=True).start()
    while line := waiting.get():
        given = json.loads(line)
        _answer(answers, {"started": True})
        _set_alarm(int(given["limit_s"]) + _ALARM_AFTER_S)
        answer = work(given["task"])
        _set_alarm(0)
        _answer(answers, answer)


def _listen(tasks: BinaryIO, waiting: "queue.SimpleQueue[bytes]") -> None:
    for line in tasks:
        waiting.put(line)
    os._exit(0)


def _answer(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode("ascii") + b"\n")
    answers.flush()


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _limit_memory(max_bytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = max_bytes if hard == resource.RLIM_INFINITY else min(max_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
