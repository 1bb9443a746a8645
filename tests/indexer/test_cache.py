"""The cache of vectors: what is never encoded twice, what is forgotten, and what happens when the file is damaged."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer import FileStatus, current_id
from indexer.errors import IndexNotWritten
from indexer.layout import CACHE, SNAPSHOTS, VECTORS
from indexer.writing import cache as cache_module
from indexer.writing.cache import VectorCache
from korpus.texts import TextSource
from modelle import FloatArray
from tests.indexer.index_folder import DIMENSIONS, HashEncoder, IndexFolder

Text = Callable[..., TextSource]


def rows(path: Path, encoder: HashEncoder, texts: Sequence[str], keep: int = 3) -> FloatArray:
    """Vectors by a cache that is opened and closed for them, as for one build that is published."""
    with VectorCache(path, encoder) as cache:
        found = cache.rows(texts, [None] * len(texts))
        cache.forget(keep)
        assert cache.warnings == []
    return found


def test_a_text_is_encoded_once_and_its_vector_comes_back_to_the_bit(tmp_path: Path, encoder: HashEncoder) -> None:
    first = rows(tmp_path / "c", encoder, ["Rat", "Haus"])
    second = rows(tmp_path / "c", encoder, ["Haus", "Wald", "Rat", "Haus"])
    assert encoder.encoded == ["Rat", "Haus", "Wald"]
    assert second.dtype == np.float32
    assert second[[2, 0, 3]].tobytes() == first[[0, 1, 1]].tobytes()
    np.testing.assert_array_equal(second[1], encoder.encode_query("Wald"))


def test_the_same_text_in_one_batch_is_encoded_once(tmp_path: Path, encoder: HashEncoder) -> None:
    found = rows(tmp_path / "c", encoder, ["Rat", "Rat", "Rat"])
    assert encoder.encoded == ["Rat"]
    np.testing.assert_array_equal(found, np.tile(encoder.encode_query("Rat"), (3, 1)))


def test_more_texts_than_one_query_takes_are_found_again(
    tmp_path: Path, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "_QUERY_ROWS", 2)
    texts = [f"Wort{number}" for number in range(7)]
    first = rows(tmp_path / "c", encoder, texts)
    assert rows(tmp_path / "c", encoder, texts).tobytes() == first.tobytes()
    assert encoder.encoded == texts


def test_no_text_at_all_gives_no_rows(tmp_path: Path, encoder: HashEncoder) -> None:
    assert rows(tmp_path / "c", encoder, []).shape == (0, DIMENSIONS)


def test_each_model_has_its_own_vectors(tmp_path: Path, encoder: HashEncoder, other_encoder: HashEncoder) -> None:
    for model in (encoder, other_encoder, encoder):
        rows(tmp_path / "c", model, ["Rat"])
    assert (encoder.encoded, other_encoder.encoded) == (["Rat"], ["Rat"])


def test_vectors_of_the_earlier_snapshot_are_kept_and_not_encoded(tmp_path: Path, encoder: HashEncoder) -> None:
    known = np.arange(DIMENSIONS, dtype=np.float32)
    with VectorCache(tmp_path / "c", encoder) as cache:
        found = cache.rows(["Rat", "Haus"], [known, None])
    np.testing.assert_array_equal(found[0], known)
    np.testing.assert_array_equal(rows(tmp_path / "c", encoder, ["Rat"])[0], known)
    assert encoder.encoded == ["Haus"]


def test_what_the_kept_builds_have_not_used_is_forgotten(tmp_path: Path, encoder: HashEncoder) -> None:
    for texts in (["alt", "neu"], ["neu"], ["neu"]):
        rows(tmp_path / "c", encoder, texts, keep=3)
    rows(tmp_path / "c", encoder, ["alt"], keep=3)  # used within the last three builds
    for _ in range(3):
        rows(tmp_path / "c", encoder, ["alt"], keep=3)
    assert encoder.encoded == ["alt", "neu"]
    rows(tmp_path / "c", encoder, ["neu"], keep=3)
    assert encoder.encoded == ["alt", "neu", "neu"]


def test_a_forgotten_text_leaves_nothing_in_the_file(tmp_path: Path, encoder: HashEncoder) -> None:
    rows(tmp_path / "c", encoder, [f"Wort{number}" for number in range(3000)], keep=1)
    before = (tmp_path / "c").stat().st_size
    rows(tmp_path / "c", encoder, ["Rat"], keep=1)
    connection = sqlite3.connect(tmp_path / "c")
    counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("entries", "vectors")]
    connection.close()
    assert counts == [1, 1]
    assert (tmp_path / "c").stat().st_size < before / 3


def test_the_file_does_not_grow_beyond_its_size(tmp_path: Path, encoder: HashEncoder) -> None:
    with VectorCache(tmp_path / "c", encoder, max_bytes=0) as cache:
        cache.rows(["Rat"], [None])
        np.testing.assert_array_equal(cache.rows(["Rat"], [None])[0], encoder.encode_query("Rat"))
    assert encoder.encoded == ["Rat", "Rat"]


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def change_a_vector(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE vectors SET vector = zeroblob(length(vector)) WHERE id = 2")
    connection.commit()
    connection.close()


def shorten_a_vector(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE vectors SET vector = x'00' WHERE id = 1")
    connection.commit()
    connection.close()


def other_form(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def drop_a_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE vectors")
    connection.close()


@pytest.mark.parametrize("damage", [cut_short, garble, change_a_vector, shorten_a_vector, other_form, drop_a_table])
def test_a_damaged_file_is_thrown_away_with_a_warning(
    tmp_path: Path, encoder: HashEncoder, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "c"
    first = rows(path, encoder, ["Rat", "Haus"])
    damage(path)
    with VectorCache(path, encoder) as cache:
        found = cache.rows(["Rat", "Haus"], [None, None])
        cache.forget(3)
        assert [warning.split("(")[0] for warning in cache.warnings] == [
            f"Der Zwischenspeicher der Vektoren „{path}“ war nicht brauchbar und wurde verworfen "
        ]
    assert found.tobytes() == first.tobytes()
    assert encoder.encoded == ["Rat", "Haus", "Rat", "Haus"]
    assert rows(path, encoder, ["Rat", "Haus"]).tobytes() == first.tobytes()
    assert encoder.encoded == ["Rat", "Haus", "Rat", "Haus"]


def test_a_place_where_no_file_can_be_made_only_costs_a_warning(tmp_path: Path, encoder: HashEncoder) -> None:
    (tmp_path / "c").mkdir()
    with VectorCache(tmp_path / "c", encoder) as cache:
        np.testing.assert_array_equal(cache.rows(["Rat"], [None])[0], encoder.encode_query("Rat"))
        cache.forget(3)
        assert len(cache.warnings) == 1


def live_vectors(index: IndexFolder) -> bytes:
    return (index.path / SNAPSHOTS / current_id(index.path) / VECTORS).read_bytes()


def test_with_another_way_of_cutting_only_new_passages_are_encoded(
    index: IndexFolder, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [text("a", "Der Rat tagt."), text("b", "Der Verein feiert.")]
    index.build(sources)
    before = live_vectors(index)
    for module in ("indexer.writing.snapshot", "indexer.writing.earlier"):
        monkeypatch.setattr(f"{module}.CUTTER_VERSION", "andere")
    report = index.build(sources)
    assert [entry.status for entry in report.entries] == [FileStatus.INDEXED, FileStatus.INDEXED]
    assert index.encoder.encoded == []
    assert live_vectors(index) == before


def test_a_document_that_moves_or_comes_back_is_not_encoded_again(index: IndexFolder, text: Text) -> None:
    index.build([text("a", "Der Rat tagt."), text("b", "Der Verein feiert.")])
    index.build([text("b", "Der Verein feiert.")])
    index.build([text("a", "Der Rat tagt."), text("b", "Der Verein feiert.")])
    assert (index.reader.read, index.encoder.encoded) == (["a"], [])


def test_going_back_to_the_model_before_encodes_nothing(
    index: IndexFolder, other_encoder: HashEncoder, text: Text
) -> None:
    sources = [text("a", "Der Rat tagt.")]
    index.build(sources)
    before, first = live_vectors(index), index.encoder
    index.encoder = other_encoder
    index.build(sources)
    assert len(other_encoder.encoded) == 1
    index.encoder = first
    index.build(sources)
    assert first.encoded == []
    assert live_vectors(index) == before


def test_an_index_whose_snapshot_is_damaged_is_built_from_the_cache(index: IndexFolder, text: Text) -> None:
    sources = [text("a", "Der Rat tagt.")]
    index.build(sources)
    before = live_vectors(index)
    (index.path / SNAPSHOTS / current_id(index.path) / VECTORS).unlink()
    report = index.build(sources)
    assert "wird nicht übernommen" in report.warnings[0]
    assert index.encoder.encoded == []
    assert live_vectors(index) == before


def test_what_a_failed_build_has_encoded_is_not_encoded_again(
    index: IndexFolder, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("indexer.writing.vectors.VectorWriter.finish", full)
        with pytest.raises(IndexNotWritten):
            index.build([text("a", "Der Rat tagt.")])
    index.build([text("a", "Der Rat tagt.")])
    assert index.encoder.encoded == []


def test_a_damaged_cache_is_named_in_the_report_and_nothing_is_lost(index: IndexFolder, text: Text) -> None:
    index.build([text("a", "Der Rat tagt.")])
    garble(index.path / CACHE)
    report = index.build([text("a", "Der Rat tagt."), text("b", "Der Verein feiert.")])
    assert [warning.split(" „")[0] for warning in report.warnings] == ["Der Zwischenspeicher der Vektoren"]
    assert index.texts() == {"a": ["Der Rat tagt."], "b": ["Der Verein feiert."]}


def test_a_cache_that_was_deleted_is_filled_again_from_the_snapshot(
    index: IndexFolder, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.build([text("a", "Der Rat tagt.")])
    (index.path / CACHE).unlink()
    index.build([text("a", "Der Rat tagt."), text("b", "Der Verein feiert.")])
    assert len(index.encoder.encoded) == 1
    for module in ("indexer.writing.snapshot", "indexer.writing.earlier"):
        monkeypatch.setattr(f"{module}.CUTTER_VERSION", "andere")
    index.build([text("a", "Der Rat tagt."), text("b", "Der Verein feiert.")])
    assert index.encoder.encoded == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from indexer.writing.cache import VectorCache
from tests.indexer.index_folder import HashEncoder
cache = VectorCache(Path(sys.argv[1]), HashEncoder())
cache.rows(["Rat", "Haus"], [None, None])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_build_leaves_what_it_has_encoded(tmp_path: Path, encoder: HashEncoder, repository: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path / "c")], check=False, cwd=repository, env=os.environ
    )
    assert killed.returncode == -signal.SIGKILL
    rows(tmp_path / "c", encoder, ["Rat", "Haus"])
    assert encoder.encoded == []
