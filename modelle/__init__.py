"""How text becomes comparable: the embedding models and the German analyser."""

from modelle.analyser import load_analyser
from modelle.catalogue import DEFAULT_MODEL, load_encoder
from modelle.contract import Analyser, AnalyserContract, Encoder, FloatArray, ModelContract, Token
from modelle.errors import ModelDamaged, ModelError, ModelNotFound

__all__ = [
    "DEFAULT_MODEL",
    "Analyser",
    "AnalyserContract",
    "Encoder",
    "FloatArray",
    "ModelContract",
    "ModelDamaged",
    "ModelError",
    "ModelNotFound",
    "Token",
    "load_analyser",
    "load_encoder",
]
