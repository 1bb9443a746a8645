"""Mixes the candidates of meaning and of words into one ranking.

Convex combination of normalised scores (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid
Retrieval", doi:10.1145/3596512), which there beats reciprocal rank fusion and needs one weight only.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from indexer import Candidates

_DOCUMENT_PASSAGES = 3
Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of each candidate, all of shape (k,): `cosine` of its vector with the question's, `words` its BM25
    score as a share of what the question could attain (0 where it is not among the lexical candidates), `late` the
    weighted mean of the question's tokens' best cosines in it, `mixed` what the ranking goes by. `reranked`: scores of
    the first candidates, `(n,)`, by a model that read them with the question; they then go before `mixed`."""

    rows: Rows
    cosine: Scores
    words: Scores
    late: Scores
    mixed: Scores
    reranked: Scores = field(default_factory=lambda: np.empty(0, dtype=np.float32))


def lexical_by_row(rows: Rows, lexical: Candidates) -> Scores:
    """BM25 scores of `rows`, 0 where a row is not among the candidates."""
    scores = np.zeros(len(rows), dtype=np.float32)
    if not len(lexical.rows):
        return scores
    order = np.argsort(lexical.rows)
    known = lexical.rows[order]
    places = np.minimum(np.searchsorted(known, rows), len(known) - 1)
    found = known[places] == rows
    scores[found] = lexical.scores[order][places[found]]
    return scores


def normalised(scores: Scores, floor: float) -> Scores:
    """`floor` becomes 0, the greatest score 1; scores below the floor become 0; all 0 where none is above it."""
    top = float(scores.max(initial=floor))
    if top <= floor:
        return np.zeros(len(scores), dtype=np.float32)
    return np.asarray(np.maximum(scores - floor, 0.0) / (top - floor), dtype=np.float32)


def mix(rows: Rows, cosine: Scores, words: Scores, dense_weight: float, floor: float) -> Evidence:
    """Evidence of all rows, best first, ties by row.

    :param dense_weight: what meaning counts for, 0 to 1; words count for the rest.
    :param floor: cosine of the last candidate found by meaning; it counts for nothing.
    """
    mixed = dense_weight * normalised(cosine, floor) + (1.0 - dense_weight) * normalised(words, 0.0)
    order = np.lexsort((rows, -mixed))
    late = np.zeros(len(rows), dtype=np.float32)
    return Evidence(rows[order], cosine[order], words[order], late, np.asarray(mixed[order], dtype=np.float32))


def with_late(evidence: Evidence, late: Scores, weight: float) -> Evidence:
    """The evidence with the best candidates compared token by token, in the order that this gives.

    :param late: of the first candidates, `(n,)`, n at most k. Candidates beyond them keep their places behind, and are
        given the least of these values.
    :param weight: what the comparison counts for in the ranking, 0 to 1; what was mixed before counts for the rest.
    """
    compared = len(late)
    if not compared:
        return evidence
    least = float(late.min())
    everywhere = np.full(len(evidence.rows), least, dtype=np.float32)
    everywhere[:compared] = late
    mixed = (1.0 - weight) * evidence.mixed + weight * normalised(everywhere, least)
    order = np.arange(len(mixed))
    order[:compared] = np.lexsort((evidence.rows[:compared], -mixed[:compared]))
    return Evidence(
        evidence.rows[order],
        evidence.cosine[order],
        evidence.words[order],
        everywhere[order],
        np.asarray(mixed[order], dtype=np.float32),
    )


def with_bonus(evidence: Evidence, bonus: Scores) -> Evidence:
    """The evidence in the order that a bonus for the first candidates, `(n,)` with n at most k, gives."""
    mixed = evidence.mixed.copy()
    mixed[: len(bonus)] += bonus
    order = np.lexsort((evidence.rows, -mixed))
    return Evidence(
        evidence.rows[order], evidence.cosine[order], evidence.words[order], evidence.late[order], mixed[order]
    )


def with_reranked(evidence: Evidence, scores: Scores) -> Evidence:
    """The evidence with its first candidates in the order of `scores`, `(n,)` with n at most k; ties stay in theirs."""
    order = np.arange(len(evidence.rows))
    order[: len(scores)] = np.argsort(-scores, kind="stable")
    return replace(
        evidence,
        rows=evidence.rows[order],
        cosine=evidence.cosine[order],
        words=evidence.words[order],
        late=evidence.late[order],
        mixed=evidence.mixed[order],
        reranked=np.sort(scores)[::-1],
    )


def document_evidence(mixed: Scores, documents: Rows) -> Scores:
    """What the best passages of each candidate's document say for it, `(k,)`: the greatest score, half of the second
    one and a quarter of the third.

    :param mixed: scores of the candidates, greatest first; below 0 counts as 0.
    :param documents: a number for the document of each candidate, equal for passages of one document.
    """
    place = places_in_documents(documents)
    shares = np.where(place < _DOCUMENT_PASSAGES, np.float32(0.5) ** place, 0.0) * np.maximum(mixed, 0.0)
    _, number = np.unique(documents, return_inverse=True)
    return np.asarray(np.bincount(number, shares)[number], dtype=np.float32)


def places_in_documents(documents: Rows) -> Rows:
    """How many candidates of the same document stand before each one, `(k,)`."""
    together = np.argsort(documents, kind="stable")
    sorted_documents = documents[together]
    before = np.empty(len(documents), dtype=np.int64)
    before[together] = np.arange(len(documents)) - np.searchsorted(sorted_documents, sorted_documents)
    return before
