"""The API's description with an example of every parameter, request and answer.

The examples are what the service says about the sample corpus; `python tests/service/write_openapi_examples.py INDEX`
asks it anew and writes `data/openapi_beispiele.json`.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

EXAMPLES = Path(__file__).parent / "data" / "openapi_beispiele.json"
_JSON = "application/json"


class DescribedApi(FastAPI):
    """An app whose description holds the examples."""

    def openapi(self) -> dict[str, Any]:
        """The description; made once."""
        if self.openapi_schema is None:
            add_examples(super().openapi(), _examples())
        return super().openapi()


def add_examples(description: dict[str, Any], examples: dict[str, Any]) -> None:
    """Puts the example of each parameter, request and answer into `description`, which is changed."""
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            known = examples["operations"].get(f"{method.upper()} {path}", {})
            for parameter in operation.get("parameters", []):
                parameter["example"] = examples["parameters"][parameter["name"]]
            if "request" in known:
                operation["requestBody"]["content"][_JSON]["example"] = known["request"]
            if "answer" in known:
                operation["responses"]["200"]["content"][_JSON]["example"] = known["answer"]


@cache
def _examples() -> dict[str, Any]:
    examples: dict[str, Any] = json.loads(EXAMPLES.read_text("utf-8"))
    return examples
