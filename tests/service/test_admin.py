"""What only the operator is told, and who that is."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from indexer import current_id, read_manifest
from indexer.build import build_index
from korpus.texts import TextSource, read_texts
from modelle import Analyser, Encoder
from service.app import create_app
from service.settings import Settings

TOKEN = "ein-langes-token-nur-zum-testen"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ROUTES = [
    ("GET", "/api/v1/admin/status"),
    ("POST", "/api/v1/admin/reload"),
    ("GET", "/api/v1/admin/report"),
    ("GET", "/metrics"),
]


@pytest.fixture(scope="module")
def admin(papers_index: Path) -> Iterator[TestClient]:
    """The service with a token, asked without one."""
    settings = Settings(index=papers_index, admin_token=SecretStr(TOKEN), threads=3)
    with TestClient(create_app(settings)) as asking:
        yield asking


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_token_in_the_settings_there_is_nothing(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path, headers=BEARER)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "given",
    [None, "", "Bearer", "Bearer ", "Bearer falsch", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer \xfc"],
)
def test_who_does_not_bring_the_token_is_refused(admin: TestClient, method: str, path: str, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode("latin-1")}
    answer = admin.request(method, path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="Fundstelle"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Nicht angemeldet",
        "status": 401,
        "detail": "Hierfür ist das Token der Verwaltung nötig; es wird als „Authorization: Bearer …“ mitgeschickt.",
    }


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_who_brings_the_token_is_answered_and_nothing_is_kept(admin: TestClient, method: str, path: str) -> None:
    answer = admin.request(method, path, headers=BEARER)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in answer.headers


def test_the_status_names_snapshot_model_and_time(admin: TestClient, papers_index: Path) -> None:
    status = admin.get("/api/v1/admin/status", headers=BEARER).json()
    manifest = read_manifest(papers_index)
    assert 0 <= status.pop("uptime_seconds") < 600
    assert 0 <= (datetime.now(UTC) - datetime.fromisoformat(status.pop("started"))).total_seconds() < 600
    assert status.pop("version")
    assert status == {
        "process": os.getpid(),
        "workers": 1,
        "snapshot": manifest.id,
        "created": manifest.created,
        "documents": 5,
        "passages": manifest.passages,
        "model": {
            "name": "fundstelle-static-de",
            "version": manifest.model.version,
            "dimensions": manifest.model.dimensions,
        },
        "threads": 3,
        "waiting": 0,
        "warning": None,
    }


def test_the_report_is_that_of_the_live_snapshot(admin: TestClient, papers_index: Path) -> None:
    report = admin.get("/api/v1/admin/report", headers=BEARER).json()
    snapshot = current_id(papers_index)
    kept = papers_index / "snapshots" / snapshot / "report.json"
    assert report == {"snapshot": snapshot} | json.loads(kept.read_text("utf-8"))
    assert report["files"][0]["document_id"] == "ehrenamt"


@pytest.fixture
def rat(tmp_path: Path, encoder: Encoder, analyser: Analyser) -> Path:
    """An index of one text."""
    build_index(tmp_path, [TextSource("rat", "Rat", "Der Rat tagt.")], read_texts, encoder, analyser)
    return tmp_path


def test_a_reload_changes_over_at_once(rat: Path, encoder: Encoder, analyser: Analyser) -> None:
    settings = Settings(index=rat, admin_token=SecretStr(TOKEN), poll_seconds=3600)
    with TestClient(create_app(settings), headers=BEARER) as asking:
        before = current_id(rat)
        assert asking.post("/api/v1/admin/reload").json() == {"changed": False, "snapshot": before, "warning": None}
        build_index(rat, [TextSource("wald", "Wald", "Der Wald.")], read_texts, encoder, analyser)
        after = current_id(rat)
        assert asking.post("/api/v1/admin/reload").json() == {"changed": True, "snapshot": after, "warning": None}
        assert asking.get("/api/v1/documents/wald").status_code == 200
        (rat / "snapshots" / after / "report.json").unlink()
        report = asking.get("/api/v1/admin/report")
    assert (report.status_code, report.json()["detail"]) == (
        404,
        "Der Bericht dieses Standes ist nicht mehr aufbewahrt.",
    )


def test_only_with_a_token_openapi_describes_the_administration(admin: TestClient, client: TestClient) -> None:
    described = admin.get("/api/v1/openapi.json").json()
    routes = {path: routes for path, routes in described["paths"].items() if path.startswith("/api/v1/admin")}
    assert sorted(routes) == ["/api/v1/admin/reload", "/api/v1/admin/report", "/api/v1/admin/status"]
    assert all(route["security"] == [{"Verwaltung": []}] for methods in routes.values() for route in methods.values())
    assert "/api/v1/admin/status" not in client.get("/api/v1/openapi.json").json()["paths"]
