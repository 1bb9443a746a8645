"""Every operation of the API is described with examples that fit their own schemas."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema_rs import Draft202012Validator
from pydantic import SecretStr

from service.app import create_app
from service.openapi import EXAMPLES
from service.settings import Settings

TOKEN = "ein-langes-token-nur-zum-testen"
JSON = "application/json"


@pytest.fixture(scope="module")
def description(papers_index: Path) -> dict[str, Any]:
    """The description with all routes switched on."""
    settings = Settings(index=papers_index, admin_token=SecretStr(TOKEN), feedback=True, unanswered=True)
    with TestClient(create_app(settings)) as client:
        described: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return described


def fits(example: Any, schema: dict[str, Any], description: dict[str, Any]) -> list[str]:
    """What is wrong with an example; references lead into the description."""
    validator = Draft202012Validator(schema | {"components": description["components"]})
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(example)]


def test_every_request_and_answer_has_an_example_that_fits(description: dict[str, Any]) -> None:
    looked_at = 0
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            bodies = [operation.get("requestBody", {}), operation["responses"].get("200", {})]
            for body in bodies:
                if JSON in body.get("content", {}):
                    content = body["content"][JSON]
                    assert fits(content["example"], content["schema"], description) == [], f"{method} {path}"
                    looked_at += 1
    assert looked_at >= 18


def test_every_parameter_has_an_example_that_fits(description: dict[str, Any]) -> None:
    looked_at = 0
    for operations in description["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                assert fits(parameter["example"], parameter["schema"], description) == [], parameter["name"]
                looked_at += 1
    assert looked_at >= 18


def test_no_example_is_left_of_a_route_that_is_gone(description: dict[str, Any]) -> None:
    known = {f"{method.upper()} {path}" for path, methods in description["paths"].items() for method in methods}
    assert set(json.loads(EXAMPLES.read_text("utf-8"))["operations"]) == known
