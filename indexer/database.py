"""Documents and passages of a snapshot in SQLite, opened read-only and immutable.

A document's passages have consecutive rows, so a passage is found by its document's first row and its position.
"""

import json
import queue
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from indexer.passage import Passage
from indexer.store import Filters, Outline
from korpus.document import Document

SCHEMA = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    first_row INTEGER NOT NULL,
    passage_count INTEGER NOT NULL,
    words INTEGER NOT NULL,
    original TEXT,
    warnings TEXT NOT NULL,
    kind TEXT,
    municipality TEXT,
    federal_state TEXT,
    year INTEGER,
    data TEXT NOT NULL
);
CREATE TABLE fields_of_action (
    document INTEGER NOT NULL REFERENCES documents (row),
    name TEXT NOT NULL,
    PRIMARY KEY (document, name)
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (row),
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    heading_path TEXT NOT NULL,
    first_page INTEGER,
    last_page INTEGER,
    page_label TEXT
);
"""

_CONNECTIONS = 4
_KEPT_DOCUMENTS = 1024
_ROWS_PER_QUESTION = 500
_PASSAGE = """
    SELECT passages.row, documents.id, position, text, heading_path, first_page, last_page, page_label
    FROM passages JOIN documents ON documents.row = passages.document
"""
_LISTS = ("fields_of_action", "audience")
_SEPARATOR = "\x1f"
"""Unit separator: stands between the headings of a path."""


def year_of(document: Document) -> int | None:
    """Year of a document's date."""
    return int(document.date[:4]) if document.date and document.date[:4].isdigit() else None


def document_to_json(document: Document) -> str:
    """A document's fields as JSON, those without a value left out."""
    values = {name: value for name in Document.__dataclass_fields__ if (value := getattr(document, name))}
    return json.dumps(values, ensure_ascii=False)


def document_from_json(text: str) -> Document:
    """The document written by `document_to_json`."""
    values: dict[str, Any] = json.loads(text)
    lists = {name: tuple(values[name]) for name in _LISTS if name in values}
    return Document(**(values | lists))


def path_to_text(heading_path: Sequence[str]) -> str:
    """A heading path in one column."""
    return _SEPARATOR.join(heading.replace(_SEPARATOR, " ") for heading in heading_path)


def _passage(row: Sequence[Any]) -> Passage:
    _, document_id, position, text, path, first_page, last_page, label = row
    headings = tuple(path.split(_SEPARATOR)) if path else ()
    return Passage(f"{document_id}.{position}", document_id, position, text, headings, first_page, last_page, label)


