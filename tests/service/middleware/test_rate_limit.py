"""Who asks too much has to wait, and learns for how long."""

import logging
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.middleware.rate_limit import client_of
from service.settings import Settings

SEARCH = "/api/v1/search"
QUESTION = {"query": "Rat"}
WARNING = (
    "Anfragen kommen über einen vorgeschalteten Server, den FUNDSTELLE_TRUSTED_PROXIES nicht nennt;"
    " sie gelten alle als von derselben Adresse."
)


@pytest.fixture
def two_a_minute(papers_index: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(index=papers_index, rate_limit=2))) as asking:
        yield asking


def test_beyond_the_limit_the_answer_is_a_problem_that_says_when_to_try_again(two_a_minute: TestClient) -> None:
    statuses = [two_a_minute.post(SEARCH, json=QUESTION).status_code for _ in range(2)]
    refused = two_a_minute.post(SEARCH, json=QUESTION)
    assert (statuses, refused.status_code) == ([200, 200], 429)
    assert refused.headers["content-type"] == "application/problem+json"
    seconds = refused.headers["retry-after"]
    assert int(seconds) in {29, 30}
    assert refused.json() == {
        "type": "about:blank",
        "title": "Zu viele Fragen",
        "status": 429,
        "detail": f"Von dieser Adresse wird zu viel gefragt; bitte in {seconds} Sekunden noch einmal versuchen.",
    }


def test_what_cannot_be_used_counts_as_well(two_a_minute: TestClient) -> None:
    assert [two_a_minute.post(SEARCH, json={}).status_code for _ in range(3)] == [422, 422, 429]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/suche", 2),
        ("POST", "/api/v1/feedback", 2),
        ("POST", "/api/v1/unanswered", 20),
        ("GET", "/api/v1/suggest?prefix=Ra", 20),
        ("POST", "/api/v1/suggest", 20),
        ("GET", "/api/v1/passages/ehrenamt:0", 20),
        ("GET", "/api/v1/passages/ehrenamt:0/page.webp", 20),
    ],
)
def test_each_kind_of_request_has_its_share(two_a_minute: TestClient, method: str, path: str, allowed: int) -> None:
    statuses = [two_a_minute.request(method, path).status_code for _ in range(allowed + 1)]
    assert statuses.index(429) == allowed


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/page/skip.js", "/api/v1/facets", "/api/v1/about"])
def test_pages_and_health_are_not_limited(two_a_minute: TestClient, path: str) -> None:
    assert {two_a_minute.get(path).status_code for _ in range(40)} == {200}


def test_openapi_says_where_somebody_may_have_to_wait(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    limited = {
        f"{method.upper()} {path}"
        for path, methods in described.items()
        for method, route in methods.items()
        if "429" in route["responses"]
    }
    counted = re.compile(r"POST /api/v1/(search|feedback|unanswered|suggest)|GET /api/v1/(suggest|passages/.+)")
    every = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    assert limited == {route for route in every if counted.fullmatch(route)}


def test_zero_means_without_limit(papers_index: Path) -> None:
    with TestClient(create_app(Settings(index=papers_index, rate_limit=0))) as asking:
        assert {asking.post(SEARCH, json={}).status_code for _ in range(150)} == {422}


def test_a_refused_page_of_another_origin_can_read_when_to_try_again(papers_index: Path) -> None:
    settings = Settings(index=papers_index, rate_limit=1, cors_origins=("https://a.example",))
    with TestClient(create_app(settings), headers={"Origin": "https://a.example"}) as asking:
        assert asking.post(SEARCH, json=QUESTION).status_code == 200
        refused = asking.post(SEARCH, json=QUESTION)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (429, "https://a.example")
    assert "Retry-After" in refused.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", str(0x20010DB800010002)),
        ("2001:db8:1:2::1", str(0x20010DB800010002)),
        ("2001:db8:1:3::1", str(0x20010DB800010003)),
        ("", ""),
        ("x" * 1000, "x" * 64),
    ],
)
def test_a_client_is_an_address_or_the_network_of_an_ipv6_address(address: str, client: str) -> None:
    assert client_of({"client": (address, 1234)}) == client


def test_who_comes_through_a_socket_of_the_file_system_has_no_address() -> None:
    assert client_of({"client": None}) == ""


@pytest.mark.parametrize("trusted", ["127.0.0.0/8", ""])
def test_only_a_trusted_proxy_can_name_the_client(
    serving: Callable[..., tuple[subprocess.Popen[str], str]],
    papers_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    trusted: str,
) -> None:
    monkeypatch.setenv("FUNDSTELLE_RATE_LIMIT", "1")
    monkeypatch.setenv("FUNDSTELLE_TRUSTED_PROXIES", trusted)
    _, address = serving("--index", str(papers_index))

    def ask(*named: str) -> int:
        headers = {"X-Forwarded-For": ", ".join(named)}
        return httpx2.post(f"{address}{SEARCH}", json=QUESTION, headers=headers).status_code

    # What a client writes itself comes first; the trusted proxy adds the address that it sees.
    statuses = [ask("192.0.2.1"), ask("192.0.2.2"), ask("192.0.2.9", "192.0.2.1")]
    assert statuses == ([200, 200, 429] if trusted else [200, 429, 429])


@pytest.mark.parametrize("trusted", [(), ("10.0.0.1",)])
def test_a_proxy_that_is_not_named_in_the_settings_is_mentioned_once(
    papers_index: Path, caplog: pytest.LogCaptureFixture, trusted: tuple[str, ...]
) -> None:
    app = create_app(Settings(index=papers_index, rate_limit=1, trusted_proxies=trusted))
    with TestClient(app, headers={"X-Forwarded-For": "192.0.2.1"}) as asking:
        assert [asking.post(SEARCH, json=QUESTION).status_code for _ in range(3)] == [200, 429, 429]
    ours = [record for record in caplog.records if record.name == "service.middleware.rate_limit"]
    assert [(record.levelno, record.getMessage()) for record in ours] == (
        [] if trusted else [(logging.WARNING, WARNING)]
    )
