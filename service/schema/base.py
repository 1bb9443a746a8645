"""What all of the API's models share. Fields are English, descriptions German."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("no number")
    return value


ONLY_NUMBER = BeforeValidator(_number)
JsonInteger = Annotated[int, ONLY_NUMBER]
"""An integer of a body as JSON Schema means it: 3 and 3.0, but not true or "3", which pydantic would take as well."""


class ApiModel(BaseModel):
    """Refuses fields that it does not know."""

    model_config = ConfigDict(extra="forbid")


def plain(value: Any) -> Any:
    """A document's value as JSON holds it."""
    return list(value) if isinstance(value, tuple) else value


def address(url: str | None, root_path: str) -> str | None:
    """An address below the service as a client reaches it, where another server stands before the service."""
    return root_path + url if url and url.startswith("/") else url
