"""What all of the API's models share. Fields are English, descriptions German."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class ApiModel(BaseModel):
    """Refuses fields that it does not know."""

    model_config = ConfigDict(extra="forbid")


def plain(value: Any) -> Any:
    """A document's value as JSON holds it."""
    return list(value) if isinstance(value, tuple) else value


def address(url: str | None, root_path: str) -> str | None:
    """An address below the service as a client reaches it, where another server stands before the service."""
    return root_path + url if url and url.startswith("/") else url
