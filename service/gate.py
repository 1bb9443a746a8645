"""Between the event loop and the index: questions work in threads, only so many at a time."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.to_thread

from service.live import LiveIndex
from service.search import SearchEngine

Answer = TypeVar("Answer")


class Gate:
    """Lets questions to the live index work in threads, so that the event loop never waits."""

    def __init__(self, index: Path, threads: int) -> None:
        """Opens the live index. Raises IndexerError or ModelError."""
        self.live = LiveIndex(index)
        self._limiter = anyio.CapacityLimiter(threads)

    async def ask(self, work: Callable[[SearchEngine], Answer]) -> Answer:
        """What `work` makes of the live engine, in a thread."""

        def working() -> Answer:
            with self.live.engine() as engine:
                return work(engine)

        return await anyio.to_thread.run_sync(working, limiter=self._limiter)

    async def follow(self, every_seconds: float) -> None:
        """Looks for a new snapshot until cancelled."""
        while True:
            await asyncio.sleep(every_seconds)
            await anyio.to_thread.run_sync(self.live.follow)
