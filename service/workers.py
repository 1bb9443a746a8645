"""Several processes that answer on one socket, and the one that watches over them.

uvicorn's supervisor starts them and replaces one that dies. Their settings travel in the environment, secrets too, for
a command line is there for everybody to read.
"""

import logging
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from socket import socket
from typing import TYPE_CHECKING

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess

from indexer import IndexerError, read_manifest
from modelle import ModelError
from service.errors import NotServing, ServiceError
from service.logs import configure_logs
from service.metrics import MULTIPROCESS_FOLDER
from service.settings import Settings, environment_of, settings_from

if TYPE_CHECKING:
    from fastapi import FastAPI

_log = logging.getLogger(__name__)

_START_S = 30
"""A worker that has said nothing for so long is replaced."""
_WATCH_S = 2


def serve_with_workers(
    settings: Settings, config: Callable[..., uvicorn.Config], listener: socket, announce: Callable[[], None]
) -> None:
    """Runs until SIGTERM or SIGINT; `announce` is called once all workers answer.

    `config` makes uvicorn's configuration for an app and further options. Raises NotServing where no worker can start,
    IndexerError where there is no index.
    """
    read_manifest(settings.index)
    os.environ.update(environment_of(settings))
    with tempfile.TemporaryDirectory(prefix="fundstelle-") as folder:
        os.environ[MULTIPROCESS_FOLDER] = folder
        supervisor = _Supervisor(
            config(
                "service.workers:worker_app",
                factory=True,
                workers=settings.workers,
                timeout_worker_healthcheck=_START_S,
                callback_notify=end_without_supervisor,
                timeout_notify=_WATCH_S,
            ),
            listener,
            announce,
        )
        supervisor.run()
    if not supervisor.announced and not supervisor.ended:
        raise NotServing("Der Dienst kann nicht starten; der Grund steht in den Zeilen darüber.")


def worker_app() -> "FastAPI":
    """The app of one worker. What keeps it from starting is said in the log, and tried no second time."""
    from service.app import create_app

    try:
        settings = settings_from()
        configure_logs(settings)
        return create_app(settings)
    except (ServiceError, IndexerError, ModelError) as error:
        _log.error("%s", error)
        sys.exit(STARTUP_FAILURE)


async def end_without_supervisor() -> None:
    """Ends this worker if its supervisor was killed, so that nothing is left that holds the port."""
    supervisor = multiprocessing.parent_process()
    if supervisor is not None and not supervisor.is_alive():
        signal.raise_signal(signal.SIGTERM)


class _Supervisor(Multiprocess):
    """Announces the service once all workers answer, and takes the dead out of the measurements.

    `ended`: whether a signal ended it.
    """

    def __init__(self, config: uvicorn.Config, listener: socket, announce: Callable[[], None]) -> None:
        super().__init__(config, [listener])
        self._announce = announce
        self.announced = False
        self.ended = False

    def keep_subprocess_alive(self) -> None:
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            _log.warning("Ein Prozess ist ausgefallen und wird ersetzt.")
            mark_process_dead(pid)  # type: ignore[no-untyped-call]
        if not self.announced and not self.should_exit.is_set() and all(one.is_ready() for one in self.processes):
            self.announced = True
            self._announce()

    def handle_term(self) -> None:
        self.ended = True
        super().handle_term()

    def handle_int(self) -> None:
        self.ended = True
        super().handle_int()
