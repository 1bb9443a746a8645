"""A small encoder, a reader that counts, and an index folder for the indexer's tests."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from indexer import BuildReport, Snapshot, open_snapshot
from indexer.build import build_index
from korpus.document import ReadFailure, ReadResult
from korpus.source import Source
from korpus.texts import read_texts
from modelle import Analyser, FloatArray, ModelContract

DIMENSIONS = 24


@cache
def _vector_of(word: str) -> FloatArray:
    return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSIONS, np.float32)


class HashEncoder:
    """Sums a random vector for each word, the same in every run; counts what it is given."""

    def __init__(self, name: str = "hash") -> None:
        self.contract = ModelContract(name, "1", zlib.crc32(name.encode()).to_bytes(4, "big").hex() * 8, DIMENSIONS)
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        self.encoded += texts
        return np.array([self.encode_query(text) for text in texts], np.float32).reshape(len(texts), DIMENSIONS)

    def encode_query(self, text: str) -> FloatArray:
        vector = sum(map(_vector_of, text.split()), start=np.zeros(DIMENSIONS, np.float32))
        length = np.linalg.norm(vector)
        return np.asarray(vector / length if length > 0 else vector, np.float32)


@dataclass
class CountingReader:
    """Reads texts and notes which; the documents named in `broken` cannot be read."""

    read: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def __call__(self, sources: Sequence[Source]) -> Iterator[tuple[Source, ReadResult | ReadFailure]]:
        for source, outcome in read_texts(sources):
            self.read.append(source.document_id)
            broken = ReadFailure(source.path, "DamagedFile", f"„{source.path}“ ist beschädigt.")
            yield source, broken if source.document_id in self.broken else outcome


@dataclass
class IndexFolder:
    """An index folder with what is needed for building and opening it."""

    path: Path
    encoder: HashEncoder
    analyser: Analyser
    reader: CountingReader = field(default_factory=CountingReader)

    def build(self, sources: Sequence[Source], **options: Any) -> BuildReport:
        """Builds; notes of reader and encoder start anew."""
        self.reader.read.clear()
        self.encoder.encoded.clear()
        read = options.pop("read", self.reader)
        return build_index(self.path, sources, read, self.encoder, self.analyser, **options)

    def open(self, snapshot_id: str | None = None) -> Snapshot:
        return open_snapshot(self.path, self.encoder.contract, self.analyser.contract, snapshot_id)

    def texts(self) -> dict[str, list[str]]:
        """Texts of all passages by document."""
        with self.open() as snapshot:
            return {
                document.id: [passage.text for passage in snapshot.store.document_passages(document.id)]
                for document in snapshot.store.documents()
            }
