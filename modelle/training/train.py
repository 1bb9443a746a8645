"""Trains the shipped static embedding model: `python -m modelle.training.train --data ../shared/data/train --work DIR`.

Multiple negatives ranking (Henderson et al. 2017, arXiv:1705.00652) on pairs made from German administrative, legal,
parliamentary and encyclopaedic text, in two rounds: the second meets hard negatives, found by the first one's model.

The loop is our own, since sentence-transformers' trainer tokenises every pair anew; `benchmarks.training_loop` measures
what a step costs with either.
"""

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from modelle.training import texts, tokenizer
from modelle.training.batches import BatchMaker, BatchSettings, PackedTexts, Source
from modelle.training.clusters import similar_passages
from modelle.training.sampling import PairSampler, SamplingSettings, opening_texts, token_rarity
from modelle.training.ship import ship
from modelle.training.smoothing import smoothed
from modelle.training.token_corpus import TokenCorpus, tokenise, tokenise_passages

MODEL_NAME = "fundstelle-static-de"
SHARES = {
    "karlsruhe_dokumente": 0.38,
    "klexikon_wiki_passages": 0.38,
    "gesetze_sections": 0.09,
    "revosax_sections": 0.08,
    "bundestag_reden": 0.07,
}
"""Of the batches of passages, by source."""
_LOG_EVERY = 200
_WARMUP_SHARE = 0.05


def learned_tokenizer(options: argparse.Namespace) -> Tokenizer:
    """The tokenizer, learned once and kept in the work folder."""
    path: Path = options.work / f"tokenizer-{options.vocabulary}.json"
    if not path.exists():
        tokenizer.learn(texts.sample_texts(options.data, every=4), options.vocabulary).save(str(path))
    return Tokenizer.from_file(str(path))


def token_corpora(options: argparse.Namespace, learned: Tokenizer) -> dict[str, TokenCorpus]:
    """Tokenised passages of every source, kept in the work folder, and the questions with their answers."""
    corpora = {}
    for name in texts.PASSAGE_SOURCES:
        path: Path = options.work / f"{name}-{options.vocabulary}.npz"
        if not path.exists():
            tokenise_passages(learned, list(texts.passages(options.data, name))).save(path)
        corpora[name] = TokenCorpus.load(path)
    return corpora


