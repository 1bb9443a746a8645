"""Headers that every answer carries."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.middleware.paths import path_of

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
_RESOURCE_POLICY = b"cross-origin-resource-policy"
_EMBEDDED = re.compile(r"/widget/.*|/api/v1/passages/.+/page\.(webp|png)")
"""What pages of other origins load without CORS: as a script or an image."""


class SecurityHeaders:
    """Adds the headers that an answer does not set itself.

    `embedded`: whether pages of other origins may embed the widget and the images of cited pages.
    """

    def __init__(self, app: ASGIApp, embedded: bool = False) -> None:
        self._app = app
        self._embedded = embedded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        foreign = self._embedded and _EMBEDDED.fullmatch(path_of(scope))
        wanted = _HEADERS | {_RESOURCE_POLICY: b"cross-origin" if foreign else b"same-origin"}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message["headers"])
                names = {name.lower() for name, _ in given}
                message["headers"] = given + [header for header in wanted.items() if header[0] not in names]
            await send(message)

        await self._app(scope, receive, with_headers)
