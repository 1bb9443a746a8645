"""Asks an OpenAI-compatible embedding endpoint of the house (text-embeddings-inference, Infinity, vLLM)."""

import hashlib
import logging
import os
import threading
import time
import weakref
from collections.abc import Sequence
from typing import Any

import httpx2
import numpy as np

from modelle.address import KEY_VARIABLE, SCHEME, Address
from modelle.contract import FloatArray, ModelContract
from modelle.errors import ModelError, ModelMismatch, ModelUnreachable
from modelle.prompts import Prompts

_log = logging.getLogger(__name__)

_BATCH = 32  # the most that text-embeddings-inference takes unless told otherwise
_DELAYS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_LONGEST_DELAY_S = 60.0
_PASSAGES_TIMEOUT = httpx2.Timeout(120.0, connect=5.0)
_QUERY_TIMEOUT = httpx2.Timeout(5.0, connect=1.0)
_REST_S = 10.0
"""For so long an endpoint that was away is not asked for questions, so that only one in a while waits for it."""
_BUSY = {408, 425, 429, 500, 502, 503, 504}
_TOO_LARGE = {413, 422}


class EndpointEncoder:
    """Asks an endpoint for vectors. Safe to call from several threads."""

    def __init__(
        self,
        address: Address,
        name: str,
        prompts: Prompts,
        expected: ModelContract | None = None,
        delays_s: Sequence[float] = _DELAYS_S,
    ) -> None:
        """Opens the endpoint. With `expected`, the contract of an index, it is not asked before the first question.

        Raises ModelUnreachable or ModelMismatch where it has to be asked for the length of its vectors.
        """
        key = os.environ.get(KEY_VARIABLE)
        self._client = httpx2.Client(headers={"Authorization": f"Bearer {key}"} if key else {})
        weakref.finalize(self, self._client.close)
        self._address = address
        self._prompts = prompts
        self._delays_s = delays_s
        self._lock = threading.Lock()
        self._away_until = 0.0
        dimensions = expected.dimensions if expected is not None else len(self._patiently(["Probe"])[0])
        self._contract = ModelContract(name, address.model, _checksum(address, prompts, dimensions), dimensions)

    @property
    def contract(self) -> ModelContract:
        return self._contract

    @property
    def url(self) -> str:
        """Where texts are sent."""
        return self._address.url

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, `(len(texts), dimensions)` float32, L2-normalised; zeros for an empty text.

        Waits for an endpoint that is away or busy, half a minute in all. Raises ModelUnreachable, ModelMismatch.
        """
        vectors = np.zeros((len(texts), self._contract.dimensions), dtype=np.float32)
        rows = [row for row, text in enumerate(texts) if text.strip()]
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            vectors[batch] = self._checked(self._patiently([self._prompts.passage + texts[row] for row in batch]))
        return vectors

    def encode_query(self, text: str) -> FloatArray:
        """Vector of a question, `(dimensions,)` float32, L2-normalised.

        Raises ModelUnreachable at once where the endpoint was away a moment ago, ModelMismatch.
        """
        with self._lock:
            resting = time.monotonic() < self._away_until
        if resting:
            raise ModelUnreachable(self._sentence("ist gerade nicht erreichbar"))
        try:
            vector: FloatArray = self._checked(self._ask([self._prompts.query + text], _QUERY_TIMEOUT))[0]
            return vector
        except ModelError:
            with self._lock:
                self._away_until = time.monotonic() + _REST_S
            raise

    def _patiently(self, texts: list[str]) -> list[list[float]]:
        """Vectors of a batch; asks again after a while where the endpoint is busy or away."""
        for delay_s in self._delays_s:
            try:
                return self._halving(texts)
            except ModelUnreachable as error:
                wait_s = min(max(delay_s, getattr(error, "retry_after_s", 0.0)), _LONGEST_DELAY_S)
                _log.warning("%s Neuer Versuch in %.1f s.", error, wait_s)
                time.sleep(wait_s)
        return self._halving(texts)

    def _halving(self, texts: list[str]) -> list[list[float]]:
        """Vectors of a batch, which is divided where the endpoint finds it too large."""
        try:
            return self._ask(texts, _PASSAGES_TIMEOUT)
        except _TooLarge:
            if len(texts) == 1:
                raise
        half = len(texts) // 2
        return self._halving(texts[:half]) + self._halving(texts[half:])

    def _ask(self, texts: list[str], timeout: httpx2.Timeout) -> list[list[float]]:
        """One request. Raises ModelUnreachable where asking again may help, else ModelMismatch."""
        body = {"model": self._address.model, "input": texts, "encoding_format": "float"}
        try:
            response = self._client.post(f"{self._address.url}/embeddings", json=body, timeout=timeout)
        except httpx2.HTTPError as error:
            raise ModelUnreachable(self._sentence(f"ist nicht erreichbar ({type(error).__name__})")) from error
        status = response.status_code
        if status in _BUSY:
            raise _busy(self._sentence(f"antwortet gerade nicht (HTTP {status})"), response)
        if status in _TOO_LARGE:
            raise _TooLarge(self._sentence(f"nimmt einen Text nicht an (HTTP {status})"))
        if status != 200:
            hint = f"; der Schlüssel gehört in {KEY_VARIABLE}" if status in (401, 403) else ""
            raise ModelMismatch(self._sentence(f"weist die Anfrage ab (HTTP {status}{hint})"))
        return self._vectors(response, len(texts))

    def _vectors(self, response: httpx2.Response, count: int) -> list[list[float]]:
        """The vectors of an answer in the order of the texts. Raises ModelMismatch."""
        try:
            values: dict[str, Any] = response.json()
            rows = sorted(values["data"], key=lambda row: int(row["index"]))
            vectors = [row["embedding"] for row in rows]
            served = values.get("model") or self._address.model
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelMismatch(self._sentence("antwortet nicht so, wie OpenAIs Schnittstelle es vorsieht")) from error
        if served != self._address.model:
            raise ModelMismatch(self._sentence(f"liefert das Modell „{served}“, verlangt ist „{self._address.model}“"))
        if len(vectors) != count:
            raise ModelMismatch(self._sentence(f"gab {len(vectors)} statt {count} Vektoren zurück"))
        return vectors

    def _checked(self, vectors: list[list[float]]) -> FloatArray:
        """Normalised vectors of the length that the contract names. Raises ModelMismatch."""
        wanted = self._contract.dimensions
        wrong = next((len(vector) for vector in vectors if len(vector) != wanted), None)
        if wrong is not None:
            raise ModelMismatch(self._sentence(f"liefert Vektoren mit {wrong} statt {wanted} Zahlen"))
        rows = np.asarray(vectors, dtype=np.float32)
        if not np.isfinite(rows).all():
            raise ModelMismatch(self._sentence("liefert Vektoren, die keine Zahlen sind"))
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    def _sentence(self, what: str) -> str:
        return f"Der Einbettungsdienst „{self._address.url}“ {what}; bitte den Dienst und die Adresse prüfen."


class _TooLarge(ModelMismatch):
    """The endpoint does not take so much at once."""


class _Busy(ModelUnreachable):
    """The endpoint asks to come again later."""

    retry_after_s = 0.0


def _busy(sentence: str, response: httpx2.Response) -> _Busy:
    error = _Busy(sentence)
    stated = response.headers.get("Retry-After", "")
    error.retry_after_s = float(stated) if stated.isdigit() else 0.0
    return error


def _checksum(address: Address, prompts: Prompts, dimensions: int) -> str:
    """sha256 over what is known of the model: its name there, its prompts and the length of its vectors."""
    values = "\0".join((SCHEME, address.model, prompts.query, prompts.passage, str(dimensions)))
    return hashlib.sha256(values.encode()).hexdigest()
