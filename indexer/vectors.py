"""Passages by the inner product of their vectors, in FAISS; opened by memory map."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import Candidates
from modelle.contract import FloatArray

Mask = NDArray[np.bool_]

_GATHERED_ROWS = 20_000
"""Up to so many allowed passages, their vectors are gathered and compared without FAISS."""


class VectorIndex:
    """Nearest passages, one row each. Safe to call from several threads: nothing changes after opening.

    `matrix`: the exact vectors, `(n, dim)` float32, read-only, backed by the file.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file; raises RuntimeError where FAISS cannot read it."""
        import faiss

        # The question's own thread does the work: several questions at once must not fight for the processors.
        faiss.omp_set_num_threads(1)
        self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        self._faiss: Any = faiss
        count, dimensions = int(self._index.ntotal), int(self._index.d)
        view = self._faiss.rev_swig_ptr(self._index.get_xb(), count * dimensions) if count else np.empty(0, np.float32)
        self.matrix: FloatArray = view.reshape(count, dimensions)
        self.matrix.flags.writeable = False

    def search(self, vector: FloatArray, limit: int, mask: Mask | None = None) -> Candidates:
        """Rows by inner product with `vector` ((dim,) float32), greatest first, ties by row.

        `mask`, `(n,)` bool, says which rows count.
        """
        if mask is not None:
            rows = np.flatnonzero(mask)
            if len(rows) <= max(_GATHERED_ROWS, limit):
                return best(rows, self.similarity(vector, rows), limit)
        limit = min(limit, len(self.matrix))
        if limit <= 0:
            return best(np.empty(0, np.int64), np.empty(0, np.float32), 0)
        question = np.ascontiguousarray(vector, dtype=np.float32)[np.newaxis]
        if mask is None:
            scores, rows = self._index.search(question, limit)
        else:
            selector = self._faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
            parameters = self._faiss.SearchParameters(sel=selector)
            scores, rows = self._index.search(question, limit, params=parameters)
        found = rows[0] >= 0
        return best(rows[0][found], scores[0][found], limit)

    def similarity(self, vector: FloatArray, rows: NDArray[np.int64]) -> FloatArray:
        """Inner products of `vector` ((dim,) float32) with the rows' vectors, `(k,)` float32."""
        products: FloatArray = self.matrix[rows] @ np.asarray(vector, dtype=np.float32)
        return products


def best(rows: NDArray[np.int64], scores: NDArray[np.float32], limit: int) -> Candidates:
    """The `limit` best by score, ties by row."""
    if len(rows) > 4 * limit > 0:
        # All that tie with the last one must stay in the race.
        threshold = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        kept = scores >= threshold
        rows, scores = rows[kept], scores[kept]
    order = np.lexsort((rows, -scores))[: max(0, limit)]
    return Candidates(np.asarray(rows[order], dtype=np.int64), np.asarray(scores[order], dtype=np.float32))
