"""Turns raw evidence into a calibrated relevance: the probability that a passage answers the question.

Logistic regression over the cosine and the share of the attainable BM25 (Platt 1999); the coefficients stand with the
model's name in `data/kalibrierung.json`, fitted on the development sets by `benchmarks/calibrate.py`.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data" / "kalibrierung.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic regression."""

    intercept: float
    cosine: float
    words: float

    def relevance(self, cosine: float, words: float) -> float:
        """Relevance, 0 to 1, of a passage.

        :param cosine: of the passage's vector with the question's.
        :param words: its BM25 as a share of what the question could attain, 0 to 1.
        """
        return 1.0 / (1.0 + math.exp(-(self.intercept + self.cosine * cosine + self.words * words)))


@cache
def _coefficients() -> dict[str, dict[str, Any]]:
    values: dict[str, dict[str, Any]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return values


def load_calibration(model: str) -> Calibration:
    """The calibration fitted for a model, else the one of words alone."""
    fitted = _coefficients()
    return Calibration(**fitted.get(model, fitted["*"]))
