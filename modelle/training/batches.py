"""Batches of pairs as tensors: every batch comes from one source, so that the negatives are of its own kind.

A part of the batches is made of clusters of similar passages: there the other pairs' passages are hard negatives,
found by the model of the round before (the aim of ANCE, Xiong et al. 2021, arXiv:2007.00808).
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Queue
from threading import Thread

import numpy as np
import torch
from numpy.typing import NDArray

from modelle.training.sampling import Pair
from modelle.training.token_corpus import Ids

_AHEAD = 8


@dataclass(frozen=True, slots=True)
class PackedTexts:
    """Texts as bags of tokens for `torch.nn.functional.embedding_bag`: each distinct token of a text once, its weight
    the number of times it occurs, to the count power."""

    ids: torch.Tensor
    offsets: torch.Tensor
    weights: torch.Tensor


@dataclass(frozen=True, slots=True)
class Source:
    """Where pairs come from.

    `share`: of the batches. `pair(i)`: a question and its passage, None where passage i gives none. `heading(i)`: what
    stands above passage i, as bytes. `clusters`: numbers of similar passages, none before a model is there.
    """

    size: int
    share: float
    pair: Callable[[int], Pair | None]
    heading: Callable[[int], bytes]
    clusters: Sequence[NDArray[np.int64]] = ()


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """`pairs`: of a batch. `hard_share`: of the batches that are made of clusters; `cluster_size`: passages taken of
    each cluster. `count_power`: what a token's second occurrence in a text counts for."""

    pairs: int
    vocabulary: int
    count_power: float
    hard_share: float
    cluster_size: int


def pack(texts: Sequence[Ids], vocabulary: int, count_power: float) -> PackedTexts:
    """Bags of tokens of `texts`, none of them empty."""
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) for text in texts])
    keys, counts = np.unique(rows * vocabulary + np.concatenate(texts), return_counts=True)
    offsets = np.searchsorted(keys // vocabulary, np.arange(len(texts)))
    weights = counts.astype(np.float32) ** np.float32(count_power)
    return PackedTexts(torch.from_numpy(keys % vocabulary), torch.from_numpy(offsets), torch.from_numpy(weights))


class BatchMaker:
    """Makes batches without end, each as (questions, passages)."""

    def __init__(self, sources: Sequence[Source], settings: BatchSettings, draw: random.Random) -> None:
        self._sources = [(source, self._order(source)) for source in sources]
        self._settings = settings
        self._draw = draw

    def __iter__(self) -> Iterator[tuple[PackedTexts, PackedTexts]]:
        shares = [source.share for source, _ in self._sources]
        while True:
            source, order = self._draw.choices(self._sources, shares)[0]
            hard = bool(source.clusters) and self._draw.random() < self._settings.hard_share
            pairs = self._pairs(source, self._similar(source) if hard else order)
            yield self._packed([question for question, _ in pairs]), self._packed([passage for _, passage in pairs])

    def ahead(self) -> Iterator[tuple[PackedTexts, PackedTexts]]:
        """The same batches, made in a thread while others are trained on."""
        waiting: Queue[tuple[PackedTexts, PackedTexts]] = Queue(_AHEAD)

        def make() -> None:
            for batch in self:
                waiting.put(batch)

        Thread(target=make, daemon=True).start()
        while True:
            yield waiting.get()

    def _packed(self, texts: Sequence[Ids]) -> PackedTexts:
        return pack(texts, self._settings.vocabulary, self._settings.count_power)

    def _pairs(self, source: Source, numbers: Iterator[int]) -> list[Pair]:
        pairs: list[Pair] = []
        while len(pairs) < min(self._settings.pairs, source.size):
            pair = source.pair(next(numbers))
            if pair is not None and len(pair[0]) and len(pair[1]):
                pairs.append(pair)
        return pairs

    def _similar(self, source: Source) -> Iterator[int]:
        """Some passages of one cluster after the other, only one under each heading: the others may answer it too."""
        while True:
            seen: set[bytes] = set()
            cluster = self._draw.choice(source.clusters).tolist()
            for number in self._draw.sample(cluster, min(len(cluster), self._settings.cluster_size)):
                heading = source.heading(number)
                if not heading or heading not in seen:
                    seen.add(heading)
                    yield number

    def _order(self, source: Source) -> Iterator[int]:
        """Every passage once, in an order of chance, then anew."""
        numbers = list(range(source.size))
        while True:
            self._draw.shuffle(numbers)
            yield from numbers
