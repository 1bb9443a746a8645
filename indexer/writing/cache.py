"""Keeps vectors by model and text, so that no build encodes a passage twice, whatever else has changed.

One SQLite file in the index folder, used under the index folder's lock. It may be deleted at any time; where it is
damaged or cannot be written it is thrown away with a warning, and the build goes on. Vectors are kept as the encoder
gave them (float32), so that an index built from the cache is the same to the bit. What no build has used for as long as
snapshots are kept is forgotten, so a removed document leaves nothing behind here either.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np

from modelle.contract import Encoder, FloatArray

MAX_BYTES = 4 << 30
"""The file grows to this size; a million vectors of 1,024 numbers fit."""

_FORMAT = 1
_QUERY_ROWS = 500
_SCHEMA = f"""
    PRAGMA page_size = 16384;
    PRAGMA auto_vacuum = INCREMENTAL;
    BEGIN;
    CREATE TABLE models (id INTEGER PRIMARY KEY, checksum TEXT NOT NULL UNIQUE);
    CREATE TABLE entries (id INTEGER PRIMARY KEY, model INTEGER NOT NULL, text BLOB NOT NULL, used INTEGER NOT NULL);
    CREATE UNIQUE INDEX entry_of_text ON entries (model, text);
    CREATE TABLE vectors (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, vector BLOB NOT NULL);
    CREATE TABLE builds (number INTEGER NOT NULL);
    INSERT INTO builds VALUES (1);
    PRAGMA user_version = {_FORMAT};
    COMMIT;
