"""Collects vectors batch by batch and writes them as a FAISS index."""

from pathlib import Path

import numpy as np

from modelle.contract import FloatArray


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
        import faiss

        self._raw.close()
        index = faiss.IndexFlatIP(self._dimensions)
        if self._count:
            shape = (self._count, self._dimensions)
            index.add(np.memmap(self._raw_path, dtype=np.float32, mode="r", shape=shape))
        faiss.write_index(index, str(self._path))
        self._raw_path.unlink()

    def close(self) -> None:
        self._raw.close()
