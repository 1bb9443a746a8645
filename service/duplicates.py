"""Finds passages that say the same: minutes quote motions, and one paper comes in several versions."""

from collections.abc import Sequence

import numpy as np

from indexer import Store

LOOKED_AT = 30
"""So many places at the top of a ranking are compared with each other."""

_SAME = 0.8
"""From this share of common tokens on (Jaccard), two passages say the same."""


def repeated_by(store: Store, rows: Sequence[int]) -> dict[int, list[int]]:
    """Places in `rows`, best first, that others further down repeat: place to those others, ascending.

    A passage is compared with all better ones that repeat none. Nothing is found in an index without tokens.
    """
    some = np.array(rows[:LOOKED_AT], dtype=np.int64)
    tokens = store.tokens(some)
    if tokens is None or len(some) < 2:
        return {}
    distinct, places = np.unique(tokens.ids, return_inverse=True)
    lengths = np.diff(tokens.offsets)
    held = np.zeros((len(some), len(distinct)), dtype=np.float32)
    held[np.repeat(np.arange(len(some)), lengths), places] = 1.0
    common = held @ held.T
    same = common >= _SAME * np.maximum(lengths[:, np.newaxis] + lengths - common, 1.0)
    found: dict[int, list[int]] = {}
    gone: set[int] = set()
    for place in range(len(some)):
        if place not in gone:
            others = [int(other) for other in np.flatnonzero(same[place, place + 1 :]) + place + 1 if other not in gone]
            if others:
                found[place] = others
                gone.update(others)
    return found
