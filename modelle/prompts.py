"""What a model wants written before questions and passages, as E5's "query: " and "passage: "."""

import json
from dataclasses import dataclass
from pathlib import Path

from modelle.errors import ModelDamaged

CONFIG = "config_sentence_transformers.json"
_PASSAGE_NAMES = ("document", "passage", "corpus")
"""In the order in which sentence-transformers looks for them."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """Written before every question and every passage; mostly empty."""

    query: str = ""
    passage: str = ""


def folder_prompts(folder: Path, otherwise: Prompts) -> Prompts:
    """The prompts that the model's folder states; `otherwise` where it states none."""
    path = folder / CONFIG
    if not path.is_file():
        return otherwise
    try:
        stated = json.loads(path.read_text("utf-8")).get("prompts") or {}
        query = str(stated.get("query") or "")
        passage = next((str(stated[name]) for name in _PASSAGE_NAMES if stated.get(name)), "")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelDamaged(f"Die Datei „{path}“ ist nicht lesbar ({error}).") from error
    return Prompts(query, passage) if query or passage else otherwise
