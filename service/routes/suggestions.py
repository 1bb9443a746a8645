"""How what somebody begins to type may go on."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.gate import Gate
from service.problems import problems_of
from service.schema.suggestions import (
    DEFAULT_SUGGESTIONS,
    LIMIT_DESCRIPTION,
    MAX_SUGGESTIONS,
    PREFIX_DESCRIPTION,
    SuggestRequest,
    SuggestResponse,
)
from service.suggest import MAX_PREFIX_CHARACTERS

_Prefix = Annotated[
    str,
    Query(min_length=1, max_length=MAX_PREFIX_CHARACTERS, description=PREFIX_DESCRIPTION, examples=["integrationsr"]),
]
_Limit = Annotated[int, Query(ge=1, le=MAX_SUGGESTIONS, description=LIMIT_DESCRIPTION)]


def suggestion_routes(gate: Gate) -> APIRouter:
    """Routes that complete what is typed."""
    router = APIRouter(prefix="/api/v1", tags=["Suche"])

    async def suggested(prefix: str, limit: int) -> SuggestResponse:
        return SuggestResponse.of(prefix, await gate.ask(lambda engine: engine.suggestions.find(prefix, limit)))

    @router.get(
        "/suggest",
        summary="Vorschläge beim Tippen",
        response_description="Vorschläge, der beste zuerst",
        responses=problems_of(422, 429, 503),
    )
    async def suggest(prefix: _Prefix, response: Response, limit: _Limit = DEFAULT_SUGGESTIONS) -> SuggestResponse:
        """Titel, Überschriften und häufige Wörter des Bestands, die so beginnen oder in denen ein Wort so beginnt.

        Groß- und Kleinschreibung sind gleich; für ä darf auch ae oder a stehen. Aus gestellten Fragen stammt kein
        Vorschlag. Adressen stehen oft in Protokollen anderer Server: POST hält das Getippte daraus heraus.
        """
        response.headers["Cache-Control"] = "no-store"  # the address holds what somebody types
        return await suggested(prefix, limit)

    @router.post(
        "/suggest",
        summary="Vorschläge beim Tippen, ohne den Text in der Adresse",
        response_description="Vorschläge, der beste zuerst",
        responses=problems_of(400, 413, 422, 429, 503),
    )
    async def suggest_for_body(asked: SuggestRequest) -> SuggestResponse:
        """Dasselbe wie mit GET; was getippt wird, steht aber im Inhalt der Anfrage und damit in keinem Protokoll."""
        return await suggested(asked.prefix, asked.limit)

    return router
