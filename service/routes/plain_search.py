"""Searching without JavaScript: the question comes as a form, the answer is a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response

from service.calibration import Band
from service.errors import BadQuery
from service.gate import Gate
from service.mode import Mode
from service.plain_hits import shown
from service.query import Query
from service.result import SearchResult
from service.templates import Templates

HITS = 10
_NOTHING = "Dazu wurde nichts Passendes gefunden. Es hilft oft, mit anderen Wörtern zu fragen."
_NEAREST = "Die folgenden Stellen liegen der Frage am nächsten."


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    offset: int


def plain_search_routes(
    gate: Gate, templates: Templates, counted: Callable[[Mode, Band], None] | None = None
) -> APIRouter:
    """The route that the form of the search page leads to where no script runs. `counted` as for the API's search."""
    router = APIRouter(include_in_schema=False)

    @router.post("/suche")
    async def search(request: Request) -> Response:
        asked = _read(await request.body())
        query = Query(asked.question, limit=HITS, offset=asked.offset, spelling=True, sentences=True, alternatives=True)
        try:
            result = await gate.ask(lambda engine: engine.search(query))
        except BadQuery as error:
            return templates.page("fundstellen.html", request, 422, frage=asked.question, fehler=str(error))
        if counted is not None:
            counted(query.mode, result.band)
        root_path = request.scope.get("root_path", "")
        return templates.page("fundstellen.html", request, **_answer(asked, result, root_path))

    return router


def _read(body: bytes) -> _Asked:
    """The form's fields; what cannot be read counts as not given."""
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    offset = fields.get("ab", ["0"])[0]
    return _Asked(fields.get("frage", [""])[0].strip(), int(offset) if offset.isdecimal() and len(offset) < 5 else 0)


def _answer(asked: _Asked, result: SearchResult, root_path: str) -> dict[str, Any]:
    """What the template says about a result."""
    seen = asked.offset + len(result.hits)
    count = f"{result.total} Fundstellen" if result.total != 1 else "1 Fundstelle"
    notices = [
        f"Gesucht wurde nach „{result.searched}“." if result.searched else None,
        result.notice,
        None if result.band is not Band.NONE else _NOTHING + (f" {_NEAREST}" if result.hits else ""),
    ]
    return {
        "frage": asked.question,
        "fehler": None,
        "gezaehlt": "Keine passende Fundstelle" if result.band is Band.NONE else f"{count}, {seen} davon angezeigt",
        "hinweise": [notice for notice in notices if notice],
        "vorschlag": result.alternatives.spelling if result.alternatives else None,
        "abschnitte": result.alternatives.headings if result.alternatives else (),
        "ab": asked.offset,
        "weiter": seen if seen < result.total else None,
        "hits": [shown(hit, root_path) for hit in result.hits],
    }
