"""Reads many files in worker processes that can be killed: no file stops or hangs the run."""

import selectors
import time
from collections.abc import Iterator, Sequence

from korpus import reading_worker
from korpus.discovery import FileSource
from korpus.document import ReadFailure, ReadResult
from korpus.errors import DamagedFile, ReadingTimedOut
from korpus.process import TaskProcess
from korpus.reading_worker import decode_outcome, encode_task
from korpus.source import Reader, ReadLimits, Source

Outcome = ReadResult | ReadFailure

ASSEMBLE = "korpus.assemble:assemble"
# Files read ahead of the one that is handed out next, for each worker.
_AHEAD = 4


def file_reader(limits: ReadLimits, workers: int = 2, *, assemble: str = ASSEMBLE) -> Reader:
    """A reader of files in `workers` processes.

    The processes start with the first source and end with the generator, also when it is dropped half-way; they end by
    themselves when this process dies. `assemble`: "module:function" that reads one file in the worker.
    """

    def read(sources: Sequence[Source]) -> Iterator[tuple[Source, Outcome]]:
        pool = _Pool(sources, limits, assemble)
        try:
            pool.start(min(max(workers, 1), len(sources)))
            yield from pool.outcomes()
        finally:
            pool.close()

    return read


class _Worker(TaskProcess):
    """One process; `position` of the source that it reads, None while it is idle."""

    def __init__(self, assemble: str) -> None:
        super().__init__(reading_worker.__name__, assemble)
        self.position: int | None = None


class _Pool:
    """Gives sources to workers and their outcomes back in the order of the sources."""

    def __init__(self, sources: Sequence[Source], limits: ReadLimits, assemble: str) -> None:
        self._sources = [_file_source(source) for source in sources]
        self._limits = limits
        self._assemble = assemble
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self._done: dict[int, Outcome] = {}
        self._begun = 0

    def start(self, count: int) -> None:
        for _ in range(count):
            self._add_worker()

    def outcomes(self) -> Iterator[tuple[Source, Outcome]]:
        for position, source in enumerate(self._sources):
            self._give_work(position)
            while position not in self._done:
                self._wait()
                self._give_work(position)
            yield source, self._done.pop(position)

    def close(self) -> None:
        """Ends all workers, busy or not."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()
        self._selector.close()

    def _add_worker(self) -> None:
        worker = _Worker(self._assemble)
        self._workers.append(worker)
        self._selector.register(worker.answers, selectors.EVENT_READ, worker)

    def _give_work(self, next_position: int) -> None:
        for worker in self._workers:
            ahead = next_position + _AHEAD * len(self._workers)
            if worker.position is None and self._begun < min(len(self._sources), ahead):
                worker.position = self._begun
                worker.begin(encode_task(self._sources[self._begun], self._limits), self._limits.timeout_s)
                self._begun += 1

    def _wait(self) -> None:
        """Hears what workers have to say, and ends those that are past their limit."""
        nearest = min(worker.deadline for worker in self._workers)
        heard = set()
        for key, _ in self._selector.select(min(max(nearest - time.monotonic(), 0.0), 3600.0)):
            self._hear(key.data)
            heard.add(key.data)
        now = time.monotonic()
        for worker in list(self._workers):
            if worker not in heard and worker.deadline <= now:
                self._fail(worker, timed_out=True)

    def _hear(self, worker: _Worker) -> None:
        try:
            answer = worker.receive()
            outcome = None if answer is None else decode_outcome(answer)
        except (EOFError, ValueError, KeyError, TypeError):
            self._fail(worker, timed_out=False)
            return
        if outcome is not None and worker.position is not None:
            self._done[worker.position] = outcome
            worker.position = None

    def _fail(self, worker: _Worker, *, timed_out: bool) -> None:
        """Notes why a worker's file was left out and puts a new worker in its place."""
        if worker.position is not None:
            source = self._sources[worker.position]
            self._done[worker.position] = _timed_out(source, self._limits) if timed_out else _died(source)
        self._selector.unregister(worker.answers)
        self._workers.remove(worker)
        worker.kill()
        self._add_worker()


def _file_source(source: Source) -> FileSource:
    if not isinstance(source, FileSource):
        raise TypeError(f"file_reader reads FileSource only, not {type(source).__name__}")
    return source


def _timed_out(source: FileSource, limits: ReadLimits) -> ReadFailure:
    seconds = f"{limits.timeout_s:g}".replace(".", ",")
    message = f"„{source.path}“ ließ sich nicht in {seconds} Sekunden lesen; bitte die Datei teilen oder neu speichern."
    return ReadFailure(source.path, ReadingTimedOut.__name__, message)


def _died(source: FileSource) -> ReadFailure:
    message = f"„{source.path}“ brachte das Lesen zum Absturz; bitte die Datei prüfen oder neu speichern."
    return ReadFailure(source.path, DamagedFile.__name__, message)
