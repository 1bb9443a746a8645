"""Writes a snapshot beside the live one: documents, vectors and terms at the same time, then manifest and name."""

import json
import os
import shutil
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.context import encoder_text
from indexer.errors import IndexDamaged, IndexNotWritten
from indexer.layout import MANIFEST, PASSAGES, REPORT, SNAPSHOTS, TEMPORARY, TERMS, TOKENS, VECTORS, snapshot_ids
from indexer.manifest import FORMAT_VERSION, FileRecord, Manifest, sha256_of, short_hash
from indexer.passage import Passage
from indexer.passages import CUTTER_VERSION
from indexer.publishing import sync_file, sync_folder
from indexer.snapshot import open_store
from indexer.terms import is_lock
from indexer.writing.cache import VectorCache
from indexer.writing.database import DatabaseWriter, DocumentRecord
from indexer.writing.failures import writing_to
from indexer.writing.terms import TermWriter
from indexer.writing.tokens import TokenIdWriter
from indexer.writing.vectors import VectorWriter
from indexer.writing.words import write_words
from korpus.document import Document
from modelle.contract import Analyser, Encoder, FloatArray, TokenEncoder

_BATCH = 1024
_WAITING_BATCHES = 3
_STAMP = "%Y%m%dT%H%M%S%fZ"

_Batch = list[tuple[Document, Passage]]
_Tokens = NDArray[np.unsignedinteger[Any]]


