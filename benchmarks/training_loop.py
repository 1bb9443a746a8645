"""What a training step costs, with sentence-transformers' trainer and with our loop, on the same pairs in one run.

python -m benchmarks.training_loop [--data ../shared/data/train] [--steps 60]
"""

import argparse
import random
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from modelle.counted import CountedStaticEmbedding
from modelle.static import TOKENIZER, WEIGHTS
from modelle.training import texts
from modelle.training.batches import BatchMaker, BatchSettings, Source
from modelle.training.token_corpus import tokenise
from modelle.training.train import train

_DATA = Path(__file__).parents[2] / "shared" / "data" / "train"
_BATCH = 1_024
_LEARNING_RATE = 0.2
_COUNT_POWER = 0.75
_SCALE = 20.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=_DATA)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    passages = islice(texts.passages(arguments.data, "klexikon_wiki_passages"), _BATCH * arguments.steps)
    pairs = [(f"{passage.title} {passage.heading}", passage.text) for passage in passages]
    tokenising, ours = our_loop(pairs, arguments.steps)
    theirs = their_trainer(pairs, arguments.steps)
    print(f"our loop: {1000 * ours:.0f} ms a step; tokenising once, whatever the number of steps: {tokenising:.1f} s")
    print(f"sentence-transformers' trainer: {1000 * theirs:.0f} ms a step, {theirs / ours:.1f} times as much")


def our_loop(pairs: list[tuple[str, str]], steps: int) -> tuple[float, float]:
    """Seconds for tokenising all pairs, and seconds a step."""
    tokenizer, vectors = _start()
    started = time.monotonic()
    questions = tokenise(tokenizer, (question for question, _ in pairs))
    answers = tokenise(tokenizer, (answer for _, answer in pairs))
    tokenised = time.monotonic()
    source = Source(len(pairs), 1.0, lambda i: (questions.text(i), answers.text(i)), lambda _: b"")
    settings = BatchSettings(_BATCH, len(vectors), _COUNT_POWER, 0.0, 1)
    train(vectors, BatchMaker([source], settings, random.Random(1)).ahead(), steps, _LEARNING_RATE, _SCALE)
    return tokenised - started, (time.monotonic() - tokenised) / steps


def their_trainer(pairs: list[tuple[str, str]], steps: int) -> float:
    """Seconds a step."""
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    tokenizer, vectors = _start()
    model = SentenceTransformer(modules=[CountedStaticEmbedding(tokenizer, vectors, _COUNT_POWER)], device="cpu")
    rows = Dataset.from_dict({"anchor": [one for one, _ in pairs], "positive": [other for _, other in pairs]})
    with tempfile.TemporaryDirectory() as folder:
        settings: dict[str, Any] = {"report_to": "none", "save_strategy": "no", "logging_strategy": "no"}
        trainer = SentenceTransformerTrainer(
            model,
            SentenceTransformerTrainingArguments(
                folder,
                max_steps=steps,
                per_device_train_batch_size=_BATCH,
                learning_rate=_LEARNING_RATE,
                disable_tqdm=True,
                **settings,
            ),
            train_dataset=rows,
            loss=MultipleNegativesRankingLoss(model, scale=_SCALE),
        )
        started = time.monotonic()
        trainer.train()
        return (time.monotonic() - started) / steps


def _start() -> tuple[Any, torch.Tensor]:
    """The shipped tokenizer and new vectors for its tokens."""
    from safetensors.torch import load_file
    from tokenizers import Tokenizer

    from modelle.catalogue import SHIPPED

    folder = SHIPPED[0].folder
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    [weights] = load_file(folder / WEIGHTS).values()
    return tokenizer, torch.randn(weights.shape)


if __name__ == "__main__":
    main()
