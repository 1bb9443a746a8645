"""Requests per second of `fundstelle serve` under load, beside an empty FastAPI route in the same run.

Both are served by uvicorn with the same settings and asked by the same client in a process of its own, over connections
that are kept, by turns, so that whatever else the machine does meets both.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from benchmarks.speed_measure import in_child, percentiles, surroundings

_REPOSITORY = Path(__file__).parent.parent
_SAMPLES = _REPOSITORY / "korpus" / "beispiele"
_RESULTS = Path(__file__).parent / "results" / "load.json"
_CONNECTIONS = (1, 8, 64)
_EMPTY = "an empty route"
_READY = "bereit: "
_SEARCH = "/api/v1/search"


@dataclass(frozen=True, slots=True)
class Load:
    """What one server did for so many connections. Times in milliseconds; `errors`: answers other than 200."""

    server: str
    connections: int
    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int


def main() -> None:
    """Measures, prints a table and writes JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--empty", action="store_true", help="serves the empty route; called by the measurement")
    arguments = parser.parse_args()
    if arguments.empty:
        _serve_empty()
        return
    loads = _measure(arguments.seconds, arguments.rounds)
    print(table(loads))
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(
        json.dumps({"loads": [asdict(load) for load in loads], "surroundings": surroundings()}, indent=2)
    )


def _measure(seconds: float, rounds: int) -> list[Load]:
    lines = (_SAMPLES / "fragen.jsonl").read_text("utf-8").splitlines()
    searches = [_request("POST", _SEARCH, {"query": json.loads(line)["question"]}) for line in lines]
    python = [sys.executable, "-m"]
    with tempfile.TemporaryDirectory() as folder:
        command = [*python, "service.cli", "index", str(_SAMPLES / "dokumente"), "--index", folder]
        subprocess.run(command, check=True, capture_output=True)
        ours = [*python, "service.cli", "serve", "--index", folder, "--port", "0"]
        with _started([*python, "benchmarks.load", "--empty"]) as empty, _started(ours) as fundstelle:
            asked = {
                _EMPTY: (empty, searches),
                "about the service": (fundstelle, [_request("GET", "/api/v1/about")]),
                "search": (fundstelle, searches),
            }
            return [
                _best(name, connections, [in_child(_load, *what, connections, seconds) for _ in range(rounds)])
                for connections in _CONNECTIONS
                for name, what in asked.items()
            ]


@contextmanager
def _started(command: Sequence[str]) -> Iterator[int]:
    """Port of a server that answers."""
    unlimited = os.environ | {"FUNDSTELLE_RATE_LIMIT": "0", "FUNDSTELLE_MAX_WAITING": "1000"}
    with subprocess.Popen(command, cwd=_REPOSITORY, env=unlimited, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            line = process.stderr.readline()
            yield int(line.rstrip("/\n").rpartition(":")[2])
        finally:
            process.terminate()


def _serve_empty() -> None:
    app = FastAPI()

    @app.post(_SEARCH)
    async def empty() -> dict[str, Any]:
        return {}

    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sys.stderr.write(f"{_READY}http://127.0.0.1:{listener.getsockname()[1]}/\n")
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, proxy_headers=False)
        uvicorn.Server(config).run(sockets=[listener])


def _load(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> tuple[list[float], int, float]:
    """Times in seconds of all answers, how many were none, and how long it took in all."""
    times: list[float] = []
    errors = 0

    async def keep_asking(number: int, until: float) -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        turn = number
        while time.perf_counter() < until:
            started = time.perf_counter()
            writer.write(requests[turn % len(requests)])
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            times.append(time.perf_counter() - started)
            errors += not head.startswith(b"HTTP/1.1 200 ")
            turn += connections
        writer.close()

    async def ask() -> float:
        began = time.perf_counter()
        await asyncio.gather(*(keep_asking(number, began + seconds) for number in range(connections)))
        return time.perf_counter() - began

    took = asyncio.run(ask())
    return times, errors, took


def _request(method: str, path: str, body: object = None) -> bytes:
    content = json.dumps(body).encode() if body else b""
    head = (
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
    )
    return "\r\n".join((*head, "", "")).encode() + content


def _best(name: str, connections: int, rounds: Sequence[tuple[list[float], int, float]]) -> Load:
    """The round in which most was answered; the errors of all."""
    times, _, took = max(rounds, key=lambda one: len(one[0]) / one[2])
    p50, p95, p99 = percentiles([1000 * seconds for seconds in times]).values()
    errors = sum(one[1] for one in rounds)
    return Load(name, connections, round(len(times) / took, 1), p50, p95, p99, errors)


def table(loads: Sequence[Load]) -> str:
    """The measurements as Markdown, each beside the empty route with as many connections."""
    rates = {load.connections: load.per_second for load in loads if load.server == _EMPTY}
    lines = [
        "| connections | what is asked | per second | p50 | p95 | p99 | errors | against the empty route |",
        "| ---: | --- " + "| ---: " * 6 + "|",
    ]
    for load in loads:
        share = f"{load.per_second / rates[load.connections]:.2f} ×"
        figures = f"{load.per_second:,.0f} | {load.p50:.1f} ms | {load.p95:.1f} ms | {load.p99:.1f} ms | {load.errors}"
        lines.append(f"| {load.connections} | {load.server} | {figures} | {share} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
