"""The service over HTTP: API, search page, health."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

from service.api import add_api, problems_of
from service.gate import Gate
from service.headers import BodyLimit, SecurityHeaders
from service.problems import add_problem_handlers
from service.schema import Health
from service.settings import Settings

PAGE = Path(__file__).parent / "page"
_DESCRIPTION = "Beantwortet deutsche Fragen mit belegten Textstellen aus kommunalen Dokumenten."


def create_app(settings: Settings) -> FastAPI:
    """The service over the index that `settings` name.

    Raises IndexerError or ModelError, with a German sentence, where there is no index that can be opened.
    """
    gate = Gate(settings.index, settings.threads)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        following = asyncio.create_task(gate.follow(settings.poll_seconds))
        yield
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        gate.live.close()

    app = FastAPI(
        title="Fundstelle",
        version=version("fundstelle"),
        description=_DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        # The interactive pages would load their scripts from a third party.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    add_problem_handlers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    add_api(app, gate)
    _add_health(app, gate)
    _add_page(app)
    return app


def _add_health(app: FastAPI, gate: Gate) -> None:
    @app.get("/healthz", summary="Ob der Dienst läuft", tags=["Betrieb"], response_description="Der Dienst läuft.")
    async def healthz() -> Health:
        """Antwortet, solange der Dienst läuft, auch während er viele Fragen bearbeitet."""
        return Health(status="ok")

    @app.get(
        "/readyz",
        summary="Ob der Dienst antworten kann",
        tags=["Betrieb"],
        response_description="Der Dienst kann Fragen beantworten.",
        responses=problems_of(503),
    )
    async def readyz() -> Health:
        """Nennt den Stand, aus dem geantwortet wird, und warnt, wenn ein neuerer nicht geöffnet werden konnte."""
        return await gate.ask(
            lambda engine: Health(status="ok", snapshot=engine.snapshot.id, warning=gate.live.warning)
        )


def _add_page(app: FastAPI) -> None:
    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})

    # Browsers ask for it unbidden; the page names its own.
    @app.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> FileResponse:
        return FileResponse(PAGE / "favicon.svg")

    app.mount("/page", StaticFiles(directory=PAGE), name="page")