"""
_FIND = "SELECT entries.text, entries.id, used, crc, vector FROM entries JOIN vectors USING (id) WHERE model = ?"
_FIND_ID = "SELECT text, id, used FROM entries WHERE model = ?"
_FORGET = "DELETE FROM {} WHERE id IN (SELECT id FROM temp.doomed)"

_Result = TypeVar("_Result")


class _Damaged(Exception):
    """A vector is not what was written."""


class VectorCache:
    """The vectors of one build. Its methods are called by one thread at a time.

    `warnings`: German sentences for the build's report.
    """

    def __init__(self, path: Path, encoder: Encoder, max_bytes: int = MAX_BYTES) -> None:
        """Opens the file, which is made where it is missing; a damaged one is thrown away."""
        self.warnings: list[str] = []
        self._path = path
        self._encoder = encoder
        self._max_bytes = max_bytes
        self._dimensions = encoder.contract.dimensions
        self._connection: sqlite3.Connection | None = None
        self._model = self._build = 0
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def rows(self, texts: Sequence[str], known: Sequence[FloatArray | None]) -> FloatArray:
        """Vectors of texts, `(len(texts), dimensions)` float32: the known ones, then kept ones, else new ones.

        All of them are kept from now on, but nothing where the file has reached its size.
        """
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        given = {key: vector for key, vector in zip(keys, known, strict=True) if vector is not None}
        wanted = {key: text for key, text in zip(keys, texts, strict=True) if key not in given}
        found = self._trying(lambda opened: self._find(opened, wanted)) or {}
        missing = [key for key in wanted if key not in found]
        new: dict[bytes, FloatArray] = {}
        if missing:
            new = dict(zip(missing, self._encoder.encode_passages([wanted[key] for key in missing]), strict=True))
        self._trying(lambda opened: self._keep(opened, new, given))
        vectors = given | found | new
        return np.array([vectors[key] for key in keys], dtype=np.float32).reshape(len(texts), self._dimensions)

    def forget(self, keep: int) -> None:
        """Ends a build that was published: what the last `keep` builds have not used is removed."""
        self._trying(lambda opened: self._forget(opened, keep))

    def close(self) -> None:
        """Closes the file; what was kept stays, also where the build failed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def _open(self) -> None:
        """Opens the file and finds the model's number in it."""
        try:
            self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            self._model, self._build = _prepared(self._connection, self._encoder.contract.checksum)
        except (sqlite3.Error, _Damaged) as error:
            self._discard(error)

    def _trying(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result | None:
        """Does something with the file; None where that fails, and then the file is thrown away."""
        if self._connection is None:
            return None
        try:
            return work(self._connection)
        except (sqlite3.Error, _Damaged) as error:
            self._discard(error)
            return None

    def _discard(self, error: Exception) -> None:
        """Throws the file away and begins a new one; where that fails too, the build goes on without."""
        self.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        if self.warnings:
            return
        self.warnings.append(
            f"Der Zwischenspeicher der Vektoren „{self._path}“ war nicht brauchbar und wurde verworfen ({error});"
            " fehlende Vektoren werden neu berechnet."
        )
        self._open()

    def _find(self, opened: sqlite3.Connection, wanted: Mapping[bytes, str]) -> dict[bytes, FloatArray]:
        """Kept vectors of the texts. Raises _Damaged where one is not what was written."""
        found: dict[bytes, FloatArray] = {}
        used: list[int] = []
        for text, number, build, crc, vector in _select(opened, _FIND, self._model, list(wanted)):
            if len(vector) != 4 * self._dimensions or zlib.crc32(text + vector) != crc:
                raise _Damaged("Prüfsumme stimmt nicht")
            found[text] = np.frombuffer(vector, dtype="<f4")
            if build != self._build:
                used.append(number)
        self._note_use(opened, used)
        return found

    def _keep(
        self, opened: sqlite3.Connection, new: Mapping[bytes, FloatArray], given: Mapping[bytes, FloatArray]
    ) -> None:
        """Writes new vectors, and those that came from the earlier snapshot where they are not kept yet."""
        there = list(_select(opened, _FIND_ID, self._model, list(given)))
        self._note_use(opened, [number for _, number, build in there if build != self._build])
        kept = {text for text, _, _ in there}
        to_write = {**new, **{text: vector for text, vector in given.items() if text not in kept}}
        if not to_write or _size(opened) >= self._max_bytes:
            return
        with _transaction(opened):
            (first,) = opened.execute("SELECT coalesce(max(id), 0) + 1 FROM entries").fetchone()
            rows = [(number, text, _bytes(to_write[text])) for number, text in enumerate(to_write, first)]
            opened.executemany(
                "INSERT INTO entries VALUES (?, ?, ?, ?)",
                ((number, self._model, text, self._build) for number, text, _ in rows),
            )
            opened.executemany(
                "INSERT INTO vectors VALUES (?, ?, ?)",
                ((number, zlib.crc32(text + vector), vector) for number, text, vector in rows),
            )

    def _note_use(self, opened: sqlite3.Connection, numbers: Sequence[int]) -> None:
        if numbers:
            with _transaction(opened):
                opened.executemany(
                    "UPDATE entries SET used = ? WHERE id = ?", ((self._build, number) for number in numbers)
                )

    def _forget(self, opened: sqlite3.Connection, keep: int) -> None:
        with _transaction(opened):
            opened.execute("CREATE TEMP TABLE IF NOT EXISTS doomed (id INTEGER PRIMARY KEY)")
            opened.execute("INSERT INTO doomed SELECT id FROM entries WHERE used <= ?", (self._build - keep,))
            for table in ("vectors", "entries"):
                opened.execute(_FORGET.format(table))
            opened.execute("DELETE FROM doomed")
            opened.execute(
                "DELETE FROM models WHERE id NOT IN (SELECT DISTINCT model FROM entries) AND id <> ?", (self._model,)
            )
            opened.execute("UPDATE builds SET number = ?", (self._build + 1,))
        opened.executescript("PRAGMA incremental_vacuum")  # `execute` would take one step only


def _prepared(opened: sqlite3.Connection, checksum: str) -> tuple[int, int]:
    """Makes the tables where the file is new; number of the model, and of this build. Raises _Damaged."""
    # One process alone has the file, so the write-ahead log needs no shared memory, which network drives lack.
    opened.execute("PRAGMA locking_mode = EXCLUSIVE")
    (tables,) = opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables:
        opened.executescript(_SCHEMA)
    (version,) = opened.execute("PRAGMA user_version").fetchone()
    if version != _FORMAT:
        raise _Damaged(f"Form {version} statt {_FORMAT}")
    opened.execute("PRAGMA journal_mode = WAL")
    opened.execute("PRAGMA synchronous = NORMAL")
    opened.execute("PRAGMA secure_delete = ON")
    opened.execute("INSERT OR IGNORE INTO models (checksum) VALUES (?)", (checksum,))
    (model,) = opened.execute("SELECT id FROM models WHERE checksum = ?", (checksum,)).fetchone()
    (build,) = opened.execute("SELECT number FROM builds").fetchone()
    return int(model), int(build)


def _select(opened: sqlite3.Connection, query: str, model: int, texts: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(texts), _QUERY_ROWS):
        part = texts[start : start + _QUERY_ROWS]
        yield from opened.execute(f"{query} AND text IN ({', '.join('?' * len(part))})", (model, *part))


def _bytes(vector: FloatArray) -> bytes:
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def _size(opened: sqlite3.Connection) -> int:
    (pages,) = opened.execute("PRAGMA page_count").fetchone()
    (free,) = opened.execute("PRAGMA freelist_count").fetchone()
    (page_bytes,) = opened.execute("PRAGMA page_size").fetchone()
    return int((pages - free) * page_bytes)


@contextmanager
def _transaction(opened: sqlite3.Connection) -> Iterator[None]:
    opened.execute("BEGIN")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            opened.execute("ROLLBACK")
        raise
    opened.execute("COMMIT")
