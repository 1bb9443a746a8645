"""Too many questions and too slow ones are turned away; their threads are not forgotten."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.errors import Busy
from service.gate import Gate
from service.search import SearchEngine
from service.settings import Settings

FULL = "Gerade wird sehr viel gefragt; bitte in einigen Sekunden noch einmal versuchen."
SLOW = "Die Antwort dauert zu lange (mehr als 0.2 Sekunden); bitte gleich noch einmal versuchen."


class Held:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.began = threading.Semaphore(0)

    def __call__(self, engine: SearchEngine) -> str:
        self.began.release()
        assert self.go.wait(20), "nobody let the work go"
        return engine.snapshot.id


@pytest.fixture
def held() -> Iterator[Held]:
    work = Held()
    yield work
    work.go.set()


@pytest.fixture
def gate_of(papers_index: Path) -> Iterator[Callable[..., Gate]]:
    """Opens gates of one thread."""
    gates: list[Gate] = []

    def make(most_waiting: int, seconds: float) -> Gate:
        gates.append(Gate(papers_index, 1, most_waiting, seconds))
        return gates[-1]

    yield make
    for gate in gates:
        gate.live.close()


async def refusal(asking: Awaitable[object]) -> str:
    with pytest.raises(Busy) as refused:
        await asking
    assert refused.value.retry_after_s == 2
    return str(refused.value)


async def until_waiting(gate: Gate, number: int) -> None:
    async with asyncio.timeout(20):
        while gate.waiting != number:
            await asyncio.sleep(0.001)


def test_when_so_many_wait_the_next_is_refused_at_once(gate_of: Callable[..., Gate], held: Held) -> None:
    gate = gate_of(most_waiting=2, seconds=20)

    async def scene() -> list[str]:
        asked = [asyncio.create_task(gate.ask(held)) for _ in range(3)]
        await until_waiting(gate, 2)
        assert await refusal(gate.ask(held)) == FULL
        held.go.set()
        return await asyncio.gather(*asked)

    assert asyncio.run(scene()) == [gate.live.snapshot_id] * 3
    assert gate.waiting == 0


def test_where_nobody_may_wait_a_free_thread_still_answers(gate_of: Callable[..., Gate]) -> None:
    gate = gate_of(most_waiting=0, seconds=20)
    assert asyncio.run(gate.ask(lambda engine: engine.snapshot.id)) == gate.live.snapshot_id


def test_a_question_that_takes_too_long_is_given_up_and_holds_its_place_until_it_is_done(
    gate_of: Callable[..., Gate], held: Held
) -> None:
    gate = gate_of(most_waiting=2, seconds=0.2)

    async def scene() -> str:
        assert await refusal(gate.ask(held)) == SLOW
        assert await refusal(gate.ask(held)) == SLOW  # the one thread is still at work
        assert gate.waiting == 0
        held.go.set()
        async with asyncio.timeout(20):
            while True:
                try:
                    return await gate.ask(lambda engine: engine.snapshot.id)
                except Busy:
                    continue

    assert asyncio.run(scene()) == gate.live.snapshot_id
    assert held.began.acquire(blocking=False)
    assert not held.began.acquire(blocking=False), "work that was given up while it waited must not begin"


def test_an_error_of_a_question_given_up_on_is_not_logged(
    gate_of: Callable[..., Gate], held: Held, caplog: pytest.LogCaptureFixture
) -> None:
    gate = gate_of(most_waiting=2, seconds=0.2)
    failed = threading.Event()

    def fail(engine: SearchEngine) -> None:
        held(engine)
        failed.set()
        raise RuntimeError("Geheimnis")

    async def scene() -> None:
        await refusal(gate.ask(fail))
        held.go.set()
        assert await asyncio.to_thread(failed.wait, 20)
        await asyncio.sleep(0.05)

    asyncio.run(scene())
    assert [record for record in caplog.records if "Geheimnis" in str(vars(record))] == []


def test_over_http_a_question_that_takes_too_long_is_a_problem_that_says_when_to_try_again(
    papers_index: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SearchEngine, "search", lambda engine, _query: held(engine))
    with TestClient(create_app(Settings(index=papers_index, question_seconds=0.2))) as asking:
        response = asking.post("/api/v1/search", json={"query": "Rat"})
        ready = asking.get("/readyz")
        held.go.set()
    assert (response.status_code, response.headers["content-type"]) == (503, "application/problem+json")
    assert response.headers["retry-after"] == "2"
    assert response.json()["detail"] == SLOW
    assert ready.status_code == 200
