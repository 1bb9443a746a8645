"""What the index holds, whatever is asked."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse

from service.errors import NotThere
from service.gate import Gate
from service.originals import original_response
from service.places import original_path
from service.problems import problems_of
from service.schema.documents import DocumentInfo, DocumentPassage, DocumentResponse, DocumentsResponse, Facets
from service.schema.request import DocumentsRequest
from service.search import SearchEngine

_DocumentId = Annotated[str, Path(description="Kennung des Dokuments")]


def document_routes(gate: Gate) -> APIRouter:
    """Routes for documents and the values that narrow a search."""
    router = APIRouter(prefix="/api/v1", tags=["Dokumente"])

    @router.get(
        "/facets",
        summary="Werte zum Eingrenzen",
        response_description="Werte, häufige zuerst, Jahre absteigend",
        responses=problems_of(503),
    )
    async def facets() -> Facets:
        """Alle Werte der Filter mit der Zahl ihrer Dokumente."""
        return await gate.ask(lambda engine: Facets(**engine.snapshot.store.facets()))

    @router.get(
        "/documents",
        summary="Dokumente auflisten",
        response_description="Dokumente, nach Titel sortiert",
        responses=problems_of(414, 422, 503),
    )
    async def documents(asked: Annotated[DocumentsRequest, Query()]) -> DocumentsResponse:
        """Die Dokumente des Index, auf Wunsch eingegrenzt, abschnittsweise und mit den Werten zum weiteren Eingrenzen.
        Jeder Filter lässt sich wiederholen; seine Werte gelten wahlweise, verschiedene Filter zusammen."""
        found = await gate.ask(lambda engine: engine.snapshot.catalogue.select(asked.to_filters()))
        return DocumentsResponse.of(found, asked.offset, asked.limit)

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

    return router


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
