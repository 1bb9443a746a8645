"""What a question finds without one of its filters: for the numbers beside filter values, and for hints."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import Filters, Store


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that a question finds.

    `rows`: of all candidates, best first, `(k,)` int64. `fitting`: how many of them, from the first on, fit. `hits`:
    how many fitting hits the ranking holds, where a document has only so many and what says the same stands once.
    """

    rows: NDArray[np.int64]
    fitting: int
    hits: int

    @property
    def counted(self) -> NDArray[np.int64]:
        """Rows of the passages that fit; of all where none does."""
        return self.rows[: self.fitting] if self.fitting else self.rows


class Widening:
    """Asks one question again without one of its filters, once for each."""

    def __init__(self, filters: Filters, find: Callable[[Filters], Found]) -> None:
        """`find`: what the question finds under other filters."""
        self.filters = filters
        self._find = find
        self._known: dict[str, Found] = {}

    def without(self, field: str) -> Found:
        """What is found where a filtered field is left open."""
        if field not in self._known:
            self._known[field] = self._find(self.filters.without(field))
        return self._known[field]

    def facets(self, found: Found, store: Store) -> dict[str, dict[str, int]]:
        """Filter values with their numbers of documents.

        :param found: what the question finds under all of its filters.
        :returns: of a field that is filtered the values without this filter, so that others can be added to it.
        """
        facets = store.facets(found.counted)
        return facets | {field: store.facets(self.without(field).counted)[field] for field in self.filters.fields}
