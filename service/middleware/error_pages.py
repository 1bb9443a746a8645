"""Errors of pages are pages. What programs ask keeps its problem+json; which is which goes by the path alone."""

import json
from collections.abc import Callable

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.middleware.paths import path_of
from service.problems import MEDIA_TYPE

_FOR_PROGRAMS = ("/api/", "/widget/", "/page/", "/betreiber/", "/metrics", "/healthz", "/readyz", "/favicon.ico")
_REPLACED = {b"content-type", b"content-length"}

ErrorPage = Callable[[str, int, str, str], str]
"""HTML of a page from root path, status, title and sentence."""


class ErrorPages:
    """Turns problems that pages answer with into pages, whichever layer behind has made them."""

    def __init__(self, app: ASGIApp, page: ErrorPage) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_of(scope).startswith(_FOR_PROGRAMS):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = b""
        root_path = scope.get("root_path", "")  # a mounted app would put its own path behind it

        async def turning(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_problem(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._answer(root_path, start, body)(scope, receive, send)

        await self._app(scope, receive, turning)

    def _answer(self, root_path: str, start: Message, body: bytes) -> HTMLResponse:
        told = json.loads(body)
        answer = HTMLResponse(self._page(root_path, told["status"], told["title"], told["detail"]), told["status"])
        answer.raw_headers += [header for header in start["headers"] if header[0].lower() not in _REPLACED]
        return answer


def _is_problem(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value == MEDIA_TYPE.encode() for name, value in message["headers"])
