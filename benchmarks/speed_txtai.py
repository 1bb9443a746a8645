"""txtai's side of the speed measurement: the same passages, hybrid search, content stored, the same static model.

Two ways of calling the model, since they differ in speed. `OWN`: txtai opens the model's folder with
sentence-transformers, as its users would, in batches of its own 500 texts rather than its default 32, which is faster.
`SHARED`: txtai calls Fundstelle's encoder as an external function. Everything else is txtai's default: BM25 over its
own tokens, an IVF index in FAISS (approximate, where Fundstelle compares all vectors), SQLite, all cores.
"""

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks.speed_fundstelle import LIMIT, passage_texts
from benchmarks.speed_measure import Ask, build_rates


class Encoding(StrEnum):
    """Who turns text into vectors."""

    OWN = "txtai"
    SHARED = "txtai_shared_encoder"


class SharedEncoder:
    """Fundstelle's encoder as txtai calls external functions."""

    def __init__(self) -> None:
        from modelle import load_encoder

        self._encoder = load_encoder()

    def __call__(self, texts: Sequence[str]) -> Any:
        return self._encoder.encode_passages(texts)


def _settings(encoding: Encoding) -> dict[str, Any]:
    settings: dict[str, Any] = {"hybrid": True, "content": True}
    if encoding is Encoding.SHARED:
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"
        return settings | {"method": "external", "transform": f"{__name__}.{SharedEncoder.__name__}"}
    from modelle.catalogue import SHIPPED

    return settings | {
        "method": "sentence-transformers",
        "path": str(SHIPPED[0].folder),
        "encodebatch": 500,
        "vectors": {"trust_remote_code": True},
    }


def build(index: Path, folder: Path, encoding: Encoding) -> dict[str, float]:
    """Builds from the passages of Fundstelle's `index`, saves in `folder`; cutting and loading the model count not."""
    texts = passage_texts(index)
    embeddings = _open(encoding)
    embeddings.index([(0, "Aufwärmen", None)])  # loads what is loaded at the first call

    def index_and_save() -> int:
        embeddings.index((number, text, None) for number, text in enumerate(texts))
        embeddings.save(str(folder))
        return len(texts)

    return build_rates(index_and_save)


def open_search(folder: Path, encoding: Encoding) -> Ask:
    """Opens in this process what `build` has saved."""
    embeddings = _open(encoding)
    embeddings.load(str(folder))
    return lambda question: embeddings.search(question, LIMIT)


def _open(encoding: Encoding) -> Any:
    from txtai import Embeddings

    return Embeddings(**_settings(encoding))
