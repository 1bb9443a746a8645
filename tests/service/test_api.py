"""The API as its clients see it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer import current_id
from service.app import create_app
from service.settings import Settings

QUESTION = "Wie gewinnt eine Kommune Ehrenamtliche?"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
VOLUNTEERS = {
    "id": "ehrenamt",
    "title": "Ehrenamt in Tannfurt",
    "kind": "Handlungsempfehlung",
    "fields_of_action": ["Engagement und Beteiligung"],
    "municipality": "Tannfurt",
    "federal_state": "Hessen",
    "audience": ["Verwaltung"],
    "date": "2023-09-14",
    "publisher": "Stadt Tannfurt",
    "url": None,
    "licence": "CC BY 4.0",
    "language": "de",
    "media_type": "application/pdf",
    "page_count": 20,
}


@pytest.fixture
def behind_proxy(papers_index: Path) -> Iterator[TestClient]:
    """The service as it is shown below /suche."""
    with TestClient(create_app(Settings(index=papers_index)), root_path="/suche") as asking:
        yield asking


def search(client: TestClient, query: str = QUESTION, **further: Any) -> dict[str, Any]:
    response = client.post("/api/v1/search", json={"query": query} | further)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_best_hit_is_cited_with_passage_document_and_page(client: TestClient, papers_index: Path) -> None:
    answer = search(client, limit=1)
    assert list(answer) == [
        "query",
        "hits",
        "total",
        "took_ms",
        "snapshot",
        "band",
        "searched",
        "notice",
        "facets",
        "alternatives",
    ]
    assert (answer["query"], answer["snapshot"]) == (QUESTION, current_id(papers_index))
    [hit] = answer["hits"]
    assert hit["document"] == VOLUNTEERS
    text, marks = hit["passage"]["text"], hit["passage"]["marks"]
    assert [text[start:end] for start, end in marks[:3]] == ["Ehrenamtliche", "gewinnt", "Kommune"]
    assert (hit["rank"], hit["page"], hit["last_page"], hit["page_label"]) == (1, 3, 3, "iii")
    assert hit["heading_path"] == ["Gewinnen"]
    assert hit["url"] == "/api/v1/documents/ehrenamt/original#page=3"
    assert 0.5 < hit["relevance"] == round(hit["relevance"], 4) <= 1
    assert (answer["band"], hit["band"], hit["explanation"]) == ("good", "good", None)


def test_a_question_that_no_document_answers_is_answered_by_the_band_none(client: TestClient) -> None:
    answer = search(client, "Wie repariert man einen Vergaser am Mofa?")
    assert answer["band"] == "none"
    assert {hit["band"] for hit in answer["hits"]} == {"none"}


def test_an_explanation_says_what_each_stage_gave(client: TestClient) -> None:
    hits = search(client, "Wie gewinnt man Ehrenamtliche und Kamele?", explain=True)["hits"]
    why = hits[0]["explanation"]
    assert why["words_found"] == ["gewinnt", "Ehrenamtliche"]
    assert why["words_missing"] == ["Kamele"]
    assert why["dense_rank"] == 1
    assert why["calibrated"] == hits[0]["relevance"]
    text = hits[0]["passage"]["text"]
    met = {text[slice(*one["passage"])]: one["cosine"] for one in why["meetings"]}
    assert met["Ehrenamtliche"] == 1.0
    assert 0 < why["words_share"] < 1
    assert 0 < why["cosine"] < 1
    assert 0 < why["late"] < 1
    assert why["mixed"] >= hits[1]["explanation"]["mixed"]


def test_what_is_not_given_has_its_default(client: TestClient) -> None:
    full = {"limit": 10, "offset": 0, "mode": "hybrid", "filters": {}, "per_document": 2, "explain": False}
    short, long = search(client), search(client, **full)
    assert short["hits"] == long["hits"]


def test_offset_limit_and_cap_cut_the_ranking(client: TestClient) -> None:
    whole = search(client, per_document=1)
    part = search(client, per_document=1, offset=1, limit=2)
    assert part["hits"] == whole["hits"][1:3]
    assert [hit["rank"] for hit in part["hits"]] == [2, 3]
    assert part["total"] == whole["total"] == len(whole["hits"]) == 5


def test_the_last_page_ends_where_the_ranking_does(client: TestClient) -> None:
    assert search(client, offset=999, limit=100)["hits"] == []


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"kind": ["Handlungsempfehlung"]}, {"ehrenamt"}),
        ({"field_of_action": ["Engagement und Beteiligung"]}, {"ehrenamt"}),
        ({"municipality": ["Tannfurt"]}, {"ehrenamt", "wohnen"}),
        ({"federal_state": ["Hessen"]}, {"ehrenamt"}),
        ({"year": [2021]}, {"wohnen"}),
        ({"municipality": ["Tannfurt"], "year": [2021, 2022]}, {"wohnen"}),
        ({"kind": ["Satzung"]}, set()),
    ],
)
def test_filters_leave_only_their_documents(client: TestClient, filters: dict[str, Any], wanted: set[str]) -> None:
    assert {hit["document"]["id"] for hit in search(client, filters=filters)["hits"]} == wanted


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_every_mode_finds_the_paper_on_volunteers(client: TestClient, mode: str) -> None:
    assert search(client, mode=mode)["hits"][0]["document"]["id"] == "ehrenamt"


def test_answers_to_questions_are_not_kept_by_caches(client: TestClient) -> None:
    response = client.post("/api/v1/search", json={"query": QUESTION})
    assert response.headers["cache-control"] == "no-store"


def test_facets_give_each_value_with_its_number_of_documents(client: TestClient) -> None:
    assert client.get("/api/v1/facets").json() == {
        "kind": {"Handlungsempfehlung": 1, "kommunaler Bericht": 1},
        "field_of_action": {"Engagement und Beteiligung": 1},
        "municipality": {"Tannfurt": 2},
        "federal_state": {"Hessen": 1},
        "year": {"2023": 1, "2021": 1},
    }


def test_a_document_is_shown_with_all_its_passages_in_order(client: TestClient) -> None:
    shown = client.get("/api/v1/documents/ehrenamt").json()
    passages = shown.pop("passages")
    assert shown == VOLUNTEERS | {"original": "/api/v1/documents/ehrenamt/original"}
    assert [passage["position"] for passage in passages] == [0, 1]
    assert [(passage["page"], passage["page_label"]) for passage in passages] == [(3, "iii"), (7, "1")]
    assert [passage["heading_path"] for passage in passages] == [["Gewinnen"], ["Fortbilden"]]
    assert [passage["text"].split()[0] for passage in passages] == ["Ehrenamtliche", "Fortbildungen"]


def test_a_document_without_original_is_shown_with_its_published_address(client: TestClient) -> None:
    shown = client.get("/api/v1/documents/satzung").json()
    assert (shown["original"], shown["url"]) == (None, "https://tannfurt.example/satzung")


@pytest.mark.parametrize(
    ("document", "media_type", "policy", "disposition", "content"),
    [
        ("ehrenamt", "application/pdf", "frame-ancestors 'none'", 'inline; filename="Ehrenamt.pdf"', b"%PDF-1.7"),
        (
            "wohnen",
            "text/html; charset=utf-8",
            SANDBOX,
            "inline; filename*=utf-8''Wohnen%20f%C3%BCr%20alle.html",
            b"<p>Wohnungen",
        ),
        ("protokoll", "text/plain", SANDBOX, 'inline; filename="Protokoll.txt"', b"Beschluss \xfcber"),
        ("leitfaden", WORD, SANDBOX, 'attachment; filename="Leitfaden.docx"', b"PK\x03\x04"),
    ],
)
def test_an_original_is_shown_as_it_was_and_cannot_run_scripts(
    client: TestClient, document: str, media_type: str, policy: str, disposition: str, content: bytes
) -> None:
    response = client.get(f"/api/v1/documents/{document}/original")
    assert response.status_code == 200
    assert response.content.startswith(content)
    assert response.headers["content-type"] == media_type
    assert response.headers["content-security-policy"] == policy
    assert response.headers["content-disposition"] == disposition
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_part_of_an_original_can_be_fetched(client: TestClient) -> None:
    response = client.get("/api/v1/documents/ehrenamt/original", headers={"Range": "bytes=1-3"})
    assert (response.status_code, response.content) == (206, b"PDF")


def test_an_original_that_has_not_changed_is_not_sent_again_in_part(client: TestClient) -> None:
    tag = client.get("/api/v1/documents/ehrenamt/original").headers["etag"]
    headers = {"Range": "bytes=1-3", "If-Range": tag}
    assert client.get("/api/v1/documents/ehrenamt/original", headers=headers).status_code == 206


def test_health_and_readiness_say_that_all_is_well(client: TestClient, papers_index: Path) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "snapshot": None, "warning": None}
    assert client.get("/readyz").json() == {"status": "ok", "snapshot": current_id(papers_index), "warning": None}


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/facets", "/page/skip.js", "/api/v1/openapi.json"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), geolocation=(), microphone=()"


@pytest.mark.parametrize(("path", "media_type"), [("/", "text/html; charset=utf-8"), ("/favicon.ico", "image/svg+xml")])
def test_the_page_and_its_icon_are_served(client: TestClient, path: str, media_type: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)


def test_the_head_of_the_page_can_be_asked_for(client: TestClient) -> None:
    response = client.head("/")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == client.get("/").headers["content-length"]


def test_below_a_path_every_address_begins_with_it(behind_proxy: TestClient) -> None:
    assert search(behind_proxy)["hits"][0]["url"] == "/suche/api/v1/documents/ehrenamt/original#page=3"
    shown = behind_proxy.get("/api/v1/documents/ehrenamt").json()
    assert shown["original"] == "/suche/api/v1/documents/ehrenamt/original"
    assert behind_proxy.get("/api/v1/openapi.json").json()["servers"] == [{"url": "/suche"}]


def test_a_published_address_is_left_as_it_is_below_a_path(behind_proxy: TestClient) -> None:
    hit = search(behind_proxy, "Friedhofssatzung")["hits"][0]
    assert hit["url"] == "https://tannfurt.example/satzung"


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return described


def test_openapi_describes_every_route_in_german(description: dict[str, Any]) -> None:
    routes = {
        f"{method.upper()} {path}": route
        for path, methods in description["paths"].items()
        for method, route in methods.items()
    }
    assert set(routes) == {
        "POST /api/v1/search",
        "POST /api/v1/feedback",
        "POST /api/v1/unanswered",
        "GET /api/v1/suggest",
        "POST /api/v1/suggest",
        "GET /api/v1/about",
        "GET /api/v1/facets",
        "GET /api/v1/documents",
        "GET /api/v1/documents/{document_id}/original",
        "GET /api/v1/documents/{document_id}",
        "GET /api/v1/passages/{passage_id}",
        "GET /api/v1/passages/{passage_id}/page.webp",
        "GET /api/v1/passages/{passage_id}/similar",
        "GET /healthz",
        "GET /readyz",
    }
    for name, route in routes.items():
        assert route["summary"], name
        assert route["description"], name
        texts = [response["description"] for response in route["responses"].values()]
        texts += [parameter["description"] for parameter in route.get("parameters", [])]
        assert not {"Successful Response", "Validation Error", ""} & set(texts), name


def test_openapi_describes_every_model_and_every_field_in_german(description: dict[str, Any]) -> None:
    models = description["components"]["schemas"]
    assert set(models) == {
        "About",
        "Band",
        "DocumentInfo",
        "DocumentPassage",
        "DocumentResponse",
        "ExcludingFilter",
        "DocumentsResponse",
        "Facets",
        "FeedbackRequest",
        "Health",
        "HitExplanation",
        "ListedDocument",
        "Mode",
        "NearHeading",
        "Operator",
        "PassageInDocument",
        "PassageResponse",
        "PassageText",
        "SamePassage",
        "SearchAlternatives",
        "SearchFilters",
        "SearchHit",
        "SearchRequest",
        "SearchResponse",
        "SimilarResponse",
        "SuggestRequest",
        "SuggestResponse",
        "SuggestedText",
        "SuggestionKind",
        "UnansweredRequest",
        "WordMeeting",
    }
    for name, model in models.items():
        assert model["description"], name
        for field, described in model.get("properties", {}).items():
            assert described.get("description"), f"{name}.{field}"
    assert models["Mode"]["description"] == "Welche Belege zählen: Sinn und Wörter zusammen, nur Sinn, nur Wörter."


def test_openapi_says_that_every_error_is_a_problem(description: dict[str, Any]) -> None:
    for path, methods in description["paths"].items():
        for route in methods.values():
            for status, response in route["responses"].items():
                if not status.startswith("2"):
                    assert list(response["content"]) == ["application/problem+json"], f"{path} {status}"
