"""One German sentence for everything that can go wrong while a snapshot is written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexNotWritten


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Turns failures of the disk, SQLite, tantivy (ValueError) and FAISS (RuntimeError) into IndexNotWritten."""
    try:
        yield
    except (OSError, sqlite3.Error, ValueError, RuntimeError) as error:
        raise IndexNotWritten(
            f"Der neue Stand im Ordner „{folder}“ konnte nicht geschrieben werden ({error});"
            " bitte freien Platz und Rechte prüfen. Der gültige Stand ist unverändert."
        ) from error
