"""Finds in each hit the sentence that answers best, by words and by meaning.

Added up: which share of the question's words, by weight and rarity, stands in the sentence; three tenths of the cosine
of sentence and question; the weighted mean of the best cosines of the question's tokens. docs/ranking.md compares them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.sentences import split_sentences
from modelle import FloatArray, TokenEncoder
from service.late_interaction import LateInteraction
from service.marks import Mark
from service.reading import Read

_COSINE_WEIGHT = np.float32(0.3)
_LEAST = 2
"""A passage of one sentence needs none to be pointed out."""


@dataclass(frozen=True, slots=True)
class SentenceFinder:
    """For one question: `weights` of its terms, its `vector`; without `late` only words are compared."""

    question: str
    weights: Mapping[str, float]
    vector: FloatArray
    late: LateInteraction | None

    def best(self, passages: Sequence[Read]) -> list[Mark | None]:
        """Characters of the best sentence of each passage; None where it has one only, or none that fits at all."""
        if not passages:
            return []
        sentences = [split_sentences(read.passage.text) for read in passages]
        meaning = self._meaning(
            [[read.passage.text[a:b] for a, b in spans] for read, spans in zip(passages, sentences, strict=True)]
        )
        found: list[Mark | None] = []
        for read, spans, likeness in zip(passages, sentences, meaning, strict=True):
            scores = self._words(read, spans) + likeness
            if len(spans) < _LEAST or scores.max() <= 0:
                found.append(None)
            else:
                found.append(spans[int(scores.argmax())])
        return found

    def _words(self, read: Read, spans: Sequence[Mark]) -> FloatArray:
        """Share of the question's words that each sentence holds."""
        held: list[set[str]] = [set() for _ in spans]
        starts = np.array([start for start, _ in spans])
        for token in read.tokens:
            held[int(np.searchsorted(starts, token.start, side="right")) - 1].add(token.term)
        total = sum(self.weights.values()) or 1.0
        return np.array([sum(self.weights.get(term, 0.0) for term in terms) / total for terms in held], np.float32)

    def _meaning(self, texts: Sequence[Sequence[str]]) -> list[FloatArray]:
        """Cosine and best cosines of the tokens, added, of each sentence of each passage."""
        if self.late is None:
            return [np.zeros(len(some), np.float32) for some in texts]
        encoder: TokenEncoder = self.late.encoder
        every = [text for some in texts for text in some]
        cosines = encoder.encode_passages(every) @ self.vector
        asked = self.late.question(self.question)
        tokens = self.late.scores_of(asked, encoder.token_ids(every))
        bounds = np.cumsum([len(some) for some in texts])[:-1]
        return list(np.split(np.asarray(_COSINE_WEIGHT * cosines + tokens, dtype=np.float32), bounds))
