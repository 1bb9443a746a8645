"""For whoever runs the service: how it is, what the index was built from, and measurements."""

import os
import time
from datetime import UTC, datetime
from importlib.metadata import version

import anyio.to_thread
from fastapi import APIRouter, Depends, Response
from pydantic import SecretStr

from service.admin_token import token_required
from service.errors import NotThere
from service.gate import Gate
from service.metrics import Metrics
from service.problems import problems_of
from service.schema.admin import Model, Reloaded, Report, Status
from service.search import SearchEngine
from service.settings import Settings


def _not_kept(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def admin_routes(gate: Gate, settings: Settings, token: SecretStr) -> APIRouter:
    """Routes that need the operator's token."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    began = time.monotonic()
    router = APIRouter(
        prefix="/api/v1/admin", tags=["Verwaltung"], dependencies=[Depends(token_required(token)), Depends(_not_kept)]
    )

    @router.get(
        "/status",
        summary="Wie es dem Dienst geht",
        responses=problems_of(401, 503),
        response_description="Zustand dieses Prozesses",
    )
    async def status() -> Status:
        """Stand, Modell, Laufzeit und Warteschlange."""
        return gate.ask_at_once(lambda engine: _status(engine, gate, settings, started, time.monotonic() - began))

    @router.post(
        "/reload",
        summary="Jetzt nach einem neuen Stand sehen",
        responses=problems_of(401, 503),
        response_description="Was sich ergab",
    )
    async def reload() -> Reloaded:
        """Wechselt sofort auf einen neuen Stand, statt das nächste Nachsehen abzuwarten."""
        changed = await gate.look_for_new()
        return gate.ask_at_once(
            lambda engine: Reloaded(changed=changed, snapshot=engine.snapshot.id, warning=gate.live.warning)
        )

    @router.get(
        "/report",
        summary="Was beim Bauen aus jeder Datei wurde",
        responses=problems_of(401, 404, 503),
        response_description="Der Bericht des Standes",
    )
    async def report() -> Report:
        """Der Bericht zum Stand, aus dem geantwortet wird."""
        return await gate.ask(_report)

    return router


def metrics_routes(metrics: Metrics, token: SecretStr) -> APIRouter:
    """The route that Prometheus asks."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(token_required(token))])

    @router.get("/metrics")
    async def measurements() -> Response:
        content = await anyio.to_thread.run_sync(metrics.exposition)
        return Response(content, media_type=metrics.media_type, headers={"Cache-Control": "no-store"})

    return router


def _status(engine: SearchEngine, gate: Gate, settings: Settings, started: str, seconds: float) -> Status:
    manifest = engine.snapshot.manifest
    model = manifest.model
    return Status(
        version=version("fundstelle"),
        process=os.getpid(),
        started=started,
        uptime_seconds=round(seconds, 1),
        workers=settings.workers,
        snapshot=manifest.id,
        created=manifest.created,
        documents=manifest.documents,
        passages=manifest.passages,
        model=Model(name=model.name, version=model.version, dimensions=model.dimensions),
        threads=settings.threads,
        waiting=gate.waiting,
        warning=gate.live.warning,
    )


def _report(engine: SearchEngine) -> Report:
    kept = engine.snapshot.report()
    if kept is None:
        raise NotThere("Der Bericht dieses Standes ist nicht mehr aufbewahrt.")
    return Report.of(engine.snapshot.id, kept)
