"""Between the event loop and the file for feedback: one entry after the other in a thread, and what is old removed."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from service.errors import FeedbackFileUnusable, NotKept
from service.feedback.file import FeedbackFile

if TYPE_CHECKING:
    from datetime import date

_log = logging.getLogger(__name__)

_TIDIED_EVERY_S = 3600.0
"""So long after the end of a day, at most, what is too old is still there."""
_NOT_KEPT = "Die Angabe konnte gerade nicht gespeichert werden; die Suche ist davon nicht betroffen."


class FeedbackKeeper:
    """Keeps entries without ever holding up a question: it has a thread of its own.

    `file`: only one thread of this process uses it at a time.
    """

    def __init__(self, file: FeedbackFile) -> None:
        self.file = file
        self._limiter = anyio.CapacityLimiter(1)
        self._warned: str | None = None
        self._tidied: date | None = None

    async def keep(self, work: Callable[[], None]) -> None:
        """Lets `work` write to the file. Raises NotKept, with a sentence for visitors."""
        try:
            await anyio.to_thread.run_sync(work, limiter=self._limiter)
            self._warned = None
        except FeedbackFileUnusable as error:
            self._warn(str(error))
            raise NotKept(_NOT_KEPT) from error

    @contextlib.asynccontextmanager
    async def tidying(self) -> AsyncIterator[None]:
        """Makes the file, and before and while the block lasts removes once a day what is too old."""
        await anyio.to_thread.run_sync(self.tidy_once_a_day, limiter=self._limiter)
        following = asyncio.create_task(self._tidy_again_and_again())
        yield
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following

    async def _tidy_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(_TIDIED_EVERY_S)
            await anyio.to_thread.run_sync(self.tidy_once_a_day, limiter=self._limiter)

    def tidy_once_a_day(self) -> None:
        """Tidies the file unless that was done today; a file that cannot be used is reported in the log."""
        today = self.file.today()
        if self._tidied == today:
            return
        try:
            self.file.tidy()
            self._tidied = today
        except FeedbackFileUnusable as error:
            self._warn(str(error))

    def _warn(self, sentence: str) -> None:
        """Says once in the log what is wrong with the file."""
        if self._warned != sentence:
            _log.error(sentence)
        self._warned = sentence
