"""The store of one machine: FAISS, tantivy and SQLite files in a snapshot's folder."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.database import PassageDatabase
from indexer.facets import FacetIndex, FieldValues
from indexer.layout import PASSAGES, TERMS, TOKENS, VECTORS
from indexer.passage import Passage
from indexer.store import FILTER_FIELDS, Candidates, Filters, Outline
from indexer.terms import FieldWeights, TermIndex
from indexer.tokens import PassageTokens, TokenIndex
from indexer.vectors import Mask, VectorIndex
from korpus.document import Document
from modelle.contract import FloatArray

_KEPT_MASKS = 64


class LocalStore:
    """See `indexer.store.Store`. Goes on working while its files are unlinked."""

    def __init__(self, folder: Path, weights: FieldWeights | None = None) -> None:
        """Opens the files; raises sqlite3.Error, RuntimeError or ValueError where one cannot be read."""
        self._database = PassageDatabase(folder / PASSAGES)
        try:
            self._vectors = VectorIndex(folder / VECTORS)
            self._terms = TermIndex(folder / TERMS, weights or FieldWeights())
            self._tokens = TokenIndex(folder / TOKENS) if (folder / TOKENS).is_dir() else None
            self._first_rows = np.array(self._database.first_rows(), dtype=np.int64)
        except BaseException:
            self._database.close()
            raise
        self._masks: OrderedDict[Filters, Mask] = OrderedDict()
        self._masks_lock = threading.Lock()

    @property
    def passage_count(self) -> int:
        return len(self._vectors.matrix)

    @property
    def vectors(self) -> FloatArray:
        """The exact vectors, `(n, dim)` float32, read-only."""
        return self._vectors.matrix

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Documents and passages in SQLite, passages in tantivy, rows in FAISS, passages with tokens."""
        vectors = len(self._vectors.matrix)
        tokens = vectors if self._tokens is None else self._tokens.count
        return (*self._database.counts(), self._terms.count, vectors, tokens)

    def nearest(self, vector: FloatArray, limit: int, filters: Filters | None = None) -> Candidates:
        return self._vectors.search(vector, limit, self._mask(filters) if filters else None)

    def vector(self, row: int) -> FloatArray:
        return np.array(self._vectors.matrix[row])

    def similarity(self, vector: FloatArray, rows: NDArray[np.int64]) -> FloatArray:
        return self._vectors.similarity(vector, rows)

    def matching(self, terms: Mapping[str, float], limit: int, filters: Filters | None = None) -> Candidates:
        return self._terms.search(terms, limit, filters)

    def document_numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self._first_rows, rows, side="right") - 1

    def passage_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        return self._terms.frequencies(terms)

    def similar(self, term: str, errors: int, limit: int) -> NDArray[np.int64]:
        return self._terms.similar(term, errors, limit)

    def tokens(self, rows: NDArray[np.int64]) -> PassageTokens | None:
        return None if self._tokens is None else self._tokens.tokens(rows)

    def token_frequencies(self, ids: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        return np.zeros(len(ids), dtype=np.int64) if self._tokens is None else self._tokens.frequencies(ids)

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return self._database.passages(rows)

    def passage(self, passage_id: str) -> Passage | None:
        return self._database.passage(passage_id)

    def row(self, passage_id: str) -> int | None:
        return self._database.row(passage_id)

    def document_passages(self, document_id: str) -> list[Passage]:
        return self._database.document_passages(document_id)

    def document(self, document_id: str) -> Document | None:
        return self._database.document(document_id)

    def documents(self) -> list[Document]:
        return self._database.documents()

    def passage_counts(self) -> list[int]:
        return self._database.passage_counts()

    def facets(self, rows: NDArray[np.int64] | None = None) -> dict[str, dict[str, int]]:
        return self._facets.counts(None if rows is None else self.document_numbers(rows))

    def outline(self) -> Outline:
        return self._database.outline()

    def original(self, document_id: str) -> str | None:
        """File name of the kept original of a document."""
        return self._database.original(document_id)

    def close(self) -> None:
        self._database.close()

    @cached_property
    def _facets(self) -> FacetIndex:
        fields = {name: FieldValues.of(self._database.values(name)) for name in FILTER_FIELDS}
        return FacetIndex(fields, len(self._first_rows))

    def _mask(self, filters: Filters) -> Mask:
        """Which rows the filters allow, `(n,)` bool; the latest ones are kept."""
        with self._masks_lock:
            mask = self._masks.get(filters)
            if mask is not None:
                self._masks.move_to_end(filters)
                return mask
        mask = np.zeros(self.passage_count, dtype=np.bool_)
        for first, count in self._database.ranges(filters):
            mask[first : first + count] = True
        with self._masks_lock:
            self._masks[filters] = mask
            while len(self._masks) > _KEPT_MASKS:
                self._masks.popitem(last=False)
        return mask
