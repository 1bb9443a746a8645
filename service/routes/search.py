"""Asking a question."""

from collections.abc import Callable

from fastapi import APIRouter, Request

from service.calibration import Band
from service.gate import Gate
from service.mode import Mode
from service.problems import problems_of
from service.schema.answer import SearchResponse
from service.schema.request import SearchRequest


def search_routes(gate: Gate, counted: Callable[[Mode, Band], None] | None = None) -> APIRouter:
    """Routes that need a question. `counted` is told of every answer how it was searched for and how well it fits."""
    router = APIRouter(prefix="/api/v1", tags=["Suche"])

    @router.post(
        "/search",
        summary="Eine Frage stellen",
        response_description="Fundstellen, die beste zuerst",
        responses=problems_of(400, 413, 422, 429, 503),
    )
    async def search(asked: SearchRequest, request: Request) -> SearchResponse:
        """Findet Textstellen zu einer Frage. Die Frage wird weder gespeichert noch protokolliert."""
        root_path = request.scope.get("root_path", "")
        result = await gate.ask(lambda engine: engine.search(asked.to_query()))
        answer = SearchResponse.from_result(result, root_path)
        if counted is not None:
            counted(asked.mode, answer.band)
        return answer

    return router
