"""The widget's files: the latest under a short address, and each version under its own for ever."""

from fastapi import APIRouter, HTTPException, Response

from service.widget.files import WidgetFiles

_FOR_EVER = "public, max-age=31536000, immutable"


def widget_routes(files: WidgetFiles) -> APIRouter:
    """Routes that pages embedding the search load from."""
    router = APIRouter(prefix="/widget", include_in_schema=False)

    @router.get("/{name}")
    async def latest(name: str) -> Response:
        return _file(name, "no-cache")

    # A page that names a version in its integrity hash must never be given another one.
    @router.get("/{version}/{name}")
    async def of_version(version: str, name: str) -> Response:
        if version != files.version:
            raise HTTPException(404)
        return _file(name, _FOR_EVER)

    def _file(name: str, caching: str) -> Response:
        if name not in files.contents:
            raise HTTPException(404)
        return Response(files.contents[name], media_type=files.media_type(name), headers={"Cache-Control": caching})

    return router