class SnapshotWriter:
    """Takes documents in the order of their ids; the files lie in a folder with a temporary name until `publish`.

    SQLite is written by the caller's thread, terms and vectors by one thread each.
    """

    def __init__(self, index_dir: Path, encoder: Encoder, analyser: Analyser, cache: VectorCache) -> None:
        self._index_dir = index_dir
        self._encoder = encoder
        self._analyser = analyser
        self._cache = cache
        self.folder = index_dir / SNAPSHOTS / f"{TEMPORARY}{os.getpid()}-{time.time_ns()}"
        self.documents = 0
        self.passages = 0
        self._batch: _Batch = []
        self._vectors: list[FloatArray | None] = []
        self._tokens: list[_Tokens | None] = []
        self._waiting: deque[Future[None]] = deque()
        self._encoding = ThreadPoolExecutor(1, "encode")
        self._analysing = ThreadPoolExecutor(1, "analyse")
        self._opened = ExitStack()
        try:
            with writing_to(index_dir):
                self._open()
        except BaseException:
            self._clean_up()
            raise

    def _open(self) -> None:
        """Makes the folder and opens its files."""
        self._opened.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._database = self._opened.enter_context(closing(DatabaseWriter(self.folder / PASSAGES)))
        dimensions = self._encoder.contract.dimensions
        self._vector_writer = self._opened.enter_context(closing(VectorWriter(self.folder / VECTORS, dimensions)))
        self._token_writer: TokenIdWriter | None = None
        if isinstance(self._encoder, TokenEncoder):
            token_writer = TokenIdWriter(self.folder / TOKENS, self._encoder.token_count)
            self._token_writer = self._opened.enter_context(closing(token_writer))
        self._term_writer = self._opened.enter_context(closing(TermWriter(self.folder / TERMS, self._analyser)))

    def _clean_up(self) -> None:
        """Ends the threads, closes the files and removes the folder if it still has its temporary name."""
        self._encoding.shutdown(cancel_futures=True)
        self._analysing.shutdown(cancel_futures=True)
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clean_up()

    def add(
        self,
        record: DocumentRecord,
        passages: Sequence[Passage],
        vectors: FloatArray | None = None,
        tokens: Sequence[_Tokens] | None = None,
    ) -> None:
        """Adds a document; with what is known of its passages from an earlier build.

        `vectors`: `(len(passages), dim)` float32. `tokens`: the distinct ones of each passage.
        """
        with writing_to(self._index_dir):
            self._database.add(record, self.passages, passages)
        self.documents += 1
        self.passages += len(passages)
        for index, passage in enumerate(passages):
            self._batch.append((record.document, passage))
            self._vectors.append(None if vectors is None else vectors[index])
            self._tokens.append(None if tokens is None else tokens[index])
            if len(self._batch) >= _BATCH:
                self._flush(self.passages - len(passages) + index + 1)

    def _flush(self, end_row: int) -> None:
        """Hands the batch, whose last row is the one before `end_row`, to the two threads."""
        batch, vectors, tokens = self._batch, self._vectors, self._tokens
        self._batch, self._vectors, self._tokens = [], [], []
        if not batch:
            return
        while len(self._waiting) >= 2 * _WAITING_BATCHES:
            self._waiting.popleft().result()
        self._waiting.append(self._encoding.submit(self._encode, batch, vectors, tokens))
        self._waiting.append(self._analysing.submit(self._analyse, end_row - len(batch), batch))

    def _encode(self, batch: _Batch, vectors: Sequence[FloatArray | None], tokens: Sequence[_Tokens | None]) -> None:
        texts = [encoder_text(*entry) for entry in batch]
        rows = self._cache.rows(texts, vectors)
        with writing_to(self._index_dir):
            self._vector_writer.add(rows)
            if self._token_writer is not None and isinstance(self._encoder, TokenEncoder):
                new = iter(
                    self._encoder.token_ids([text for text, ids in zip(texts, tokens, strict=True) if ids is None])
                )
                self._token_writer.add([next(new) if ids is None else ids for ids in tokens])

    def _analyse(self, first_row: int, batch: _Batch) -> None:
        with writing_to(self._index_dir):
            self._term_writer.add(first_row, batch)

    def finish(self) -> None:
        """Waits for the threads and completes their files."""
        self._flush(self.passages)
        while self._waiting:
            self._waiting.popleft().result()
        with writing_to(self._index_dir):
            self._database.finish()
            write_words(self.folder, self._analyser)
            self._term_writer.finish()
            self._vector_writer.finish()
            if self._token_writer is not None:
                self._token_writer.finish()

    def publish(self, corpus_hash: str, report: dict[str, Any]) -> Manifest:
        """Adds report and manifest, flushes, checks by asking and gives the folder its name; CURRENT stays."""
        with writing_to(self._index_dir):
            created = datetime.now(UTC)
            stamp = _unused_stamp(self._index_dir, created)
            _write_json(self.folder / REPORT, report)
            manifest = self._manifest(created, corpus_hash)
            manifest = replace(manifest, id=f"{stamp}-{short_hash(manifest.as_dict())}")
            _write_json(self.folder / MANIFEST, manifest.as_dict())
            for path in [self.folder, *self.folder.rglob("*")]:
                sync_folder(path) if path.is_dir() else sync_file(path)
        self._check(manifest)
        with writing_to(self._index_dir):
            for path in (self.folder / TERMS).iterdir():
                if is_lock(path.name):
                    path.unlink(missing_ok=True)
            self.folder.rename(self.folder.with_name(manifest.id))
            sync_folder(self.folder.parent)
        return manifest

    def _manifest(self, created: datetime, corpus_hash: str) -> Manifest:
        files = {
            path.relative_to(self.folder).as_posix(): FileRecord(path.stat().st_size, sha256_of(path))
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not is_lock(path.name)
        }
        return Manifest(
            id="",
            format_version=FORMAT_VERSION,
            created=created.isoformat(timespec="milliseconds"),
            model=self._encoder.contract,
            analyser=self._analyser.contract,
            cutter_version=CUTTER_VERSION,
            documents=self.documents,
            passages=self.passages,
            corpus_hash=corpus_hash,
            files=files,
        )

    def _check(self, manifest: Manifest) -> None:
        """Opens what was written and asks it for its first and last passage. Raises IndexNotWritten."""
        try:
            store = open_store(self.folder, manifest)
        except IndexDamaged as error:
            raise IndexNotWritten(
                f"Der neue Stand im Ordner „{self._index_dir}“ lässt sich nicht lesen ({error.__cause__ or error});"
                " bitte den Datenträger prüfen. Der gültige Stand ist unverändert."
            ) from error
        try:
            for row in {0, manifest.passages - 1}:
                passage = store.passages([row])[0]
                vector = store.vectors[row]
                near = store.nearest(vector, 1)
                itself = float(vector @ vector)
                if itself > 0 and float(near.scores[0]) < itself - 1e-3:
                    raise IndexNotWritten(_not_found(passage))
                terms = dict.fromkeys(self._analyser.terms(passage.text)[:5], 1.0)
                if terms and not len(store.matching(terms, 1).rows):
                    raise IndexNotWritten(_not_found(passage))
        finally:
            store.close()


def _not_found(passage: Passage) -> str:
    return (
        f"Die Textstelle „{passage.id}“ ist im neuen Stand nicht zu finden; bitte den Datenträger prüfen."
        " Der gültige Stand ist unverändert."
    )


def _unused_stamp(index_dir: Path, created: datetime) -> str:
    """UTC time with milliseconds, later than every snapshot's: ids sort by age even if the clock was set back."""
    newest = snapshot_ids(index_dir)[:1]
    if newest:
        last = datetime.strptime(newest[0].split("-")[0], _STAMP).replace(tzinfo=UTC)
        created = max(created, last + timedelta(milliseconds=1))
    return created.strftime(_STAMP)[: len("20250314T101500123")] + "Z"


def _write_json(path: Path, values: dict[str, Any]) -> None:
    # A lone surrogate, as in a file's name that is not UTF-8, becomes JSON's escape of it.
    text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
