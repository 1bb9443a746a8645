"""Pages of other origins: what they may ask, and that nothing else is open to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import Settings

TOWN = "https://www.tannfurt.example"
OTHER = "https://boese.example"
QUESTION = {"query": "Wie gewinnt eine Kommune Ehrenamtliche?"}
ALLOW = "access-control-allow-origin"


@pytest.fixture(scope="module")
def open_to_town(papers_index: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(index=papers_index, cors_origins=(TOWN,)))) as asking:
        yield asking


def preflight(client: TestClient, path: str, method: str = "POST", origin: str = TOWN) -> Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type",
    }
    return client.options(path, headers=headers)


def test_a_named_origin_may_ask_and_read_what_it_needs_to_wait(open_to_town: TestClient) -> None:
    response = open_to_town.post("/api/v1/search", json=QUESTION, headers={"Origin": TOWN})
    assert response.status_code == 200
    assert response.headers[ALLOW] == TOWN
    assert response.headers["access-control-expose-headers"] == "Retry-After, X-Request-Id"
    assert response.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/facets", 200),
        ("/api/v1/about", 200),
        ("/api/v1/documents/ehrenamt", 200),
        ("/api/v1/documents/ehrenamt/original", 200),
        ("/api/v1/documents/unbekannt", 404),
        ("/widget/nichts.js", 404),
    ],
)
def test_every_route_of_the_widget_is_open_also_in_its_errors(open_to_town: TestClient, path: str, status: int) -> None:
    response = open_to_town.get(path, headers={"Origin": TOWN})
    assert (response.status_code, response.headers[ALLOW]) == (status, TOWN)


@pytest.mark.usefixtures("break_engine")
def test_an_unexpected_error_can_be_read_by_a_named_origin(open_to_town: TestClient) -> None:
    response = open_to_town.post("/api/v1/search", json=QUESTION, headers={"Origin": TOWN})
    assert (response.status_code, response.headers[ALLOW]) == (500, TOWN)


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/page/skip.js", "/api/v1/openapi.json", "/metrics"])
def test_what_the_widget_does_not_need_stays_closed(open_to_town: TestClient, path: str) -> None:
    assert ALLOW not in open_to_town.get(path, headers={"Origin": TOWN}).headers
    assert preflight(open_to_town, path, "GET").status_code in {404, 405}


@pytest.mark.parametrize("origin", [OTHER, "null", f"{TOWN}.boese.example", f"{TOWN}:8443", TOWN.upper()])
def test_an_origin_that_is_not_named_may_read_nothing(open_to_town: TestClient, origin: str) -> None:
    response = open_to_town.post("/api/v1/search", json=QUESTION, headers={"Origin": origin})
    assert ALLOW not in response.headers
    assert response.headers["vary"] == "Origin"
    assert preflight(open_to_town, "/api/v1/search", origin=origin).status_code == 400


def test_answers_differ_by_origin_also_where_none_was_sent(open_to_town: TestClient) -> None:
    response = open_to_town.get("/api/v1/facets")
    assert response.headers["vary"] == "Origin"
    assert ALLOW not in response.headers


def test_a_preflight_is_granted_without_a_body(open_to_town: TestClient) -> None:
    response = preflight(open_to_town, "/api/v1/search")
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers[ALLOW] == TOWN
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, POST"
    assert "Content-Type" in response.headers["access-control-allow-headers"].split(", ")
    assert "Origin" in response.headers["vary"].split(", ")
    assert "content-type" not in response.headers
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("method", "origin"), [("DELETE", TOWN), ("POST", OTHER)])
def test_a_preflight_that_is_refused_is_a_problem(open_to_town: TestClient, method: str, origin: str) -> None:
    response = preflight(open_to_town, "/api/v1/search", method, origin)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
    assert response.json()["detail"] == (
        "Die Seite, von der die Anfrage kommt, ist nicht freigegeben, oder die Methode ist es nicht."
    )


def test_without_a_named_origin_nothing_is_open(client: TestClient) -> None:
    response = client.post("/api/v1/search", json=QUESTION, headers={"Origin": TOWN})
    assert [name for name in response.headers if name.startswith("access-control")] == []
    assert preflight(client, "/api/v1/search").status_code == 405


def test_below_a_path_the_same_routes_are_open(papers_index: Path) -> None:
    app = create_app(Settings(index=papers_index, cors_origins=(TOWN,)))
    with TestClient(app, root_path="/suche") as asking:
        assert asking.get("/suche/api/v1/facets", headers={"Origin": TOWN}).headers[ALLOW] == TOWN
        assert ALLOW not in asking.get("/suche/readyz", headers={"Origin": TOWN}).headers


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/widget/fundstelle.js", "cross-origin"),
        ("/api/v1/passages/ehrenamt:0/page.webp", "cross-origin"),
        ("/api/v1/passages/ehrenamt:0/page.png?width=400", "cross-origin"),
        ("/api/v1/passages/ehrenamt:0", "same-origin"),
        ("/api/v1/documents/ehrenamt/original", "same-origin"),
        ("/page/skip.js", "same-origin"),
        ("/", "same-origin"),
    ],
)
def test_only_the_widget_and_images_of_pages_may_be_embedded(
    open_to_town: TestClient, client: TestClient, path: str, policy: str
) -> None:
    name = "cross-origin-resource-policy"
    assert open_to_town.get(path).headers[name] == policy
    assert client.get(path).headers[name] == "same-origin"
