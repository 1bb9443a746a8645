"""Questions work in threads: a slow one keeps nobody from being answered."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.app import create_app
from service.search import SearchEngine
from service.settings import Settings

THREADS = 2


class Brake:
    """Holds every search until it is let go, and counts how many work at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.working = threading.Semaphore(0)
        self.most = self._now = 0
        self._lock = threading.Lock()
        search = SearchEngine.search

        def slow(engine: SearchEngine, query: Any) -> Any:
            with self._lock:
                self._now += 1
                self.most = max(self.most, self._now)
            self.working.release()
            assert self.go.wait(20), "nobody let the search go"
            with self._lock:
                self._now -= 1
            return search(engine, query)

        monkeypatch.setattr(SearchEngine, "search", slow)


async def asking(index: Path, brake: Brake, questions: int) -> tuple[list[int], list[bool]]:
    """Statuses of /healthz and then of the searches; and which searches were done when /healthz had answered."""
    app = create_app(Settings(index=index, threads=THREADS))
    transport = httpx2.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        searches = [asyncio.create_task(client.post("/api/v1/search", json={"query": "Rat"})) for _ in range(questions)]
        try:
            for _ in range(min(questions, THREADS)):
                assert await asyncio.to_thread(brake.working.acquire, timeout=20)
            health = await client.get("/healthz")
            done = [search.done() for search in searches]
        finally:
            brake.go.set()
        answers = await asyncio.gather(*searches)
    return [health.status_code, *(answer.status_code for answer in answers)], done


@pytest.mark.parametrize("questions", [1, THREADS, 3 * THREADS])
def test_a_slow_search_does_not_block_healthz(
    papers_index: Path, monkeypatch: pytest.MonkeyPatch, questions: int
) -> None:
    brake = Brake(monkeypatch)
    statuses, done = asyncio.run(asking(papers_index, brake, questions))
    assert done == [False] * questions
    assert statuses == [200] * (questions + 1)


def test_no_more_questions_work_at_once_than_there_are_threads(
    papers_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brake = Brake(monkeypatch)
    asyncio.run(asking(papers_index, brake, 4 * THREADS))
    assert brake.most == THREADS
