"""Asks the service over an index of the sample corpus and writes the examples of its OpenAPI description:
`python tests/service/write_openapi_examples.py INDEX`."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from pydantic import SecretStr

from service.app import create_app
from service.openapi import EXAMPLES
from service.settings import Settings

TOKEN = "ein-langes-token-nur-hierfuer"
DOCUMENT = "engagement-und-beteiligung-ehrenamt-gewinnen-und-halten-pdf"
PASSAGE = f"{DOCUMENT}.4"
PARAMETERS = {
    "prefix": "integr",
    "kind": ["Leitfaden"],
    "field_of_action": ["Engagement und Beteiligung"],
    "municipality": ["Moorhafen"],
    "federal_state": ["Niedersachsen"],
    "year": [2023],
    "offset": 0,
    "limit": 2,
    "page": 1,
    "width": 1000,
    "neighbours": 1,
    "document_id": DOCUMENT,
    "passage_id": PASSAGE,
}
REQUESTS = {
    "POST /api/v1/search": {"query": "Wie gewinnt eine Kommune Ehrenamtliche?", "limit": 1, "facets": True},
    "POST /api/v1/suggest": {"prefix": "integr", "limit": 3},
    "POST /api/v1/feedback": {"passage": PASSAGE, "band": "good", "helpful": True},
    "POST /api/v1/unanswered": {"query": None, "consent": False},
}
LISTS_SHORTENED_TO = 3


def shortened(value: Any) -> Any:
    """The answer with its long lists and tables cut: an example is to be read."""
    if isinstance(value, dict):
        kept = list(value.items())
        counts = len(kept) > LISTS_SHORTENED_TO and all(isinstance(one, int) for one in value.values())
        return {key: shortened(inner) for key, inner in (kept[:LISTS_SHORTENED_TO] if counts else kept)}
    if isinstance(value, list):
        return [shortened(inner) for inner in value[:LISTS_SHORTENED_TO]]
    return value


def operations(client: TestClient) -> dict[str, Any]:
    """Request and answer of each operation that answers with JSON."""
    found: dict[str, Any] = {}
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            name = f"{method.upper()} {path}"
            found[name] = {"request": REQUESTS[name]} if name in REQUESTS else {}
            if "application/json" in operation["responses"].get("200", {}).get("content", {}):
                names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
                given = {key: PARAMETERS[key] for key in names}
                answer = client.request(method, path.format(**PARAMETERS), params=given, json=REQUESTS.get(name))
                answer.raise_for_status()
                found[name]["answer"] = shortened(answer.json())
    return found


def main(index: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        feedback = Path(folder) / "rueckmeldungen.sqlite"
        settings = Settings(
            index=index, admin_token=SecretStr(TOKEN), feedback=True, unanswered=True, feedback_file=feedback
        )
        with TestClient(create_app(settings), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            examples = {"parameters": PARAMETERS, "operations": operations(client)}
    EXAMPLES.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
