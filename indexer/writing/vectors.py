"""Collects vectors batch by batch and writes them as a FAISS index, from some size on with a coarse copy beside it."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from indexer.layout import COARSE_VECTORS
from indexer.vectors import in_bytes
from modelle.contract import FloatArray

COARSE_FROM = 5_000
"""Passages from which on the coarse copy saves more time than it costs."""

_CHUNK = 10_000


class VectorWriter:
    """Batches go to a plain file first, so that the memory does not hold all vectors twice."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self._path = path
        self._dimensions = dimensions
        self._raw_path = path.with_suffix(".raw")
        self._raw = self._raw_path.open("wb")
        self._count = 0

    def add(self, vectors: FloatArray) -> None:
        """Adds rows, `(k, dimensions)` float32; raises ValueError for another shape."""
        if vectors.ndim != 2 or vectors.shape[1] != self._dimensions:
            raise ValueError(f"vectors of shape {vectors.shape} where (k, {self._dimensions}) is needed")
        self._raw.write(np.ascontiguousarray(vectors, dtype=np.float32).data)
        self._count += len(vectors)

    def finish(self) -> None:
        """Writes the index and removes the plain file."""
        faiss: Any = import_module("faiss")
        self._raw.close()
        index = faiss.IndexFlatIP(self._dimensions)
        if self._count:
            shape = (self._count, self._dimensions)
            vectors = np.memmap(self._raw_path, dtype=np.float32, mode="r", shape=shape)
            index.add(vectors)
            if self._count >= COARSE_FROM:
                faiss.write_index(_coarse(faiss, vectors), str(self._path.with_name(COARSE_VECTORS)))
        faiss.write_index(index, str(self._path))
        self._raw_path.unlink()

    def close(self) -> None:
        self._raw.close()


def _coarse(faiss: Any, vectors: FloatArray) -> Any:
    """A copy of the vectors with one byte for each number: a quarter of the memory to run through for a question.

    All vectors are multiplied by one number, so that the largest one of all becomes 127; their order by inner product
    stays.
    """
    index = faiss.IndexScalarQuantizer(
        vectors.shape[1], faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
    )
    largest = max(float(np.abs(chunk).max()) for chunk in _chunks(vectors))
    for chunk in _chunks(vectors):
        index.add(in_bytes(chunk, largest))
    return index


def _chunks(vectors: FloatArray) -> Iterator[FloatArray]:
    return (np.asarray(vectors[start : start + _CHUNK]) for start in range(0, len(vectors), _CHUNK))
