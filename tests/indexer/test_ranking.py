"""Order of candidates and what counts as a tie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.ranking import best, cuts_a_tie


def ranked(scores: list[float], limit: int) -> list[int]:
    return best(np.arange(len(scores))[::-1], np.array(scores[::-1], np.float32), limit).rows.tolist()


def test_scores_that_differ_by_rounding_tie_and_take_the_greatest() -> None:
    found = best(np.array([4, 9, 2]), np.array([12.000001, 3.0, 12.0], np.float32), 2)
    assert found.rows.tolist() == [2, 4]
    assert found.scores.tolist() == [np.float32(12.000001)] * 2


@given(st.lists(st.integers(-3, 3), max_size=60), st.integers(0, 70))
def test_the_best_come_first_and_ties_by_row(scores: list[int], limit: int) -> None:
    expected = sorted(range(len(scores)), key=lambda row: (-scores[row], row))[:limit]
    assert ranked([float(score) for score in scores], limit) == expected


@pytest.mark.parametrize(
    ("scores", "limit", "expected"),
    [
        ([3, 2, 1], 2, False),
        ([3, 2, 2], 2, True),
        ([3, 3, 2], 2, False),
        ([3, 2, 2], 3, True),
        ([3, 2], 3, False),
        ([3, 3], 0, False),
        ([], 1, False),
    ],
)
def test_a_tie_is_cut_where_more_of_it_may_follow(scores: list[float], limit: int, expected: bool) -> None:
    assert cuts_a_tie(np.array(scores, np.float32), limit) is expected
