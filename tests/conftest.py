"""Fixtures for all rooms."""

from pathlib import Path

import pytest
from hypothesis import settings

# Every run tries the same texts, and a busy machine makes no test fail.
settings.register_profile("reproducible", derandomize=True, deadline=None)
settings.load_profile("reproducible")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout's top folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Real documents and development sets beside the checkout; the test is skipped where they are not there."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("Der Ordner ../shared liegt nicht neben dem Arbeitsverzeichnis; dieser Test braucht ihn.")
    return folder
