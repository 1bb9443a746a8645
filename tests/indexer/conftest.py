"""Fixtures for the indexer's tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from korpus.document import Block, BlockKind, Document, PageStart, ReadResult
from korpus.texts import TextSource
from modelle import Analyser, load_analyser
from tests.indexer.index_folder import HashEncoder, IndexFolder


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return load_analyser()


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def other_encoder() -> HashEncoder:
    """A model of another name, and so with another checksum."""
    return HashEncoder("andere")


@pytest.fixture
def index(tmp_path: Path, encoder: HashEncoder, analyser: Analyser) -> IndexFolder:
    return IndexFolder(tmp_path / "index", encoder, analyser)


@pytest.fixture(scope="session")
def text() -> Callable[..., TextSource]:
    """Makes a source of a text: `text("a", "Der Rat tagt.", kind="Satzung")`."""
    return lambda document_id, body, **known: TextSource(document_id, f"Titel {document_id}", body, **known)


@pytest.fixture(scope="session")
def result() -> Callable[..., ReadResult]:
    """Makes a document that was read of its blocks."""

    def make(*blocks: Block, document_id: str = "d", title: str = "Titel") -> ReadResult:
        return ReadResult(Document(document_id, title, f"{document_id}.txt", "0" * 64, "text/plain"), blocks)

    return make


@pytest.fixture(scope="session")
def heading() -> Callable[..., Block]:
    """Makes a heading: the last of the path, at the path's depth."""

    def make(*path: str, page: int | None = None) -> Block:
        pages = (PageStart(0, page, None),) if page else ()
        return Block(BlockKind.HEADING, path[-1], path, len(path), pages)

    return make
