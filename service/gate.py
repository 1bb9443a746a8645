"""Between the event loop and the index: questions work in threads, so many at a time, and none waits for ever."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import anyio.to_thread

from modelle import Reranker
from service.errors import Busy
from service.live import LiveIndex
from service.search import SearchEngine

Answer = TypeVar("Answer")

_RETRY_AFTER_S = 2
"""By then, some of those that wait have had their turn."""


class Gate:
    """Lets questions to the live index work in threads, so that the event loop never waits."""

    def __init__(
        self,
        index: Path,
        threads: int,
        most_waiting: int = 100,
        seconds: float = 10.0,
        reranker: Reranker | None = None,
    ) -> None:
        """Opens the live index.

        :param most_waiting: so many questions may wait for a thread; those beyond are refused at once.
        :param seconds: so long a question may take, its waiting included.
        :param reranker: puts the best passages of every answer in order.
        :raises IndexerError, ModelError: where there is no index that can be opened.
        """
        self.live = LiveIndex(index, reranker)
        self.waiting = 0
        self._most_waiting = most_waiting
        self._seconds = seconds
        self._looking = asyncio.Lock()
        self._free = asyncio.Semaphore(threads)
        self._threads = ThreadPoolExecutor(threads, "question")

    async def ask(self, work: Callable[[SearchEngine], Answer]) -> Answer:
        """What `work` makes of the live engine, in a thread.

        :raises Busy: where too many wait already, or it takes too long; the thread then goes on, and its place is
            free only when it is done.
        """
        started = asyncio.get_running_loop().time()
        await self._turn()

        def working() -> Answer:
            with self.live.engine() as engine:
                return work(engine)

        loop = asyncio.get_running_loop()
        answering = loop.run_in_executor(self._threads, contextvars.copy_context().run, working)
        answering.add_done_callback(self._done)
        left = self._seconds - (loop.time() - started)
        done, _ = await asyncio.wait((answering,), timeout=max(left, 0.0))
        if not done:
            raise self._too_slow()
        return answering.result()

    def ask_at_once(self, work: Callable[[SearchEngine], Answer]) -> Answer:
        """What `work` makes of the live engine, here and now; for what takes no time."""
        with self.live.engine() as engine:
            return work(engine)

    async def follow(self, every_seconds: float) -> None:
        """Looks for a new snapshot until cancelled."""
        while True:
            await asyncio.sleep(every_seconds)
            await self.look_for_new()

    async def look_for_new(self) -> bool:
        """Changes over to a new snapshot; whether there was one."""
        async with self._looking:
            return await anyio.to_thread.run_sync(self.live.follow)

    async def _turn(self) -> None:
        """Waits for a free thread."""
        if not self._free.locked():
            await self._free.acquire()
            return
        if self.waiting >= self._most_waiting:
            raise Busy(
                "Gerade wird sehr viel gefragt; bitte in einigen Sekunden noch einmal versuchen.", _RETRY_AFTER_S
            )
        self.waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise self._too_slow() from None
        finally:
            self.waiting -= 1

    def _done(self, answering: asyncio.Future[Answer]) -> None:
        self._free.release()
        if not answering.cancelled():
            answering.exception()  # of a question given up on: asked for, or asyncio writes its message to the log

    def _too_slow(self) -> Busy:
        return Busy(
            f"Die Antwort dauert zu lange (mehr als {self._seconds:g} Sekunden); bitte gleich noch einmal versuchen.",
            _RETRY_AFTER_S,
        )