class Training:
    """Everything that the rounds share."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.tokenizer = learned_tokenizer(options)
        self.corpora = token_corpora(options, self.tokenizer)
        self.draw = random.Random(options.seed)
        questions = list(texts.question_pairs(options.data))
        self._questions = tokenise(self.tokenizer, (question for question, _ in questions))
        self._answers = tokenise(self.tokenizer, (answer for _, answer in questions))
        self._openings = tokenise(self.tokenizer, [*opening_texts(), "?"])
        self._rarity = token_rarity(list(self.corpora.values()), self.vocabulary)

    @property
    def vocabulary(self) -> int:
        return int(self.tokenizer.get_vocab_size())

    def run(self) -> torch.Tensor:
        """Both rounds and the smoothing; gives the token vectors, `(vocabulary, dimensions)` float32."""
        options = self.options
        torch.manual_seed(options.seed)
        first = self.round(torch.randn(self.vocabulary, options.dimensions), options.first_steps, None)
        second = self.round(torch.randn(self.vocabulary, options.dimensions), options.steps, first)
        return torch.from_numpy(smoothed(second.numpy(), self.tokenizer, self._counts()))

    def _counts(self) -> NDArray[np.int64]:
        """How often each token occurs in the passages, `(vocabulary,)`."""
        found = [np.bincount(corpus.sentences.ids, minlength=self.vocabulary) for corpus in self.corpora.values()]
        return np.asarray(np.sum(found, axis=0), dtype=np.int64)

    def round(self, start: torch.Tensor, steps: int, miner: torch.Tensor | None) -> torch.Tensor:
        """One training from the vectors `start`; `miner`: vectors that find the hard negatives."""
        options = self.options
        settings = BatchSettings(
            options.batch, self.vocabulary, options.count_power, options.hard_share, options.cluster_size
        )
        batches = BatchMaker(self._sources(miner), settings, self.draw).ahead()
        return train(start, batches, steps, options.learning_rate, options.scale)

    def _sources(self, miner: torch.Tensor | None) -> list[Source]:
        share = self.options.question_share
        sources = [
            self._passage_source(corpus, (1 - share) * SHARES[name], miner) for name, corpus in self.corpora.items()
        ]
        questions, answers = self._questions, self._answers
        pairs = Source(len(questions), share, lambda i: (questions.text(i), answers.text(i)), lambda _: b"")
        return [*sources, pairs]

    def _passage_source(self, corpus: TokenCorpus, share: float, miner: torch.Tensor | None) -> Source:
        sampler = PairSampler(corpus, self._rarity, self._openings, SamplingSettings(), self.draw)
        clusters = [] if miner is None else similar_passages(corpus, miner.numpy(), self.options.count_power)
        return Source(
            len(corpus), share, sampler.pair, lambda i: corpus.titles.span(2 * i, 2 * i + 2).tobytes(), clusters
        )


def train(
    start: torch.Tensor,
    batches: Iterator[tuple[PackedTexts, PackedTexts]],
    steps: int,
    learning_rate: float,
    scale: float,
) -> torch.Tensor:
    """Vectors trained from `start`, `(vocabulary, dimensions)`; each step takes one batch."""
    vectors = torch.nn.Parameter(start)
    optimiser = torch.optim.Adam([vectors], lr=learning_rate, fused=True)
    started, mean = time.monotonic(), 0.0
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate * schedule(step, steps)
        questions, passages = next(batches)
        loss = ranking_loss(vectors, questions, passages, scale)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        mean = float(loss.detach()) if step == 0 else 0.98 * mean + 0.02 * float(loss.detach())
        if step % _LOG_EVERY == 0:
            sys.stderr.write(f"Schritt {step} von {steps}, Verlust {mean:.3f}, {time.monotonic() - started:.0f} s\n")
    return vectors.detach()


def schedule(step: int, steps: int) -> float:
    """Factor of the learning rate: a short linear rise, then half a cosine down to 0."""
    rise = (step + 1) / max(1.0, steps * _WARMUP_SHARE)
    return min(1.0, rise, 0.5 * (1 + math.cos(math.pi * step / steps)))


def embed(vectors: torch.Tensor, packed: PackedTexts) -> torch.Tensor:
    """Vectors of texts, `(n, dimensions)`, L2-normalised."""
    bags = functional.embedding_bag(packed.ids, vectors, packed.offsets, mode="sum", per_sample_weights=packed.weights)
    return functional.normalize(bags, dim=1)


def ranking_loss(vectors: torch.Tensor, questions: PackedTexts, passages: PackedTexts, scale: float) -> torch.Tensor:
    """Cross-entropy of finding each question's passage among all of the batch, cosines times `scale`."""
    scores = scale * embed(vectors, questions) @ embed(vectors, passages).T
    return functional.cross_entropy(scores, torch.arange(len(scores)))


def main() -> None:
    options = parsed()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    settings: dict[str, Any] = {
        key: value for key, value in vars(options).items() if key not in ("data", "work", "output", "threads")
    }
    training = Training(options)
    ship(training.run(), training.tokenizer, options.output, settings)
    sys.stderr.write(json.dumps(settings) + "\n")


def parsed() -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the .jsonl.xz files")
    parser.add_argument("--work", type=Path, required=True, help="folder for tokenizer and tokenised texts")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent.parent / MODEL_NAME)
    parser.add_argument("--vocabulary", type=int, default=20_000)
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--first-steps", type=int, default=2_400)
    parser.add_argument("--steps", type=int, default=4_800)
    parser.add_argument("--batch", type=int, default=1_024)
    parser.add_argument("--learning-rate", type=float, default=0.2)
    parser.add_argument("--scale", type=float, default=20.0)
    parser.add_argument("--count-power", type=float, default=0.75)
    parser.add_argument("--question-share", type=float, default=0.08)
    parser.add_argument("--hard-share", type=float, default=0.5)
    parser.add_argument("--cluster-size", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
