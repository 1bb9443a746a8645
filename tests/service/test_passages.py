"""Single passages over the API: with those around them, and others like them."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.errors import NotThere
from service.passages import neighbourhood, similar
from service.search import SearchEngine

EngineOf = Callable[..., SearchEngine]


def filled(start: str, filler: str) -> str:
    """A text that is long enough to be a passage of its own."""
    return f"{start} " + " ".join(f"{filler}{number}." for number in range(140))


def ids(found: Any) -> list[str]:
    return [place.passage.id for place in found]


def test_a_passage_comes_with_its_document_and_those_around_it(client: TestClient) -> None:
    first = client.get("/api/v1/passages/ehrenamt.0").json()
    assert list(first) == ["document", "passage", "url", "page_image", "before", "after"]
    assert (first["document"]["id"], first["passage"]["id"]) == ("ehrenamt", "ehrenamt.0")
    assert first["url"] == "/api/v1/documents/ehrenamt/original#page=3"
    assert first["before"] == []
    [after] = first["after"]
    assert (after["id"], after["position"], after["page"]) == ("ehrenamt.1", 1, 7)
    second = client.get("/api/v1/passages/ehrenamt.1").json()
    assert (second["passage"], second["before"], second["after"]) == (after, [first["passage"]], [])


def test_no_neighbours_come_where_none_are_wanted(client: TestClient) -> None:
    shown = client.get("/api/v1/passages/ehrenamt.0", params={"neighbours": 0}).json()
    assert (shown["before"], shown["after"]) == ([], [])


def test_neighbours_are_of_the_same_document_and_in_order(engine_of: EngineOf) -> None:
    middle = tuple(filled(f"Absatz {number}.", "wort") for number in range(5))
    engine = engine_of({"a": filled("Davor.", "wort"), "b": middle, "c": filled("Danach.", "wort")})
    found = neighbourhood(engine.snapshot, "b.3", 2)
    assert [passage.id for passage in found.before] == ["b.1", "b.2"]
    assert found.place.passage.id == "b.3"
    assert [passage.id for passage in found.after] == ["b.4"]


def test_similar_passages_speak_of_the_same_those_of_other_documents_first(engine_of: EngineOf) -> None:
    texts: dict[str, str | tuple[str, ...]] = {
        "a": (filled("Ein Auto.", "eins"), filled("Der Rat.", "zwei"), filled("Wagen und Auto.", "drei")),
        "b": filled("Der Wagen steht.", "vier"),
        "c": filled("Das Auto und der Wald.", "fünf"),
    }
    found = similar(engine_of(texts).snapshot, "a.0", 3)
    assert ids(found) == ["b.0", "c.0", "a.2"]
    assert [place.document.id for place in found] == ["b", "c", "a"]


def test_a_document_gives_two_similar_passages_at_most(engine_of: EngineOf) -> None:
    many = tuple(filled("Das Auto.", f"w{number}x") for number in range(6))
    found = similar(engine_of({"a": filled("Ein Auto.", "wort"), "b": many}).snapshot, "a.0", 5)
    assert len(found) == 2
    assert {place.document.id for place in found} == {"b"}


def test_the_passage_and_its_direct_neighbours_are_not_similar_to_it(engine_of: EngineOf) -> None:
    many = tuple(filled("Das Auto.", f"w{number}x") for number in range(5))
    found = similar(engine_of({"a": many}).snapshot, "a.2", 5)
    assert sorted(ids(found)) == ["a.0", "a.4"]


def test_a_passage_that_is_about_nothing_known_has_none_like_it(engine_of: EngineOf) -> None:
    assert similar(engine_of({"a": filled("Nichts.", "wort"), "b": filled("Auto.", "anders")}).snapshot, "a.0", 5) == ()


def test_what_says_the_same_comes_once_and_not_at_all_for_itself(engine_of: EngineOf, encoder: Any) -> None:
    volunteers = "Die Stadt gewinnt Ehrenamtliche über Vereine, Aushänge und persönliche Ansprache im Stadtteil. "
    training = "Fortbildungen für Ehrenamtliche zahlt die Stadt; die Vereine melden ihre Mitglieder dafür an. "
    texts = {"a": volunteers, "a-kopie": volunteers, "b": training, "b-kopie": training}
    assert ids(similar(engine_of(texts, encoder=encoder).snapshot, "a.0", 5)) == ["b.0"]


def test_similar_passages_over_the_api_name_document_and_address(client: TestClient) -> None:
    passages = client.get("/api/v1/passages/ehrenamt.0/similar", params={"limit": 2}).json()["passages"]
    assert len(passages) == 2
    assert list(passages[0]) == ["document", "passage", "url", "page_image"]
    assert "ehrenamt" not in {one["document"]["id"] for one in passages}


@pytest.mark.parametrize("path", ["fehlt.0", "ehrenamt.2", "ehrenamt.00", "ehrenamt", "ehrenamt.0/anders"])
@pytest.mark.parametrize("what", ["", "/similar"])
def test_a_passage_that_is_not_there_is_not_found(client: TestClient, path: str, what: str) -> None:
    response = client.get(f"/api/v1/passages/{path}{what}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert response.json()["detail"] == "Diese Textstelle gibt es nicht, oder nicht mehr."


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("ehrenamt.0?neighbours=11", "Der Wert von „neighbours“ darf höchstens 10 sein."),
        ("ehrenamt.0?neighbours=-1", "Der Wert von „neighbours“ muss mindestens 0 sein."),
        ("ehrenamt.0/similar?limit=0", "Der Wert von „limit“ muss mindestens 1 sein."),
    ],
)
def test_numbers_out_of_range_are_refused(client: TestClient, path: str, detail: str) -> None:
    response = client.get(f"/api/v1/passages/{path}")
    assert (response.status_code, response.json()["detail"]) == (422, detail)


def test_a_passage_that_is_not_there_has_no_neighbours(engine_of: EngineOf) -> None:
    with pytest.raises(NotThere):
        neighbourhood(engine_of({"a": "Der Rat tagt."}).snapshot, "b.0", 1)
