"""What the tests of the reading room share."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from korpus.document import Block


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a text file below a folder of its own, and the folders above it."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def outline_of() -> Callable[[Sequence[Block]], list[tuple[str, str]]]:
    """Blocks in short: a heading as "h1", others by their kind, each with its text."""

    def short(blocks: Sequence[Block]) -> list[tuple[str, str]]:
        return [(f"h{block.level}" if block.level else block.kind.value, block.text) for block in blocks]

    return short
