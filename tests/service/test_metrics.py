"""Figures for Prometheus."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from starlette.testclient import TestClient

from indexer import current_id
from service.app import create_app
from service.settings import Settings

TOKEN = "ein-langes-token-nur-zum-testen"
SECRET = "Xylophonquittung"


@pytest.fixture
def counted(papers_index: Path) -> Iterator[TestClient]:
    settings = Settings(index=papers_index, admin_token=SecretStr(TOKEN))
    with TestClient(create_app(settings), headers={"Authorization": f"Bearer {TOKEN}"}) as asking:
        yield asking


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    """Values by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_requests_are_counted_by_method_route_and_status(counted: TestClient) -> None:
    counted.get("/healthz")
    counted.get("/api/v1/documents/ehrenamt")
    counted.get("/api/v1/documents/wohnen")
    counted.get("/api/v1/documents/unbekannt")
    counted.head("/")
    counted.get("/page/page.css")
    found = figures(counted)
    name, document = "fundstelle_requests_total", "/api/v1/documents/{document_id:path}"
    assert {key[1:]: value for key, value in found.items() if key[0] == name} == {
        ("GET", "/healthz", "200"): 1,
        ("GET", document, "200"): 2,
        ("GET", document, "404"): 1,
        ("HEAD", "/", "200"): 1,
        ("GET", "/page", "200"): 1,
    }
    assert found["fundstelle_request_seconds_count", document] == 3
    assert 0 < found["fundstelle_request_seconds_sum", document] < 60
    assert figures(counted)[name, "GET", "/metrics", "200"] == 1


def test_questions_are_counted_by_mode_and_band(counted: TestClient) -> None:
    for query, mode in [
        ("Wie gewinnt eine Kommune Ehrenamtliche?", "hybrid"),
        ("Wie gewinnt eine Kommune Ehrenamtliche?", "hybrid"),
        ("Wie repariert man einen Vergaser am Mofa?", "dense"),
        ("", "hybrid"),
    ]:
        counted.post("/api/v1/search", json={"query": query, "mode": mode})
    counted.post("/suche", data={"frage": "Wie gewinnt eine Kommune Ehrenamtliche?"})
    found = figures(counted)
    assert {key[1:]: value for key, value in found.items() if key[0] == "fundstelle_questions_total"} == {
        ("good", "hybrid"): 3,
        ("none", "dense"): 1,
    }


def test_the_index_is_named_and_measured(counted: TestClient, papers_index: Path) -> None:
    found = figures(counted)
    assert found["fundstelle_info", "fundstelle-static-de", current_id(papers_index), version("fundstelle")] == 1
    assert found["fundstelle_documents",] == 5
    assert found["fundstelle_passages",] > 5
    assert found["fundstelle_warning",] == 0
    assert found["fundstelle_waiting_questions",] == 0
    assert found["process_resident_memory_bytes",] > 1e6


def test_no_figure_holds_what_anybody_wrote(counted: TestClient) -> None:
    counted.post("/api/v1/search", json={"query": SECRET})
    for path in (f"/{SECRET}", f"/api/v1/documents/{SECRET}", f"/page/{SECRET}", f"/?{SECRET}"):
        counted.get(path)
    counted.request(SECRET, "/")
    counted.get("/", headers={"X-Request-Id": SECRET, "User-Agent": SECRET})
    counted.post("/api/v1/feedback", json={})
    text = counted.get("/metrics").text
    assert SECRET.lower() not in text.lower()
    assert "feedback" not in text


def test_services_in_one_process_count_apart(counted: TestClient, papers_index: Path) -> None:
    counted.get("/healthz")
    with TestClient(create_app(Settings(index=papers_index, admin_token=SecretStr(TOKEN)))) as other:
        other.headers["Authorization"] = f"Bearer {TOKEN}"
        assert ("fundstelle_requests_total", "GET", "/healthz", "200") not in figures(other)
