"""From evidence to relevance."""

import math

import numpy as np
import pytest

from modelle import DEFAULT_MODEL
from service.calibration import Band, Calibration, load_calibration
from service.fusion import Evidence

PLAIN = Calibration(intercept=-2.0, cosine=4.0, words=4.0, late=4.0, possible=0.2, good=0.6)


@pytest.mark.parametrize(
    ("cosine", "words", "late", "wanted"),
    [
        (0.0, 0.0, 0.0, 1 / (1 + math.e**2)),
        (0.5, 0.0, 0.0, 0.5),
        (0.0, 0.25, 0.0, 0.5),
        (0.0, 0.0, 0.25, 1 / (1 + math.e)),
        (0.5, 0.25, 0.25, 1 / (1 + math.e**-3)),
        (1.0, 1.0, 1.0, 1 / (1 + math.e**-10)),
    ],
)
def test_relevance_is_the_logistic_function_of_the_evidence(
    cosine: float, words: float, late: float, wanted: float
) -> None:
    assert PLAIN.relevance(cosine, words, late) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("relevance", "band"),
    [(1.0, Band.GOOD), (0.6, Band.GOOD), (0.59, Band.POSSIBLE), (0.2, Band.POSSIBLE), (0.19, Band.NONE)],
)
def test_a_band_begins_at_its_least_relevance(relevance: float, band: Band) -> None:
    assert PLAIN.band(relevance) is band


def test_relevance_never_grows_down_the_ranking() -> None:
    words = np.array([0.25, 0.0, 1.0, 0.0], np.float32)
    nothing = np.zeros(4, np.float32)
    evidence = Evidence(np.arange(4), nothing, words, nothing, nothing)
    least = 1 / (1 + math.e**2)
    assert PLAIN.relevances(evidence).tolist() == pytest.approx([0.5, least, least, least])


def test_the_shipped_model_has_coefficients_of_its_own() -> None:
    assert load_calibration(DEFAULT_MODEL) != load_calibration("*")


def test_a_model_without_coefficients_is_judged_by_words_alone() -> None:
    calibration = load_calibration("/srv/modelle/unbekannt")
    assert calibration == load_calibration("*")
    assert calibration.relevance(1.0, 0.3) == calibration.relevance(-1.0, 0.3)


@pytest.mark.parametrize("model", [DEFAULT_MODEL, "*"])
def test_more_evidence_never_makes_a_passage_less_relevant(model: str) -> None:
    calibration = load_calibration(model)
    assert calibration.cosine >= 0
    assert calibration.words > 0
    assert calibration.late >= 0
    assert 0 < calibration.possible < calibration.good < 1


@pytest.mark.parametrize("model", [DEFAULT_MODEL, "*"])
def test_a_passage_without_any_evidence_is_judged_irrelevant_and_one_with_all_relevant(model: str) -> None:
    calibration = load_calibration(model)
    assert calibration.band(calibration.relevance(0.0, 0.0, 0.0)) is Band.NONE
    assert calibration.band(calibration.relevance(1.0, 1.0, 1.0)) is Band.GOOD
