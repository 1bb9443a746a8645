"""Fundstelle's side of the speed measurement: the texts, building, asking in the process and over HTTP."""

import json
import lzma
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from benchmarks.speed_measure import Ask, build_rates, memory_of, processor_s_of, times_of

if TYPE_CHECKING:
    from korpus.texts import TextSource

DOCUMENTS = "karlsruhe_dokumente.jsonl.xz"
QUESTIONS = "karlsruhe_anfragen_qa.jsonl.xz"
LIMIT = 10
_ADDRESS = re.compile(r"http://([\w.]+):(\d+)/")
_SEARCH = "/api/v1/search"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The first `documents` of the file, which are cut into `passages`, of `characters` together."""

    documents: int
    passages: int
    characters: int


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a compressed file of JSON lines."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def questions(data: Path, warm_up: int, count: int) -> tuple[list[str], list[str]]:
    """Questions to warm up with and, all different from those, questions to measure with, evenly over the file."""
    found = list(dict.fromkeys(row["question"].strip() for row in rows(data / QUESTIONS)))
    step = max(1, len(found) // (warm_up + count))
    chosen = found[::step][: warm_up + count]
    return chosen[:warm_up], chosen[warm_up:]


def sources(data: Path, documents: int | None = None) -> "Iterator[TextSource]":
    """The first `documents` of the file, or all; the ids keep their order."""
    from korpus.texts import TextSource

    for number, row in enumerate(islice(rows(data / DOCUMENTS), documents)):
        title = row["paper_title"] or row["file_name"]
        yield TextSource(f"{number:06}", title, row["text"], date=row["date"] or None, url=row["url"])


def measure_corpus(data: Path, sizes: Sequence[int]) -> list[Corpus]:
    """For each of `sizes`, ascending, the documents that it takes to reach so many passages, or all there are."""
    from indexer.passages import cut_passages
    from korpus.document import ReadResult
    from korpus.texts import read_texts

    reached: list[Corpus] = []
    documents = passages = characters = 0
    for documents, source in enumerate(sources(data), 1):
        for _, outcome in read_texts([source]):
            cut = cut_passages(outcome) if isinstance(outcome, ReadResult) else []
            passages += len(cut)
            characters += sum(len(passage.text) for passage in cut)
        while len(reached) < len(sizes) and passages >= sizes[len(reached)]:
            reached.append(Corpus(documents, passages, characters))
        if len(reached) == len(sizes):
            return reached
    everything = Corpus(documents, passages, characters)
    return [*reached, *[everything] * (len(sizes) - len(reached))]


def build(data: Path, documents: int, index: Path) -> dict[str, float]:
    """Builds an index in `index` and gives its rates; reading the compressed file and loading the model count not."""
    from indexer.build import build_index
    from korpus.texts import read_texts
    from modelle import load_analyser, load_encoder

    texts = list(sources(data, documents))
    encoder, analyser = load_encoder(), load_analyser()
    return build_rates(lambda: build_index(index, texts, read_texts, encoder, analyser).passages)


def passage_texts(index: Path) -> list[str]:
    """Texts of all passages of an index."""
    from indexer.database import PassageDatabase
    from indexer.layout import PASSAGES, current_id, snapshot_folder

    database = PassageDatabase(snapshot_folder(index, current_id(index)) / PASSAGES)
    try:
        return [passage.text for passage in database.passages(range(database.counts()[1]))]
    finally:
        database.close()


def open_search(index: Path) -> Ask:
    """Opens an index in this process."""
    from service.live import open_engine
    from service.query import Query

    engine = open_engine(index)
    return lambda question: engine.search(Query(question, limit=LIMIT))


class Served:
    """`fundstelle serve`, asked over one connection.

    `announced_s`, `first_answer_s`: seconds from the start of the process until it announced its address and until it
    had answered `first`.
    """

    def __init__(self, process_id: int, address: tuple[str, int], started: float, first: str) -> None:
        self._process_id = process_id
        self.announced_s = time.perf_counter() - started
        self.connection = HTTPConnection(*address)
        self._ask(first)
        self.first_answer_s = time.perf_counter() - started

    def times(self, questions: Sequence[str]) -> list[float]:
        """See `Asked.times`."""
        return times_of(self._ask, questions)

    def memory(self) -> dict[str, float]:
        """See `Asked.memory`."""
        return memory_of(self._process_id)

    def processor_s(self) -> float:
        """See `Asked.processor_s`."""
        return processor_s_of(self._process_id)

    def _ask(self, question: str) -> None:
        body = json.dumps({"query": question, "limit": LIMIT}).encode()
        self.connection.request("POST", _SEARCH, body, {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise RuntimeError(f"{_SEARCH} answered {response.status}: {content[:200]!r}")


@contextmanager
def serving(index: Path, first: str) -> Iterator[Served]:
    """Starts `fundstelle serve` on a free port and asks it `first`."""
    command = [str(Path(sys.executable).with_name("fundstelle")), "serve", "--index", str(index), "--port", "0"]
    unlimited = os.environ | {"FUNDSTELLE_RATE_LIMIT": "0"}
    started = time.perf_counter()
    with subprocess.Popen(command, env=unlimited, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            served = Served(process.pid, _announced(process.stderr), started, first)
            yield served
            served.connection.close()
        finally:
            process.terminate()


def _announced(stream: IO[str]) -> tuple[str, int]:
    """Host and port of the address that the service announces."""
    told = []
    for line in stream:
        if found := _ADDRESS.search(line):
            return found[1], int(found[2])
        told.append(line)
    raise RuntimeError("fundstelle serve ended without announcing an address: " + "".join(told))
