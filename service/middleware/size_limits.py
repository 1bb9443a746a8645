"""The limits for what a request may bring."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import MAX_BODY_BYTES, problem

_MAX_ADDRESS_BYTES = 16 * 1024
"""uvicorn has a limit of its own, but keeps to it only where an address comes in several pieces."""


class SizeLimits:
    """Refuses addresses that are too long, and bodies of more than `MAX_BODY_BYTES`, whether they state their length or
    not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if len(scope["path"]) + len(scope["query_string"]) > _MAX_ADDRESS_BYTES:
            await problem(414)(scope, receive, send)
            return
        received = 0
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if length.isdigit() and int(length) > MAX_BODY_BYTES:
            await problem(413)(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                raise HTTPException(413)  # the only kind that FastAPI lets through while it reads a body
            return message

        await self._app(scope, counted, send)
