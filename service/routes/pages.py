"""The pages that people see."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from service.templates import PAGE, Templates


def page_routes(templates: Templates) -> APIRouter:
    """Routes that answer with a page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def page(request: Request) -> Response:
        return templates.page("suche.html", request, seite="suche")

    # Browsers ask for it unbidden; the page names its own.
    @router.get("/favicon.ico")
    async def favicon() -> FileResponse:
        return FileResponse(PAGE / "favicon.svg")

    return router
