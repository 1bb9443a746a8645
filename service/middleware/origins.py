"""Which pages of other origins may ask the service: those that the operator names, and only what the widget needs."""

import re
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.middleware.paths import path_of
from service.problems import problem

_OF_THE_WIDGET = re.compile(
    r"/widget/.*|/api/v1/(search|suggest|facets|about|feedback|unanswered)|/api/v1/(passages|documents)(/.*)?"
)
_REFUSED = "Die Seite, von der die Anfrage kommt, ist nicht freigegeben, oder die Methode ist es nicht."


class WidgetOrigins:
    """Lets pages of `origins` ask the widget's routes, without credentials; all else stays closed to them."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._open = _Cors(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST"),
            expose_headers=("Retry-After", "X-Request-Id"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = scope["type"] == "http" and _OF_THE_WIDGET.fullmatch(path_of(scope))
        await (self._open if is_open else self._app)(scope, receive, send)


class _Cors(CORSMiddleware):
    """Answers what it refuses with a problem, and what it grants without a body."""

    def preflight_response(self, request_headers: Headers) -> Response:
        answered = super().preflight_response(request_headers)
        if answered.status_code == 200:
            granted = {name: value for name, value in answered.headers.items() if not name.startswith("content-")}
            return Response(status_code=204, headers=granted)
        return problem(400, _REFUSED, {"Vary": answered.headers["vary"]})
