"""Single passages, whatever is asked."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from service.gate import Gate
from service.passages import neighbourhood, similar
from service.problems import problems_of
from service.schema.passages import PassageInDocument, PassageResponse, SimilarResponse

_MAX_NEIGHBOURS = 10
_MAX_SIMILAR = 20
_PassageId = Annotated[str, Path(description="Kennung der Textstelle", examples=["leitfaden-ehrenamt.3"])]


def passage_routes(gate: Gate) -> APIRouter:
    """Routes for a passage, those around it and those like it."""
    router = APIRouter(prefix="/api/v1/passages", tags=["Textstellen"])

    # Before the passage's own route, which would take the rest of the path for a part of the id.
    @router.get(
        "/{passage_id:path}/similar",
        summary="Ähnliche Textstellen",
        response_description="Textstellen, die ähnlichste zuerst",
        responses=problems_of(404, 422, 429, 503),
    )
    async def similar_passages(
        passage_id: _PassageId,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=_MAX_SIMILAR, description="Höchstzahl der Textstellen")] = 5,
    ) -> SimilarResponse:
        """Findet Textstellen, die von Ähnlichem handeln, höchstens zwei je Dokument. Die Nachbarstellen und Stellen, an
        denen fast wörtlich dasselbe steht, bleiben weg."""
        root_path = request.scope.get("root_path", "")
        places = await gate.ask(lambda engine: similar(engine.snapshot, passage_id, limit))
        return SimilarResponse(passages=[PassageInDocument.of(place, root_path) for place in places])

    @router.get(
        "/{passage_id:path}",
        summary="Eine Textstelle",
        response_description="Die Textstelle und ihre Nachbarstellen",
        responses=problems_of(404, 422, 429, 503),
    )
    async def passage(
        passage_id: _PassageId,
        request: Request,
        neighbours: Annotated[
            int, Query(ge=0, le=_MAX_NEIGHBOURS, description="Wie viele Stellen davor und danach mitkommen")
        ] = 1,
    ) -> PassageResponse:
        """Eine Textstelle in ihrem Zusammenhang: mit ihrem Dokument und den Stellen davor und danach."""
        root_path = request.scope.get("root_path", "")
        found = await gate.ask(lambda engine: neighbourhood(engine.snapshot, passage_id, neighbours))
        return PassageResponse.of_neighbourhood(found, root_path)

    return router
