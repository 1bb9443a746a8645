"""The vector index, where it does something else than its part in the store."""

import gc
import threading
from pathlib import Path

import faiss
import numpy as np
import pytest

from indexer import vectors
from indexer.layout import COARSE_VECTORS
from indexer.vectors import VectorIndex
from indexer.writing.vectors import VectorWriter
from modelle import FloatArray


def written(path: Path, matrix: FloatArray) -> Path:
    writer = VectorWriter(path / "vectors.faiss", matrix.shape[1])
    writer.add(matrix[:3])
    writer.add(matrix[3:])
    writer.finish()
    return path / "vectors.faiss"


@pytest.fixture
def matrix() -> FloatArray:
    return np.random.default_rng(1).standard_normal((500, 16), np.float32)


def test_the_exact_vectors_are_kept_and_cannot_be_changed(tmp_path: Path, matrix: FloatArray) -> None:
    index = VectorIndex(written(tmp_path, matrix))
    np.testing.assert_array_equal(index.matrix, matrix)
    with pytest.raises(ValueError, match="read-only"):
        index.matrix[0, 0] = 1.0
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]


def test_vectors_outlive_their_index_and_their_file(tmp_path: Path, matrix: FloatArray) -> None:
    path = written(tmp_path, matrix)
    index = VectorIndex(path)
    some = index.matrix[10:20]
    path.unlink()
    del index
    gc.collect()
    np.testing.assert_array_equal(some, matrix[10:20])


def test_a_question_is_answered_by_the_thread_that_asks_alone(tmp_path: Path, matrix: FloatArray) -> None:
    index = VectorIndex(written(tmp_path, matrix))
    threads = []

    def ask() -> None:
        faiss.omp_set_num_threads(4)
        index.search(matrix[1], 5)
        threads.append(faiss.omp_get_max_threads())

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()
    assert threads == [1]


@pytest.mark.parametrize("limit", [1, 50, 499, 1000])
def test_many_allowed_rows_are_searched_with_the_same_result_as_few(
    tmp_path: Path, matrix: FloatArray, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    index = VectorIndex(written(tmp_path, matrix))
    mask = np.arange(500) % 3 > 0
    gathered = index.search(matrix[1], limit, mask)
    monkeypatch.setattr(vectors, "_GATHERED_ROWS", 0)
    selected = index.search(matrix[1], limit, mask)
    assert selected.rows.tolist() == gathered.rows.tolist()
    np.testing.assert_allclose(selected.scores, gathered.scores, rtol=1e-5, atol=1e-5)
    assert len(gathered.rows) == min(limit, mask.sum())


@pytest.mark.parametrize(("first", "expected"), [(0, [0, 2, 4, 6, 8]), (101, [102, 104, 106, 108, 110])])
def test_ties_beyond_what_is_asked_for_are_still_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int, expected: list[int]
) -> None:
    monkeypatch.setattr(vectors, "_GATHERED_ROWS", 0)
    index = VectorIndex(written(tmp_path, np.tile(np.array([[0.6, 0.8], [0.8, 0.6]], np.float32), (300, 1))))
    found = index.search(np.array([0, 1], np.float32), 5, np.arange(600) >= first if first else None)
    assert found.rows.tolist() == expected
    assert found.scores.tolist() == [np.float32(0.8)] * 5


def test_an_index_without_rows_finds_nothing(tmp_path: Path) -> None:
    index = VectorIndex(written(tmp_path, np.empty((0, 4), np.float32)))
    assert index.matrix.shape == (0, 4)
    assert index.search(np.ones(4, np.float32), 5).rows.tolist() == []


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    writer = VectorWriter(tmp_path / "vectors.faiss", 4)
    with pytest.raises(ValueError, match=r"shape \(2, 3\) where \(k, 4\)"):
        writer.add(np.zeros((2, 3), np.float32))
    writer.close()


def test_the_coarse_copy_finds_what_the_exact_vectors_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    matrix = random.standard_normal((6_000, 64), np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    path = written(tmp_path, matrix)
    assert (tmp_path / COARSE_VECTORS).is_file()
    index = VectorIndex(path)
    mask = np.arange(6_000) % 2 == 0
    for question in matrix[:20] + 0.05 * random.standard_normal((20, 64), np.float32):
        exact = matrix @ question
        found = index.search(question, 50)
        assert set(found.rows.tolist()) == set(np.argsort(-exact)[:50].tolist())
        np.testing.assert_allclose(found.scores, np.sort(exact)[::-1][:50], rtol=1e-5)
        allowed = index.search(question, 50, mask)
        assert set(allowed.rows.tolist()) == set((2 * np.argsort(-exact[::2])[:50]).tolist())


def test_a_coarse_copy_of_other_vectors_is_refused(tmp_path: Path, matrix: FloatArray) -> None:
    path = written(tmp_path, np.tile(matrix, (12, 1)))
    written(tmp_path, matrix)
    with pytest.raises(RuntimeError, match="6000 vectors instead of 500"):
        VectorIndex(path)
