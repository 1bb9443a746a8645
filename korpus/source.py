"""What can become a document: a file on disk, or text that a caller brings along."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from korpus.document import ReadFailure, ReadResult


class Source(Protocol):
    """Something that `read` can turn into a document.

    `fingerprint`: lower-case hex digest of everything that decides what reading it gives (bytes, sidecar, folder
    defaults, version of the readers): equal fingerprints mean that an earlier reading can be kept.
    `original`: the file to keep beside the index for people to open, None where there is none.
    """

    @property
    def document_id(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def original(self) -> Path | None: ...


class Reader(Protocol):
    """Reads sources in the order given; one result or failure for each, as (source, outcome)."""

    def __call__(self, sources: Sequence[Source]) -> Iterator[tuple[Source, ReadResult | ReadFailure]]: ...


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What one file may cost."""

    max_bytes: int = 200 * 1024 * 1024
    max_pages: int = 2_000
    timeout_s: float = 60.0
