"""The encoder's tokens of every passage, for comparing a question with a passage token by token; memory-mapped.

Three arrays in NumPy's own format: the distinct token ids of all passages one after another (ascending within a
passage, two bytes each where the encoder's vocabulary allows), where each passage's begin, and in how many passages
each token stands. An index of an encoder without token vectors has none of them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

IDS = "ids.npy"
OFFSETS = "offsets.npy"
FREQUENCIES = "frequencies.npy"


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """Distinct tokens of some passages: those of the i-th are `ids[offsets[i] : offsets[i + 1]]`, ascending.

    `ids`: `(m,)` unsigned. `offsets`: `(k + 1,)` int64, from 0 to m.
    """

    ids: NDArray[np.unsignedinteger[Any]]
    offsets: NDArray[np.int64]


class TokenIndex:
    """Tokens by row. Safe to call from several threads: nothing changes after opening."""

    def __init__(self, folder: Path) -> None:
        """Opens the files; raises OSError or ValueError where one cannot be read or they do not fit each other."""
        self._ids = _opened(folder / IDS)
        self._offsets = _opened(folder / OFFSETS)
        self._frequencies = _opened(folder / FREQUENCIES)
        if len(self._offsets) == 0 or self._offsets[-1] != len(self._ids):
            raise ValueError(f"{folder}: {len(self._ids)} tokens do not fit their offsets")

    @property
    def count(self) -> int:
        """Number of passages."""
        return len(self._offsets) - 1

    def frequencies(self, ids: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """In how many passages each token stands."""
        found: NDArray[np.int64] = self._frequencies[ids].astype(np.int64)
        return found

    def tokens(self, rows: NDArray[np.int64]) -> PassageTokens:
        """Distinct tokens of the passages of `rows` ((k,) int64), in their order."""
        starts = self._offsets[rows]
        lengths = self._offsets[rows + 1] - starts
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        places = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        return PassageTokens(self._ids[places], offsets)


def _opened(path: Path) -> NDArray[Any]:
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array
