"""Single passages, whatever is asked."""

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from korpus.page_image import IMAGE_TYPE, PageRenderer
from service.gate import Gate
from service.page_images import PageImages, wanted_page
from service.passages import neighbourhood, similar
from service.problems import problems_of
from service.schema.passages import PassageInDocument, PassageResponse, SimilarResponse

_MAX_NEIGHBOURS = 10
_MAX_SIMILAR = 20
_NARROWEST_PX, _WIDTH_PX, _WIDEST_PX = 200, 1000, 2000
_PassageId = Annotated[str, Path(description="Kennung der Textstelle", examples=["leitfaden-ehrenamt.3"])]


def passage_routes(gate: Gate) -> APIRouter:
    """Routes for a passage, its page, those around it and those like it."""
    images = PageImages(PageRenderer())

    @contextlib.asynccontextmanager
    async def closing(_app: object) -> AsyncIterator[None]:
        yield
        images.close()

    router = APIRouter(prefix="/api/v1/passages", tags=["Textstellen"], lifespan=closing)

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
        "/{passage_id:path}/page.webp",
        summary="Die zitierte Seite als Bild",
        response_class=Response,
        response_description="Die Seite als WebP-Bild",
        responses=problems_of(404, 422, 429, 503) | {200: {"content": {IMAGE_TYPE: {}}}},
    )
    async def page_image(
        passage_id: _PassageId,
        page: Annotated[
            int | None, Query(ge=1, description="Welche Seite, wenn die Stelle auf mehreren steht; sonst die erste")
        ] = None,
        width: Annotated[
            int, Query(ge=_NARROWEST_PX, le=_WIDEST_PX, description="Breite des Bildes in Bildpunkten")
        ] = _WIDTH_PX,
    ) -> Response:
        """Die Seite des Originals, wie sie gedruckt ist; die Zeilen der Textstelle sind farbig hinterlegt. Bilder gibt
        es für PDF-Dateien, deren Original aufbewahrt ist."""
        wanted = await gate.ask(lambda engine: wanted_page(engine.snapshot, passage_id, page, width))
        return Response(await images.image(wanted), media_type=IMAGE_TYPE)

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
