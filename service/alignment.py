"""Marks by meaning: words of a passage that lie near a word of the question which the passage does not hold.

Only words that are one token of the encoder are compared: the pieces of a rarer word lie near whatever shares a piece
with it. A word of the question counts if it weighs enough in late interaction, and has no mark in the passage already.
docs/ranking.md says how the least cosine was chosen.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from modelle import Analyser, TokenEncoder
from service.late_interaction import LateInteraction
from service.marks import Mark, marks_of
from service.reading import Read

LEAST_COSINE = 0.35
LEAST_WEIGHT = 0.5
"""As a share of the mean weight of the question's words."""
FEW_MARKS = 1
"""A passage with more marks shows by itself why it was found."""

# Letters between white space or punctuation: not a part of a compound with a hyphen or of a gendered form.
_BOUNDS = r"\s.,;:!?()\[\]{}„“”\"'‚‘’»«/…–—"
_WORD = re.compile(rf"(?<![^{_BOUNDS}])[^\W\d_]{{4,}}(?![^{_BOUNDS}])")


@dataclass(frozen=True, slots=True)
class MeaningMarker:
    """For one question. `words`: its words that count, by token; the terms of each."""

    analyser: Analyser
    late: LateInteraction
    words: Mapping[int, frozenset[str]]

    @classmethod
    def of(cls, question: str, analyser: Analyser, late: LateInteraction) -> "MeaningMarker":
        """Chooses the question's words."""
        words: dict[int, frozenset[str]] = {}
        for token, word in _words(question, late.encoder):
            terms = frozenset(analyser.terms(word.group()))
            if terms:
                words[token] = terms
        weights = late.weights(np.array(list(words), dtype=np.uint32))
        least = LEAST_WEIGHT * weights.mean() if len(weights) else 0.0
        heavy = {token: terms for (token, terms), weight in zip(words.items(), weights, strict=True) if weight >= least}
        return cls(analyser, late, heavy)

    def marks(self, rows: Sequence[int], reads: Sequence[Read]) -> list[tuple[Mark, ...]]:
        """All marks of each passage, by words and by meaning, ascending, without overlap. `rows`: of `reads`."""
        found = [marks_of(read.tokens) for read in reads]
        few = [place for place, marks in enumerate(found) if len(marks) <= FEW_MARKS]
        if not few or not self.words:
            return found
        tokens = self.late.store.tokens(np.array([rows[place] for place in few], dtype=np.int64))
        if tokens is None:
            return found
        distinct = np.unique(tokens.ids).astype(np.uint32)
        asked = np.array(list(self.words), dtype=np.uint32)
        cosines = self.late.cosines(self.late.units(asked), distinct)
        near = [set(distinct[row].tolist()) for row in cosines >= LEAST_COSINE]
        if not any(near):
            return found
        for place, start, end in zip(few, tokens.offsets, tokens.offsets[1:], strict=False):
            held = {token.term for token in reads[place].tokens}
            missing = [some for some, terms in zip(near, self.words.values(), strict=True) if not terms & held]
            wanted = set[int]().union(*missing).intersection(tokens.ids[start:end].tolist())
            if wanted:
                found[place] = self._with_meaning(found[place], reads[place].passage.text, wanted)
        return found

    def _with_meaning(self, marks: tuple[Mark, ...], text: str, wanted: set[int]) -> tuple[Mark, ...]:
        """The marks and those of whole words whose token is wanted; no stop words, none that overlaps a mark."""
        near = [
            word.span()
            for token, word in _words(text, self.late.encoder)
            if token in wanted
            and all(word.end() <= start or end <= word.start() for start, end in marks)
            and self.analyser.terms(word.group())
        ]
        return tuple(sorted([*marks, *near]))


def _words(text: str, encoder: TokenEncoder) -> Iterator[tuple[int, re.Match[str]]]:
    """Words that are one token, with it."""
    words = list(_WORD.finditer(text))
    for word, ids in zip(words, encoder.token_ids([word.group() for word in words]), strict=True):
        if len(ids) == 1:
            yield int(ids[0]), word
