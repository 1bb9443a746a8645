"""A cross-encoder through sentence-transformers; torch is imported only when such a model is chosen."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from modelle.contract import FloatArray
from modelle.errors import ModelDamaged, ModelFailed


class CrossEncoderReranker:
    """A model folder that sentence-transformers opens as a cross-encoder, used on the CPU and without any network."""

    def __init__(self, folder: Path, name: str, *, own_code: bool = False) -> None:
        """Loads the model; `own_code` allows its own Python files to run. Raises ModelDamaged."""
        from sentence_transformers import CrossEncoder
        from torch.nn import Identity
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            # The bare score: a sigmoid after it would make equals of all that fits well.
            model = CrossEncoder(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=own_code,
                activation_fn=Identity(),
            ).float()
        except Exception as error:  # whatever its files are made of
            raise ModelDamaged(
                f"Das Modell „{name}“ im Ordner „{folder}“ lässt sich nicht laden ({type(error).__name__}: {error})."
            ) from error
        if model.num_labels != 1:
            raise ModelDamaged(
                f"Das Modell „{name}“ gibt {model.num_labels} Werte je Textstelle; zum Ordnen braucht es genau einen."
            )
        self._model = model
        self._name = name
        # A tokenizer is set up anew for every call, which two threads must not do at once.
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    def scores(self, question: str, passages: Sequence[str]) -> FloatArray:
        """How well each passage answers, `(len(passages),)` float32. Raises ModelFailed."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        try:
            with self._lock:
                found = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        except Exception as error:  # whatever the model does with these texts
            raise ModelFailed(f"Das Modell „{self._name}“ ist ausgefallen ({type(error).__name__}).") from error
        scores = np.asarray(found, dtype=np.float32)
        if not np.isfinite(scores).all():
            raise ModelFailed(f"Das Modell „{self._name}“ gibt Werte, die keine Zahlen sind.")
        return scores
