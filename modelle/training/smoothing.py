"""Lends rare words what the model knows of their other forms and of their parts.

A token's vector is mixed with that of the words that it belongs to, the more the rarer it is: `k / (k + n)` for a token
that occurs n times, as in empirical Bayes estimation (Efron and Morris 1975, doi:10.2307/2285814). The passages alone
teach a form that they seldom hold next to nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from modelle.analyser import load_analyser
from modelle.contract import FloatArray
from modelle.language import load_language
from modelle.letters import Letters

FORMS_STRENGTH = 1_000.0
PARTS_STRENGTH = 100.0
"""A token that occurs so often (k above) is mixed half and half; see the model card for what was tried."""

_SHORTEST = 4
_SHORTEST_COMPOUND = 8
Counts = NDArray[np.int64]


def smoothed(vectors: FloatArray, tokenizer: Tokenizer, counts: Counts) -> FloatArray:
    """Vectors of all tokens, `(vocabulary, dimensions)`, once mixed with their forms and then with their parts.

    :param counts: how often each token occurs in the training texts, `(vocabulary,)`.
    """
    words = {word: number for word, number in tokenizer.get_vocab().items() if word.isalpha()}
    mixed = vectors.copy()
    for numbers in _forms(words):
        weights = np.maximum(counts[numbers], 1)[:, np.newaxis]
        mean = (weights * vectors[numbers]).sum(axis=0) / weights.sum()
        mixed[numbers] = _mixed(vectors[numbers], mean, weights, FORMS_STRENGTH)
    with_forms = mixed.copy()
    for number, parts in _compounds(words, tokenizer):
        mixed[number] = _mixed(with_forms[number], with_forms[parts].sum(axis=0), counts[number], PARTS_STRENGTH)
    return mixed


def _mixed(own: FloatArray, others: FloatArray, count: "Counts | np.int64", strength: float) -> FloatArray:
    share = strength / (strength + count)
    return np.asarray((1.0 - share) * own + share * others, dtype=np.float32)


def _forms(words: Mapping[str, int]) -> Iterable[list[int]]:
    """Numbers of the words of each stem that has several."""
    analyser = load_analyser()
    by_stem: defaultdict[str, list[int]] = defaultdict(list)
    for word, number in words.items():
        tokens = analyser.tokens(word) if len(word) >= _SHORTEST else []
        if tokens:
            by_stem[tokens[0].term].append(number)
    return [numbers for numbers in by_stem.values() if len(numbers) > 1]


def _compounds(words: Mapping[str, int], tokenizer: Tokenizer) -> Iterator[tuple[int, list[int]]]:
    """Compounds with the tokens of their parts."""
    splitter = load_language().splitter
    for word, number in words.items():
        if len(word) < _SHORTEST_COMPOUND:
            continue
        for text in (word, Letters.of(word).dotted().text):  # the vocabulary has ae, the splitter's words ä
            spans = splitter.split(text, nested=False)
            if spans:
                parts = [text[span.start : span.end] for span in spans]
                tokens = [token for part in parts for token in tokenizer.encode(part, add_special_tokens=False).ids]
                if number not in tokens:
                    yield number, tokens
                break
