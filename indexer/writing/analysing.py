"""Analyses texts in a process of their own, so that a large build uses two processors.

Python runs one thread at a time, and analysing takes as long as all other work of a build together. The process only
turns texts into terms; where it cannot be had, the same work is done here.
"""

import contextlib
import json
import os
import select
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from indexer.writing import analysing_worker
from korpus.process import start_module
from modelle.contract import Analyser

if TYPE_CHECKING:
    import subprocess

STARTS_AFTER = 1000
"""Texts analysed before the process is started: for fewer it would not be worth its while."""


class Analysing:
    """Terms of texts, in this process until the other one is ready. Used by one thread at a time."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._analysed = 0
        self._helper: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._alone = _processors() < 2

    def terms(self, texts: Sequence[str]) -> list[str]:
        """Terms of each text in their order, divided by spaces."""
        helper = self._ready_helper()
        if helper is not None:
            try:
                return _asked(helper, texts)
            except (OSError, ValueError):
                self._give_up()
        self._analysed += len(texts)
        return [" ".join(self._analyser.terms(text)) for text in texts]

    def close(self) -> None:
        """Ends the process."""
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.kill()
            for pipe in (helper.stdin, helper.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            helper.wait()

    def _ready_helper(self) -> "subprocess.Popen[bytes] | None":
        """The process, where it has said that it works as this analyser does; else it is started or waited for."""
        if self._alone or self._analysed < STARTS_AFTER:
            return None
        if self._helper is None:
            try:
                self._helper = start_module(analysing_worker.__name__)
            except OSError:
                self._alone = True
            return None
        if not self._ready:
            answers = self._helper.stdout
            assert answers is not None
            if not select.select([answers], [], [], 0)[0]:
                return None
            if not _is_like(answers.readline(), self._analyser):
                self._give_up()
                return None
            self._ready = True
        return self._helper

    def _give_up(self) -> None:
        self._alone = True
        self.close()


def _asked(helper: "subprocess.Popen[bytes]", texts: Sequence[str]) -> list[str]:
    """Raises OSError or ValueError where the process has died or says something else."""
    assert helper.stdin is not None
    assert helper.stdout is not None
    helper.stdin.write(json.dumps(texts).encode("ascii") + b"\n")
    helper.stdin.flush()
    found: list[str] = json.loads(helper.stdout.readline())
    if len(found) != len(texts):
        raise ValueError(f"{len(found)} answers to {len(texts)} texts")
    return found


def _is_like(line: bytes, analyser: Analyser) -> bool:
    """Whether the process' first line names the analyser's contract."""
    try:
        return bool(json.loads(line) == asdict(analyser.contract))
    except ValueError:
        return False


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
