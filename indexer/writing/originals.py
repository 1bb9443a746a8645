"""Keeps the files as they were indexed, by the checksum of their bytes."""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from indexer.layout import ORIGINALS, PASSAGES, TEMPORARY, snapshot_folder, snapshot_ids
from indexer.publishing import sync_folder
from korpus.document import Document

_CHUNK_BYTES = 1 << 20


class FileChanged(Exception):
    """The file is no longer the one that was read."""


class Originals:
    """Copies files below `index/originals`; an original that is already there is not copied again."""

    def __init__(self, index_dir: Path) -> None:
        self._folder = index_dir / ORIGINALS
        self._folder.mkdir(exist_ok=True)
        self._copied = False

    def keep(self, document: Document, source: Path) -> str:
        """Keeps a document's file and gives its name there. Raises FileChanged or OSError."""
        name = document.sha256 + source.suffix.lower()
        target = self._folder / name
        if target.is_file() and target.stat().st_size == source.stat().st_size:
            return name
        temporary = self._folder / f"{TEMPORARY}{name}"
        try:
            if _copy(source, temporary) != document.sha256:
                raise FileChanged
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        self._copied = True
        return name

    def finish(self) -> None:
        """Flushes the folder's entries."""
        if self._copied:
            sync_folder(self._folder)


def _copy(source: Path, target: Path) -> str:
    """Copies and flushes a file; gives the sha256 of what was copied."""
    checksum = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(_CHUNK_BYTES):
            checksum.update(chunk)
            writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    return checksum.hexdigest()


def remove_unnamed_originals(index_dir: Path) -> None:
    """Removes originals that no kept snapshot names; none where a snapshot cannot be asked."""
    folder = index_dir / ORIGINALS
    if not folder.is_dir():
        return
    named: set[str] = set()
    for snapshot_id in snapshot_ids(index_dir):
        path = snapshot_folder(index_dir, snapshot_id) / PASSAGES
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
                rows = connection.execute("SELECT original FROM documents WHERE original IS NOT NULL").fetchall()
        except sqlite3.Error:
            return
        named |= {row[0] for row in rows}
    for path in folder.iterdir():
        if path.name not in named:
            path.unlink(missing_ok=True)
