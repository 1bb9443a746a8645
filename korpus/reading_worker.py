"""The worker process of `korpus.reading`: reads one file after the other and hands the outcome back as JSON."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from korpus.discovery import FileSource
from korpus.document import Block, BlockKind, Document, PageStart, ReadFailure, ReadResult
from korpus.errors import DamagedFile, FileTooLarge, KorpusError
from korpus.source import ReadLimits
from korpus.worker import work_off

Assemble = Callable[[FileSource, ReadLimits], ReadResult]

MAX_MEMORY_BYTES = 4 * 1024**3


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


def main() -> None:
    """Entry of the process; the argument names the function that reads a file, as "module:function"."""
    module, _, name = sys.argv[1].partition(":")
    assemble: Assemble = getattr(importlib.import_module(module), name)
    work_off(lambda task: encode_outcome(read_one(*decode_task(task), assemble)), MAX_MEMORY_BYTES)


if __name__ == "__main__":
    main()
