"""Whether relevance tells questions that a corpus answers from questions of another corpus, and how honest it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.calibration import Band

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """The first hit of a question. `relevance` is 0 where there is no hit; `right`: its document answers."""

    relevance: float
    band: Band
    right: bool


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Hits of similar relevance: how many, their mean relevance, and the share of them that is right."""

    count: int
    relevance: float
    right: float


def foreign_figures(own: Sequence[Judged], foreign: Sequence[Judged]) -> dict[str, float]:
    """`auroc`, and the share of each kind of question that is answered by "nothing found".

    `foreign_none` and `own_none` count questions whose first hit is in the band `none`, or that have no hit.
    """
    return {
        "auroc": auroc([one.relevance for one in own], [one.relevance for one in foreign]),
        "foreign_none": _share_of_none(foreign),
        "own_none": _share_of_none(own),
    }


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Area under the ROC curve: the chance that a positive value is the greater one, ties counting half."""
    values = np.sort(np.asarray(negative, dtype=np.float64))
    below = np.searchsorted(values, positive, side="left")
    not_above = np.searchsorted(values, positive, side="right")
    return float((below + not_above).mean() / (2 * len(values)))


def reliability(judged: Sequence[Judged]) -> list[ReliabilityBin]:
    """Hits by tenths of relevance, ascending; empty tenths are left out."""
    by_bin: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in judged:
        by_bin[min(int(one.relevance * BINS), BINS - 1)].append(one)
    return [
        ReliabilityBin(
            len(found),
            sum(one.relevance for one in found) / len(found),
            sum(one.right for one in found) / len(found),
        )
        for found in by_bin
        if found
    ]


def _share_of_none(judged: Sequence[Judged]) -> float:
    return sum(one.band is Band.NONE for one in judged) / len(judged)
