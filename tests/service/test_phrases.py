"""Words that stand side by side in question and passage."""

import numpy as np

from modelle import Token, load_analyser
from service.fusion import Evidence, with_bonus
from service.phrases import phrase_shares, term_pairs

ANALYSER = load_analyser()


def scores(*values: float) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    return np.array(values, dtype=np.float32)


def tokens_of(*texts: str) -> list[list[Token]]:
    return [ANALYSER.tokens(text) for text in texts]


def test_neighbours_are_pairs_and_a_stop_word_keeps_words_apart() -> None:
    assert term_pairs(ANALYSER.tokens("erste Messe")) == {("erst", "mess")}
    assert term_pairs(ANALYSER.tokens("Messe und Markt")) == set()


def test_a_passage_with_the_phrase_gets_more_than_one_with_its_words_apart() -> None:
    pairs = term_pairs(ANALYSER.tokens("erste Messe"))
    shares = phrase_shares(pairs, {"erst": 1.0, "mess": 2.0}, tokens_of("Die erste Messe.", "Erste Frau der Messe."))
    assert shares.tolist() == [1.0, 0.0]


def test_a_rarer_pair_weighs_more() -> None:
    pairs = {("alt", "markt"), ("markt", "halle")}
    rarities = {"alt": 1.0, "markt": 1.0, "halle": 5.0}
    shares = phrase_shares(pairs, rarities, tokens_of("alter Markt"))
    np.testing.assert_allclose(shares, [2 / 8])


def test_without_pairs_nothing_is_added() -> None:
    assert phrase_shares(set(), {}, tokens_of("Messe", "")).tolist() == [0.0, 0.0]


def test_a_bonus_moves_a_candidate_up_with_all_that_is_known_of_it() -> None:
    evidence = Evidence(np.array([4, 7, 9]), scores(1, 2, 3), scores(4, 5, 6), scores(7, 8, 9), scores(0.9, 0.8, 0.1))
    moved = with_bonus(evidence, scores(0.0, 0.2))
    assert moved.rows.tolist() == [7, 4, 9]
    assert (moved.cosine.tolist(), moved.words.tolist(), moved.late.tolist()) == ([2, 1, 3], [5, 4, 6], [8, 7, 9])
    np.testing.assert_allclose(moved.mixed, [1.0, 0.9, 0.1], atol=1e-6)
