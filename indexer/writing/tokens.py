"""Collects the tokens of passages batch by batch and writes them as `indexer.tokens` reads them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.tokens import FREQUENCIES, IDS, OFFSETS

_SMALL_VOCABULARY = 1 << 16


class TokenIdWriter:
    """Adds passages in the order of their rows; the ids go to a plain file first."""

    def __init__(self, folder: Path, token_count: int) -> None:
        """`token_count`: of the encoder."""
        folder.mkdir()
        self._folder = folder
        self._type: type[np.unsignedinteger[Any]] = np.uint16 if token_count <= _SMALL_VOCABULARY else np.uint32
        self._frequencies = np.zeros(token_count, dtype=np.uint32)
        self._offsets = [0]
        self._raw_path = folder / "ids.raw"
        self._raw = self._raw_path.open("wb")

    def add(self, batch: Sequence[NDArray[np.unsignedinteger[Any]]]) -> None:
        """Adds the tokens of passages, repeated ones or not."""
        for ids in batch:
            distinct = np.unique(ids)
            self._frequencies[distinct] += 1
            self._raw.write(distinct.astype(self._type).data)
            self._offsets.append(self._offsets[-1] + len(distinct))

    def finish(self) -> None:
        """Writes the arrays and removes the plain file."""
        self._raw.close()
        count = self._offsets[-1]
        ids = np.memmap(self._raw_path, self._type, "r", shape=(count,)) if count else np.empty(0, self._type)
        np.save(self._folder / IDS, ids, allow_pickle=False)
        np.save(self._folder / OFFSETS, np.array(self._offsets, dtype=np.int64), allow_pickle=False)
        np.save(self._folder / FREQUENCIES, self._frequencies, allow_pickle=False)
        self._raw_path.unlink()

    def close(self) -> None:
        self._raw.close()
