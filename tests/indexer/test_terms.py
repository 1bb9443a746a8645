"""The lexical index, where it does something else than its part in the store."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Passage, terms
from indexer.terms import FieldWeights, TermIndex, is_lock
from indexer.writing.terms import TermWriter
from korpus.document import Document
from modelle import Analyser

DOCUMENT = Document("d", "Satzung", "d.txt", "0" * 64, "text/plain")


@pytest.fixture
def written(tmp_path: Path, analyser: Analyser) -> Callable[..., Path]:
    def write(*texts: str) -> Path:
        writer = TermWriter(tmp_path / "terms", analyser)
        writer.add(0, [(DOCUMENT, Passage("", "d", i, text, (), None, None, None)) for i, text in enumerate(texts)])
        writer.finish()
        return tmp_path / "terms"

    return write


def test_a_folder_in_which_no_lock_can_be_made_is_opened_all_the_same(written: Callable[..., Path]) -> None:
    folder = written("Der Rat tagt.", "Der Beirat berät.")
    for name in [path.name for path in folder.iterdir() if is_lock(path.name)] or [".tantivy-meta.lock"]:
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()  # what a read-only folder does, for every user
    before = sorted(path.name for path in folder.iterdir())
    index = TermIndex(folder, FieldWeights())
    assert index.search({"beirat": 1.0}, 5).rows.tolist() == [1]
    assert sorted(path.name for path in folder.iterdir()) == before


def test_more_ties_than_asked_for_are_by_row(written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    index = TermIndex(written(*["Rat und Beirat und Haus"] * 500), FieldWeights())
    everything = index.search({"rat": 1.0, "beirat": 1.0, "haus": 1.0}, 500)
    assert everything.rows.tolist() == list(range(500))
    monkeypatch.setattr(terms, "EXTRA", 0)
    assert index.search({"rat": 1.0, "beirat": 1.0, "haus": 1.0}, 3).rows.tolist() == [0, 1, 2]


def test_nothing_is_left_beside_the_index_when_it_is_written(written: Callable[..., Path]) -> None:
    folder = written("Der Rat tagt.")
    names = {path.name for path in folder.iterdir() if not is_lock(path.name)}
    assert {"meta.json", ".managed.json"} <= names
    assert len({name.split(".")[0] for name in names} - {"meta", ""}) == 1  # one segment


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"meta\.json"):
        TermIndex(tmp_path, FieldWeights())
