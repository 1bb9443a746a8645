"""The shipped static models as a module of sentence-transformers, for training, comparing and publishing them.

Serving does not need it: `modelle.static` computes the same vectors without torch.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from modelle.static import CONFIG, TOKENIZER, WEIGHTS


class CountedStaticEmbedding(StaticEmbedding):
    """Sum of token vectors in which a token's n-th occurrence counts less: n occurrences weigh n to the count power."""

    def __init__(self, tokenizer: Tokenizer, embedding_weights: torch.Tensor, count_power: float) -> None:
        super().__init__(tokenizer, embedding_weights.float())
        self.count_power = count_power

    def forward(self, features: dict[str, torch.Tensor], **_kwargs: Any) -> dict[str, torch.Tensor]:
        """Adds `sentence_embedding`, `(n, dimensions)` float32, not normalised."""
        ids, offsets = features["input_ids"], features["offsets"]
        size = self.num_embeddings
        ends = torch.cat([offsets[1:], torch.tensor([len(ids)])])
        rows = torch.repeat_interleave(torch.arange(len(offsets)), ends - offsets)
        keys, counts = torch.unique(rows * size + ids, return_counts=True)
        bags = torch.nn.functional.embedding_bag(
            keys % size,
            self.embedding.weight,
            torch.searchsorted(keys // size, torch.arange(len(offsets))),
            mode="sum",
            per_sample_weights=counts.float() ** self.count_power,
        )
        return features | {"sentence_embedding": bags}

    def save(self, output_path: str, *_args: Any, **_kwargs: Any) -> None:
        """Writes weights, tokenizer and count power."""
        super().save(output_path)
        (Path(output_path) / CONFIG).write_text(json.dumps({"count_power": self.count_power}) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, *_args: Any, **_kwargs: Any) -> "CountedStaticEmbedding":
        """Opens a folder on disk."""
        folder = Path(model_name_or_path)
        power = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["count_power"]
        weights = load_file(folder / WEIGHTS)["embedding.weight"]
        return cls(Tokenizer.from_file(str(folder / TOKENIZER)), weights, power)
