"""Counts documents by the values of the filter fields, for any choice of passages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

_Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FieldValues:
    """Who has which value of one field: `owners` (m,) numbers of documents, `codes` (m,) the values' places in
    `values`. A document without a value is missing, one with several values stands there several times."""

    values: tuple[str, ...]
    owners: _Numbers
    codes: _Numbers

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, str]]) -> Self:
        """From pairs of a document's number and a value."""
        known = list(pairs)
        places = {value: place for place, value in enumerate(dict.fromkeys(value for _, value in known))}
        owners = np.array([owner for owner, _ in known], dtype=np.int64)
        return cls(tuple(places), owners, np.array([places[value] for _, value in known], dtype=np.int64))

    def counts(self, chosen: NDArray[np.bool_]) -> dict[str, int]:
        """Values of the chosen documents (`(n,)`, by number) with their numbers of documents, those with none left
        out."""
        found = np.bincount(self.codes[chosen[self.owners]], minlength=len(self.values))
        return {self.values[place]: int(found[place]) for place in np.flatnonzero(found)}


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """The values of all documents of a snapshot, by field; loaded once."""

    fields: Mapping[str, FieldValues]
    document_count: int

    def counts(self, documents: _Numbers | None = None) -> dict[str, dict[str, int]]:
        """See `indexer.store.Store.facets`; `documents`: numbers, repeated ones or not, None for all."""
        chosen = np.full(self.document_count, documents is None, dtype=np.bool_)
        if documents is not None:
            chosen[documents] = True
        return {name: sorted_counts(name, values.counts(chosen)) for name, values in self.fields.items()}


def sorted_counts(field: str, counts: Mapping[str, int]) -> dict[str, int]:
    """Values of a field: most frequent first, years newest first."""
    if field == "year":
        return dict(sorted(counts.items(), key=lambda item: -int(item[0])))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
