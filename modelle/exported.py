"""Transformers exported to ONNX, computed by ONNX Runtime or OpenVINO on the CPU. Neither imports torch.

The folder is one of sentence-transformers: tokenizer, pooling and length are as `modules.json` says.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from modelle.backend import Backend, exported_file
from modelle.checksums import paths_in
from modelle.contract import FloatArray, ModelContract
from modelle.errors import BackendMissing, ModelDamaged, ModelNotFound
from modelle.prompts import Prompts

_BATCH = 32
_HIDDEN = ("last_hidden_state", "token_embeddings")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")

_Ids = NDArray[np.int64]
_Run = Callable[[dict[str, _Ids]], FloatArray]
"""From inputs `(n, tokens)` to the tokens' vectors `(n, tokens, dimensions)`."""


class ExportedEncoder:
    """An exported transformer with mean or first-token pooling. Safe to call from several threads."""

    def __init__(
        self, folder: Path, name: str, version: str, checksum: str, prompts: Prompts, backend: Backend
    ) -> None:
        """Loads the model. Raises BackendMissing, ModelNotFound, ModelDamaged."""
        weights = exported_file(paths_in(folder), backend)
        if weights is None or not (folder / "tokenizer.json").is_file():
            raise ModelNotFound(f"Im Ordner „{folder}“ fehlt das Modell für „{backend.value}“ oder „tokenizer.json“.")
        start = _onnxruntime if backend in (Backend.ONNX, Backend.ONNX_INT8) else _openvino
        try:
            layout = _Layout(folder, name)
            self._tokenizer = _tokenizer(folder, layout.max_tokens)
            self._inputs, self._run = start(folder / weights)
            self._first_token = layout.first_token
            self._prompts = prompts
            dimensions = self._encode(["a"]).shape[1]
        except (BackendMissing, ModelDamaged):
            raise
        except Exception as error:  # each library raises its own
            raise ModelDamaged(f"Das Modell „{name}“ im Ordner „{folder}“ lässt sich nicht laden ({error}).") from error
        self._contract = ModelContract(name, version, checksum, dimensions)

    @property
    def contract(self) -> ModelContract:
        return self._contract

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, `(len(texts), dimensions)` float32, L2-normalised."""
        vectors = np.zeros((len(texts), self._contract.dimensions), dtype=np.float32)
        # Texts of like length together: a batch is as long as its longest text.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._encode([self._prompts.passage + texts[row] for row in rows])
        return vectors

    def encode_query(self, text: str) -> FloatArray:
        """Vector of a question, `(dimensions,)` float32, L2-normalised."""
        vector: FloatArray = self._encode([self._prompts.query + text])[0]
        return vector

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        encodings = self._tokenizer.encode_batch([text.encode("utf-8", "replace").decode() for text in texts])
        hidden = self._run({name: _ids(name, encodings) for name in self._inputs})
        if self._first_token:
            pooled = hidden[:, 0]
        else:
            mask = _ids("attention_mask", encodings)[:, :, None].astype(np.float32)
            pooled = (hidden * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1e-9)
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(pooled / np.maximum(lengths, 1e-12), dtype=np.float32)


def _ids(name: str, encodings: Sequence[Encoding]) -> _Ids:
    attribute = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}[name]
    return np.array([getattr(encoding, attribute) for encoding in encodings], dtype=np.int64)


class _Layout:
    """What `modules.json` and the files that it names say: pooling and the number of tokens."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises ModelDamaged for a layout that is not transformer, pooling and, mostly, normalisation."""
        modules = _json(folder / "modules.json")
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
        if kinds[:2] != ["Transformer", "Pooling"] or not set(kinds[2:]) <= {"Normalize"}:
            raise ModelDamaged(f"Das Modell „{name}“ ist anders aufgebaut, als es ohne torch gerechnet werden kann.")
        pooling = _json(folder / modules[1]["path"] / "config.json")
        mode = pooling.get("pooling_mode") or [
            kind for kind in ("cls_token", "mean_tokens") if pooling.get(f"pooling_mode_{kind}")
        ]
        modes = {"cls": "cls", "cls_token": "cls", "mean": "mean", "mean_tokens": "mean"}
        known = [modes.get(one, "") for one in ([mode] if isinstance(mode, str) else mode)]
        if known not in (["cls"], ["mean"]) or not pooling.get("include_prompt", True):
            raise ModelDamaged(f"Das Modell „{name}“ fasst Wörter so zusammen, wie es ohne torch nicht geht.")
        self.first_token = known == ["cls"]
        config = folder / modules[0]["path"] / "sentence_bert_config.json"
        stated = _json(config).get("max_seq_length") if config.is_file() else None
        self.max_tokens = int(stated or _tokenizer_length(folder))


def _tokenizer_length(folder: Path) -> int:
    """The tokenizer's own limit, 512 where it states none that a transformer could have."""
    path = folder / "tokenizer_config.json"
    stated = _json(path).get("model_max_length") if path.is_file() else None
    return int(stated) if stated and stated < 1 << 20 else 512


def _tokenizer(folder: Path, max_tokens: int) -> Tokenizer:
    """The tokenizer, cutting at the model's length and filling up to the longest text of a batch."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    if tokenizer.padding is None:
        config = folder / "tokenizer_config.json"
        stated = _json(config).get("pad_token") if config.is_file() else None
        token = str((stated.get("content") if isinstance(stated, dict) else stated) or "[PAD]")
        tokenizer.enable_padding(pad_id=tokenizer.token_to_id(token) or 0, pad_token=token)
    else:
        tokenizer.enable_padding(**{**tokenizer.padding, "length": None})
    return tokenizer


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _onnxruntime(weights: Path) -> tuple[list[str], _Run]:
    """Names of the inputs, and the function that computes, by ONNX Runtime."""
    try:
        import onnxruntime
    except ImportError as error:
        raise BackendMissing(
            "Für dieses Modell fehlt das Paket onnxruntime; bitte einrichten: pip install 'fundstelle[onnx]'"
        ) from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    output = _output([found.name for found in session.get_outputs()])
    return _inputs([found.name for found in session.get_inputs()]), lambda given: np.asarray(
        session.run([output], given)[0], dtype=np.float32
    )


def _openvino(weights: Path) -> tuple[list[str], _Run]:
    """Names of the inputs, and the function that computes, by OpenVINO."""
    try:
        import openvino
    except ImportError as error:
        raise BackendMissing(
            "Für dieses Modell fehlt das Paket openvino; bitte einrichten: pip install 'fundstelle[openvino]'"
        ) from error
    model = openvino.Core().compile_model(str(weights), "CPU")
    output = model.output(_output([name for found in model.outputs for name in found.get_names()]))

    def run(given: dict[str, _Ids]) -> FloatArray:
        # Each call has its own request, since a request serves one thread at a time.
        return np.array(model.create_infer_request().infer(given)[output], dtype=np.float32)

    return _inputs([next(iter(found.get_names())) for found in model.inputs]), run


def _inputs(names: Sequence[str]) -> list[str]:
    unknown = [name for name in names if name not in _INPUTS]
    if unknown:
        raise ModelDamaged(
            f"Das Modell verlangt die Eingabe „{unknown[0]}“, die es hier nicht gibt; bitte torch nehmen."
        )
    return list(names)


def _output(names: Sequence[str]) -> str:
    found = [name for name in _HIDDEN if name in names]
    if not found:
        raise ModelDamaged(
            f"Das Modell gibt keine Vektoren der Wörter aus, nur: {', '.join(names)}; bitte torch nehmen."
        )
    return found[0]
