"""What the service is, and who runs it."""

from importlib.metadata import version

from fastapi import APIRouter

from service.gate import Gate
from service.problems import problems_of
from service.schema.about import About, Operator
from service.search import SearchEngine
from service.settings import Settings

_LANGUAGES = ("de", "en")


def about_routes(gate: Gate, settings: Settings) -> APIRouter:
    """The route that clients ask first."""
    router = APIRouter(prefix="/api/v1", tags=["Betrieb"])
    product, operator = version("fundstelle"), Operator.of(settings)

    def about_of(engine: SearchEngine) -> About:
        manifest = engine.snapshot.manifest
        return About(
            name="Fundstelle",
            version=product,
            snapshot=manifest.id,
            documents=manifest.documents,
            passages=manifest.passages,
            operator=operator,
            feedback=settings.feedback,
            unanswered=settings.unanswered,
            languages=list(_LANGUAGES),
        )

    @router.get(
        "/about", summary="Über diesen Dienst", response_description="Angaben zum Dienst", responses=problems_of(503)
    )
    async def about() -> About:
        """Wer den Dienst betreibt, welche Fassung läuft und wie viel der Index enthält."""
        return gate.ask_at_once(about_of)

    return router
