"""What may be kept and what is not sent again; HEAD."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.build import build_index
from korpus.texts import TextSource, read_texts
from modelle import Analyser, Encoder
from service.app import create_app
from service.settings import Settings

WEAK = re.compile(r'W/"[0-9a-f]{20}"')
STRONG = re.compile(r'"[0-9a-f]{32}"')
OF_THE_SNAPSHOT = [
    "/api/v1/facets",
    "/api/v1/about",
    "/api/v1/documents/ehrenamt",
    "/api/v1/openapi.json",
]
FILES = ["/favicon.ico", "/page/skip.js", "/api/v1/documents/ehrenamt/original"]


def tag_of(client: TestClient, path: str) -> str:
    tag: str = client.get(path).headers["etag"]
    return tag


@pytest.mark.parametrize("path", OF_THE_SNAPSHOT)
def test_what_depends_on_the_snapshot_has_a_weak_tag_of_its_own(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert WEAK.fullmatch(headers["etag"])
    assert headers["cache-control"] == "no-cache"
    assert tag_of(client, path) == headers["etag"]
    assert len({tag_of(client, other) for other in OF_THE_SNAPSHOT}) == len(OF_THE_SNAPSHOT)


@pytest.mark.parametrize("path", FILES)
def test_a_file_has_the_strong_tag_of_its_content(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert STRONG.fullmatch(headers["etag"])
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", OF_THE_SNAPSHOT + FILES)
@pytest.mark.parametrize("form", ["{tag}", 'W/"a", {tag}', "{weak}", "{bare}", "*", '"a,b", {bare} ,"c"'])
def test_what_the_client_has_is_not_sent_again(client: TestClient, path: str, form: str) -> None:
    whole = client.get(path)
    tag = whole.headers["etag"]
    bare = tag.removeprefix("W/")
    response = client.get(path, headers={"If-None-Match": form.format(tag=tag, bare=bare, weak=f"W/{bare}")})
    assert (response.status_code, response.content) == (304, b"")
    for name in ("etag", "cache-control", "content-security-policy", "x-content-type-options"):
        assert response.headers[name] == whole.headers[name], name
    assert not {"content-type", "content-length"} & set(response.headers)


@pytest.mark.parametrize("path", OF_THE_SNAPSHOT + FILES)
@pytest.mark.parametrize("header", ['"a"', "a", 'W/"a", "b', ""])
def test_what_the_client_has_of_something_else_does_not_count(client: TestClient, path: str, header: str) -> None:
    assert client.get(path, headers={"If-None-Match": header}).status_code == 200


def test_the_tag_of_one_address_is_not_that_of_another(client: TestClient) -> None:
    headers = {"If-None-Match": tag_of(client, "/api/v1/facets")}
    assert client.get("/api/v1/facets?x=1", headers=headers).status_code == 200
    assert client.get("/api/v1/facets", headers=headers).status_code == 304


def test_a_part_is_not_sent_to_whoever_has_the_whole(client: TestClient) -> None:
    path = "/api/v1/documents/ehrenamt/original"
    headers = {"If-None-Match": tag_of(client, path), "Range": "bytes=1-3"}
    assert client.get(path, headers=headers).status_code == 304
    part = client.get(path, headers=headers | {"If-None-Match": '"a"'})
    assert (part.status_code, part.content) == (206, b"PDF")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/search"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/nichts"),
        ("GET", "/api/v1/documents/unbekannt"),
        ("DELETE", "/api/v1/facets"),
    ],
)
def test_errors_answers_to_questions_and_states_are_not_kept(client: TestClient, method: str, path: str) -> None:
    body = {"query": "Rat"} if method == "POST" else None
    for wanted in ("", "*"):
        response = client.request(method, path, json=body, headers={"If-None-Match": wanted})
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers
        assert response.status_code in {200, 404, 405}


@pytest.fixture
def changing(tmp_path: Path, encoder: Encoder, analyser: Analyser) -> Iterator[TestClient]:
    """The service over an index of one text."""
    build_index(tmp_path, [TextSource("rat", "Rat", "Der Rat tagt.")], read_texts, encoder, analyser)
    with TestClient(create_app(Settings(index=tmp_path, poll_seconds=3600))) as asking:
        yield asking


def test_a_new_snapshot_makes_a_new_tag(
    changing: TestClient, tmp_path: Path, encoder: Encoder, analyser: Analyser
) -> None:
    path = "/api/v1/documents/rat"
    before = tag_of(changing, path)
    build_index(tmp_path, [TextSource("rat", "Rat", "Der Rat ruht.")], read_texts, encoder, analyser)
    assert changing.get(path, headers={"If-None-Match": before}).status_code == 304
    with TestClient(create_app(Settings(index=tmp_path))) as asking:
        after = asking.get(path, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.json()["passages"][0]["text"] == "Der Rat ruht."
    assert after.headers["etag"] != before


def test_other_settings_make_another_tag(papers_index: Path, client: TestClient) -> None:
    with TestClient(create_app(Settings(index=papers_index, operator_name="Stadt Tannfurt"))) as asking:
        assert tag_of(asking, "/api/v1/about") != tag_of(client, "/api/v1/about")


def test_two_services_over_the_same_index_agree_on_the_tag(papers_index: Path) -> None:
    tags = set()
    for _ in range(2):
        with TestClient(create_app(Settings(index=papers_index))) as asking:
            tags.add(tag_of(asking, "/api/v1/facets"))
    assert len(tags) == 1


@pytest.mark.parametrize("path", [*OF_THE_SNAPSHOT, *FILES, "/healthz", "/nichts"])
def test_head_says_what_get_says_without_the_body(client: TestClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    ignored = {"x-request-id"}
    assert {n: v for n, v in head.headers.items() if n not in ignored} == {
        n: v for n, v in whole.headers.items() if n not in ignored
    }


def test_head_is_not_sent_again_either(client: TestClient) -> None:
    response = client.head("/api/v1/facets", headers={"If-None-Match": tag_of(client, "/api/v1/facets")})
    assert response.status_code == 304


def test_where_nobody_may_get_there_is_no_head(client: TestClient) -> None:
    assert client.head("/api/v1/search").status_code == 405
