"""The name of an embedding endpoint: its address and what the model is called there.

`openai:http://host:8080/v1#intfloat/multilingual-e5-base`
"""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from modelle.errors import ModelNotFound

SCHEME = "openai:"
KEY_VARIABLE = "FUNDSTELLE_ENDPOINT_KEY"
"""Environment variable with the endpoint's key, where it wants one; a key is never written down."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is, without a slash at the end, and what the model is called there."""

    url: str
    model: str

    @classmethod
    def parse(cls, name: str) -> Self:
        """Reads `openai:URL#MODEL`. Raises ModelNotFound for anything else."""
        url, _, model = name.removeprefix(SCHEME).partition("#")
        parts = urlsplit(url)
        if not name.startswith(SCHEME) or parts.scheme not in ("http", "https") or not parts.hostname or not model:
            raise ModelNotFound(
                f"„{name}“ ist keine Adresse eines Einbettungsdienstes; erwartet wird die Form"
                " „openai:http://rechner:8080/v1#modell“."
            )
        if parts.username or parts.password:
            raise ModelNotFound(
                f"In der Adresse eines Einbettungsdienstes darf kein Kennwort stehen; es gehört in {KEY_VARIABLE}."
            )
        return cls(url.rstrip("/"), model)
