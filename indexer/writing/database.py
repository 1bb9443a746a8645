"""Writes documents and passages into a snapshot's SQLite file."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.database import SCHEMA, document_to_json, path_to_text, year_of
from indexer.passage import Passage
from korpus.document import Document

_INSERT_PASSAGE = "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_DOCUMENT = "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document with what the next build must know of it. `original`: file name of the kept original."""

    document: Document
    fingerprint: str
    words: int
    original: str | None
    warnings: tuple[str, ...]


class DatabaseWriter:
    """One transaction; nothing is flushed before `finish`, since an unfinished file is thrown away."""

    def __init__(self, path: Path) -> None:
        # The build's main thread writes; a failure may close the file from another one.
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(SCHEMA)
        self._connection.execute("BEGIN")
        self._documents = 0

    def add(self, record: DocumentRecord, first_row: int, passages: Sequence[Passage]) -> None:
        """Adds a document whose passages have the rows from `first_row` on."""
        document, row = record.document, self._documents
        self._documents += 1
        values = (row, document.id, record.fingerprint, first_row, len(passages), record.words, record.original)
        warnings = json.dumps(record.warnings, ensure_ascii=False)
        filters = (document.kind, document.municipality, document.federal_state, year_of(document))
        self._connection.execute(_INSERT_DOCUMENT, (*values, warnings, *filters, document_to_json(document)))
        for name in dict.fromkeys(document.fields_of_action):
            self._connection.execute("INSERT INTO fields_of_action VALUES (?, ?)", (row, name))
        self._connection.executemany(
            _INSERT_PASSAGE,
            (
                (
                    first_row + index,
                    row,
                    passage.position,
                    passage.text,
                    path_to_text(passage.heading_path),
                    passage.first_page,
                    passage.last_page,
                    passage.page_label,
                )
                for index, passage in enumerate(passages)
            ),
        )

    def finish(self) -> None:
        """Writes everything to the file and closes it."""
        self._connection.execute("COMMIT")
        self._connection.close()

    def close(self) -> None:
        self._connection.close()
