"""Putting candidates in order: greatest score first, ties by row, whatever computed the scores."""

import numpy as np
from numpy.typing import NDArray

from indexer.store import Candidates

EXTRA = 32
"""So many more than wanted are asked for, so that the limit seldom cuts through a tie."""

_SAME = 1e-6
"""Scores that differ by less than this part of them tie: the same numbers added up in another order."""


def nothing() -> Candidates:
    """No candidates."""
    return Candidates(np.empty(0, np.int64), np.empty(0, np.float32))


def best(rows: NDArray[np.int64], scores: NDArray[np.float32], limit: int) -> Candidates:
    """The `limit` best by score, ties by row; passages that tie are given the same score."""
    if limit <= 0 or not len(rows):
        return nothing()
    if len(rows) > 4 * limit:
        lowest = float(np.partition(scores, len(scores) - limit)[len(scores) - limit])
        kept = scores >= lowest - 2 * _slack(lowest)  # all that may tie with the last one stay in the race
        rows, scores = rows[kept], scores[kept]
    by_score = np.argsort(-scores, kind="stable")
    rows, scores = rows[by_score], scores[by_score]
    group = _groups(scores)
    order = np.lexsort((rows, group))[:limit]
    firsts = np.searchsorted(group, group[order])
    return Candidates(np.asarray(rows[order], dtype=np.int64), np.asarray(scores[firsts], dtype=np.float32))


def cuts_a_tie(scores: NDArray[np.float32], limit: int) -> bool:
    """Whether more candidates than the given ones may tie with the one at `limit`; `scores` are sorted."""
    if limit <= 0 or len(scores) < limit:
        return False
    group = _groups(scores)
    return bool(group[limit - 1] == group[-1])


def _groups(sorted_scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Number of the tie that each of the scores, greatest first, belongs to."""
    steps = -np.diff(sorted_scores)
    apart = steps > _SAME * np.maximum(1.0, np.abs(sorted_scores[:-1]))
    return np.concatenate(([0], np.cumsum(apart)))


def _slack(score: float) -> float:
    return _SAME * max(1.0, abs(score))
