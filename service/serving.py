"""Starts the service on an address and says when it answers."""

import contextlib
import errno
import math
import signal
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI

from service.app import create_app
from service.errors import NotServing
from service.settings import Settings
from service.workers import serve_with_workers

_REASONS = {
    errno.EADDRINUSE: "der Port ist schon belegt; bitte einen anderen wählen, zum Beispiel: --port 8080",
    errno.EACCES: "dafür fehlen die Rechte; bitte einen Port ab 1024 wählen, zum Beispiel: --port 8080",
    errno.EADDRNOTAVAIL: "dieser Rechner hat die Adresse nicht; bitte eine andere wählen, zum Beispiel: --host 0.0.0.0",
}
_UNKNOWN_ADDRESS = "die Adresse ist nicht bekannt; bitte eine andere wählen, zum Beispiel: --host 127.0.0.1"


class _Server(uvicorn.Server):
    """Announces the address once questions are answered."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Runs until SIGTERM or SIGINT; questions under way are answered first.

    `announce` is given the address of the search page. Raises NotServing where the address cannot be taken,
    IndexerError or ModelError where there is no index that can be opened.
    """
    app = create_app(settings) if settings.workers == 1 else None
    with _listen(settings.host, settings.port) as listener:
        address = _address(settings, listener.getsockname()[1])
        if app is None:
            serve_with_workers(settings, partial(_config, settings), listener, lambda: announce(address))
            return
        # When all is done, uvicorn repeats the signal for whoever handled it before: here it ends the run, not more.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            _Server(_config(settings, app), lambda: announce(address)).run(sockets=[listener])


def _config(settings: Settings, app: FastAPI | str, **further: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,  # service.logs has seen to it
        access_log=False,  # uvicorn's would hold addresses, and these may hold what people look for
        server_header=False,
        timeout_graceful_shutdown=math.ceil(settings.question_seconds),
        root_path=settings.root_path,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        **further,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        reason = _REASONS.get(getattr(error, "errno", 0), _UNKNOWN_ADDRESS)
        raise NotServing(f"Auf der Adresse {host}, Port {port}, kann der Dienst nicht hören: {reason}") from error
    # asyncio only sets this where a socket names its protocol, which these do not; without it an answer on a connection
    # that is kept waits 40 ms for the acknowledgement of its first packet. Accepted connections take it over.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address(settings: Settings, port: int) -> str:
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(settings.host, settings.host)
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{port}{settings.root_path}/"
