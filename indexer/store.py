"""The seam for where vectors and terms lie: every store answers these calls and passes one test suite."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.passage import Passage
from indexer.tokens import PassageTokens
from korpus.document import Document
from modelle.contract import FloatArray

FILTER_FIELDS = {
    "kind": "kinds",
    "field_of_action": "fields_of_action",
    "municipality": "municipalities",
    "federal_state": "federal_states",
    "year": "years",
}
"""Name of a field that documents are filtered by, name of the attribute of `Filters`."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents count. Values of a field are alternatives; fields must all hold; an empty field allows all."""

    kinds: tuple[str, ...] = ()
    fields_of_action: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    federal_states: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return any((self.kinds, self.fields_of_action, self.municipalities, self.federal_states, self.years))

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that are filtered."""
        return tuple(field for field, attribute in FILTER_FIELDS.items() if getattr(self, attribute))

    def without(self, field: str) -> "Filters":
        """The same with a field left open."""
        values = {attribute: getattr(self, attribute) for attribute in FILTER_FIELDS.values()}
        return Filters(**{**values, FILTER_FIELDS[field]: ()})


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of passages with their scores, best first: `rows` (k,) int64, `scores` (k,) float32."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Outline:
    """Titles of documents and headings in them, with the numbers of passages below each."""

    titles: Mapping[str, int]
    headings: Mapping[str, int]


class Store(Protocol):
    """Best passages for a vector, best passages for weighted terms, both under a filter; passages by row and by id.

    A row is a passage's number in the snapshot, 0 to passage_count - 1; a document's passages have consecutive rows, in
    their order. Safe to call from several threads.
    """

    @property
    def passage_count(self) -> int: ...

    def nearest(self, vector: FloatArray, limit: int, filters: Filters | None = None) -> Candidates:
        """Passages by inner product with `vector` ((dim,) float32), greatest first."""
        ...

    def vector(self, row: int) -> FloatArray:
        """The vector of a passage, (dim,) float32."""
        ...

    def similarity(self, vector: FloatArray, rows: NDArray[np.int64]) -> FloatArray:
        """Inner products of `vector` ((dim,) float32) with the passages of `rows` ((k,) int64), as (k,) float32."""
        ...

    def matching(self, terms: Mapping[str, float], limit: int, filters: Filters | None = None) -> Candidates:
        """Passages by BM25 over the terms, each multiplied by its weight, greatest first."""
        ...

    def document_numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """A number for the document of each row ((k,) int64): equal for passages of one document."""
        ...

    def passage_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages' texts each term stands."""
        ...

    def similar(self, term: str, errors: int, limit: int) -> NDArray[np.int64]:
        """Some passages, at most `limit`, whose texts hold a term that differs from `term` by up to `errors` letters
        put in, left out, replaced or exchanged with their neighbour; as (k,) int64."""
        ...

    def tokens(self, rows: NDArray[np.int64]) -> PassageTokens | None:
        """The encoder's distinct tokens of the passages of `rows` ((k,) int64); None where tokens have no vectors."""
        ...

    def token_frequencies(self, ids: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """In how many passages each of the encoder's tokens stands; all 0 where tokens have no vectors."""
        ...

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Passages in the order of `rows`."""
        ...

    def passage(self, passage_id: str) -> Passage | None: ...

    def row(self, passage_id: str) -> int | None:
        """Row of the passage with this id."""
        ...

    def document_passages(self, document_id: str) -> list[Passage]:
        """All passages of a document by position."""
        ...

    def document(self, document_id: str) -> Document | None: ...

    def documents(self) -> list[Document]:
        """All documents by id."""
        ...

    def passage_counts(self) -> list[int]:
        """Numbers of passages of all documents, in the order of `documents`."""
        ...

    def facets(self, rows: NDArray[np.int64] | None = None) -> dict[str, dict[str, int]]:
        """Filter values with their numbers of documents: of all, or of those that the passages of `rows` ((k,) int64)
        belong to, each once. The keys are those of `FILTER_FIELDS`; most frequent values first, years newest first."""
        ...

    def outline(self) -> Outline:
        """All titles and headings, each text once."""
        ...

    def close(self) -> None: ...
