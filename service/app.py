"""The service over HTTP: API, search page, health."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from modelle import load_reranker
from service.gate import Gate
from service.logs import log_access
from service.metrics import Metrics
from service.middleware.caching import Caching, salt_of
from service.middleware.error_pages import ErrorPages
from service.middleware.head import HeadAsGet
from service.middleware.headers import SecurityHeaders
from service.middleware.observing import Observer, Observing
from service.middleware.origins import WidgetOrigins
from service.middleware.rate_limit import RateLimit
from service.middleware.request_id import RequestId
from service.middleware.size_limits import SizeLimits
from service.openapi import DescribedApi
from service.problems import add_problem_handlers
from service.routes.about import about_routes
from service.routes.admin import admin_routes, metrics_routes
from service.routes.document_pages import document_page_routes
from service.routes.documents import document_routes
from service.routes.embedding import embedding_routes
from service.routes.feedback import feedback_routes
from service.routes.health import health_routes
from service.routes.legal import legal_routes
from service.routes.operator import operator_routes
from service.routes.pages import page_routes
from service.routes.passages import passage_routes
from service.routes.plain_search import plain_search_routes
from service.routes.search import search_routes
from service.routes.suggestions import suggestion_routes
from service.routes.widget import widget_routes
from service.settings import Settings
from service.templates import PAGE, Templates
from service.widget.files import WidgetFiles

_DESCRIPTION = "Beantwortet deutsche Fragen mit belegten Textstellen aus kommunalen Dokumenten."


def create_app(settings: Settings) -> FastAPI:
    """The service over the index that `settings` name.

    Raises IndexerError or ModelError, with a German sentence, where there is no index or model that can be opened.
    """
    reranker = load_reranker(settings.reranker) if settings.reranker else None
    gate = Gate(settings.index, settings.threads, settings.max_waiting, settings.question_seconds, reranker)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        following = asyncio.create_task(gate.follow(settings.poll_seconds))
        yield
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        gate.live.close()

    app = DescribedApi(
        title="Fundstelle",
        version=version("fundstelle"),
        description=_DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        # The interactive pages would load their scripts from a third party.
        docs_url=None,
        redoc_url=None,
        # It would hand addresses on to whatever telemetry the machine is set up for.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=lifespan,
    )
    metrics = Metrics(gate) if settings.admin_token else None
    counted = metrics.count_question if metrics else None
    templates = Templates(settings)
    _add_middleware(app, settings, gate, metrics, templates)
    widget = WidgetFiles.read()
    for router in (
        search_routes(gate, counted),
        suggestion_routes(gate),
        document_routes(gate),
        passage_routes(gate),
        feedback_routes(gate, settings),
        about_routes(gate, settings),
        health_routes(gate),
        page_routes(templates),
        operator_routes(settings),
        legal_routes(gate, templates, settings),
        document_page_routes(gate, templates),
        plain_search_routes(gate, templates, counted),
        widget_routes(widget),
        embedding_routes(widget, templates, settings),
    ):
        app.include_router(router)
    if settings.admin_token and metrics:
        app.include_router(admin_routes(gate, settings, settings.admin_token))
        app.include_router(metrics_routes(metrics, settings.admin_token))
    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    return app


def _add_middleware(
    app: FastAPI, settings: Settings, gate: Gate, metrics: Metrics | None, templates: Templates
) -> None:
    """What a request passes on its way to its route; what is added last comes first."""
    app.add_middleware(SizeLimits)
    app.add_middleware(Caching, snapshot_id=lambda: gate.live.snapshot_id, salt=salt_of(settings, app.version))
    if settings.rate_limit:
        # Each worker counts for itself, and requests come to all of them alike.
        share = settings.rate_limit / settings.workers
        app.add_middleware(RateLimit, per_minute=share, behind_proxy=bool(settings.trusted_proxies))
    add_problem_handlers(app)
    app.add_middleware(ErrorPages, page=templates.error)
    if settings.cors_origins:
        app.add_middleware(WidgetOrigins, origins=settings.cors_origins)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders, embedded=bool(settings.cors_origins))
    observers: list[Observer] = [log_access] if settings.access_log else []
    observers += [metrics.count_answer] if metrics else []
    if observers:
        app.add_middleware(Observing, observers=observers)
    app.add_middleware(RequestId)
