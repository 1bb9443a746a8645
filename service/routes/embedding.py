"""The page that tells how to embed the widget, with the lines to copy."""

import json

from fastapi import APIRouter, Request, Response

from service.settings import Settings
from service.templates import Templates
from service.widget.files import SCRIPT, WidgetFiles
from service.widget.join import FOLDER

INTERFACE = FOLDER / "angaben.de.json"


def embedding_routes(files: WidgetFiles, templates: Templates, settings: Settings) -> APIRouter:
    """The route of `/einbetten`."""
    router = APIRouter(include_in_schema=False)
    interface = json.loads(INTERFACE.read_text("utf-8"))

    @router.get("/einbetten")
    async def embedding(request: Request) -> Response:
        service = str(request.base_url).rstrip("/")
        return templates.page(
            "einbetten.html",
            request,
            seite="einbetten",
            dienst=service,
            herkunft=f"{request.base_url.scheme}://{request.base_url.netloc}",
            neueste=_lines(service, f'src="{service}/widget/{SCRIPT}"'),
            geprueft=_lines(
                service,
                f'src="{service}/widget/{files.version}/{SCRIPT}"\n        integrity="{files.integrity}" crossorigin',
            ),
            freigegeben=settings.cors_origins,
            **interface,
        )

    return router


def _lines(service: str, source: str) -> str:
    """What a page takes over to embed the widget."""
    return (
        f'<script type="module" {source}></script>\n'
        f'<fundstelle-suche>\n  <a href="{service}/">Zur Suche</a>\n</fundstelle-suche>'
    )
