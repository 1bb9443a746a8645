"""Writes a trained model as it ships: float16, in the form that sentence-transformers opens too."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from modelle.counted import CountedStaticEmbedding
from modelle.static import TOKENIZER, WEIGHTS

CARD = "README.md"
SETTINGS = "training.json"


def ship(vectors: torch.Tensor, tokenizer: Tokenizer, target: Path, settings: Mapping[str, object]) -> None:
    """Replaces the folder `target`; the model card in it stays.

    :param vectors: of the tokens, `(vocabulary, dimensions)` float32.
    :param settings: what the model was trained with; must hold `count_power`.
    """
    card = target / CARD
    kept = card.read_text(encoding="utf-8") if card.exists() else None
    if target.exists():
        shutil.rmtree(target)
    module = CountedStaticEmbedding(tokenizer, vectors, float(str(settings["count_power"])))
    SentenceTransformer(modules=[module], device="cpu").save(str(target), create_model_card=False)
    weights, words = target / WEIGHTS, target / TOKENIZER
    save_file({name: tensor.half().contiguous() for name, tensor in load_file(weights).items()}, weights)
    weights.chmod(0o644)
    compact = json.dumps(json.loads(words.read_text(encoding="utf-8")), ensure_ascii=False, separators=(",", ":"))
    words.write_text(compact + "\n", encoding="utf-8")
    (target / SETTINGS).write_text(json.dumps(dict(settings), indent=2) + "\n", encoding="utf-8")
    if kept is not None:
        card.write_text(kept, encoding="utf-8")
