"""How well a model lays the forms of a German word side by side: the share of pairs of our own collection."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from modelle.contract import Encoder

FORMS = Path(__file__).parent / "data" / "wortformen.txt"


class Pair(NamedTuple):
    """Two forms that mean the same. `kind`: why they differ ("Beugung"). `word`: equal for all forms of one word, as
    those are that a chain of pairs connects."""

    kind: str
    word: int
    first: str
    second: str


def load_pairs(path: Path = FORMS) -> list[Pair]:
    """The pairs of the collection."""
    word_of: dict[str, int] = {}
    pairs = list(_pairs(path))
    for number, (_, first, second) in enumerate(pairs):
        same = {word_of.get(first, number), word_of.get(second, number)}
        word_of |= {form: number for form, word in word_of.items() if word in same} | {first: number, second: number}
    return [Pair(kind, word_of[first], first, second) for kind, first, second in pairs]


def _pairs(path: Path) -> Iterator[tuple[str, str, str]]:
    kind = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            first, others = line.split(" = ")
            for second in others.split("; "):
                yield kind, first, second


def shares_together(encoder: Encoder, pairs: list[Pair]) -> Mapping[str, float]:
    """Of each kind, and of all as "", the share of pairs whose forms are nearer to each other than the first form is to
    every form of all other words, 0 to 1."""
    words = {form: pair.word for pair in pairs for form in (pair.first, pair.second)}
    places = {form: place for place, form in enumerate(words)}
    numbers = np.array(list(words.values()))
    vectors = encoder.encode_passages(list(words))
    kinds: dict[str, list[bool]] = {"": []}
    for pair in pairs:
        cosines = vectors @ vectors[places[pair.first]]
        together = bool(cosines[places[pair.second]] > cosines[numbers != pair.word].max())
        kinds.setdefault(pair.kind, []).append(together)
        kinds[""].append(together)
    return {kind: sum(found) / len(found) for kind, found in kinds.items()}
