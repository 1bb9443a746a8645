"""The list of documents over the API."""

from typing import Any

import pytest
from starlette.testclient import TestClient


def listed(client: TestClient, **query: Any) -> dict[str, Any]:
    response = client.get("/api/v1/documents", params=query)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def titles(answer: dict[str, Any]) -> list[str]:
    return [document["title"] for document in answer["documents"]]


def test_all_documents_come_by_title_with_their_numbers_of_passages(client: TestClient) -> None:
    answer = listed(client)
    assert list(answer) == ["documents", "total", "facets"]
    assert answer["total"] == len(answer["documents"]) == 5
    assert titles(answer) == sorted(titles(answer), key=str.casefold)
    for document in answer["documents"]:
        shown = client.get(f"/api/v1/documents/{document['id']}").json()
        assert document.pop("passages") == len(shown.pop("passages"))
        shown.pop("original")
        assert document == shown
    assert answer["facets"] == client.get("/api/v1/facets").json()


def test_offset_and_limit_cut_the_list(client: TestClient) -> None:
    whole = listed(client)
    part = listed(client, offset=1, limit=2)
    assert part["documents"] == whole["documents"][1:3]
    assert (part["total"], part["facets"]) == (5, whole["facets"])
    assert listed(client, offset=100)["documents"] == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"kind": "Handlungsempfehlung"}, {"ehrenamt"}),
        ({"kind": ["Handlungsempfehlung", "kommunaler Bericht"]}, {"ehrenamt", "wohnen"}),
        ({"municipality": "Tannfurt", "year": 2021}, {"wohnen"}),
        ({"federal_state": "Hessen", "year": 2021}, set()),
    ],
)
def test_filters_leave_only_their_documents(client: TestClient, query: dict[str, Any], wanted: set[str]) -> None:
    answer = listed(client, **query)
    assert {document["id"] for document in answer["documents"]} == wanted
    assert answer["total"] == len(wanted)


def test_values_of_a_filtered_field_count_without_its_own_filter(client: TestClient) -> None:
    facets = listed(client, municipality="Tannfurt", year=2021)["facets"]
    assert facets["year"] == {"2023": 1, "2021": 1}
    assert facets["municipality"] == {"Tannfurt": 1}
    assert facets["kind"] == {"kommunaler Bericht": 1}


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ({"limit": 0}, "Der Wert von „limit“ muss mindestens 1 sein."),
        ({"limit": 201}, "Der Wert von „limit“ darf höchstens 200 sein."),
        ({"offset": -1}, "Der Wert von „offset“ muss mindestens 0 sein."),
        ({"sort": "x"}, "Das Feld „sort“ gibt es nicht."),
    ],
)
def test_what_cannot_be_listed_is_refused_with_a_sentence(
    client: TestClient, query: dict[str, Any], detail: str
) -> None:
    response = client.get("/api/v1/documents", params=query)
    assert (response.status_code, response.json()["detail"]) == (422, detail)
