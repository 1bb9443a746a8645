"""What the live snapshot offers a new build: passages and vectors of documents that have not changed."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexerError, NoIndex
from indexer.layout import PASSAGES, current_id, snapshot_folder
from indexer.local import LocalStore
from indexer.manifest import Manifest, check_files, load_manifest
from indexer.passage import Passage
from indexer.passages import CUTTER_VERSION
from indexer.snapshot import open_store
from korpus.document import Document
from modelle.contract import Analyser, Encoder, FloatArray

_DOCUMENTS = """
    SELECT id, json_extract(data, '$.path'), fingerprint, first_row, passage_count, words, original, warnings
    FROM documents ORDER BY row
"""


@dataclass(frozen=True, slots=True)
class EarlierDocument:
    """A document of the live snapshot; its passages have the rows from `first_row` on."""

    id: str
    path: str
    fingerprint: str
    first_row: int
    passage_count: int
    words: int
    original: str | None
    warnings: tuple[str, ...]


class EarlierSnapshot:
    """The live snapshot, its checksums compared, opened for taking over."""

    def __init__(self, manifest: Manifest, store: LocalStore, folder: Path) -> None:
        self.manifest = manifest
        self.store = store
        uri = f"{(folder / PASSAGES).resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            self.documents = {row[0]: _document(row) for row in connection.execute(_DOCUMENTS)}

    def same_passages(self) -> bool:
        """Whether its passages are what this program would cut."""
        return self.manifest.cutter_version == CUTTER_VERSION

    def same_vectors(self, encoder: Encoder) -> bool:
        """Whether its vectors are what the encoder would give."""
        return self.same_passages() and self.manifest.model == encoder.contract

    def same_contracts(self, encoder: Encoder, analyser: Analyser) -> bool:
        """Whether a build of the same documents would give the same snapshot."""
        return self.same_vectors(encoder) and self.manifest.analyser == analyser.contract

    def document(self, document: EarlierDocument) -> Document:
        """The document with all that is known of it."""
        found = self.store.document(document.id)
        assert found is not None
        return found

    def passages(self, document: EarlierDocument) -> list[Passage]:
        return self.store.document_passages(document.id)

    def vectors(self, document: EarlierDocument) -> FloatArray:
        """Vectors of the document's passages, `(n, dim)` float32."""
        return self.store.vectors[document.first_row : document.first_row + document.passage_count]

    def tokens(self, document: EarlierDocument) -> list[NDArray[np.unsignedinteger[Any]]] | None:
        """Distinct tokens of each of the document's passages; None where the model has none."""
        rows = np.arange(document.first_row, document.first_row + document.passage_count)
        found = self.store.tokens(rows)
        return None if found is None else np.split(found.ids, found.offsets[1:-1])

    def close(self) -> None:
        self.store.close()


def _document(row: Sequence[Any]) -> EarlierDocument:
    document_id, path, fingerprint, first_row, passage_count, words, original, warnings = row
    kept = tuple(json.loads(warnings))
    return EarlierDocument(document_id, path, fingerprint, first_row, passage_count, words, original, kept)


def open_earlier(index_dir: Path) -> tuple[EarlierSnapshot | None, tuple[str, ...]]:
    """The live snapshot, None where there is none or it is damaged; then with a German sentence for the report."""
    try:
        manifest = load_manifest(index_dir, current_id(index_dir))
        check_files(manifest, index_dir, all_checksums=True)
        folder = snapshot_folder(index_dir, manifest.id)
        return EarlierSnapshot(manifest, open_store(folder, manifest), folder), ()
    except NoIndex:
        return None, ()
    except IndexerError as error:
        return None, (f"Der bisherige Index wird nicht übernommen, alles wird neu gelesen. Grund: {error}",)
