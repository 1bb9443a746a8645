"""The API's routes, all below /api/v1."""

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Request, Response
from fastapi.responses import FileResponse

from service.errors import NotThere
from service.gate import Gate
from service.originals import original_response
from service.problems import MEDIA_TYPE
from service.schema import (
    DocumentInfo,
    DocumentPassage,
    DocumentResponse,
    Facets,
    Problem,
    SearchRequest,
    SearchResponse,
)
from service.search import SearchEngine, original_path

_DocumentId = Annotated[str, Path(description="Kennung des Dokuments")]


def problems_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How OpenAPI describes the errors of a route."""
    texts = {
        400: "Die Anfrage ist nicht lesbar.",
        404: "Das gibt es nicht.",
        413: "Die Anfrage ist zu groß.",
        422: "Die Anfrage ist nicht verwendbar.",
        503: "Der Dienst kann gerade nicht antworten.",
    }
    return {
        status: {"description": texts[status], "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
        for status in statuses
    }


def add_api(app: FastAPI, gate: Gate) -> None:
    """Adds the routes to the app."""
    router = APIRouter(prefix="/api/v1", tags=["Suche"])

    @router.post(
        "/search",
        summary="Eine Frage stellen",
        response_description="Fundstellen, die beste zuerst",
        responses=problems_of(400, 413, 422, 503),
    )
    async def search(asked: SearchRequest, request: Request, response: Response) -> SearchResponse:
        """Findet Textstellen zu einer Frage. Die Frage wird weder gespeichert noch protokolliert."""
        root_path = request.scope.get("root_path", "")
        result = await gate.ask(lambda engine: engine.search(asked.to_query()))
        response.headers["Cache-Control"] = "no-store"
        return SearchResponse.from_result(result, root_path)

    @router.get(
        "/facets",
        summary="Werte zum Eingrenzen",
        response_description="Werte, häufige zuerst, Jahre absteigend",
        responses=problems_of(503),
    )
    async def facets() -> Facets:
        """Alle Werte der Filter mit der Zahl ihrer Dokumente."""
        return await gate.ask(lambda engine: Facets(**engine.snapshot.store.facets()))

    # Before the document's own route, which would take "/original" for a part of the id.
    @router.get(
        "/documents/{document_id:path}/original",
        summary="Das Original öffnen",
        response_class=FileResponse,
        response_description="Die Datei",
        responses=problems_of(404, 422, 503),
    )
    async def original(document_id: _DocumentId) -> FileResponse:
        """Die Datei, wie sie indexiert wurde; mit `#page=` öffnen Browser ein PDF an der Seite."""
        return await gate.ask(lambda engine: _original(engine, document_id))

    @router.get(
        "/documents/{document_id:path}",
        summary="Ein Dokument",
        response_description="Angaben und Textstellen",
        responses=problems_of(404, 422, 503),
    )
    async def document(document_id: _DocumentId, request: Request) -> DocumentResponse:
        """Angaben zu einem Dokument und alle seine Textstellen."""
        root_path = request.scope.get("root_path", "")
        return await gate.ask(lambda engine: _document(engine, document_id, root_path))

    app.include_router(router)


def _document(engine: SearchEngine, document_id: str, root_path: str) -> DocumentResponse:
    store = engine.snapshot.store
    found = store.document(document_id)
    if found is None:
        raise NotThere(f"Ein Dokument mit der Kennung „{document_id}“ gibt es nicht.")
    kept = engine.snapshot.original(document_id) is not None
    return DocumentResponse(
        **DocumentInfo.of(found).model_dump(),
        original=root_path + original_path(document_id) if kept else None,
        passages=[DocumentPassage.of(passage) for passage in store.document_passages(document_id)],
    )


def _original(engine: SearchEngine, document_id: str) -> FileResponse:
    found = engine.snapshot.store.document(document_id)
    file = engine.snapshot.original(document_id)
    if found is None or file is None:
        raise NotThere(f"Ein Original zum Dokument „{document_id}“ ist nicht aufbewahrt.")
    return original_response(found, file)
