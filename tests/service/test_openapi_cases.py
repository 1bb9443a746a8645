"""Whatever OpenAPI allows and forbids, tried on the service in this process: every answer is one that is described."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from pydantic import SecretStr
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from service.app import create_app
from service.settings import Settings

TOKEN = "ein-langes-token-nur-zum-testen"
LEAST_CASES = 2000
CONFIG = {
    "seed": 2026,
    "cache": {"enabled": False},
    "continue-on-failure": True,
    "headers": {"Authorization": f"Bearer {TOKEN}"},
    "generation": {"max-examples": 200},
    "suppress-health-check": ["all"],
    "operations": [
        # That consent needs a text is a rule between two fields, which the description says in words only.
        {
            "include-name": "POST /api/v1/unanswered",
            "checks": {"positive_data_acceptance": {"expected-statuses": [204, 422]}},
        },
        # Many long values make an address that is refused before anybody counts them.
        {
            "include-name": "GET /api/v1/documents",
            "checks": {"negative_data_rejection": {"expected-statuses": [414, 422]}},
        },
    ],
}


def findings(recorder: ScenarioRecorder) -> Iterator[str]:
    """What a check found, with the request that shows it."""
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                yield f"{check.name}: {check.failure_info.failure.message}: {check.failure_info.code_sample}"


@pytest.mark.slow
def test_every_answer_to_whatever_is_tried_is_as_described(papers_index: Path, tmp_path: Path) -> None:
    settings = Settings(
        index=papers_index,
        admin_token=SecretStr(TOKEN),
        feedback=True,
        unanswered=True,
        feedback_file=tmp_path / "rueckmeldungen.sqlite",
        rate_limit=0,
    )
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", create_app(settings), config=SchemathesisConfig.from_dict(CONFIG)
    )
    cases = 0
    found: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished | events.FuzzScenarioFinished):
            cases += len(event.recorder.cases)
            found += findings(event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.append(repr(event))
    assert found == []
    assert cases >= LEAST_CASES
