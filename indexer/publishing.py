"""Naming the live snapshot: the lock of an index folder and the atomic change of CURRENT."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.errors import IndexBusy, IndexDamaged, IndexNotWritten
from indexer.layout import CURRENT, LOCK, TEMPORARY, current_id
from indexer.manifest import check_files, load_manifest

_held: set[int] = set()


def _let_go_in_child() -> None:
    """A forked reader process must not keep the lock alive when the build that started it is killed."""
    for handle in _held:
        os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)


@contextmanager
def locked(index_dir: Path) -> Iterator[None]:
    """Holds the index folder's lock; the system frees it when the process ends, however that happens.

    Raises IndexBusy where another process holds it.
    """
    try:
        handle = os.open(index_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise IndexNotWritten(
            f"Im Ordner „{index_dir}“ kann nicht geschrieben werden ({error.strerror}); bitte die Rechte prüfen."
        ) from error
    _held.add(handle)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusy(
                f"Im Ordner „{index_dir}“ wird gerade schon ein Index gebaut; bitte warten, bis er fertig ist."
            ) from None
        yield
    finally:
        if handle in _held:
            _held.discard(handle)
            fcntl.flock(
                handle, fcntl.LOCK_UN
            )  # closing alone would not do while a child that was forked just now has it
            os.close(handle)


def sync_folder(folder: Path) -> None:
    """Flushes a folder's entries to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Flushes a file's content to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def name_current(index_dir: Path, snapshot_id: str) -> None:
    """Makes a finished snapshot the live one by an atomic rename."""
    temporary = index_dir / f"{TEMPORARY}{CURRENT}"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(f"{snapshot_id}\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(index_dir / CURRENT)
    sync_folder(index_dir)


def go_back(index_dir: Path, snapshot_id: str) -> None:
    """Makes an earlier (or later) snapshot the live one again, after checking all of its files.

    Raises NoIndex where it does not exist, IndexDamaged, IndexMismatch, IndexBusy or IndexNotWritten.
    """
    with suppress(IndexDamaged):  # a CURRENT that names nothing is mended by this
        current_id(index_dir)
    with locked(index_dir):
        check_files(load_manifest(index_dir, snapshot_id), index_dir, all_checksums=True)
        try:
            name_current(index_dir, snapshot_id)
        except OSError as error:
            raise IndexNotWritten(
                f"Im Ordner „{index_dir}“ kann nicht geschrieben werden ({error.strerror}); bitte die Rechte prüfen."
            ) from error
