"""Turns raw evidence into a calibrated relevance: the probability that a passage answers the question.

Logistic regression over the cosine, the square root of the share of the attainable BM25, and the comparison token by
token (Platt 1999, "Probabilistic outputs for support vector machines"). None of the three grows with the length of the
question or is measured against other candidates, so they mean the same over a handful of documents and over many. The
coefficients stand with the model's name in `data/kalibrierung.json`, fitted by `benchmarks/calibrate.py`.
"""

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.fusion import Evidence

_DATA = Path(__file__).parent / "data" / "kalibrierung.json"


class Band(StrEnum):
    """Wie gut etwas passt: gut, möglicherweise oder nicht."""

    GOOD = "good"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic regression, and the least relevance that is called possible and good."""

    intercept: float
    cosine: float
    words: float
    late: float
    possible: float
    good: float

    def relevance(self, cosine: float, words: float, late: float = 0.0) -> float:
        """Relevance, 0 to 1, of a passage.

        :param cosine: of the passage's vector with the question's.
        :param words: its BM25 as a share of what the question could attain, 0 to 1.
        :param late: weighted mean of the best cosines of the question's tokens in it.
        """
        sum_of_evidence = self.intercept + self.cosine * cosine + self.words * math.sqrt(words) + self.late * late
        return 1.0 / (1.0 + math.exp(-sum_of_evidence))

    def relevances(self, evidence: Evidence) -> NDArray[np.float64]:
        """Relevance of each candidate, `(k,)`; never greater than that of one before it."""
        words = np.sqrt(evidence.words, dtype=np.float64)
        sums = self.intercept + self.cosine * evidence.cosine + self.words * words + self.late * evidence.late
        return np.asarray(np.minimum.accumulate(1.0 / (1.0 + np.exp(-sums))), dtype=np.float64)

    def band(self, relevance: float) -> Band:
        """What a relevance is called."""
        if relevance >= self.good:
            return Band.GOOD
        return Band.POSSIBLE if relevance >= self.possible else Band.NONE


@cache
def _coefficients() -> dict[str, dict[str, Any]]:
    values: dict[str, dict[str, Any]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return values


def load_calibration(model: str) -> Calibration:
    """The calibration fitted for a model, else the one of words alone."""
    fitted = _coefficients()
    return Calibration(**fitted.get(model, fitted["*"]))
