"""What documents a snapshot holds, to be leafed through without a question."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from indexer.database import year_of
from indexer.facets import sorted_counts
from indexer.store import FILTER_FIELDS, Filters, Store
from korpus.document import Document

Facets = dict[str, dict[str, int]]
"""Values of each field with their numbers of documents, in the shape of `Store.facets`."""


class Order(StrEnum):
    """What documents are sorted by."""

    TITLE = "title"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document and its number of passages."""

    document: Document
    passages: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Documents that filters allow, sorted.

    `facets` counts these documents; of a field that is itself filtered, those that the other fields alone allow, so
    that one sees what a further value would add.
    """

    entries: Sequence[Entry]
    facets: Facets


class Catalogue:
    """All documents of a snapshot, read once: a snapshot never changes."""

    def __init__(self, store: Store) -> None:
        entries = [Entry(*pair) for pair in zip(store.documents(), store.passage_counts(), strict=True)]
        self._sorted = {order: sorted(entries, key=key) for order, key in _KEYS.items()}
        self._facets = store.facets()

    def select(self, filters: Filters, order: Order = Order.TITLE) -> Selection:
        """The documents that `filters` allow. By date the newest come first, those without a date last."""
        entries = self._sorted[order]
        if not filters:
            return Selection(entries, self._facets)
        wanted = _wanted(filters)
        allowed: list[Entry] = []
        counts: dict[str, Counter[str]] = {field: Counter() for field in _VALUES}
        for entry in entries:
            refusing = [field for field, values in wanted.items() if values.isdisjoint(_VALUES[field](entry.document))]
            if not refusing:
                allowed.append(entry)
            if len(refusing) <= 1:
                for field in refusing or counts:
                    counts[field].update(_VALUES[field](entry.document))
        return Selection(allowed, {field: sorted_counts(field, counts[field]) for field in counts})


_VALUES: Mapping[str, Callable[[Document], Sequence[str]]] = {
    "kind": lambda document: _one(document.kind),
    "field_of_action": lambda document: document.fields_of_action,
    "municipality": lambda document: _one(document.municipality),
    "federal_state": lambda document: _one(document.federal_state),
    "year": lambda document: _one(year_of(document)),
}


def _one(value: str | int | None) -> Sequence[str]:
    return () if value is None else (str(value),)


def _wanted(filters: Filters) -> dict[str, set[str]]:
    """The fields that are filtered, with the values that they allow."""
    return {field: {str(value) for value in getattr(filters, FILTER_FIELDS[field])} for field in filters.fields}


def alphabetical(text: str) -> str:
    """Sorts as German lists do (DIN 5007-1): ä as a, ß as ss, capitals as small letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _by_title(entry: Entry) -> tuple[str, str]:
    return alphabetical(entry.document.title), entry.document.id


def _by_date(entry: Entry) -> tuple[list[int], str, str]:
    """The latest first: of a date that names only its year the rest counts as its end."""
    parts = (entry.document.date or "").split("-")
    numbers = [-int(part) for part in parts if part.isdecimal()]
    return (numbers + [-99] * (3 - len(numbers)) if numbers else [0], *_by_title(entry))


_KEYS: Mapping[Order, Callable[[Entry], tuple[object, ...]]] = {Order.TITLE: _by_title, Order.DATE: _by_date}
