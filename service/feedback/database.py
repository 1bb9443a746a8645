"""Opens the file for feedback, makes it where it is missing, and says in German why that does not work.

Tables have no row numbers, and keys are random: numbers would tell the order of what came in on one day. SQLite still
lays new rows beside one another as they come; `VACUUM`, once a day, lays them down by their keys.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from service.errors import FeedbackFileUnusable

MAX_PAGES = 1 << 16
"""Of 4 KiB: the file never grows beyond 256 MiB."""
_APPLICATION_ID = 0x46554E44
_VERSION = 1
_BUSY_S = 10.0
_SCHEMA = """
CREATE TABLE replies (
    key BLOB PRIMARY KEY,
    day TEXT NOT NULL,
    passage TEXT NOT NULL,
    band TEXT NOT NULL,
    helpful INTEGER NOT NULL,
    comment TEXT
) WITHOUT ROWID;
CREATE TABLE questions (
    key BLOB PRIMARY KEY,
    day TEXT NOT NULL,
    text TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE unanswered (
    day TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    questions INTEGER NOT NULL,
    PRIMARY KEY (day, snapshot)
) WITHOUT ROWID;
CREATE TABLE days (
    day TEXT PRIMARY KEY,
    entries INTEGER NOT NULL
) WITHOUT ROWID;
"""
TABLES = ("replies", "questions", "unanswered", "days")

_NOT_ALLOWED = "dort darf nicht geschrieben werden; bitte Ordner und Rechte prüfen"
_FULL = "der Datenträger ist voll, oder die Datei hat ihre Höchstgröße erreicht"
_FOREIGN = "sie ist beschädigt oder keine Datei für Rückmeldungen"
_REASONS = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _NOT_ALLOWED,
    sqlite3.SQLITE_CANTOPEN: _NOT_ALLOWED,
    sqlite3.SQLITE_PERM: _NOT_ALLOWED,
    sqlite3.SQLITE_IOERR: "der Datenträger nimmt nichts an; bitte Platz und Zustand prüfen",
    sqlite3.SQLITE_BUSY: "ein anderer Vorgang hält sie zu lange fest",
    sqlite3.SQLITE_NOTADB: _FOREIGN,
    sqlite3.SQLITE_CORRUPT: _FOREIGN,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENOENT: "ihren Ordner gibt es nicht; bitte anlegen",
}


@contextmanager
def opened(path: Path, *, make: bool = False) -> Iterator[sqlite3.Connection]:
    """The file's connection, for one thread and as long as the block.

    :param make: whether the file is made where it is missing.
    :raises FeedbackFileUnusable: with a German sentence, for whatever goes wrong with the file, also in the block.
    """
    try:
        if make:
            # Nobody but the service's own account may read it; the log beside it takes over the same rights.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        uri = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA max_page_count = {MAX_PAGES}")
            _prepare(connection, path)
            yield connection
    except sqlite3.Error as error:
        code, name = getattr(error, "sqlite_errorcode", 0) & 0xFF, getattr(error, "sqlite_errorname", "")
        raise _unusable(path, _REASONS.get(code, f"der Zugriff ist gescheitert {name}".rstrip())) from error
    except OSError as error:
        raise _unusable(path, _REASONS.get(error.errno or 0, _NOT_ALLOWED)) from error


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A transaction that is written whole or not at all; another process that writes is waited for."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Makes the tables of an empty file, and refuses a file of something else or of a later version."""
    if _stated(connection) == (0, 0):
        with writing(connection):
            # Another process may have been faster.
            if _stated(connection) == (0, 0) and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
    application, version = _stated(connection)
    if application != _APPLICATION_ID:
        raise _unusable(path, _FOREIGN)
    if version != _VERSION:
        raise _unusable(path, f"sie ist von der Fassung {version}, dieses Programm kennt die Fassung {_VERSION}")
    connection.execute("PRAGMA journal_mode = WAL")


def _stated(connection: sqlite3.Connection) -> tuple[int, int]:
    """What the file says it is, and in which version."""
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    return application, version


def _unusable(path: Path, reason: str) -> FeedbackFileUnusable:
    return FeedbackFileUnusable(f"Die Datei für Rückmeldungen „{path}“ ist nicht benutzbar: {reason}.")