class PassageDatabase:
    """Reads a snapshot's documents and passages. Safe to call from several threads.

    All connections are opened at once, so that the file may be unlinked while it is in use.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file; raises sqlite3.Error where that is not possible."""
        self._connections: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._all: list[sqlite3.Connection] = []
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        for _ in range(_CONNECTIONS):
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._all.append(connection)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            self._connections.put(connection)
        self._known = lru_cache(maxsize=_KEPT_DOCUMENTS)(self._document_and_original)

    def close(self) -> None:
        for connection in self._all:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = self._connections.get()
        try:
            yield connection
        finally:
            self._connections.put(connection)

    def _all_rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return connection.execute(sql, values).fetchall()

    def counts(self) -> tuple[int, int]:
        """Numbers of documents and of passages."""
        # Rows count from 0 without a gap; counting passages would read the whole file.
        rows = self._all_rows("SELECT (SELECT count(*) FROM documents), (SELECT max(row) FROM passages)")
        return rows[0][0], 0 if rows[0][1] is None else rows[0][1] + 1

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Passages in the order of `rows`; raises KeyError for a row that does not exist."""
        found: dict[int, Passage] = {}
        wanted = [int(row) for row in rows]
        for start in range(0, len(wanted), _ROWS_PER_QUESTION):
            some = wanted[start : start + _ROWS_PER_QUESTION]
            marks = ",".join("?" * len(some))
            for row in self._all_rows(f"{_PASSAGE} WHERE passages.row IN ({marks})", some):
                found[row[0]] = _passage(row)
        return [found[row] for row in wanted]

    def passage(self, passage_id: str) -> Passage | None:
        row = self.row(passage_id)
        return None if row is None else self.passages([row])[0]

    def row(self, passage_id: str) -> int | None:
        """Row of the passage with this id."""
        document_id, _, position = passage_id.rpartition(".")
        # "007" is not an id although it is a number
        if not (position.isascii() and position.isdigit() and len(position) < 10 and str(int(position)) == position):
            return None
        sql = "SELECT first_row + ? FROM documents WHERE id = ? AND ? < passage_count"
        rows = self._all_rows(sql, (int(position), document_id, int(position)))
        return rows[0][0] if rows else None

    def document_passages(self, document_id: str) -> list[Passage]:
        sql = f"{_PASSAGE} WHERE documents.id = ? AND passages.row BETWEEN first_row AND first_row + passage_count - 1"
        return [_passage(row) for row in self._all_rows(sql + " ORDER BY passages.row", (document_id,))]

    def document(self, document_id: str) -> Document | None:
        return self._known(document_id)[0]

    def documents(self) -> list[Document]:
        return [document_from_json(row[0]) for row in self._all_rows("SELECT data FROM documents ORDER BY row")]

    def passage_counts(self) -> list[int]:
        return [row[0] for row in self._all_rows("SELECT passage_count FROM documents ORDER BY row")]

    def first_rows(self) -> list[int]:
        """Row of each document's first passage, ascending."""
        return [row[0] for row in self._all_rows("SELECT first_row FROM documents ORDER BY row")]

    def original(self, document_id: str) -> str | None:
        """File name of the kept original."""
        return self._known(document_id)[1]

    def _document_and_original(self, document_id: str) -> tuple[Document | None, str | None]:
        rows = self._all_rows("SELECT data, original FROM documents WHERE id = ?", (document_id,))
        return (document_from_json(rows[0][0]), rows[0][1]) if rows else (None, None)

    def outline(self) -> Outline:
        titles: Counter[str] = Counter()
        for title, count in self._all_rows("SELECT json_extract(data, '$.title'), passage_count FROM documents"):
            titles[title] += count
        headings: Counter[str] = Counter()
        for path, count in self._all_rows("SELECT heading_path, count(*) FROM passages GROUP BY heading_path"):
            for heading in dict.fromkeys(path.split(_SEPARATOR)):
                headings[heading] += count
        del headings[""]
        return Outline(titles, headings)

    def values(self, field: str) -> list[tuple[int, str]]:
        """Documents, by their row, with each of their values of a filter field."""
        table, owner, column = "documents", "row", field
        if field == "field_of_action":
            table, owner, column = "fields_of_action", "document", "name"
        sql = f"SELECT {owner}, {column} FROM {table} WHERE {column} IS NOT NULL"
        return [(row, str(value)) for row, value in self._all_rows(sql)]

    def ranges(self, filters: Filters) -> list[tuple[int, int]]:
        """Rows of the passages that `filters` allow, as (first row, number) of each document."""
        conditions, values = [], []
        for column, wanted in (
            ("kind", filters.kinds),
            ("municipality", filters.municipalities),
            ("federal_state", filters.federal_states),
            ("year", filters.years),
        ):
            if wanted:
                conditions.append(f"{column} IN ({','.join('?' * len(wanted))})")
                values += [*wanted]
        if filters.fields_of_action:
            marks = ",".join("?" * len(filters.fields_of_action))
            conditions.append(f"row IN (SELECT document FROM fields_of_action WHERE name IN ({marks}))")
            values += [*filters.fields_of_action]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return [
            (row[0], row[1]) for row in self._all_rows(f"SELECT first_row, passage_count FROM documents{where}", values)
        ]
