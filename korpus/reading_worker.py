"""The worker process of `korpus.reading`: reads one file after the other and hands the outcome back as JSON.

Each line on standard input is a task, each line on standard output an answer: first that reading began, then what came
of it. JSON, not pickle: the process opens files from anywhere, and nothing it says should be able to run.
"""

import contextlib
import importlib
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, BinaryIO

from korpus.discovery import FileSource
from korpus.document import Block, BlockKind, Document, PageStart, ReadFailure, ReadResult
from korpus.errors import DamagedFile, FileTooLarge, KorpusError
from korpus.source import ReadLimits

Assemble = Callable[[FileSource, ReadLimits], ReadResult]

MAX_MEMORY_BYTES = 4 * 1024**3
# Beyond the limit that the parent holds; it ends a worker that was orphaned while it hung.
_ALARM_AFTER_S = 10


def read_one(source: FileSource, limits: ReadLimits, assemble: Assemble) -> ReadResult | ReadFailure:
    """Reads one file; whatever goes wrong becomes a failure with one German sentence."""
    try:
        return assemble(source, limits)
    except KorpusError as error:
        return ReadFailure(source.path, type(error).__name__, str(error))
    except MemoryError:
        message = f"„{source.path}“ braucht beim Lesen zu viel Arbeitsspeicher; bitte die Datei teilen."
        return ReadFailure(source.path, FileTooLarge.__name__, message)
    except Exception as error:
        message = (
            f"„{source.path}“ ließ sich nicht lesen (unerwarteter Fehler: {type(error).__name__}); "
            "bitte die Datei prüfen oder neu speichern."
        )
        return ReadFailure(source.path, DamagedFile.__name__, message)


def encode_task(source: FileSource, limits: ReadLimits) -> dict[str, Any]:
    """A task as JSON values."""
    return {"source": asdict(source) | {"original": str(source.original), "root": str(source.root)}} | {
        "limits": asdict(limits)
    }


def decode_task(task: dict[str, Any]) -> tuple[FileSource, ReadLimits]:
    """What `encode_task` made."""
    source = task["source"]
    return FileSource(**source | {key: Path(source[key]) for key in ("original", "root")}), ReadLimits(**task["limits"])


def encode_outcome(outcome: ReadResult | ReadFailure) -> dict[str, Any]:
    """An outcome as JSON values."""
    if isinstance(outcome, ReadFailure):
        return {"failure": asdict(outcome)}
    blocks = [
        [
            block.kind.value,
            block.text,
            block.heading_path,
            block.level,
            [(start.offset, start.page, start.label) for start in block.pages],
        ]
        for block in outcome.blocks
    ]
    return {"document": asdict(outcome.document), "blocks": blocks, "warnings": outcome.warnings}


def decode_outcome(answer: dict[str, Any]) -> ReadResult | ReadFailure:
    """What `encode_outcome` made."""
    if "failure" in answer:
        return ReadFailure(**answer["failure"])
    given = answer["document"]
    known: dict[str, Any] = {field.name: given[field.name] for field in fields(Document)}
    known |= {key: tuple(value) for key, value in known.items() if isinstance(value, list)}
    document = Document(**known)
    blocks = tuple(
        Block(BlockKind(kind), text, tuple(path), level, tuple(PageStart(*start) for start in pages))
        for kind, text, path, level, pages in answer["blocks"]
    )
    return ReadResult(document, blocks, tuple(answer["warnings"]))


def serve(tasks: BinaryIO, answers: BinaryIO, assemble: Assemble) -> None:
    """Works off tasks until there are none; ends the process at once when the parent is gone."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(tasks, waiting), daemon=True).start()
    while line := waiting.get():
        source, limits = decode_task(json.loads(line))
        _answer(answers, {"started": True})
        _set_alarm(int(limits.timeout_s) + _ALARM_AFTER_S)
        outcome = read_one(source, limits, assemble)
        _set_alarm(0)
        _answer(answers, encode_outcome(outcome))


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


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = MAX_MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MAX_MEMORY_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Entry of the process; the argument names the function that reads a file, as "module:function"."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the answers.
    os.dup2(2, 1)
    module, _, name = sys.argv[1].partition(":")
    serve(sys.stdin.buffer, answers, getattr(importlib.import_module(module), name))


if __name__ == "__main__":
    main()
