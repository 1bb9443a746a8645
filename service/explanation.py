"""Why a passage stands where it stands: what each stage of the search gave it."""

from dataclasses import dataclass

import numpy as np

from modelle import Analyser, Token
from service.calibration import Calibration
from service.fusion import Evidence
from service.late_interaction import LateInteraction, Meeting


@dataclass(frozen=True, slots=True)
class Explanation:
    """What each stage gave a passage.

    `words_found`, `words_missing`: words of the question as they were typed, without stop words. `words_share`: BM25
    as a share of what the question could attain. `dense_rank`: place by cosine alone, None where it is not among the
    candidates found by meaning. `late`: weighted mean of the question's tokens' best cosines. `mixed`: what the ranking
    goes by, comparable within one answer only. `reranked`: the reranker's score, which goes before `mixed`, or None.
    `calibrated`: relevance before it is kept from growing down the ranking.
    """

    words_found: tuple[str, ...]
    words_missing: tuple[str, ...]
    words_share: float
    cosine: float
    dense_rank: int | None
    late: float
    meetings: tuple[Meeting, ...]
    mixed: float
    reranked: float | None
    calibrated: float


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains the hits of one question. `dense_count`: how many candidates were found by meaning."""

    question: str
    analyser: Analyser
    late: LateInteraction | None
    calibration: Calibration
    evidence: Evidence
    dense_count: int

    def explain(self, place: int, text: str) -> Explanation:
        """Explains the passage at a place in the evidence, counted from 0; `text`: the passage's."""
        evidence = self.evidence
        found, missing = words_among(self.question, self.analyser, set(self.analyser.terms(text)))
        cosine, words = float(evidence.cosine[place]), float(evidence.words[place])
        late = float(evidence.late[place])
        rank = 1 + int(np.count_nonzero(evidence.cosine > evidence.cosine[place]))
        return Explanation(
            words_found=found,
            words_missing=missing,
            words_share=words,
            cosine=cosine,
            dense_rank=rank if rank <= self.dense_count else None,
            late=late,
            meetings=tuple(self.late.meetings(self.question, text)) if self.late is not None else (),
            mixed=float(evidence.mixed[place]),
            reranked=float(evidence.reranked[place]) if place < len(evidence.reranked) else None,
            calibrated=self.calibration.relevance(cosine, words, late),
        )


def words_among(question: str, analyser: Analyser, terms: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The question's words of which a term is among `terms`, and the others, each once and in their order."""
    by_place: dict[int, list[Token]] = {}
    for token in analyser.tokens(question):
        by_place.setdefault(token.position, []).append(token)
    found: dict[str, bool] = {}
    for tokens in by_place.values():
        word = question[min(token.start for token in tokens) : max(token.end for token in tokens)]
        found[word] = found.get(word, False) or any(token.term in terms for token in tokens)
    there = tuple(word for word, held in found.items() if held)
    return there, tuple(word for word, held in found.items() if not held)
