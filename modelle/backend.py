"""How a model is run, and which of its files that needs. The backend stands behind the name: `bge-m3@onnx`."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import PurePosixPath

from modelle.errors import ModelNotFetched

_EXPORTED = ("onnx", "openvino")
_WEIGHT_SUFFIXES = {".safetensors", ".bin"}
_SMALL_SUFFIXES = {".json", ".txt", ".model", ".jinja"}


class Backend(StrEnum):
    """What computes: torch, or an exported model in ONNX Runtime or OpenVINO, in full or with 8-bit numbers."""

    TORCH = "torch"
    ONNX = "onnx"
    ONNX_INT8 = "onnx-int8"
    OPENVINO = "openvino"
    OPENVINO_INT8 = "openvino-int8"


# Names that sentence-transformers, optimum and transformers.js give exported models; the first that is there counts.
_ONNX = ("onnx/model.onnx", "model.onnx")
_ONNX_INT8 = (
    "onnx/model_quint8_avx2.onnx",
    "onnx/model_qint8_avx512_vnni.onnx",
    "onnx/model_qint8_avx512.onnx",
    "onnx/model_qint8_arm64.onnx",
    "onnx/model_int8.onnx",
    "onnx/model_uint8.onnx",
    "onnx/model_quantized.onnx",
)
_WEIGHTS = {
    Backend.ONNX: _ONNX,
    Backend.ONNX_INT8: _ONNX_INT8,
    Backend.OPENVINO: ("openvino/openvino_model.xml", *_ONNX),
    Backend.OPENVINO_INT8: ("openvino/openvino_model_qint8_quantized.xml", *_ONNX_INT8),
}


def split_name(name: str) -> tuple[str, Backend]:
    """A model's bare name or path, and the backend named behind `@`; torch where none is named."""
    base, _, suffix = name.rpartition("@")
    return (base, Backend(suffix)) if base and suffix in list(Backend) else (name, Backend.TORCH)


def exported_file(paths: Iterable[str], backend: Backend) -> str | None:
    """The file of an exported model, of the paths below a model's folder; None where it has none."""
    there = set(paths)
    return next((path for path in _WEIGHTS.get(backend, ()) if path in there), None)


def files_needed(paths: Sequence[str], backend: Backend, *, own_code: bool = False) -> list[str]:
    """The paths that a backend reads, sorted; with `own_code` also the model's own Python files.

    Of weights in both forms, safetensors are taken and pickles left. Raises ModelNotFetched where there are none.
    """
    plain = [path for path in paths if not any(part.startswith(".") for part in PurePosixPath(path).parts)]
    small = [path for path in plain if _is_small(path, own_code) and path.split("/")[0] not in _EXPORTED]
    weights = _torch_weights(plain) if backend is Backend.TORCH else _exported_weights(plain, backend)
    if not weights:
        raise ModelNotFetched(
            f"Dieses Modell bietet keine Datei für „{backend.value}“ an; mögliche Zusätze zum Namen sind"
            f" {', '.join('@' + other.value for other in Backend)}."
        )
    return sorted({*small, *weights})


def _is_small(path: str, own_code: bool) -> bool:
    suffix = PurePosixPath(path).suffix
    return suffix in _SMALL_SUFFIXES or (own_code and suffix == ".py") or path == "README.md"


def _torch_weights(paths: Sequence[str]) -> list[str]:
    """Weights of every folder: its safetensors, else its pytorch_model.bin, in parts or whole."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        pure = PurePosixPath(path)
        known = pure.suffix == ".safetensors" or pure.name.startswith("pytorch_model")
        if known and pure.suffix in _WEIGHT_SUFFIXES and pure.parts[0] not in _EXPORTED:
            found.setdefault((pure.parent.as_posix(), pure.suffix), []).append(path)
    folders = {folder for folder, _ in found}
    return [
        path for folder in folders for path in found.get((folder, ".safetensors")) or found.get((folder, ".bin"), [])
    ]


def _exported_weights(paths: Sequence[str], backend: Backend) -> list[str]:
    """The exported model with the files that belong to it: data beside ONNX, numbers beside OpenVINO's XML."""
    weights = exported_file(paths, backend)
    if weights is None:
        return []
    beside = (f"{weights}_data", f"{weights}.data", weights.removesuffix(".xml") + ".bin")
    return [weights, *(path for path in paths if path in beside)]
