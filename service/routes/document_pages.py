"""Pages of documents: their list, and each by itself."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.document_list import Wanted, document_list
from service.document_text import document_text
from service.gate import Gate
from service.schema.listing import Listing
from service.templates import Templates


def document_page_routes(gate: Gate, templates: Templates) -> APIRouter:
    """Routes of `/dokumente` and what is below."""
    router = APIRouter(prefix="/dokumente", include_in_schema=False)

    @router.get("")
    async def documents(request: Request, listing: Annotated[Listing, Query()]) -> Response:
        wanted = Wanted(listing.to_filters(), listing.sort, listing.page)
        root_path = request.scope.get("root_path", "")
        shown = await gate.ask(lambda engine: document_list(engine.snapshot, wanted, root_path))
        return templates.page("dokumente.html", request, seite="dokumente", **shown)

    @router.get("/{document_id:path}")
    async def document(request: Request, document_id: str, passage: str | None = None) -> Response:
        root_path = request.scope.get("root_path", "")
        shown = await gate.ask(lambda engine: document_text(engine.snapshot, document_id, passage, root_path))
        return templates.page("dokument.html", request, seite="dokument", **shown)

    return router
