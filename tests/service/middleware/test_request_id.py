"""Every answer carries the name of its request."""

import re

import pytest
from starlette.testclient import TestClient

MADE = re.compile(r"[0-9a-f]{32}")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/page/page.css", 200),
        ("GET", "/api/v1/facets", 200),
        ("HEAD", "/api/v1/facets", 200),
        ("GET", "/nichts", 404),
        ("DELETE", "/", 405),
        ("POST", "/api/v1/search", 422),
    ],
)
def test_every_answer_has_a_name_of_its_own(client: TestClient, method: str, path: str, status: int) -> None:
    answers = [client.request(method, path) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {status}
    names = [answer.headers["x-request-id"] for answer in answers]
    assert all(MADE.fullmatch(name) for name in names)
    assert names[0] != names[1]


def test_an_answer_without_content_has_a_name(client: TestClient) -> None:
    tag = client.get("/api/v1/facets").headers["etag"]
    answer = client.get("/api/v1/facets", headers={"If-None-Match": tag})
    assert (answer.status_code, bool(MADE.fullmatch(answer.headers["x-request-id"]))) == (304, True)


@pytest.mark.usefixtures("break_engine")
def test_an_unexpected_error_has_a_name(client: TestClient) -> None:
    answer = client.post("/api/v1/search", json={"query": "Rat"}, headers={"X-Request-Id": "proxy-1"})
    assert (answer.status_code, answer.headers["x-request-id"]) == (500, "proxy-1")


@pytest.mark.parametrize("name", ["a", "3f0c.9_A-b", "x" * 64])
def test_a_plain_name_that_a_proxy_gave_is_kept(client: TestClient, name: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": name}).headers["x-request-id"] == name


@pytest.mark.parametrize("name", ["", "x" * 65, "a b", "a\tb", 'a"b', "a;b", "\xfc"])
def test_any_other_name_is_replaced(client: TestClient, name: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": name.encode("latin-1")})
    assert MADE.fullmatch(answer.headers["x-request-id"])
