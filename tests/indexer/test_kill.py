"""`kill -9` of a process that builds: the live index stays whole, the next build succeeds and cleans up."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer import current_id, open_snapshot, verify
from indexer.build import build_index
from korpus.discovery import discover
from korpus.reading import file_reader
from korpus.source import ReadLimits
from korpus.texts import TextSource
from modelle import Analyser, Encoder, load_encoder
from tests.indexer.index_folder import IndexFolder

Text = Callable[..., TextSource]


def command(documents: Path, index_dir: Path) -> list[str]:
    """What is started and killed."""
    return [sys.executable, "-m", "service.cli", "index", str(documents), "--index", str(index_dir)]


DOCUMENTS = 70
SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
WORDS = ("Rat", "Beirat", "Amt", "Kita", "Schule", "Straße", "Antrag", "Verein", "Sprache", "Arbeit", "Fest", "Wahl")


@dataclass
class House:
    """A folder of documents that changes from state to state, and its index."""

    documents: Path
    index_dir: Path
    encoder: Encoder
    analyser: Analyser

    def write(self, state: int) -> None:
        """Documents, three quarters of them changed since the state before."""
        self.documents.mkdir(exist_ok=True)
        for number in range(DOCUMENTS):
            chance = random.Random(number if number % 4 == 0 else number + 1000 * state)
            sentences = [" ".join(chance.choices(WORDS, k=9)) + "." for _ in range(90)]
            (self.documents / f"d{number:03}.txt").write_text(" ".join(sentences), encoding="utf-8")

    def build(self) -> str:
        sources, failures = discover([self.documents])
        reader = file_reader(ReadLimits())
        report = build_index(self.index_dir, sources, reader, self.encoder, self.analyser, failures=failures)
        assert (report.documents, report.left_out) == (DOCUMENTS, 0)
        return report.snapshot

    def answers(self) -> list[object]:
        """What the live index answers after it was opened and every checksum compared."""
        with open_snapshot(self.index_dir, self.encoder.contract, self.analyser.contract) as snapshot:
            verify(snapshot)
            store = snapshot.store
            near = store.nearest(self.encoder.encode_query("Wahl im Beirat"), 30)
            found = store.matching({"beirat": 1.0, "wahl": 2.0}, 30)
            texts = [passage.text for passage in store.passages(range(store.passage_count))]
            return [near.rows.tolist(), near.scores.tolist(), found.rows.tolist(), found.scores.tolist(), texts]

    def leftovers(self) -> list[str]:
        return [path.name for path in self.index_dir.rglob(".tmp-*")]


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_live_index_whole(tmp_path: Path, analyser: Analyser) -> None:
    house = House(tmp_path / "dokumente", tmp_path / "index", load_encoder(), analyser)
    for state in range(2):  # the second build's duration counts, as the first one warms the system's caches
        house.write(state)
        started = time.monotonic()
        subprocess.run(command(house.documents, house.index_dir), check=True, capture_output=True)
        duration = time.monotonic() - started
    live, expected = current_id(house.index_dir), house.answers()
    chance = random.Random(20)
    killed = 0
    for number in range(20):
        moment = duration * (0.25 + 0.75 * (number + chance.random()) / 20)  # a quarter passes with starting Python
        house.write(number + 2)
        started = time.monotonic()
        with subprocess.Popen(command(house.documents, house.index_dir), **SILENT) as child:
            try:
                child.wait(moment)
                duration = min(duration, time.monotonic() - started)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
            killed += child.wait() == -signal.SIGKILL
        before = current_id(house.index_dir)
        print(f"{moment:.3f} s of {duration:.3f} s: exit {child.returncode}, left {house.leftovers()}")  # noqa: T201
        if before == live:
            assert house.answers() == expected
        after_kill = house.answers()
        live = house.build()
        assert house.leftovers() == []
        expected = house.answers()
        assert (after_kill == expected) is (before == live)
    assert killed >= 10  # the others were done before their moment, as builds differ a little


STEPS = """
import os, signal, sys
from pathlib import Path
from indexer.build import build_index
from korpus.texts import TextSource, read_texts
from modelle import load_analyser
from tests.indexer.index_folder import HashEncoder
left = int(sys.argv[2])
def step(name, real):
    def stepped(*arguments, **named):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return real(*arguments, **named)
    setattr(os, name, stepped)
for name in ("fsync", "rename", "replace", "unlink", "rmdir", "mkdir"):
    step(name, getattr(os, name))
sources = [TextSource("a", "Titel a", "Neu."), TextSource("b", "Titel b", "Bleibt.")]
build_index(Path(sys.argv[1]), sources, read_texts, HashEncoder(), load_analyser(), keep=1)
"""


@pytest.mark.slow
def test_a_build_killed_before_any_step_on_the_disk_leaves_the_live_index_whole(
    index: IndexFolder, text: Text, repository: Path
) -> None:
    old, new = {"a": ["Alt."], "b": ["Bleibt."]}, {"a": ["Neu."], "b": ["Bleibt."]}
    seen = [new]
    for step in range(200):
        if seen[-1] == new:
            index.build([text("a", "Alt."), text("b", "Bleibt.")], keep=1)
        program = [sys.executable, "-c", STEPS, str(index.path), str(step)]
        child = subprocess.run(program, check=False, cwd=repository)
        with index.open() as snapshot:
            verify(snapshot)
        seen.append(index.texts())
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
    turn = seen.index(new, 1)
    assert seen[1:] == [old] * (turn - 1) + [new] * (len(seen) - turn)
    assert 20 < turn < len(seen) - 1  # most steps come before the change of CURRENT, some after it
    index.build([text("a", "Alt."), text("b", "Bleibt.")], keep=1)
    assert list(index.path.rglob(".tmp-*")) == []
