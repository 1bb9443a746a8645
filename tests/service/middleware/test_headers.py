"""Security headers on whatever the service answers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TOKEN = "ein-langes-token-nur-zum-testen"
ORIGIN = "https://www.tannfurt.example"
EMBEDDED = re.compile(r"/widget/|/api/v1/passages/.+/page\.")
ORIGINALS = "/original"


@pytest.fixture(scope="module")
def everything(papers_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service with all that can be switched on."""
    settings = Settings(
        index=papers_index,
        admin_token=SecretStr(TOKEN),
        cors_origins=(ORIGIN,),
        feedback=True,
        unanswered=True,
        feedback_file=tmp_path_factory.mktemp("rueckmeldungen") / "rueckmeldungen.sqlite",
        rate_limit=0,
    )
    with TestClient(create_app(settings), headers={"Authorization": f"Bearer {TOKEN}"}) as asking:
        yield asking


@pytest.fixture(scope="module")
def addresses(everything: TestClient) -> list[tuple[str, str]]:
    """Method and address of every route, and of pages, files and what does not exist."""
    described = everything.get("/api/v1/openapi.json").json()["paths"]
    found = [
        (method.upper(), re.sub(r"\{\w+\}", "ehrenamt", path))
        for path, methods in described.items()
        for method in methods
    ]
    pages = ["/", "/dokumente", "/einbetten", "/metrics", "/favicon.ico", "/api/v1/openapi.json"]
    files = ["/page/page.css", "/page/nichts.css", "/widget/fundstelle.js", "/widget/nichts.js", "/nichts"]
    return found + [("GET", path) for path in pages + files] + [("POST", "/suche"), ("PUT", "/"), ("OPTIONS", "/")]


def assert_secure(headers: dict[str, str], address: str) -> None:
    """Nothing may run that is not ours, and nothing may be framed, sniffed or embedded."""
    policy = headers["content-security-policy"]
    assert policy == POLICY or (address.endswith(ORIGINALS) and policy.endswith("frame-ancestors 'none'")), address
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), geolocation=(), microphone=()"
    foreign = EMBEDDED.match(address)
    assert headers["cross-origin-resource-policy"] == ("cross-origin" if foreign else "same-origin"), address
    assert headers["x-request-id"]
    assert "server" not in headers


def test_every_answer_is_secure(everything: TestClient, addresses: list[tuple[str, str]]) -> None:
    assert len(addresses) > 20
    for method, address in addresses:
        for headers in ({}, {"Origin": ORIGIN}, {"Authorization": ""}):
            answer = everything.request(method, address, headers=headers)
            assert answer.status_code < 500, address
            assert_secure(dict(answer.headers), address)


def test_what_is_not_sent_again_is_secure(everything: TestClient, addresses: list[tuple[str, str]]) -> None:
    tags = {
        address: answer.headers["etag"]
        for method, address in addresses
        if method == "GET" and "etag" in (answer := everything.get(address)).headers
    }
    assert {"/", "/api/v1/facets", "/widget/fundstelle.js", "/page/page.css"} <= set(tags)
    for address, tag in tags.items():
        answer = everything.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 304, address
        assert_secure(dict(answer.headers), address)


@pytest.mark.usefixtures("break_engine")
def test_unexpected_errors_and_refusals_are_secure(everything: TestClient) -> None:
    body = {"query": "Rat"}
    preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    path = "/api/v1/search"
    answers = {
        500: everything.post(path, json=body),
        413: everything.post(path, content=b" " * 100_000),
        204: everything.options(path, headers=preflight),
        400: everything.options(path, headers=preflight | {"Origin": "https://boese.example"}),
        416: everything.get("/page/page.css", headers={"Range": "bytes=99999999-"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert_secure(dict(answer.headers), "")
