"""Mixing the candidates of meaning and of words."""

import numpy as np
import pytest

from indexer import Candidates
from service.fusion import document_evidence, lexical_by_row, mix, normalised, with_late


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def rows(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    ("scores", "floor", "wanted"),
    [
        ([0.2, 0.6, 1.0], 0.2, [0.0, 0.5, 1.0]),
        ([-1.0, 0.5], 0.0, [0.0, 1.0]),
        ([3.0, 6.0, 12.0], 0.0, [0.25, 0.5, 1.0]),
        ([0.4, 0.4], 0.4, [0.0, 0.0]),
        ([0.1, 0.2], 0.5, [0.0, 0.0]),
        ([], 0.0, []),
    ],
)
def test_the_floor_becomes_zero_and_the_greatest_score_one(
    scores: list[float], floor: float, wanted: list[float]
) -> None:
    assert normalised(floats(*scores), floor).tolist() == pytest.approx(wanted)


def test_a_row_that_is_no_lexical_candidate_has_no_words() -> None:
    lexical = Candidates(rows(7, 2, 5), floats(3.0, 2.0, 1.0))
    assert lexical_by_row(rows(1, 2, 5, 7, 9), lexical).tolist() == [0.0, 2.0, 1.0, 3.0, 0.0]


def test_without_lexical_candidates_no_row_has_words() -> None:
    assert lexical_by_row(rows(1, 2), Candidates(rows(), floats())).tolist() == [0.0, 0.0]


def test_meaning_and_words_are_mixed_by_the_weight_of_meaning() -> None:
    evidence = mix(rows(0, 1, 2), floats(1.0, 0.5, 0.0), floats(0.0, 0.2, 0.4), dense_weight=0.75, floor=0.0)
    assert evidence.rows.tolist() == [0, 1, 2]
    assert evidence.mixed.tolist() == pytest.approx([0.75, 0.5, 0.25])
    assert evidence.cosine.tolist() == [1.0, 0.5, 0.0]
    assert evidence.words.tolist() == pytest.approx([0.0, 0.2, 0.4])


@pytest.mark.parametrize(("weight", "wanted"), [(1.0, [3, 8]), (0.0, [8, 3])])
def test_with_all_weight_on_one_side_the_other_does_not_count(weight: float, wanted: list[int]) -> None:
    evidence = mix(rows(3, 8), floats(0.9, 0.1), floats(0.1, 0.9), weight, floor=0.0)
    assert evidence.rows.tolist() == wanted


def test_passages_that_tie_stand_in_the_order_of_their_rows() -> None:
    evidence = mix(rows(9, 4, 6), floats(0.5, 0.5, 0.5), floats(0.0, 0.0, 0.0), 0.5, floor=0.0)
    assert evidence.rows.tolist() == [4, 6, 9]


def test_a_cosine_at_the_floor_counts_as_little_as_one_below_it() -> None:
    evidence = mix(rows(1, 2, 3), floats(0.8, 0.3, -0.9), floats(0.0, 0.0, 0.0), 1.0, floor=0.3)
    assert evidence.mixed.tolist() == pytest.approx([1.0, 0.0, 0.0])


def test_the_comparison_of_tokens_is_mixed_in_by_its_weight_and_changes_the_order() -> None:
    before = mix(rows(0, 1, 2), floats(1.0, 0.5, 0.0), floats(0.0, 0.0, 0.0), dense_weight=1.0, floor=0.0)
    evidence = with_late(before, floats(0.2, 0.6, 0.4), 0.5)
    assert evidence.rows.tolist() == [1, 0, 2]
    assert evidence.mixed.tolist() == pytest.approx([0.75, 0.5, 0.25])
    assert evidence.late.tolist() == pytest.approx([0.6, 0.2, 0.4])
    assert evidence.cosine.tolist() == [0.5, 1.0, 0.0]


def test_candidates_that_were_not_compared_stay_behind_with_the_least_value() -> None:
    before = mix(rows(0, 1, 2, 3), floats(1.0, 0.8, 0.7, 0.7), floats(0.0, 0.0, 0.0, 0.0), dense_weight=1.0, floor=0.0)
    evidence = with_late(before, floats(0.3, 0.5), 0.9)
    assert evidence.rows.tolist() == [1, 0, 2, 3]
    assert evidence.late.tolist() == pytest.approx([0.5, 0.3, 0.3, 0.3])
    assert evidence.mixed.tolist() == pytest.approx([0.98, 0.1, 0.07, 0.07])


def test_without_weight_the_comparison_is_noted_and_the_order_stays() -> None:
    before = mix(rows(0, 1), floats(0.0, 0.0), floats(0.8, 0.4), dense_weight=0.0, floor=0.0)
    evidence = with_late(before, floats(0.1, 0.9), 0.0)
    assert evidence.rows.tolist() == [0, 1]
    assert evidence.late.tolist() == pytest.approx([0.1, 0.9])


def test_nothing_to_compare_leaves_the_evidence_as_it_is() -> None:
    before = mix(rows(0), floats(0.5), floats(0.2), 0.5, floor=0.0)
    assert with_late(before, floats(), 0.5) is before


def test_the_best_three_passages_of_a_document_speak_for_each_of_them() -> None:
    found = document_evidence(floats(1.0, 0.8, 0.6, 0.4, 0.2, -0.5), rows(7, 3, 7, 7, 7, 3))
    seven, three = 1.0 + 0.3 + 0.1, 0.8
    np.testing.assert_allclose(found, [seven, three, seven, seven, seven, three], rtol=1e-6)
    assert document_evidence(floats(), rows()).tolist() == []
