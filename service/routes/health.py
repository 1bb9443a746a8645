"""Whether the service runs and can answer."""

from fastapi import APIRouter, Response

from service.gate import Gate
from service.problems import problems_of
from service.schema.health import Health


def health_routes(gate: Gate) -> APIRouter:
    """Routes for whoever watches over the service."""
    router = APIRouter(tags=["Betrieb"])

    @router.get("/healthz", summary="Ob der Dienst läuft", response_description="Der Dienst läuft.")
    async def healthz(response: Response) -> Health:
        """Antwortet, solange der Dienst läuft, auch während er viele Fragen bearbeitet."""
        response.headers["Cache-Control"] = "no-store"
        return Health(status="ok")

    @router.get(
        "/readyz",
        summary="Ob der Dienst antworten kann",
        response_description="Der Dienst kann Fragen beantworten.",
        responses=problems_of(503),
    )
    async def readyz(response: Response) -> Health:
        """Nennt den Stand, aus dem geantwortet wird, und warnt, wenn ein neuerer nicht geöffnet werden konnte."""
        response.headers["Cache-Control"] = "no-store"
        return gate.ask_at_once(
            lambda engine: Health(status="ok", snapshot=engine.snapshot.id, warning=gate.live.warning)
        )

    return router
