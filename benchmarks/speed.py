"""Measures how fast Fundstelle builds and answers, beside txtai on the same passages: `python -m benchmarks.speed`.

Every system runs in a process of its own, all take turns at a few questions each, and all figures of a run come from
the same machine in the same state. The table goes to stdout, everything that was measured to
`benchmarks/results/speed.json`.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import speed_fundstelle, speed_txtai
from benchmarks.speed_measure import (
    Asked,
    asked_in_child,
    disk_mb,
    in_child,
    is_installed,
    percentiles,
    surroundings,
)
from benchmarks.speed_table import table_of
from benchmarks.speed_txtai import Encoding

_DATA = Path(__file__).parents[2] / "shared" / "data" / "train"
_RESULT = Path(__file__).parent / "results" / "speed.json"
_SIZES = (20_000, 200_000)
_WARM_UP = 50
_BUILT_ONCE_FROM = 50_000
"""Building so many passages takes long enough to be measured once."""

_TURN = 20
"""So many questions are put to one system before the other has its turn."""
_OURS = "fundstelle"
_HTTP = "http"

_THREADS = {
    "fundstelle": "one for each question; building: one each for reading, terms and vectors, and those of tokenizers",
    "txtai": "as it decides itself: FAISS, torch and tokenizers use all cores",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure with: `warm_up` and `questions` differ."""

    data: Path
    warm_up: Sequence[str]
    questions: Sequence[str]
    rounds: int
    peers: Sequence[Encoding]


@dataclass(slots=True)
class Figures:
    """What was measured of one way to search, an entry for each round; times in milliseconds, other values by name."""

    times: list[list[float]] = field(default_factory=list)
    further: list[dict[str, float]] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Percentiles over the questions of all rounds, medians over the rounds."""
        return {
            **percentiles([time for times in self.times for time in times]),
            "rounds_p50_ms": [median(times) for times in self.times],
            **_medians(self.further),
        }


def measure(corpus: speed_fundstelle.Corpus, plan: Plan, folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """All figures for one size; `folder` is for the indexes."""
    folders = {name: folder / name for name in (_OURS, *plan.peers)}
    systems = _build(corpus, plan, folders, say)
    ways: dict[str, Figures] = {name: Figures() for name in (*folders, _HTTP)}
    for number in range(1, plan.rounds + 1):
        say(f"{corpus.passages:,} passages: asking, round {number} of {plan.rounds}")
        _ask(plan, folders, ways)
    for name, system in systems.items():
        system["in_process"] = ways[name].summary()
        system["disk_mb"] = disk_mb(folders[name])
    systems[_OURS]["http"] = ways[_HTTP].summary()
    return {"corpus": asdict(corpus), "systems": systems}


def _build(
    corpus: speed_fundstelle.Corpus, plan: Plan, folders: Mapping[str, Path], say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """Builds with all systems in turn; the figures of each."""
    builds: dict[str, list[dict[str, float]]] = {name: [] for name in folders}
    rounds = 1 if corpus.passages >= _BUILT_ONCE_FROM else plan.rounds
    for number in range(1, rounds + 1):
        say(f"{corpus.passages:,} passages: building, round {number} of {rounds}")
        for name, folder in folders.items():
            shutil.rmtree(folder, ignore_errors=True)
            if name == _OURS:
                built = in_child(speed_fundstelle.build, plan.data, corpus.documents, folder)
            else:
                built = in_child(speed_txtai.build, folders[_OURS], folder, Encoding(name))
            builds[name].append(built)
    return {name: {"build": _medians(values) | {"rounds": values}} for name, values in builds.items()}


def _medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    return {name: median(values[name] for values in rounds) for name in rounds[0]}


def _ask(plan: Plan, folders: Mapping[str, Path], ways: Mapping[str, Figures]) -> None:
    """One round: opens everything afresh, then all ways take turns at a few questions each."""
    with ExitStack() as stack:
        asked: dict[str, Asked] = {}
        found: dict[str, dict[str, float]] = {}
        for name, folder in folders.items():
            if name == _OURS:
                child = stack.enter_context(asked_in_child(speed_fundstelle.open_search, folder))
            else:
                child = stack.enter_context(asked_in_child(speed_txtai.open_search, folder, Encoding(name)))
            asked[name], found[name] = child, {"open_s": child.open_s}
        served = stack.enter_context(speed_fundstelle.serving(folders[_OURS], plan.warm_up[0]))
        asked[_HTTP] = served
        found[_HTTP] = {"announced_s": served.announced_s, "first_answer_s": served.first_answer_s}
        for way in asked.values():
            way.times(plan.warm_up)
        busy = {name: way.processor_s() for name, way in asked.items()}
        times: dict[str, list[float]] = {name: [] for name in asked}
        for start in range(0, len(plan.questions), _TURN):
            for name, way in asked.items():
                times[name] += way.times(plan.questions[start : start + _TURN])
        for name, way in asked.items():
            found[name]["processor_ms"] = (way.processor_s() - busy[name]) * 1000 / len(plan.questions)
            ways[name].times.append(times[name])
            ways[name].further.append(found[name] | way.memory())


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    options = _options(arguments)
    _check_data(options.data)
    peers = _peers(options.no_txtai)
    warm_up, questions = speed_fundstelle.questions(options.data, _WARM_UP, options.questions)
    plan = Plan(options.data, warm_up, questions, options.rounds, peers)
    record = surroundings() | {
        "data": {
            "documents": speed_fundstelle.DOCUMENTS,
            "questions": speed_fundstelle.QUESTIONS,
            "asked": len(questions),
            "warm_up": len(warm_up),
            "hits_per_question": speed_fundstelle.LIMIT,
        },
        "rounds": options.rounds,
        "threads": _THREADS,
        "sizes": [],
    }
    sizes = sorted(options.sizes)
    _say("Counting the passages of the texts")
    for size, corpus in zip(sizes, in_child(speed_fundstelle.measure_corpus, options.data, sizes), strict=True):
        if corpus.passages < size:
            _say(f"The file has no {size:,} passages; all of its {corpus.passages:,} are taken.")
        with tempfile.TemporaryDirectory(prefix="fundstelle-speed-") as folder:
            record["sizes"].append(measure(corpus, plan, Path(folder), _say))
    record["load_average_after"] = [round(load, 2) for load in os.getloadavg()]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table_of(record))
    _say(f"Written to {options.out}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[*_SIZES], help="numbers of passages (%(default)s)")
    parser.add_argument("--questions", type=int, default=400, help="questions in each round (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each step is repeated (%(default)s)")
    parser.add_argument("--no-txtai", action="store_true", help="measure Fundstelle alone")
    parser.add_argument("--data", type=Path, default=_DATA, help=f"folder with {speed_fundstelle.DOCUMENTS}")
    parser.add_argument("--out", type=Path, default=_RESULT, help="JSON file that is written")
    return parser.parse_args(arguments)


def _check_data(data: Path) -> None:
    for name in (speed_fundstelle.DOCUMENTS, speed_fundstelle.QUESTIONS):
        if not (data / name).is_file():
            raise SystemExit(f"{data / name} is missing; please name the folder that holds it: --data FOLDER")


def _peers(without: bool) -> list[Encoding]:
    if without:
        return []
    if not is_installed("txtai"):
        _say("txtai is not installed, so Fundstelle is measured alone; to compare: pip install -e '.[bench]'")
        return []
    return [*Encoding]


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
