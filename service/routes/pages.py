"""The pages that people see."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

PAGE = Path(__file__).parent.parent / "page"


def page_routes() -> APIRouter:
    """Routes that answer with a page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    # Browsers ask for it unbidden; the page names its own.
    @router.get("/favicon.ico")
    async def favicon() -> FileResponse:
        return FileResponse(PAGE / "favicon.svg")

    return router
