"""From evidence to relevance."""

import math

import pytest

from modelle import DEFAULT_MODEL
from service.calibration import Calibration, load_calibration


@pytest.mark.parametrize(
    ("cosine", "words", "wanted"),
    [
        (0.0, 0.0, 1 / (1 + math.e**2)),
        (0.5, 0.0, 0.5),
        (0.0, 0.25, 1 / (1 + math.e)),
        (0.5, 0.25, 1 / (1 + math.e**-1)),
        (1.0, 1.0, 1 / (1 + math.e**-6)),
    ],
)
def test_relevance_is_the_logistic_function_of_the_evidence(cosine: float, words: float, wanted: float) -> None:
    assert Calibration(intercept=-2.0, cosine=4.0, words=4.0).relevance(cosine, words) == pytest.approx(wanted)


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


@pytest.mark.parametrize("model", [DEFAULT_MODEL, "*"])
def test_a_passage_without_any_evidence_is_judged_irrelevant_and_one_with_all_relevant(model: str) -> None:
    calibration = load_calibration(model)
    assert round(calibration.relevance(0.0, 0.0), 1) == 0.0
    assert round(calibration.relevance(1.0, 1.0), 1) == 1.0
