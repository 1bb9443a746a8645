"""The list of documents as its page shows it: filters, entries, and addresses that lead on."""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from indexer import Entry, Filters, Order, Snapshot
from indexer.catalogue import alphabetical
from indexer.store import FILTER_FIELDS
from service.errors import NotThere
from service.in_words import counted, date_in_words, file_kind_in_words
from service.places import linkable, original_path

PER_PAGE = 25
PATH = "/dokumente"
LABELS = {
    "kind": "Art",
    "field_of_action": "Handlungsfeld",
    "municipality": "Kommune",
    "federal_state": "Bundesland",
    "year": "Jahr",
}
_SHOWN_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be listed; `page` counts from 1."""

    filters: Filters = field(default_factory=Filters)
    order: Order = Order.TITLE
    page: int = 1

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """Values of each field that is filtered."""
        return {name: tuple(map(str, getattr(self.filters, FILTER_FIELDS[name]))) for name in self.filters.fields}

    @property
    def address(self) -> str:
        """Path and query of this list, below the service's address."""
        query = [(name, value) for name, values in self.values.items() for value in values]
        query += [("sort", self.order.value)] if self.order is not Order.TITLE else []
        query += [("page", str(self.page))] if self.page > 1 else []
        return PATH + (f"?{urlencode(query)}" if query else "")

    def without(self, name: str, value: str) -> "Wanted":
        """The same from its first page on, one value of one field left out."""
        attribute = FILTER_FIELDS[name]
        left = tuple(kept for kept in getattr(self.filters, attribute) if str(kept) != value)
        return replace(self, filters=replace(self.filters, **{attribute: left}), page=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be ticked, with its number of documents."""

    value: str
    count: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A field's values; `rest` is folded unless one of it is ticked."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    rest: tuple[Choice, ...]


def document_list(snapshot: Snapshot, wanted: Wanted, root_path: str) -> dict[str, Any]:
    """What the template needs.

    :raises NotThere: where the list has fewer pages.
    """
    selection = snapshot.catalogue.select(wanted.filters, wanted.order)
    total = len(selection.entries)
    pages = max(1, -(-total // PER_PAGE))
    if wanted.page > pages:
        raise NotThere(f"Die Liste hat {counted(pages, 'Seite', 'Seiten')}; eine Seite {wanted.page} gibt es nicht.")
    first = (wanted.page - 1) * PER_PAGE
    return {
        "eintraege": [_entry(snapshot, entry, root_path) for entry in selection.entries[first : first + PER_PAGE]],
        "anzahl": counted(total, "Dokument", "Dokumente"),
        "gruppen": _groups(selection.facets, wanted),
        "gewaehlt": [
            (f"{LABELS[name]}: {value}", root_path + wanted.without(name, value).address)
            for name, values in wanted.values.items()
            for value in values
        ],
        "alle": root_path + PATH,
        "sortierung": wanted.order.value,
        "seite_nr": wanted.page,
        "seiten": pages,
        "zurueck": root_path + replace(wanted, page=wanted.page - 1).address if wanted.page > 1 else None,
        "weiter": root_path + replace(wanted, page=wanted.page + 1).address if wanted.page < pages else None,
    }


def document_path(document_id: str) -> str:
    """Where a document's page is, below the service's address. Slashes stay: some servers in front refuse %2F."""
    return f"{PATH}/{quote(document_id)}"


def _groups(facets: dict[str, dict[str, int]], wanted: Wanted) -> list[Group]:
    """A field is left out where choosing would change nothing."""
    groups = []
    for name, label in LABELS.items():
        ticked = wanted.values.get(name, ())
        counts = dict.fromkeys(ticked, 0) | facets[name]
        values = sorted(counts, key=alphabetical, reverse=name == "year")
        choices = tuple(Choice(value, counts[value], value in ticked) for value in values)
        if len(choices) > 1 or ticked:
            groups.append(Group(name, label, choices[:_SHOWN_AT_ONCE], choices[_SHOWN_AT_ONCE:]))
    return groups


def _entry(snapshot: Snapshot, entry: Entry, root_path: str) -> dict[str, Any]:
    document = entry.document
    facts = (
        document.kind,
        document.municipality,
        date_in_words(document.date),
        counted(document.page_count, "Seite", "Seiten") if document.page_count else None,
        counted(entry.passages, "Textstelle", "Textstellen"),
    )
    kept = snapshot.original(document.id) is not None
    return {
        "titel": document.title,
        "adresse": root_path + document_path(document.id),
        "angaben": [fact for fact in facts if fact],
        "original": linkable(original_path(document.id) if kept else document.url, root_path),
        "dateityp": file_kind_in_words(document.media_type),
    }
