"""What to try where nothing fits."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer import Filters, Passage
from korpus.document import Document
from modelle import Analyser
from service.alternatives import FilterHint, nearest_headings
from service.cli_output import show_hits
from service.places import Place
from service.query import Query
from service.search import SearchEngine

EngineOf = Callable[..., SearchEngine]


def place(title: str, *path: str) -> Place:
    document = Document("d", title, "d.txt", "0" * 64, "text/plain")
    return Place(Passage("d.0", "d", 0, "Text.", path, None, None, None), document, None, None)


def never_fitting(engine: SearchEngine) -> SearchEngine:
    return replace(engine, calibration=replace(engine.calibration, possible=1.1, good=1.1))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (("Ehrenamt", "Engagierte gewinnen"), ("Ehrenamt", "Engagierte gewinnen")),
        (("Ehrenamt", "Fazit"), ("Ehrenamt",)),
        (("Ehrenamt", "3.2"), ("Ehrenamt",)),
        (("Einleitung",), ()),
        ((), ()),
    ],
)
def test_of_a_general_heading_the_one_above_it_or_the_title_is_taken(
    analyser: Analyser, path: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    assert [heading.path for heading in nearest_headings([place("Leitfaden", *path)], analyser)] == [wanted]


def test_the_same_heading_is_named_once_and_at_most_five_are(analyser: Analyser) -> None:
    names = ("Wald", "Wälder", "Haus", "Rat", "Kind", "Fluss", "Auto")
    found = nearest_headings([place("Leitfaden", name) for name in names], analyser)
    assert [heading.path[-1] for heading in found] == ["Wald", "Haus", "Rat", "Kind", "Fluss"]


def test_where_something_fits_or_nobody_asks_there_are_no_alternatives(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Der Rat tagt."})
    assert (
        replace(engine, calibration=replace(engine.calibration, possible=0.0))
        .search(Query("Rat", alternatives=True))
        .alternatives
        is None
    )
    assert never_fitting(engine).search(Query("Rat")).alternatives is None


def test_a_filter_that_excludes_what_fits_is_named_with_the_hits_it_hides(engine_of: EngineOf) -> None:
    known: dict[str, dict[str, Any]] = {"a": {"date": "2021"}, "b": {"date": "2022"}, "c": {"date": "2023"}}
    engine = engine_of({"a": "Bücherbus", "b": "Bücherbus", "c": "Gebühr"}, known)
    engine = replace(engine, calibration=replace(engine.calibration, possible=0.005))
    query = Query("Bücherbus", filters=Filters(years=(2023,)), alternatives=True, collapse=False)
    assert (found := engine.search(query).alternatives) is not None
    assert found.filters == (FilterHint("year", 2),)
    both = replace(query, filters=Filters(years=(2023,), kinds=("Satzung",)))
    assert (found := engine.search(both).alternatives) is not None
    assert found.filters == ()


def test_without_forgiving_errors_the_corrected_question_is_offered(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Das Freibad öffnet im Mai."})
    assert (found := engine.search(Query("Freibat", alternatives=True)).alternatives) is not None
    assert found.spelling == "Freibad"


def test_a_rare_word_that_is_one_letter_from_a_common_one_is_offered_as_that(engine_of: EngineOf) -> None:
    texts = {f"t{number:02}": "Die Integration gelingt." for number in range(20)}
    engine = never_fitting(engine_of(texts | {"x": "Die Intergration gelingt."}))
    query = Query("Intergration fördern", spelling=True, alternatives=True)
    assert (found := engine.search(query).alternatives) is not None
    assert found.spelling == "Integration fördern"
    assert (found := engine.search(replace(query, text="Integration fördern")).alternatives) is not None
    assert found.spelling is None


def test_the_api_names_headings_with_their_documents(client: TestClient) -> None:
    answer = client.post("/api/v1/search", json={"query": "Wie repariert man einen Vergaser am Mofa?"}).json()
    assert answer["band"] == "none"
    headings = answer["alternatives"]["headings"]
    assert [list(heading) for heading in headings] == [
        ["document", "title", "heading_path", "passage", "page", "url"]
    ] * len(headings)
    assert {heading["passage"].rsplit(".", 1)[0] for heading in headings} == {one["document"] for one in headings}
    assert (answer["alternatives"]["filters"], answer["alternatives"]["spelling"]) == ([], None)
    assert client.post("/api/v1/search", json={"query": "Ehrenamtliche gewinnen"}).json()["alternatives"] is None


def test_the_command_line_says_what_to_try(engine_of: EngineOf, capsys: pytest.CaptureFixture[str]) -> None:
    engine = engine_of({"a": "Das Freibad öffnet im Mai."}, {"a": {"title": "Bäder"}})
    show_hits(never_fitting(engine).search(Query("Freibad", alternatives=True)))
    assert "Überschriften in der Nähe: Bäder\n" in capsys.readouterr().err
    show_hits(engine.search(Query("Freibat", alternatives=True)))
    assert "Meinten Sie: Freibad\n" in capsys.readouterr().err
