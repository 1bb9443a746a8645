"""How speed is measured: a process of its own for each step, times of single questions, memory, disk, machine."""

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import Any, ParamSpec, Protocol, TypeVar, TypeVarTuple, Unpack

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_Opened = TypeVarTuple("_Opened")
Ask = Callable[[str], object]

_PACKAGES = (
    "fundstelle",
    "txtai",
    "numpy",
    "faiss-cpu",
    "tantivy",
    "tokenizers",
    "torch",
    "sentence-transformers",
    "fastapi",
    "uvicorn",
)
_BYTES_PER_MB = 1_000_000


def in_child(work: Callable[_Arguments, _Result], *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
    """What `work` returns in a fresh process that imports what it needs and ends afterwards."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **named).result()


class Asked(Protocol):
    """Something that answers questions, and what it costs."""

    def times(self, questions: Sequence[str]) -> list[float]:
        """Milliseconds that each of `questions` takes, one at a time."""
        ...

    def memory(self) -> dict[str, float]:
        """See `memory_of`."""
        ...

    def processor_s(self) -> float:
        """See `processor_s_of`."""
        ...


class AskedInChild:
    """A search that runs in a process of its own; the times are taken there. `open_s`: seconds that opening took."""

    def __init__(self, connection: Connection, process_id: int) -> None:
        self._connection = connection
        self._process_id = process_id
        self.open_s: float = connection.recv()

    def times(self, questions: Sequence[str]) -> list[float]:
        """See `Asked.times`."""
        self._connection.send(questions)
        times: list[float] = self._connection.recv()
        return times

    def memory(self) -> dict[str, float]:
        """See `Asked.memory`."""
        return memory_of(self._process_id)

    def processor_s(self) -> float:
        """See `Asked.processor_s`."""
        return processor_s_of(self._process_id)


@contextmanager
def asked_in_child(opening: Callable[[Unpack[_Opened]], Ask], *arguments: *_Opened) -> Iterator[AskedInChild]:
    """Calls `opening` in a fresh process, which imports what it needs, and puts questions to what it returns."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(theirs, opening, arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        yield AskedInChild(ours, process.pid or 0)
    finally:
        ours.close()
        process.join()


def _answer(connection: Connection, opening: Callable[..., Ask], arguments: Sequence[Any]) -> None:
    """What the child does until the connection is closed."""
    started = time.perf_counter()
    ask = opening(*arguments)
    connection.send(time.perf_counter() - started)
    with suppress(EOFError):
        while True:
            connection.send(times_of(ask, connection.recv()))


def times_of(ask: Ask, questions: Sequence[str]) -> list[float]:
    """Milliseconds that each of `questions` takes, one at a time."""
    times = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - started) * 1000)
    return times


def build_rates(build: Callable[[], int]) -> dict[str, float]:
    """Passages per second, and per second of busy processor, of `build`, which gives their number."""
    started, busy = time.perf_counter(), time.process_time()
    passages = build()
    seconds, busy_seconds = time.perf_counter() - started, time.process_time() - busy
    return {"passages_per_s": passages / seconds, "passages_per_processor_s": passages / busy_seconds}


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 of times in milliseconds."""
    cuts = quantiles(times, n=100, method="inclusive")
    return {"p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98]}


def memory_of(process_id: int) -> dict[str, float]:
    """Resident memory in MB (10^6 bytes).

    `rss_mb` counts every page that is mapped in, files that other processes share among them; `pss_mb` counts shared
    pages by the share, `uss_mb` only what would be free if the process ended. The last two only where the system
    tells them.
    """
    import psutil

    found = psutil.Process(process_id).memory_full_info()
    names = [name for name in ("rss", "pss", "uss") if hasattr(found, name)]
    return {f"{name}_mb": getattr(found, name) / _BYTES_PER_MB for name in names}


def processor_s_of(process_id: int) -> float:
    """Seconds that all threads of a process have kept a processor busy since it was started.

    Unlike times it hardly depends on what else the machine has to do.
    """
    import psutil

    found = psutil.Process(process_id).cpu_times()
    return float(found.user + found.system)


def disk_mb(folder: Path) -> float:
    """Size of all files below a folder in MB (10^6 bytes)."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _BYTES_PER_MB


def is_installed(package: str) -> bool:
    """Whether a distribution is installed."""
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def surroundings() -> dict[str, Any]:
    """Machine, versions and time, for the record."""
    import psutil

    return {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processor": _processor(),
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
            "system": platform.platform(),
            "load_average_before": [round(load, 2) for load in os.getloadavg()],
        },
        "versions": {"python": sys.version.split()[0]}
        | {package: version(package) for package in _PACKAGES if is_installed(package)},
    }


def _processor() -> str:
    """The processor's name as the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
