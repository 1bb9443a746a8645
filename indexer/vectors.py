"""Passages by the inner product of their vectors, in FAISS; opened by memory map.

Where there is a coarse copy, it is run through first, and only what it finds is compared exactly.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from indexer.layout import COARSE_VECTORS
from indexer.ranking import EXTRA, best, cuts_a_tie, nothing
from indexer.store import Candidates
from modelle.contract import FloatArray

Mask = NDArray[np.bool_]

_GATHERED_ROWS = 2_000
"""Up to so many allowed passages, their vectors are gathered and compared without FAISS."""


_BYTE = 127.0
_COARSE_SHARE = 8
"""One in so many more than wanted is compared exactly, so that none of the best is lost."""


def in_bytes(vectors: FloatArray, largest: float) -> FloatArray:
    """Vectors as the coarse copy has them: whole numbers from -127 to 127, to which `largest` becomes 127."""
    return np.asarray(np.rint(vectors * np.float32(_BYTE / (largest or 1.0))), dtype=np.float32)


class _Rows:
    """Lets numpy see the vectors where FAISS keeps them; the array holds on to this, and this to the index."""

    def __init__(self, index: Any) -> None:
        self._index = index
        count, dimensions = int(index.ntotal), int(index.d)
        self.__array_interface__ = {
            "data": (int(index.get_xb()) if count else 0, True),
            "shape": (count, dimensions),
            "typestr": "<f4",
            "version": 3,
        }


class VectorIndex:
    """Nearest passages, one row each. Safe to call from several threads: nothing changes after opening.

    `matrix`: the exact vectors, `(n, dim)` float32, read-only, backed by the file.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file; raises RuntimeError where FAISS cannot read it."""
        faiss: Any = import_module("faiss")  # its stubs leave out half of what is used here
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        self._faiss = faiss
        coarse = path.with_name(COARSE_VECTORS)
        self._coarse = faiss.read_index(str(coarse), faiss.IO_FLAG_MMAP_IFC) if coarse.is_file() else None
        if self._coarse is not None and self._coarse.ntotal != self._index.ntotal:
            raise RuntimeError(f"{coarse}: {self._coarse.ntotal} vectors instead of {self._index.ntotal}")
        self.matrix: FloatArray = np.asarray(_Rows(self._index))
        # Questions are small products: on a busy machine the threads of BLAS wait for each other longer than they work.
        threadpool_limits(limits=1, user_api="blas")

    def search(self, vector: FloatArray, limit: int, mask: Mask | None = None) -> Candidates:
        """Rows by inner product with `vector` ((dim,) float32), greatest first, ties by row.

        `mask`, `(n,)` bool, says which rows count.
        """
        if mask is not None:
            rows = np.flatnonzero(mask)
            if len(rows) <= max(_GATHERED_ROWS, limit):
                return best(rows, self.similarity(vector, rows), limit)
        count = len(self.matrix)
        if limit <= 0 or not count:
            return nothing()
        question = np.ascontiguousarray(vector, dtype=np.float32)[np.newaxis]
        searched, asked = self._index, min(limit + EXTRA, count)
        if self._coarse is not None:
            searched, asked = self._coarse, min(limit + limit // _COARSE_SHARE + EXTRA, count)
            question = in_bytes(question, float(np.abs(question).max()))
        # The question's own thread does the work: several questions at once must not fight for the processors. OpenMP
        # keeps this number for each thread, so it is set in the one that asks.
        self._faiss.omp_set_num_threads(1)
        if mask is None:
            found_scores, found_rows = searched.search(question, asked)
        else:
            selector = self._faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
            parameters = self._faiss.SearchParameters(sel=selector)
            found_scores, found_rows = searched.search(question, asked, params=parameters)
        found = found_rows[0] >= 0
        rows, scores = found_rows[0][found], found_scores[0][found]
        if self._coarse is not None:
            return best(rows, self.similarity(vector, rows), limit)
        if len(rows) == asked < count and cuts_a_tie(scores, limit):
            # FAISS keeps whichever of them it likes.
            rows = np.arange(count) if mask is None else np.flatnonzero(mask)
            scores = (self.matrix @ question[0])[rows]
        return best(rows, scores, limit)

    def similarity(self, vector: FloatArray, rows: NDArray[np.int64]) -> FloatArray:
        """Inner products of `vector` ((dim,) float32) with the rows' vectors, `(k,)` float32."""
        products: FloatArray = self.matrix[rows] @ np.asarray(vector, dtype=np.float32)
        return products
