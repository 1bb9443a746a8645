"""Comparing token by token, against the sums written out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from indexer import PassageTokens
from modelle import Encoder, FloatArray, ModelContract, Piece, TokenIds
from service.late_interaction import LateInteraction, Meeting
from service.mode import Mode
from service.query import Query
from service.search import SearchEngine

VECTORS = np.array([[3, 0], [0, 4], [3, 4], [1, 0], [0, 0]], np.float32)
"""Tokens a to e; c lies between a and b, d is a short vector like a, e says nothing."""


class LetterEncoder:
    """Its tokens are the letters a to e, any other counts as e; a text's vector says nothing."""

    contract = ModelContract("buchstaben", "1", "c" * 64, 2)
    token_count = 5

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        return np.zeros((len(texts), 2), np.float32)

    def encode_query(self, _text: str) -> FloatArray:
        return np.zeros(2, np.float32)

    def token_ids(self, texts: Sequence[str]) -> list[TokenIds]:
        return [np.array([piece.id for piece in self.pieces(text)], np.uint32) for text in texts]

    def pieces(self, text: str) -> list[Piece]:
        return [
            Piece(max("abcd".find(letter), 0) if letter in "abcd" else 4, at, at + 1) for at, letter in enumerate(text)
        ]

    def token_vectors(self, ids: Any) -> FloatArray:
        return VECTORS[ids]


class Passages:
    """A store of token lists; a in 1 of 10 passages, b in 4, c in 0, d in 1, e in 10."""

    passage_count = 10

    def __init__(self, *passages: list[int]) -> None:
        self.passages = passages

    def tokens(self, rows: Any) -> PassageTokens:
        chosen = [self.passages[row] for row in rows]
        offsets = np.cumsum([0, *map(len, chosen)])
        return PassageTokens(np.array([token for ids in chosen for token in ids], np.uint16), offsets)

    def token_frequencies(self, ids: Any) -> Any:
        return np.array([1, 4, 0, 1, 10])[ids]


def late(*passages: list[int]) -> LateInteraction:
    made = LateInteraction.of(LetterEncoder(), Passages(*passages))  # type: ignore[arg-type]
    assert made is not None
    return made


def rarity(frequency: int) -> float:
    return math.log(1 + (10 - frequency + 0.5) / (frequency + 0.5))


def test_a_token_weighs_its_length_squared_times_its_rarity_once() -> None:
    question = late().question("abab")
    assert question.ids.tolist() == [0, 1]
    assert question.weights.tolist() == pytest.approx([9 * rarity(1), 16 * rarity(4)])
    np.testing.assert_allclose(question.units, [[1, 0], [0, 1]])


def test_the_score_is_the_weighted_mean_of_the_best_cosines() -> None:
    asked = late([0, 1], [2], [], [3], [1, 2])
    scores = asked.scores(asked.question("ab"), np.array([0, 1, 2, 3, 4]))
    a, b = 9 * rarity(1), 16 * rarity(4)
    wanted = [1, (0.6 * a + 0.8 * b) / (a + b), 0, a / (a + b), (0.6 * a + b) / (a + b)]
    assert scores.tolist() == pytest.approx(wanted)
    assert scores.dtype == np.float32


@pytest.mark.parametrize("question", ["", "eee"])
def test_a_question_without_a_token_that_counts_scores_nothing(question: str) -> None:
    asked = late([0, 1], [4])
    assert asked.scores(asked.question(question), np.array([0, 1])).tolist() == [0, 0]
    assert asked.meetings(question, "ab") == []


def test_no_rows_have_no_scores() -> None:
    asked = late([0])
    assert asked.scores(asked.question("a"), np.empty(0, np.int64)).tolist() == []


def test_meetings_name_the_nearest_words_by_their_characters() -> None:
    meetings = late().meetings("ab", "ecea")
    assert [replace(one, cosine=round(one.cosine, 4)) for one in meetings] == [
        Meeting(1, 2, 1, 2, 0.8),
        Meeting(3, 4, 0, 1, 1.0),
    ]
    assert late().meetings("ab", "ecea", least=0.9)[0].start == 3
    assert late().meetings("a", "bb") == []


def test_a_transformer_is_asked_without_it(engine_of: Callable[..., SearchEngine]) -> None:
    assert engine_of({"a": "Der Rat tagt."}).late is None


@pytest.mark.parametrize(("mode", "first"), [(Mode.HYBRID, "near"), (Mode.LEXICAL, "far")])
def test_of_texts_with_the_same_word_the_one_with_words_of_like_meaning_comes_first_in_hybrid(
    engine_of: Callable[..., SearchEngine], encoder: Encoder, mode: Mode, first: str
) -> None:
    engine = engine_of(
        {"far": "Antrag Kaninchen.", "near": "Antrag Bücherei.", "none": "Ein Fest."},
        {key: {"title": "-"} for key in ("far", "near", "none")},
        encoder=encoder,
    )
    engine = replace(engine, dense_weight=0.0)
    hits = engine.search(Query("Antrag Bibliothek", mode=mode)).hits
    assert hits[0].document.id == first


def test_the_shipped_model_scores_as_the_sum_written_out(
    engine_of: Callable[..., SearchEngine], encoder: Encoder
) -> None:
    texts = {"a": "Der Rat tagt am Montag im Rathaus.", "b": "Im Wald wachsen Buchen.", "c": "Die Bücherei hat zu."}
    asked = engine_of(texts, encoder=encoder).late
    assert asked is not None
    question = asked.question("Wann tagt der Stadtrat?")
    found = asked.scores(question, np.array([2, 0, 1]))
    for row, score in zip((2, 0, 1), found, strict=True):
        tokens = asked.store.tokens(np.array([row]))
        assert tokens is not None
        vectors = asked.encoder.token_vectors(tokens.ids)
        cosines = question.units @ (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).T
        wanted = float((cosines.max(axis=1) * question.weights).sum() / question.weights.sum())
        assert float(score) == pytest.approx(wanted, abs=1e-5)


def test_meetings_of_the_shipped_model_are_whole_characters_without_white_space(
    engine_of: Callable[..., SearchEngine], encoder: Encoder
) -> None:
    asked = engine_of({"a": "Der Rat tagt."}, encoder=encoder).late
    assert asked is not None
    question, passage = "Wann tagt der Beirat?", "Es tagt  am Montag\nder Beirat."
    met = {
        (passage[one.start : one.end], question[one.question_start : one.question_end])
        for one in asked.meetings(question, passage)
    }
    assert {("Beirat", "Beirat"), ("tag", "tag")} <= met
    assert all(there == there.strip() and word == word.strip() for there, word in met)
