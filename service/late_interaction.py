"""Compares a question with passages token by token, over the static model's own token vectors.

For each token of the question its best cosine in the passage, averaged by weight: the MaxSim of ColBERT (Khattab and
Zaharia 2020, doi:10.1145/3397271.3401075) without a transformer. A token weighs its vector's length squared, which the
model's training has made short for words that say little, times its rarity in the corpus; docs/ranking.md compares
other weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer import PassageTokens, Store
from modelle import Encoder, FloatArray, Piece, TokenEncoder
from modelle.contract import TokenIds

MAX_PASSAGES = 30
"""So many of the best candidates are compared; 30 and 200 give the same ranking figures."""

SAME_MEANING = 0.5
"""From this cosine on, a word of the passage is said to meet a word of the question."""


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """The distinct tokens of a question: `ids` (t,), `units` (t, dim) float32 of length 1, `weights` (t,) float32."""

    ids: NDArray[np.uint32]
    units: FloatArray
    weights: FloatArray


@dataclass(frozen=True, slots=True)
class Meeting:
    """Characters of a passage (`start`, `end`) that meet characters of the question, and their cosine."""

    start: int
    end: int
    question_start: int
    question_end: int
    cosine: float


@dataclass(frozen=True, slots=True)
class LateInteraction:
    """Asks one store with its encoder. Safe to call from several threads.

    `lengths`: of every token's vector, `(token_count,)` float32. `length_power`, `rarity_power`: what a token's length
    and rarity are raised to in its weight.
    """

    encoder: TokenEncoder
    store: Store
    lengths: FloatArray
    length_power: float = 2.0
    rarity_power: float = 1.0

    @classmethod
    def of(cls, encoder: Encoder, store: Store) -> Self | None:
        """None where the encoder's tokens have no vectors."""
        if not isinstance(encoder, TokenEncoder):
            return None
        lengths = np.linalg.norm(encoder.token_vectors(np.arange(encoder.token_count)), axis=1)
        return cls(encoder, store, np.maximum(lengths, np.finfo(np.float32).tiny))

    def question(self, text: str) -> QuestionTokens:
        """The question's tokens with their weights, those without a weight left out."""
        ids = np.unique(self.encoder.token_ids([text])[0])
        weights = self.weights(ids)
        ids, weights = ids[weights > 0], weights[weights > 0]
        return QuestionTokens(ids, self.units(ids), weights)

    def scores(self, question: QuestionTokens, rows: NDArray[np.int64]) -> FloatArray:
        """Weighted mean of the best cosines, -1 to 1, of each passage of `rows` ((k,) int64), as (k,) float32.

        All 0 where the question has no token that counts, or the index has no tokens.
        """
        tokens = self.store.tokens(rows)
        if tokens is None or not len(question.ids) or not len(rows):
            return np.zeros(len(rows), dtype=np.float32)
        return np.asarray(question.weights @ self._best(question, tokens) / question.weights.sum(), dtype=np.float32)

    def scores_of(self, question: QuestionTokens, texts: Sequence[TokenIds]) -> FloatArray:
        """The same as `scores` for texts that are given by their tokens, `(len(texts),)` float32."""
        distinct = [np.unique(ids) for ids in texts]
        offsets = np.concatenate(([0], np.cumsum([len(ids) for ids in distinct]))).astype(np.int64)
        if not len(question.ids) or not offsets[-1]:
            return np.zeros(len(texts), dtype=np.float32)
        best = self._best(question, PassageTokens(np.concatenate(distinct), offsets))
        return np.asarray(question.weights @ best / question.weights.sum(), dtype=np.float32)

    def meetings(self, question: str, passage: str, least: float = SAME_MEANING) -> list[Meeting]:
        """Which words of the passage are some question token's nearest one, ascending by their start.

        Only tokens that count in the question, each where it stands first, at a cosine of at least `least`.
        """
        first = {piece.id: piece for piece in reversed(self.encoder.pieces(question))}
        asked, there = sorted(first.values(), key=lambda piece: piece.start), self.encoder.pieces(passage)
        asked = [piece for piece, weight in zip(asked, self.weights(_ids(asked)), strict=True) if weight > 0]
        if not asked or not there:
            return []
        cosines = self.units(_ids(asked)) @ self.units(_ids(there)).T
        best = cosines.max(axis=1, keepdims=True)
        nearest = np.argwhere((cosines >= best - 1e-6) & (cosines >= least))
        return sorted(
            (_meeting(there[place], asked[token], float(cosines[token, place])) for token, place in nearest.tolist()),
            key=lambda meeting: (meeting.start, meeting.question_start),
        )

    def _best(self, question: QuestionTokens, tokens: PassageTokens) -> FloatArray:
        """Best cosine of each of the question's tokens in each passage, `(t, k)`; 0 in a passage without tokens."""
        # Every token of the passages is compared once, however many of them hold it.
        there = np.zeros(self.encoder.token_count, dtype=np.bool_)
        there[tokens.ids] = True
        distinct = np.flatnonzero(there)
        places = np.zeros(len(there), dtype=np.int32)
        places[distinct] = np.arange(len(distinct), dtype=np.int32)
        cosines = self.cosines(question.units, distinct)
        filled = np.diff(tokens.offsets) > 0
        best = np.zeros((len(question.ids), len(filled)), dtype=np.float32)
        if filled.any():
            gathered = cosines.take(places[tokens.ids], axis=1)
            best[:, filled] = np.maximum.reduceat(gathered, tokens.offsets[:-1][filled], axis=1)
        return best

    def cosines(self, units: FloatArray, ids: NDArray[np.integer]) -> FloatArray:
        """Cosine of each of `units` ((t, dim), of length 1) with each token, `(t, len(ids))` float32."""
        return np.asarray(units @ self.encoder.token_vectors(ids).T / self.lengths[ids], dtype=np.float32)

    def weights(self, ids: NDArray[np.uint32]) -> FloatArray:
        """What each token counts for, `(len(ids),)` float32."""
        frequencies = self.store.token_frequencies(ids)
        rarity = np.log1p((self.store.passage_count - frequencies + 0.5) / (frequencies + 0.5))
        return np.asarray(self.lengths[ids] ** self.length_power * rarity**self.rarity_power, dtype=np.float32)

    def units(self, ids: NDArray[np.uint32]) -> FloatArray:
        """Vectors of tokens, `(len(ids), dim)` float32, of length 1."""
        return np.asarray(self.encoder.token_vectors(ids) / self.lengths[ids, np.newaxis], dtype=np.float32)


def _ids(pieces: list[Piece]) -> NDArray[np.uint32]:
    return np.array([piece.id for piece in pieces], dtype=np.uint32)


def _meeting(there: Piece, asked: Piece, cosine: float) -> Meeting:
    return Meeting(there.start, there.end, asked.start, asked.end, cosine)
