"""Trains the shipped static embedding model: `python -m modelle.training.train --data ../shared/data/train`.

In-batch negatives (multiple negatives ranking, Henderson et al. 2017) on pairs made from German administrative, legal,
parliamentary and encyclopaedic text. Every batch comes from one source, so that the negatives are of its own kind.
"""

import argparse
import json
import random
import shutil
from pathlib import Path
from typing import Any

from datasets import Dataset
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from modelle.training import pairs, texts, tokenizer

MODEL_NAME = "fundstelle-static-de"


def pair_datasets(data: Path, work: Path, seed: int) -> dict[str, Dataset]:
    """Pairs of each source as a shuffled dataset; kept under `work`, so that a second run reads them."""
    datasets = {}
    for source in (*texts.PASSAGE_SOURCES, "questions"):
        folder = work / "pairs" / source
        if not folder.exists():
            made = Dataset.from_generator(_rows, gen_kwargs={"data": data, "source": source, "seed": seed})
            made.shuffle(seed=seed).flatten_indices().save_to_disk(folder)
        datasets[source] = Dataset.load_from_disk(folder)
    return datasets


def _rows(data: Path, source: str, seed: int) -> Any:
    draw = random.Random(seed)
    if source == "questions":
        found = list(texts.question_pairs(data))
        for _ in range(8):
            for question, answer in found:
                yield {"question": question, "passage": answer}
        return
    rounds = {"bundestag_reden": 1}.get(source, 2)
    for passage in texts.passages(data, source):
        for _ in range(rounds):
            for question, text in pairs.pairs_of(passage, draw):
                yield {"question": question, "passage": text}


def learned_tokenizer(data: Path, work: Path, size: int) -> Tokenizer:
    """The tokenizer, learned once and kept under `work`."""
    path = work / f"tokenizer-{size}.json"
    if not path.exists():
        tokenizer.learn(texts.sample_texts(data, every=4), size).save(str(path))
    return Tokenizer.from_file(str(path))


def train(options: argparse.Namespace) -> SentenceTransformer:
    """Trains from nothing and gives the model back."""
    model = SentenceTransformer(
        modules=[
            StaticEmbedding(
                learned_tokenizer(options.data, options.work, options.vocabulary), embedding_dim=options.dimensions
            )
        ],
        device="cpu",
    )
    datasets = pair_datasets(options.data, options.work, options.seed)
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(options.work / "checkpoints"),
        max_steps=options.steps,
        per_device_train_batch_size=options.batch,
        learning_rate=options.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=options.steps // 20,
        weight_decay=0.0,
        save_strategy="no",
        logging_steps=50,
        report_to=[],
        use_cpu=True,
        seed=options.seed,
        dataloader_drop_last=True,
        disable_tqdm=True,
    )
    loss = MultipleNegativesRankingLoss(model, scale=options.scale)
    SentenceTransformerTrainer(model=model, args=arguments, train_dataset=datasets, loss=loss).train()
    return model


def ship(model: SentenceTransformer, target: Path, settings: dict[str, object]) -> None:
    """Writes the model as float16 in the sentence-transformers form; the model card beside it stays."""
    card = target / "README.md"
    kept = card.read_text(encoding="utf-8") if card.exists() else None
    if target.exists():
        shutil.rmtree(target)
    model.save(str(target), create_model_card=False)
    for path in target.rglob("model.safetensors"):
        halves = {name: tensor.half().contiguous() for name, tensor in load_file(path).items()}
        save_file(halves, path)
    (target / "training.json").write_text(json.dumps(settings, indent=2, default=str) + "\n", encoding="utf-8")
    if kept is not None:
        card.write_text(kept, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the .jsonl.xz files")
    parser.add_argument("--work", type=Path, required=True, help="folder for pairs and tokenizer")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent.parent / MODEL_NAME)
    parser.add_argument("--vocabulary", type=int, default=30_000)
    parser.add_argument("--dimensions", type=int, default=384)
    parser.add_argument("--steps", type=int, default=2_500)
    parser.add_argument("--batch", type=int, default=1_024)
    parser.add_argument("--learning-rate", type=float, default=0.2)
    parser.add_argument("--scale", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    settings = {key: value for key, value in vars(options).items() if key not in ("data", "work", "output")}
    ship(train(options), options.output, settings)


if __name__ == "__main__":
    main()
