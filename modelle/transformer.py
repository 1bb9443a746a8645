"""Any embedding model through sentence-transformers; torch is imported only when such a model is chosen."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from modelle.contract import FloatArray, ModelContract
from modelle.errors import ModelDamaged
from modelle.prompts import Prompts


class SentenceTransformerEncoder:
    """A model folder that sentence-transformers can open, used on the CPU and without any network."""

    def __init__(
        self, folder: Path, name: str, version: str, checksum: str, prompts: Prompts, *, own_code: bool = False
    ) -> None:
        """Loads the model; `own_code` allows its own Python files to run. Raises ModelDamaged."""
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            # float32, whatever lies on the disk: on a CPU half the precision is slower, not faster.
            self._model = SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, trust_remote_code=own_code
            ).float()
        except Exception as error:  # whatever its files are made of
            raise ModelDamaged(
                f"Das Modell „{name}“ im Ordner „{folder}“ lässt sich nicht laden ({type(error).__name__}: {error})."
            ) from error
        dimensions = self._model.get_embedding_dimension()
        assert dimensions is not None
        self._prompts = prompts
        self._contract = ModelContract(name, version, checksum, dimensions)
        # A tokenizer is set up anew for every call, which two threads must not do at once.
        self._lock = threading.Lock()

    @property
    def contract(self) -> ModelContract:
        return self._contract

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, `(len(texts), dimensions)` float32, L2-normalised."""
        if not texts:
            return np.zeros((0, self._contract.dimensions), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode_document(
                list(texts), prompt=self._prompts.passage, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> FloatArray:
        """Vector of a question, `(dimensions,)` float32, L2-normalised."""
        with self._lock:
            vector = self._model.encode_query(
                text, prompt=self._prompts.query, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vector, dtype=np.float32)
