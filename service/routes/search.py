"""Asking a question."""

from fastapi import APIRouter, Request

from service.gate import Gate
from service.problems import problems_of
from service.schema.answer import SearchResponse
from service.schema.request import SearchRequest


def search_routes(gate: Gate) -> APIRouter:
    """Routes that need a question."""
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
        return SearchResponse.from_result(result, root_path)

    return router
