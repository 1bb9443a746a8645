"""The numbers of documents beside the values that narrow an answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer import Filters
from service.mode import Mode
from service.query import Query
from service.search import SearchEngine

EngineOf = Callable[..., SearchEngine]
KNOWN: dict[str, dict[str, Any]] = {
    "a": {"kind": "Satzung", "municipality": "Tannfurt", "federal_state": "Hessen", "date": "2021-05-01"},
    "b": {"kind": "Bericht", "municipality": "Tannfurt", "federal_state": "Hessen", "date": "2022"},
    "c": {"kind": "Bericht", "municipality": "Erlheim", "federal_state": "Bayern", "date": "2022-03"},
    "d": {"fields_of_action": ["Zusammenhalt", "Arbeit"]},
}
COUNCIL = "Der Rat tagt."
FOREST = "Ein Forst wächst."


def facets_of(engine: SearchEngine, question: str, **query: Any) -> Any:
    return engine.search(Query(question, facets=True, **query)).facets


def fitting_from(engine: SearchEngine, relevance: float) -> SearchEngine:
    """The engine with another least relevance of what fits."""
    return replace(engine, calibration=replace(engine.calibration, possible=relevance))


def test_each_value_is_counted_with_the_documents_that_were_found(engine_of: EngineOf) -> None:
    engine = engine_of(dict.fromkeys("abcd", COUNCIL), KNOWN)
    assert facets_of(engine, "Rat") == {
        "kind": {"Bericht": 2, "Satzung": 1},
        "field_of_action": {"Arbeit": 1, "Zusammenhalt": 1},
        "municipality": {"Tannfurt": 2, "Erlheim": 1},
        "federal_state": {"Hessen": 2, "Bayern": 1},
        "year": {"2022": 2, "2021": 1},
    }


def test_without_being_asked_for_nothing_is_counted(engine_of: EngineOf) -> None:
    assert engine_of({"a": COUNCIL}).search(Query("Rat")).facets is None


def test_a_document_with_many_hits_counts_once(engine_of: EngineOf) -> None:
    section = "Hier steht vielerlei über den Alltag in der Gemeinde und was dort zu tun ist. " * 8 + COUNCIL
    engine = engine_of({"a": (section, section, section)}, KNOWN)
    assert facets_of(engine, "Rat", per_document=1)["kind"] == {"Satzung": 1}


def test_hits_on_later_pages_count_too(engine_of: EngineOf) -> None:
    engine = engine_of(dict.fromkeys("abcd", COUNCIL), KNOWN)
    assert facets_of(engine, "Rat", limit=1) == facets_of(engine, "Rat", limit=1, offset=3) == facets_of(engine, "Rat")


def test_where_some_hits_fit_only_their_documents_count(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Bücherbus und Fahrplan", "b": "Bücherbus und Gebühr", "c": "Fahrplan"}, KNOWN)
    hits = engine.search(Query("Bücherbus Fahrplan", mode=Mode.LEXICAL)).hits
    assert hits[0].document.id == "a"
    assert hits[0].relevance > hits[1].relevance
    only_first = fitting_from(engine, hits[0].relevance)
    assert facets_of(only_first, "Bücherbus Fahrplan", mode=Mode.LEXICAL)["municipality"] == {"Tannfurt": 1}
    all_of_them = fitting_from(engine, 0.0)
    assert facets_of(all_of_them, "Bücherbus Fahrplan", mode=Mode.LEXICAL)["municipality"] == {
        "Tannfurt": 2,
        "Erlheim": 1,
    }


def test_where_no_hit_fits_the_documents_of_all_hits_count(engine_of: EngineOf) -> None:
    engine = fitting_from(engine_of({"a": COUNCIL, "b": COUNCIL, "c": FOREST}, KNOWN), 1.1)
    assert facets_of(engine, "Rat", mode=Mode.LEXICAL)["municipality"] == {"Tannfurt": 2}


def test_of_a_filtered_field_the_other_values_keep_their_numbers(engine_of: EngineOf) -> None:
    engine = engine_of(dict.fromkeys("abcd", COUNCIL), KNOWN)
    facets = facets_of(engine, "Rat", filters=Filters(kinds=("Bericht",)))
    assert facets["kind"] == {"Bericht": 2, "Satzung": 1}
    assert facets["municipality"] == {"Erlheim": 1, "Tannfurt": 1}
    assert facets["year"] == {"2022": 2}


def test_each_filtered_field_is_counted_under_the_other_filters(engine_of: EngineOf) -> None:
    engine = engine_of(dict.fromkeys("abcd", COUNCIL), KNOWN)
    facets = facets_of(engine, "Rat", filters=Filters(municipalities=("Tannfurt",), years=(2022,)))
    assert facets["municipality"] == {"Erlheim": 1, "Tannfurt": 1}
    assert facets["year"] == {"2022": 1, "2021": 1}
    assert facets["kind"] == {"Bericht": 1}


@pytest.mark.parametrize("mode", Mode)
def test_a_question_that_finds_nothing_counts_nothing(engine_of: EngineOf, mode: Mode) -> None:
    facets = facets_of(engine_of({"a": COUNCIL}, KNOWN), "Xyzzy", mode=mode)
    assert facets == {name: {} for name in ("kind", "field_of_action", "municipality", "federal_state", "year")}


def test_the_api_counts_on_request(client: TestClient) -> None:
    asked = {"query": "Ehrenamtliche gewinnen", "filters": {"year": [2023]}}
    assert client.post("/api/v1/search", json=asked).json()["facets"] is None
    facets = client.post("/api/v1/search", json=asked | {"facets": True}).json()["facets"]
    assert facets["kind"] == {"Handlungsempfehlung": 1}
    assert facets["year"]["2023"] == 1
