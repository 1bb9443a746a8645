"""An encoder that knows a few words, small corpora, and the real service over a handful of papers."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from starlette.testclient import TestClient

from indexer import open_snapshot
from indexer.build import build_index
from korpus.document import Block, BlockKind, Document, PageStart, ReadFailure, ReadResult
from korpus.source import Source
from modelle import Analyser, Encoder, FloatArray, ModelContract, load_analyser, load_encoder
from service.app import create_app
from service.cli import main
from service.search import SearchEngine
from service.settings import Settings

CONCEPTS = ("auto wagen", "kind nachwuchs", "haus gebäude", "rat gremium", "wald forst", "fluss strom")
"""Words on one line mean the same."""


class ConceptEncoder:
    """Counts how often a text speaks of each concept; zeros where it speaks of none."""

    contract = ModelContract("begriffe", "1", "b" * 64, len(CONCEPTS))

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        return np.array([self.encode_query(text) for text in texts], np.float32).reshape(len(texts), len(CONCEPTS))

    def encode_query(self, text: str) -> FloatArray:
        words = "".join(letter if letter.isalpha() else " " for letter in text.lower()).split()
        vector = np.array([sum(word in concept.split() for word in words) for concept in CONCEPTS], np.float32)
        length = np.linalg.norm(vector)
        return np.asarray(vector / length if length else vector, np.float32)


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return load_analyser()


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The shipped model."""
    return load_encoder()


@pytest.fixture
def engine_of(tmp_path: Path, analyser: Analyser) -> Iterator[Callable[..., SearchEngine]]:
    """Makes an engine over texts: `engine_of({"a": "Der Rat tagt."})`; of a tuple's texts each is a passage."""
    with contextlib.ExitStack() as opened:

        def make(
            texts: dict[str, str | tuple[str, ...]],
            known: dict[str, dict[str, Any]] | None = None,
            encoder: Encoder | None = None,
        ) -> SearchEngine:
            encoder = encoder or ConceptEncoder()
            papers = []
            for key, text in texts.items():
                parts = tuple(Part(part) for part in ([text] if isinstance(text, str) else text))
                papers.append(Paper(key, "-", parts, known=(known or {}).get(key, {})))
            build_index(tmp_path, papers, read_papers, encoder, analyser)
            snapshot = opened.enter_context(open_snapshot(tmp_path, encoder.contract, analyser.contract))
            return SearchEngine.of(snapshot, encoder, analyser)

        yield make


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a paper; long enough ones become passages of their own."""

    text: str
    page: int | None = None
    label: str | None = None
    heading: str = ""

    def blocks(self) -> Iterator[Block]:
        path = (self.heading,) if self.heading else ()
        pages = () if self.page is None else (PageStart(0, self.page, self.label),)
        if self.heading:
            yield Block(BlockKind.HEADING, self.heading, path, 1, pages)
        yield Block(BlockKind.PARAGRAPH, self.text, path, 0, pages)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that needs no reader; `original` stands in for its file."""

    document_id: str
    title: str
    parts: tuple[Part, ...]
    original: Path | None = None
    media_type: str = "text/plain"
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"akten/{self.original.name}" if self.original else f"{self.document_id}.txt"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def read(self) -> ReadResult:
        content = self.original.read_bytes() if self.original else b""
        checksum = hashlib.sha256(content).hexdigest()
        lists = {name: tuple(value) for name, value in self.known.items() if isinstance(value, list)}
        known = {"title": self.title} | self.known | lists
        document = Document(self.document_id, path=self.path, sha256=checksum, media_type=self.media_type, **known)
        return ReadResult(document, tuple(block for part in self.parts for block in part.blocks()))


def read_papers(sources: Sequence[Source]) -> Iterator[tuple[Source, ReadResult | ReadFailure]]:
    """The reader of papers."""
    for source in sources:
        assert isinstance(source, Paper)
        yield source, source.read()


@pytest.fixture(scope="session")
def papers_index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, analyser: Analyser) -> Path:
    """An index of papers.json, made with the shipped model; four of the five papers have an original."""
    folder = tmp_path_factory.mktemp("papers")
    papers = []
    for data in json.loads((Path(__file__).parent / "papers.json").read_text(encoding="utf-8")):
        original = None
        if file := data.pop("file"):
            name, text, encoding = file
            original = folder / name
            original.write_text(text, encoding=encoding)
        parts = tuple(Part(**part) for part in data.pop("parts"))
        papers.append(Paper(original=original, parts=parts, **data))
    build_index(folder / "index", papers, read_papers, encoder, analyser)
    return folder / "index"


@pytest.fixture(scope="module")
def client(papers_index: Path) -> Iterator[TestClient]:
    """Asks the app over the papers in this process."""
    with TestClient(create_app(Settings(index=papers_index, rate_limit=0))) as asking:
        yield asking


@pytest.fixture
def break_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search fails with an error whose message holds the question."""

    def fail(_engine: SearchEngine, query: Any) -> None:
        raise RuntimeError(f"broken at {query.text}")

    monkeypatch.setattr(SearchEngine, "search", fail)


READY = "Die Suchseite ist bereit: "


@pytest.fixture
def serving(repository: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    """Starts `fundstelle serve` (or code or a script that calls it) and gives the process and its address."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, code: str = "from service.cli import main; main()", script: Path | None = None) -> Any:
        process = subprocess.Popen(
            [sys.executable, *([str(script)] if script else ["-c", code]), "serve", *arguments],
            cwd=repository,
            env=os.environ | {"PORT": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stderr is not None
        lines = []
        while line := process.stderr.readline():
            if READY in line:
                return process, line.partition(READY)[2].partition('"')[0].strip().removesuffix("/")
            lines.append(line)
        pytest.fail(f"The service did not start: {''.join(lines)}")

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=30)


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Runs a command in this process, away from any index of whoever runs the tests."""
    for variable in ("FUNDSTELLE_INDEX", "FUNDSTELLE_PORT", "PORT"):
        monkeypatch.delenv(variable, raising=False)

    def call(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        assert isinstance(ended.value.code, int)
        return Ended(ended.value.code, *capsys.readouterr())

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents that can be read."""
    made = tmp_path / "dokumente"
    made.mkdir()
    (made / "rat.txt").write_text("Sitzung des Rates\n\nDer Rat tagt am Montag im Rathaus.\n", encoding="utf-8")
    (made / "wald.md").write_text("# Der Wald\n\nIm Wald wachsen Buchen und Eichen.\n", encoding="utf-8")
    return made


@pytest.fixture
def indexed(run: Callable[..., Ended], folder: Path, tmp_path: Path) -> Path:
    """An index of the two documents."""
    assert run("index", folder, "--index", tmp_path / "index").code == 0
    return tmp_path / "index"
