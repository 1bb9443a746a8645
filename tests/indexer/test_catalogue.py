"""Leafing through documents: which are allowed, how they are sorted, and what is counted."""

from collections.abc import Sequence
from typing import cast

import pytest

from indexer import Catalogue, Filters, Order, Store
from indexer.catalogue import alphabetical
from korpus.document import Document


class Shelf:
    """As much of a store as a catalogue reads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = list(documents)

    def documents(self) -> list[Document]:
        return self._documents

    def passage_counts(self) -> list[int]:
        return [number + 1 for number in range(len(self._documents))]

    def facets(self) -> dict[str, dict[str, int]]:
        return {"kind": {"all": 4}}


def document(document_id: str, title: str, **known: object) -> Document:
    return Document(document_id, title, "d.txt", "0" * 64, "text/plain", **known)  # type: ignore[arg-type]


DOCUMENTS = (
    document("a", "Öffnung", kind="Bericht", municipality="Ulm", date="2023-05", fields_of_action=("Rat", "Fest")),
    document("b", "Ordnung", kind="Bericht", municipality="Köln", date="2023-05-02", federal_state="NRW"),
    document("c", "zuletzt", kind="Satzung", municipality="Ulm", date="2023", fields_of_action=("Rat",)),
    document("d", "Ähren"),
)


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(cast("Store", Shelf(DOCUMENTS)))


def ids(catalogue: Catalogue, filters: Filters | None = None, order: Order = Order.TITLE) -> list[str]:
    return [entry.document.id for entry in catalogue.select(filters or Filters(), order).entries]


def test_titles_are_sorted_as_german_lists_are(catalogue: Catalogue) -> None:
    assert ids(catalogue) == ["d", "a", "b", "c"]
    assert alphabetical("Straße") == "strasse"


def test_the_newest_come_first_and_those_without_a_date_last(catalogue: Catalogue) -> None:
    assert ids(catalogue, order=Order.DATE) == ["c", "a", "b", "d"]


def test_an_entry_knows_its_number_of_passages(catalogue: Catalogue) -> None:
    entries = catalogue.select(Filters()).entries
    assert {entry.document.id: entry.passages for entry in entries} == {"a": 1, "b": 2, "c": 3, "d": 4}


@pytest.mark.parametrize(
    ("filters", "allowed"),
    [
        (Filters(kinds=("Bericht",)), ["a", "b"]),
        (Filters(kinds=("Bericht", "Satzung")), ["a", "b", "c"]),
        (Filters(fields_of_action=("Fest",)), ["a"]),
        (Filters(kinds=("Bericht",), municipalities=("Ulm",)), ["a"]),
        (Filters(federal_states=("NRW",)), ["b"]),
        (Filters(years=(2023,)), ["a", "b", "c"]),
        (Filters(years=(1999,)), []),
    ],
)
def test_values_of_a_field_are_alternatives_and_fields_must_all_hold(
    catalogue: Catalogue, filters: Filters, allowed: list[str]
) -> None:
    assert ids(catalogue, filters) == allowed


def test_without_filters_the_stores_own_counts_are_given(catalogue: Catalogue) -> None:
    assert catalogue.select(Filters()).facets == {"kind": {"all": 4}}


def test_a_filtered_field_is_counted_without_its_own_filter(catalogue: Catalogue) -> None:
    facets = catalogue.select(Filters(kinds=("Satzung",), municipalities=("Ulm",))).facets
    assert facets == {
        "kind": {"Bericht": 1, "Satzung": 1},
        "field_of_action": {"Rat": 1},
        "municipality": {"Ulm": 1},
        "federal_state": {},
        "year": {"2023": 1},
    }


def test_frequent_values_come_first_and_years_newest_first() -> None:
    dates = ("2020", "2024", "2020", "2022")
    shelf = Shelf([document(str(number), "T", date=date, kind="K") for number, date in enumerate(dates)])
    facets = Catalogue(cast("Store", shelf)).select(Filters(kinds=("K",))).facets
    assert list(facets["year"].items()) == [("2024", 1), ("2022", 1), ("2020", 2)]
