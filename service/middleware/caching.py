"""What browsers and proxies may keep, and 304 for what they have already (RFC 9110, 13; RFC 9111).

An answer to GET that names no tag of its own depends on the snapshot, the program and its settings alone, or says
`Cache-Control: no-store`. All that depend on them carry a weak tag: the same question to the same snapshot gives what
means the same, byte for byte or not.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.settings import Settings

Header = tuple[bytes, bytes]

_PROGRAM = Path(__file__).parent.parent
_API = "/api/"
_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_ANY = b"*"
_NOT_WITH_304 = {b"content-length", b"content-type", b"content-encoding", b"content-range", b"content-language"}


class Caching:
    """Tags answers and says `Cache-Control` where a route does not.

    `snapshot_id` gives the live snapshot's id, `salt` stands for all else that answers depend on.
    """

    def __init__(self, app: ASGIApp, snapshot_id: Callable[[], str], salt: str) -> None:
        self._app = app
        self._snapshot_id = snapshot_id
        self._salt = salt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "GET":
            await self._get(scope, receive, send)
        else:
            await self._app(scope, receive, _not_kept(send))

    async def _get(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = _known(scope["headers"])
        tag = self._tag(scope)
        # Whoever has the tag of this address was given an answer under it: there is one, and it need not be made again.
        # Pages are made again, for the policy that belongs to them must come with them.
        if tag in known and _API in scope["path"]:
            await _not_modified(send, [(b"etag", b"W/" + tag), (b"cache-control", b"no-cache")])
            return
        unchanged = False

        async def tagging(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start":
                headers: dict[bytes, bytes] = {name.lower(): value for name, value in message["headers"]}
                added = self._added(scope, message["status"], headers, tag)
                message["headers"] = [*message["headers"], *added.items()]
                answered = _TAG.fullmatch((headers | added).get(b"etag", b""))
                unchanged = (
                    message["status"] in {200, 206} and answered is not None and {_ANY, answered[1]} & known != set()
                )
                if unchanged:
                    await _not_modified(send, message["headers"])
            if not unchanged:
                await send(message)

        await self._app(scope, receive, tagging)

    def _added(self, scope: Scope, status: int, headers: dict[bytes, bytes], tag: bytes) -> dict[bytes, bytes]:
        """Headers that an answer to GET still lacks."""
        if status not in {200, 206, 304}:
            return {} if b"cache-control" in headers else {b"cache-control": b"no-store"}
        added = {} if b"cache-control" in headers else {b"cache-control": b"no-cache"}
        # The snapshot may have changed while the answer was made; then nobody knows which one it comes from.
        if b"etag" not in headers and headers.get(b"cache-control") != b"no-store" and tag == self._tag(scope):
            added[b"etag"] = b"W/" + tag
        return added

    def _tag(self, scope: Scope) -> bytes:
        parts = (self._salt, self._snapshot_id(), scope.get("root_path", ""), scope["path"])
        content = "\n".join(parts).encode("utf-8", "surrogateescape") + b"?" + scope["query_string"]
        return b'"' + hashlib.sha256(content).hexdigest()[:20].encode() + b'"'


def salt_of(settings: Settings, version: str) -> str:
    """What answers depend on beside the snapshot: the program, by version and by times and sizes of its files, for not
    every change to it makes a version; and the settings, without the secrets."""
    files = (file.stat() for file in sorted(_PROGRAM.rglob("*")) if file.is_file() and file.suffix != ".pyc")
    program = [(file.st_mtime_ns, file.st_size) for file in files]
    return hashlib.sha256(f"{version}\n{settings!r}\n{program}".encode()).hexdigest()


def _known(headers: Iterable[Header]) -> set[bytes]:
    """Tags that the client has answers for, without their weakness; `_ANY` is all of them."""
    values = [value for name, value in headers if name == b"if-none-match"]
    return {_ANY} if _ANY in values else {tag for value in values for tag in _TAG.findall(value)}


async def _not_modified(send: Send, headers: list[Header]) -> None:
    kept = [header for header in headers if header[0].lower() not in _NOT_WITH_304]
    await send({"type": "http.response.start", "status": 304, "headers": kept})
    await send({"type": "http.response.body", "body": b""})


def _not_kept(send: Send) -> Send:
    """Sends answers that nobody may keep, unless they say otherwise."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and all(
            name.lower() != b"cache-control" for name, _ in message["headers"]
        ):
            message["headers"] = [*message["headers"], (b"cache-control", b"no-store")]
        await send(message)

    return sending
