"""Watches every request and tells what became of it: nothing that anybody wrote, but where it went and how it ended."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.middleware.paths import path_of

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_UNSEEN = {"/api/v1/feedback", "/api/v1/unanswered"}
"""Of what people leave behind, only the day is kept: nothing may tell the hour."""
OTHER = "-"
"""Instead of a method or route that is none of ours: a client may write what it likes there."""


@dataclass(frozen=True, slots=True)
class Answered:
    """`route` as the program writes it, "/api/v1/documents/{document_id:path}"; `size` of the body in bytes."""

    method: str
    route: str
    status: int
    seconds: float
    size: int


Observer = Callable[[Answered], None]


class Observing:
    """Tells all `observers` of every request once it is answered."""

    def __init__(self, app: ASGIApp, observers: Sequence[Observer]) -> None:
        self._app = app
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_of(scope) in _UNSEEN:
            await self._app(scope, receive, send)
            return
        status, size = 500, 0  # unless an answer begins
        started = time.perf_counter()

        async def counting(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counting)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else OTHER
            seconds = time.perf_counter() - started
            answered = Answered(method, _route(scope), status, seconds, size)
            for observe in self._observers:
                observe(answered)


def _route(scope: Scope) -> str:
    """Of what was answered before it came to a route, or came to none, none is known."""
    path: str | None = getattr(scope.get("route"), "path", None)
    if path is not None:
        return path
    mounted: str = scope.get("root_path", "").removeprefix(scope.get("app_root_path", scope.get("root_path", "")))
    return mounted or OTHER
