"""What a model is for."""

import json
from enum import StrEnum
from pathlib import Path

from modelle.errors import ModelDamaged

_CONFIG = "config.json"
_CLASSIFIER = "ForSequenceClassification"
"""How transformers calls a model that ends in a layer for whole sequences, as every cross-encoder does."""


class ModelKind(StrEnum):
    """Makes vectors of texts, or reads a question together with a passage."""

    EMBEDDING = "embedding"
    RERANKER = "reranker"


def kind_of(folder: Path) -> ModelKind:
    """The kind that a model folder states; embedding where it states nothing. Raises ModelDamaged."""
    path = folder / _CONFIG
    if not path.is_file():
        return ModelKind.EMBEDDING
    try:
        architectures = json.loads(path.read_text("utf-8")).get("architectures") or []
        classifies = any(str(name).endswith(_CLASSIFIER) for name in architectures)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ModelDamaged(f"Die Datei „{path}“ ist nicht lesbar ({error}).") from error
    return ModelKind.RERANKER if classifies else ModelKind.EMBEDDING
