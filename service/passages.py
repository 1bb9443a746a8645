"""Passages whatever is asked: one with those around it, and others that speak of the same."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import Passage, Snapshot, Store
from service.duplicates import LOOKED_AT, repeated_by
from service.errors import NotThere
from service.fusion import places_in_documents
from service.places import Place, place_of

_CANDIDATES = 200
_PER_DOCUMENT = 2


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A passage with those before and after it in its document, in their order."""

    place: Place
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]


def passage_row(store: Store, passage_id: str) -> int:
    """:raises NotThere: where no passage has this id."""
    row = store.row(passage_id)
    if row is None:
        raise NotThere("Diese Textstelle gibt es nicht, oder nicht mehr.")
    return row


def neighbourhood(snapshot: Snapshot, passage_id: str, count: int) -> Neighbourhood:
    """A passage with up to `count` passages on either side.

    :raises NotThere: where no passage has this id.
    """
    store = snapshot.store
    row = passage_row(store, passage_id)
    near = _around(store, row, count)
    passages = store.passages(near.tolist())
    own = int(np.flatnonzero(near == row)[0])
    return Neighbourhood(place_of(snapshot, passages[own]), tuple(passages[:own]), tuple(passages[own + 1 :]))


def similar(snapshot: Snapshot, passage_id: str, limit: int) -> tuple[Place, ...]:
    """Passages whose vectors are nearest to this one's: those of other documents first, each document's two best.

    Left out are its direct neighbours, what says the same as it, and what says the same as a nearer one.

    :raises NotThere: where no passage has this id.
    """
    store = snapshot.store
    row = passage_row(store, passage_id)
    vector = store.vector(row)
    if not vector.any():
        return ()
    rows = store.nearest(vector, _CANDIDATES).rows
    rows = rows[~np.isin(rows, _around(store, row, 1))]
    rows = rows[places_in_documents(store.document_numbers(rows)) < _PER_DOCUMENT]
    own_document = store.document_numbers(rows) == store.document_numbers(np.array([row]))[0]
    ordered: list[int] = [*rows[~own_document].tolist(), *rows[own_document].tolist()]
    distinct = _without_repetitions(store, [row, *ordered])[1 : limit + 1]
    return tuple(place_of(snapshot, passage) for passage in store.passages(distinct))


def _around(store: Store, row: int, count: int) -> NDArray[np.int64]:
    """The row with up to `count` rows of the same document on either side."""
    rows = np.arange(max(row - count, 0), min(row + count + 1, store.passage_count))
    documents = store.document_numbers(rows)
    near: NDArray[np.int64] = rows[documents == documents[rows == row][0]]
    return near


def _without_repetitions(store: Store, rows: list[int]) -> list[int]:
    """The first rows, those left out that say the same as an earlier one."""
    compared = rows[:LOOKED_AT]
    repeated = {place for places in repeated_by(store, compared).values() for place in places}
    return [row for place, row in enumerate(compared) if place not in repeated]
