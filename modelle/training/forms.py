"""How well a model lays the forms of a German word side by side: the share of pairs of our own collection."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from modelle.contract import Encoder

FORMS = Path(__file__).parent / "data" / "wortformen.txt"


class Pair(NamedTuple):
    """Two forms that mean the same. `kind`: why they differ ("Beugung"). `group`: equal for pairs of one word."""

    kind: str
    group: int
    first: str
    second: str


def load_pairs(path: Path = FORMS) -> list[Pair]:
    """The pairs of the collection."""
    return list(_pairs(path))


def _pairs(path: Path) -> Iterator[Pair]:
    kind = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            first, others = line.split(" = ")
            for second in others.split("; "):
                yield Pair(kind, number, first, second)


def shares_together(encoder: Encoder, pairs: list[Pair]) -> Mapping[str, float]:
    """Of each kind, and of all as "", the share of pairs whose forms are nearer to each other than the first form is to
    every form of all other words, 0 to 1."""
    forms = list(dict.fromkeys((pair.group, form) for pair in pairs for form in (pair.first, pair.second)))
    places = {form: place for place, form in enumerate(forms)}
    groups = np.array([group for group, _ in forms])
    vectors = encoder.encode_passages([form for _, form in forms])
    kinds: dict[str, list[bool]] = {"": []}
    for pair in pairs:
        cosines = vectors @ vectors[places[pair.group, pair.first]]
        together = bool(cosines[places[pair.group, pair.second]] > cosines[groups != pair.group].max())
        kinds.setdefault(pair.kind, []).append(together)
        kinds[""].append(together)
    return {kind: sum(found) / len(found) for kind, found in kinds.items()}
