"""Every error over HTTP is a problem (RFC 9457, application/problem+json) with one German sentence."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer import IndexerError
from modelle import ModelError
from service.errors import BadQuery, Busy, NotKept, NotServing, NotThere, ServiceError, kind_and_place
from service.schema.health import Problem

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MAX_BODY_BYTES = 64 * 1024
_MAX_NAME = 60
"""So many characters of a field's name are repeated in an answer."""

_TITLES = {
    400: "Anfrage nicht lesbar",
    401: "Nicht angemeldet",
    404: "Nicht gefunden",
    405: "Methode nicht erlaubt",
    413: "Anfrage zu groß",
    414: "Adresse zu lang",
    415: "Dateityp nicht unterstützt",
    416: "Bereich nicht vorhanden",
    422: "Anfrage nicht verwendbar",
    429: "Zu viele Fragen",
    500: "Unerwarteter Fehler",
    503: "Dienst nicht bereit",
}
_DETAILS = {
    400: "Die Anfrage ist nicht lesbar; bitte JSON in UTF-8 senden.",
    401: "Hierfür ist das Token der Verwaltung nötig; es wird als „Authorization: Bearer …“ mitgeschickt.",
    404: "Unter dieser Adresse gibt es nichts; bitte die Adresse prüfen.",
    405: "Diese Adresse beantwortet diese Methode nicht; die Beschreibung steht unter /api/v1/openapi.json.",
    413: f"Die Anfrage ist zu groß; erlaubt sind {MAX_BODY_BYTES // 1024} KiB.",
    414: "Die Adresse ist zu lang; erlaubt sind 16 KiB.",
    500: "Im Dienst ist ein unerwarteter Fehler aufgetreten; bitte noch einmal versuchen.",
}
_DESCRIPTIONS = {
    400: "Die Anfrage ist nicht lesbar.",
    401: "Das Token der Verwaltung fehlt oder ist falsch.",
    404: "Das gibt es nicht.",
    413: "Die Anfrage ist zu groß.",
    414: "Die Adresse ist zu lang.",
    422: "Die Anfrage ist nicht verwendbar.",
    429: "Von dieser Adresse wird zu viel gefragt; `Retry-After` nennt die Sekunden bis zum nächsten Versuch.",
    503: "Der Dienst kann gerade nicht antworten.",
}
_RANGE_DETAILS = {
    400: "Der Bereich im Kopf „Range“ ist nicht lesbar; erwartet wird zum Beispiel „bytes=0-1023“.",
    416: "Den Bereich, den der Kopf „Range“ nennt, hat die Datei nicht.",
}
_STATUS_OF = {BadQuery: 422, NotThere: 404, NotServing: 503, Busy: 503, NotKept: 503}


def problem(status: int, detail: str | None = None, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An answer that says what is wrong."""
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or _DETAILS.get(status, title)}
    return JSONResponse(body, status, {"Cache-Control": "no-store"} | dict(headers or {}), media_type=MEDIA_TYPE)


def problems_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How OpenAPI describes the errors of a route."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {status: {"description": _DESCRIPTIONS[status], "content": content} for status in statuses}


def add_problem_handlers(app: FastAPI) -> None:
    """Turns every exception into a problem."""
    app.add_middleware(RangeErrors)
    app.add_middleware(UnexpectedErrors)

    @app.exception_handler(HTTPException)
    async def http_exception(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_allowed(request)) or headers.get("Allow", "")
        return problem(error.status_code, headers=headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        return problem(400) if first["type"] == "json_invalid" else problem(422, sentence(first))

    @app.exception_handler(ServiceError)
    async def ours(_request: Request, error: ServiceError) -> JSONResponse:
        headers = {"Retry-After": str(error.retry_after_s)} if isinstance(error, Busy) else None
        return problem(_STATUS_OF.get(type(error), 500), str(error), headers)

    @app.exception_handler(IndexerError)
    @app.exception_handler(ModelError)
    async def not_ready(_request: Request, error: Exception) -> JSONResponse:
        return problem(503, str(error))


def _allowed(request: Request) -> list[str]:
    """Methods that some route answers at this address; Starlette names those of a single one. HEAD goes with GET."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    found = [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return [*found, "HEAD"] if "GET" in found else found


class RangeErrors:
    """Turns what Starlette says in plain English on a part of a file that cannot be had into a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def replacing(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] in _RANGE_DETAILS:
                headers = Headers(raw=message["headers"])
                replaced = headers.get("content-type", "").startswith("text/plain")
                if replaced:
                    kept = {name: value for name, value in headers.items() if name == "content-range"}
                    status = message["status"]
                    await problem(status, _RANGE_DETAILS[status], kept)(scope, receive, send)
            if not replaced:
                await send(message)

        await self._app(scope, receive, replacing)


class UnexpectedErrors:
    """Turns what nobody foresaw into a problem and says in the log only what kind of error it was and where.

    A handler for Exception would not do: Starlette raises the error again behind it, and the server then writes its
    message, which may hold a part of the question, to the log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _log.error("Unerwarteter Fehler: %s", kind_and_place(error))
            if not started:
                await problem(500)(scope, receive, send)


def sentence(error: Mapping[str, Any]) -> str:
    """One German sentence for one of pydantic's errors."""
    place = [str(part) for part in error["loc"][1:]]
    name = ".".join(place)[:_MAX_NAME]
    limits: Mapping[str, Any] = error.get("ctx") or {}
    given = error.get("input")
    kind = error["type"]
    if place == ["query"] and kind == "string_too_long" and isinstance(given, str):
        return f"Die Frage hat {len(given)} Zeichen, erlaubt sind {limits['max_length']}; bitte kürzer fragen."
    if place == ["query"] and kind == "string_too_short":
        return "Die Frage ist leer; bitte eine Frage eingeben."
    if not name:
        return "Die Anfrage hat nicht die erwartete Form; die Beschreibung steht unter /api/v1/openapi.json."
    sentences = {
        "missing": "Das Feld „{name}“ fehlt.",
        "extra_forbidden": "Das Feld „{name}“ gibt es nicht.",
        "greater_than_equal": "Der Wert von „{name}“ muss mindestens {ge} sein.",
        "less_than_equal": "Der Wert von „{name}“ darf höchstens {le} sein.",
        "string_too_long": "Der Wert von „{name}“ ist zu lang; erlaubt sind {max_length} Zeichen.",
        "too_long": "Die Liste „{name}“ ist zu lang; erlaubt sind {max_length} Werte.",
        "string_too_short": "Der Wert von „{name}“ darf nicht leer sein.",
        "enum": "Der Wert von „{name}“ ist nicht erlaubt; möglich sind {expected}.",
    }
    return sentences.get(kind, "Der Wert von „{name}“ hat nicht die erwartete Form.").format(
        name=name, **_words(limits)
    )


def _words(limits: Mapping[str, Any]) -> dict[str, Any]:
    """Limits as a German sentence can take them."""
    expected = str(limits.get("expected", "")).replace(" or ", " oder ").replace("'", "")
    return {**limits, "expected": expected}
