"""Starts the service on an address and says when it answers."""

import socket
from collections.abc import Callable

import uvicorn

from service.app import create_app
from service.errors import NotServing
from service.settings import Settings

_SHUTDOWN_S = 10


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
    """Runs until interrupted; questions under way are answered first.

    `announce` is given the address of the search page. Raises NotServing where the address cannot be taken,
    IndexerError or ModelError where there is no index that can be opened.
    """
    app = create_app(settings)
    with _listen(settings.host, settings.port) as listener:
        address = _address(settings, listener.getsockname()[1])
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,  # addresses may hold what people look for
            server_header=False,
            timeout_graceful_shutdown=_SHUTDOWN_S,
            root_path=settings.root_path,
        )
        _Server(config, lambda: announce(address)).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise NotServing(
            f"Auf der Adresse {host}, Port {port}, kann der Dienst nicht hören ({error.strerror});"
            " bitte einen anderen Port wählen, zum Beispiel: --port 8080"
        ) from error


def _address(settings: Settings, port: int) -> str:
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(settings.host, settings.host)
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{port}{settings.root_path}/"
