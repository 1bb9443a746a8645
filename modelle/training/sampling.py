"""Draws pairs of (question, passage) from tokenised passages: in a batch, every other pair's passage is a negative.

Three kinds of question are made from a passage: its heading, a sentence of it or a part of one with the passage's rest
as the answer (inverse cloze, Lee et al. 2019, arXiv:1906.00300), and the rare words of a sentence, as people type them
into a search box. Some get an opening such as "Wie hoch ist ...?", so that such words come to mean little.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modelle.training.token_corpus import Ids, TokenCorpus, TokenTexts

_OPENINGS = Path(__file__).parent / "data" / "frageanfaenge.txt"
_MIN_CROPPED = 12
_CROP_WORDS = (4, 12)
_KEYWORDS = (2, 5)
_MIN_KEYWORD_SENTENCE = 6

Pair = tuple[Ids, Ids]


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """How often each thing happens, 0 to 1.

    `heading`: the heading is the question. `keywords`: the question is the rare words of a sentence. `crop`: of a long
    sentence only a part is asked. `keep`: the question's sentence stays in the passage, so that exact words count too.
    `title`: the passage is given with title and heading, as the indexer gives it. `opening`: a question word is put
    before.
    """

    heading: float = 0.35
    keywords: float = 0.15
    crop: float = 0.6
    keep: float = 0.1
    title: float = 0.5
    opening: float = 0.2


def opening_texts() -> list[str]:
    """How questions begin."""
    lines = _OPENINGS.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def token_rarity(corpora: Sequence[TokenCorpus], vocabulary: int) -> NDArray[np.float64]:
    """ln(1 + N / (1 + n)) of each token, N and n counted in sentences; shape (vocabulary,)."""
    counts = np.zeros(vocabulary)
    total = 0
    for corpus in corpora:
        texts = corpus.sentences
        numbers = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(texts.offsets))
        counts += np.bincount(np.unique(numbers * vocabulary + texts.ids) % vocabulary, minlength=vocabulary)
        total += len(texts)
    rarity: NDArray[np.float64] = np.log(1 + total / (1 + counts))
    return rarity


class PairSampler:
    """Draws pairs of one source's passages."""

    def __init__(
        self,
        corpus: TokenCorpus,
        rarity: NDArray[np.float64],
        openings: TokenTexts,
        settings: SamplingSettings,
        draw: random.Random,
    ) -> None:
        """`openings`: beginnings of questions, the last one the question mark."""
        self._corpus = corpus
        self._rarity = rarity
        self._openings = openings
        self._settings = settings
        self._draw = draw

    def pair(self, number: int) -> Pair | None:
        """A question and its passage; None where the passage gives none."""
        sentences, titles = self._corpus.sentences, self._corpus.titles
        first, last = int(self._corpus.first[number]), int(self._corpus.first[number + 1])
        above = titles.span(2 * number, 2 * number + 2)
        if len(above) and (last - first < 2 or self._happens(self._settings.heading)):
            return self._opened(above), sentences.span(first, last)
        if last - first < 2:
            return None
        asked = self._draw.randrange(first, last)
        question = self._question(asked)
        rest = [sentences.span(first, asked), sentences.span(asked + 1, last)]
        if self._happens(self._settings.keep):
            rest = [sentences.span(first, last)]
        if self._happens(self._settings.title):
            rest = [above, *rest]
        passage = np.concatenate(rest)
        return (self._opened(question), passage) if len(question) and len(passage) else None

    def _question(self, asked: int) -> Ids:
        """A sentence, its rare words, or a part of it."""
        ids, starts = self._corpus.sentences.text(asked), self._corpus.sentences.word_starts(asked)
        ends = np.append(starts[1:], len(ids))
        if len(starts) > _MIN_KEYWORD_SENTENCE and self._happens(self._settings.keywords):
            rarities = np.maximum.reduceat(self._rarity[ids], starts)
            chance = rarities * np.array([self._draw.random() for _ in starts])
            chosen = np.sort(np.argsort(-chance)[: self._draw.randint(*_KEYWORDS)])
            return np.concatenate([ids[starts[word] : ends[word]] for word in chosen])
        if len(starts) > _MIN_CROPPED and self._happens(self._settings.crop):
            length = self._draw.randint(*_CROP_WORDS)
            word = self._draw.randrange(len(starts) - length + 1)
            return ids[starts[word] : ends[word + length - 1]]
        return ids

    def _opened(self, question: Ids) -> Ids:
        if not self._happens(self._settings.opening):
            return question
        mark = len(self._openings) - 1
        return np.concatenate([self._openings.text(self._draw.randrange(mark)), question, self._openings.text(mark)])

    def _happens(self, share: float) -> bool:
        return self._draw.random() < share
