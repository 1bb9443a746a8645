"""Finds in each hit the sentence that answers best, by words and by meaning.

Added up: which share of the question's words, by weight and rarity, stands in the sentence; three tenths of the cosine
of sentence and question; the weighted mean of the best cosines of the question's tokens. Where words alone leave no
doubt, meaning is not asked, which saves most of the time. docs/ranking.md compares them.

A heading or a question in the text never answers: it is compared as a part of the sentence after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from indexer.sentences import split_sentences
from modelle import FloatArray, TokenEncoder
from service.late_interaction import LateInteraction
from service.marks import Mark
from service.reading import Read

_COSINE_WEIGHT = np.float32(0.3)
_CLEAR = 0.1
_LEAST = 2
"""A passage of one sentence needs none to be pointed out."""
_ENDS = (".", "!", ":", ";", "…", "”", "“", '"', "»", ")", ",")
_LIST_MARKS = ("•", "-", "–", "*")
_CELL_BORDER = "|"


class _Candidate(NamedTuple):
    """A sentence, and what of the text is compared: the sentence with the headings and questions just before it."""

    shown: Mark
    compared: Mark


@dataclass(frozen=True, slots=True)
class SentenceFinder:
    """For one question: `weights` of its terms, its `vector`; without `late` only words are compared."""

    question: str
    weights: Mapping[str, float]
    vector: FloatArray
    late: LateInteraction | None

    def best(self, passages: Sequence[Read]) -> list[Mark | None]:
        """Characters of the best sentence of each passage; None where it has one only, or none that fits at all."""
        candidates = [_candidates(read.passage.text) for read in passages]
        spans = [[one.compared for one in some] for some in candidates]
        scores = [self._words(read, some) for read, some in zip(passages, spans, strict=True)]
        unsure = [place for place, some in enumerate(scores) if len(some) >= _LEAST and not _is_clear(some)]
        if self.late is not None and unsure:
            texts = [[passages[place].passage.text[a:b] for a, b in spans[place]] for place in unsure]
            for place, likeness in zip(unsure, self._meaning(self.late, texts), strict=True):
                scores[place] = scores[place] + likeness
        return [
            some[int(values.argmax())].shown if len(some) >= _LEAST and values.max() > 0 else None
            for some, values in zip(candidates, scores, strict=True)
        ]

    def _words(self, read: Read, spans: Sequence[Mark]) -> FloatArray:
        """Share of the question's words that each sentence holds."""
        held: list[set[str]] = [set() for _ in spans]
        starts = np.array([start for start, _ in spans])
        for token in read.tokens:
            held[int(np.searchsorted(starts, token.start, side="right")) - 1].add(token.term)
        total = sum(self.weights.values()) or 1.0
        return np.array([sum(self.weights.get(term, 0.0) for term in terms) / total for terms in held], np.float32)

    def _meaning(self, late: LateInteraction, texts: Sequence[Sequence[str]]) -> list[FloatArray]:
        """Cosine and best cosines of the tokens, added, of each sentence of each passage."""
        encoder: TokenEncoder = late.encoder
        every = [text for some in texts for text in some]
        cosines = encoder.encode_passages(every) @ self.vector
        tokens = late.scores_of(late.question(self.question), encoder.token_ids(every))
        bounds = np.cumsum([len(some) for some in texts])[:-1]
        return list(np.split(np.asarray(_COSINE_WEIGHT * cosines + tokens, dtype=np.float32), bounds))


def _candidates(text: str) -> list[_Candidate]:
    """The sentences that may be pointed out; the last one may always."""
    found = []
    began: int | None = None
    sentences = _sentences(text)
    for number, (start, end) in enumerate(sentences, 1):
        began = start if began is None else began
        if number == len(sentences) or not _introduces(text[start:end].strip()):
            found.append(_Candidate((start, end), (began, end)))
            began = None
    return found


def _introduces(line: str) -> bool:
    """Whether a line is a question, or a heading: no end of a sentence, no item of a list, no row of a table."""
    return line.endswith("?") or not (line.endswith(_ENDS) or line.startswith(_LIST_MARKS) or _CELL_BORDER in line)


def _sentences(text: str) -> list[Mark]:
    """Sentences; a line, such as an item of a list or a date above the text, is none with the next one."""
    found = []
    for start, end in split_sentences(text):
        place = start
        for line in text[start:end].split("\n"):
            if line.strip():
                found.append((place, place + len(line)))
            place += len(line) + 1
    return found


def _is_clear(words: FloatArray) -> bool:
    """Whether one sentence holds so many more words than all others that meaning need not be asked."""
    second, first = np.sort(words)[-2:]
    return bool(first - second >= _CLEAR)
