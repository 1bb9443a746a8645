"""Evidence of words that stand side by side in question and passage: "erste Modellkommune" is more than its words."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from modelle import Token
from service.fusion import Scores

MAX_PASSAGES = 10
"""So many passages at the top of the ranking are compared; reading their words costs about 0.05 ms each."""

Pair = tuple[str, str]


def phrase_shares(pairs: set[Pair], rarities: Mapping[str, float], passages: Sequence[Sequence[Token]]) -> Scores:
    """How much of the question's pairs stands in each passage in the same order, `(len(passages),)`, 0 to 1.

    :param rarities: of the question's terms; a pair weighs the sum of its two.
    :param passages: tokens of each; only those of the question's terms count.
    """
    weights = {pair: rarities.get(pair[0], 0.0) + rarities.get(pair[1], 0.0) for pair in pairs}
    total = sum(weights.values())
    shares = np.zeros(len(passages), dtype=np.float32)
    if total > 0:
        for place, tokens in enumerate(passages):
            shares[place] = sum(weights[pair] for pair in pairs & term_pairs(tokens)) / total
    return shares


def term_pairs(tokens: Iterable[Token]) -> set[Pair]:
    """Pairs of terms of neighbouring words; a stop word between two words keeps them apart."""
    terms: dict[int, list[str]] = {}
    for token in tokens:
        terms.setdefault(token.position, []).append(token.term)
    return {
        (term, following)
        for position, here in terms.items()
        for term in here
        for following in terms.get(position + 1, ())
    }
