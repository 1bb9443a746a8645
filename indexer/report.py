"""What became of every file of a build."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FileStatus(StrEnum):
    """What a build did with a file."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of a build.

    `document_id`: None where no document came of the file. `pages`: None for formats without pages.
    `error`: one German sentence where the file was left out, with the error's class in `error_kind`.
    `seconds`: reading and cutting.
    """

    path: str
    document_id: str | None
    status: FileStatus
    passages: int = 0
    pages: int | None = None
    words: int = 0
    warnings: tuple[str, ...] = ()
    error: str | None = None
    error_kind: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """A build's outcome. `snapshot`: id of the live snapshot afterwards; `changed`: whether this build wrote it.

    `warnings`: German sentences on the index as a whole. `documents`, `passages`: what the live snapshot holds.
    """

    snapshot: str
    changed: bool
    documents: int
    passages: int
    seconds: float
    entries: tuple[FileReport, ...]
    warnings: tuple[str, ...] = ()

    @property
    def indexed(self) -> int:
        return count_status(self.entries, FileStatus.INDEXED)

    @property
    def unchanged(self) -> int:
        return count_status(self.entries, FileStatus.UNCHANGED)

    @property
    def left_out(self) -> int:
        return count_status(self.entries, FileStatus.LEFT_OUT)

    @property
    def removed(self) -> int:
        return count_status(self.entries, FileStatus.REMOVED)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `files` has one entry for each file."""
        return {
            "snapshot": self.snapshot,
            "changed": self.changed,
            "documents": self.documents,
            "passages": self.passages,
            "indexed": self.indexed,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
            "removed": self.removed,
            "seconds": round(self.seconds, 3),
            "warnings": list(self.warnings),
            "files": [entry_as_dict(entry) for entry in self.entries],
        }


def entry_as_dict(entry: FileReport) -> dict[str, Any]:
    """Plain values of one file's entry for JSON."""
    values = asdict(entry)
    return values | {"warnings": list(entry.warnings), "seconds": round(entry.seconds, 3)}


def count_status(entries: Sequence[FileReport], status: FileStatus) -> int:
    """How many of the entries have the status."""
    return sum(entry.status is status for entry in entries)
