"""What the service says about itself."""

from importlib.metadata import version
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer import read_manifest
from service.app import create_app
from service.settings import Settings


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    file = tmp_path / "logo.svg"
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    return file


def test_about_names_product_index_and_nobody_where_no_operator_is_set(client: TestClient, papers_index: Path) -> None:
    manifest = read_manifest(papers_index)
    assert client.get("/api/v1/about").json() == {
        "name": "Fundstelle",
        "version": version("fundstelle"),
        "snapshot": manifest.id,
        "documents": 5,
        "passages": manifest.passages,
        "operator": {"name": None, "contact_email": None, "contact_url": None, "logo": False},
        "feedback": False,
        "unanswered": False,
        "languages": ["de", "en"],
    }


def test_about_names_the_operator_and_what_is_switched_on(papers_index: Path, logo: Path) -> None:
    settings = Settings(
        index=papers_index,
        operator_name="Stadt Tannfurt",
        operator_logo=logo,
        contact_email="integration@tannfurt.example",
        contact_url="https://tannfurt.example/kontakt",
        feedback=True,
        unanswered=True,
    )
    with TestClient(create_app(settings)) as asking:
        about = asking.get("/api/v1/about").json()
    assert about["operator"] == {
        "name": "Stadt Tannfurt",
        "contact_email": "integration@tannfurt.example",
        "contact_url": "https://tannfurt.example/kontakt",
        "logo": True,
    }
    assert (about["feedback"], about["unanswered"]) == (True, True)
