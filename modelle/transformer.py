"""Any other embedding model, through sentence-transformers; torch is imported only when such a model is chosen."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from modelle.contract import FloatArray, ModelContract


class SentenceTransformerEncoder:
    """A model folder that sentence-transformers can open, used on the CPU and without any network."""

    def __init__(self, folder: Path, name: str, version: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        dimensions = self._model.get_embedding_dimension()
        assert dimensions is not None
        self._contract = ModelContract(name, version, _folder_checksum(folder), dimensions)

    @property
    def contract(self) -> ModelContract:
        return self._contract

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, `(len(texts), dimensions)` float32, L2-normalised."""
        if not texts:
            return np.zeros((0, self._contract.dimensions), dtype=np.float32)
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> FloatArray:
        """Vector of a question, `(dimensions,)` float32, L2-normalised."""
        vector = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)


def _folder_checksum(folder: Path) -> str:
    """sha256 over the names and contents of the folder's files, lower-case hex."""
    checksum = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            checksum.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                checksum.update(hashlib.file_digest(file, "sha256").digest())
    return checksum.hexdigest()
