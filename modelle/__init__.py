"""How text becomes comparable: the embedding models and the German analyser."""

from modelle.analyser import load_analyser
from modelle.catalogue import DEFAULT_MODEL, load_encoder
from modelle.contract import (
    Analyser,
    AnalyserContract,
    Encoder,
    FloatArray,
    ModelContract,
    Piece,
    Token,
    TokenEncoder,
    TokenIds,
)
from modelle.errors import ModelDamaged, ModelError, ModelMismatch, ModelNotFound, ModelUnreachable

__all__ = [
    "DEFAULT_MODEL",
    "Analyser",
    "AnalyserContract",
    "Encoder",
    "FloatArray",
    "ModelContract",
    "ModelDamaged",
    "ModelError",
    "ModelMismatch",
    "ModelNotFound",
    "ModelUnreachable",
    "Piece",
    "Token",
    "TokenEncoder",
    "TokenIds",
    "load_analyser",
    "load_encoder",
]
