"""How text becomes comparable: the embedding models, rerankers and the German analyser."""

from modelle.analyser import load_analyser
from modelle.catalogue import DEFAULT_MODEL, load_encoder
from modelle.contract import (
    Analyser,
    AnalyserContract,
    Encoder,
    FloatArray,
    ModelContract,
    Piece,
    Reranker,
    Token,
    TokenEncoder,
    TokenIds,
)
from modelle.errors import ModelDamaged, ModelError, ModelFailed, ModelMismatch, ModelNotFound, ModelUnreachable
from modelle.reranking import load_reranker

__all__ = [
    "DEFAULT_MODEL",
    "Analyser",
    "AnalyserContract",
    "Encoder",
    "FloatArray",
    "ModelContract",
    "ModelDamaged",
    "ModelError",
    "ModelFailed",
    "ModelMismatch",
    "ModelNotFound",
    "ModelUnreachable",
    "Piece",
    "Reranker",
    "Token",
    "TokenEncoder",
    "TokenIds",
    "load_analyser",
    "load_encoder",
    "load_reranker",
]
