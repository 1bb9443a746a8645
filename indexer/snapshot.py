"""Opening snapshots: the reading side of an index folder."""

import json
import sqlite3
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from indexer.catalogue import Catalogue
from indexer.errors import IndexDamaged, IndexerError, NoIndex
from indexer.layout import ORIGINALS, REPORT, WORDS, current_id, rebuild, snapshot_folder, snapshot_ids
from indexer.local import LocalStore
from indexer.manifest import Manifest, check_contracts, check_files, load_manifest
from indexer.terms import FieldWeights
from modelle.contract import AnalyserContract, ModelContract

_ATTEMPTS = 3


class Snapshot:
    """An opened snapshot. Goes on working when the snapshot is deleted meanwhile, as long as it is open."""

    def __init__(self, index_dir: Path, manifest: Manifest, store: LocalStore, words: Mapping[str, int]) -> None:
        """`words`: frequent nouns of the corpus with their numbers of passages; none in an older snapshot."""
        self.words = words
        self.index_dir = index_dir
        self.manifest = manifest
        self.store = store

    @property
    def id(self) -> str:
        return self.manifest.id

    @cached_property
    def catalogue(self) -> Catalogue:
        """Its documents to leaf through."""
        return Catalogue(self.store)

    def original(self, document_id: str) -> Path | None:
        """The document's file as it was when it was indexed; None where none was kept or it is gone."""
        name = self.store.original(document_id)
        path = self.index_dir / ORIGINALS / name if name else None
        return path if path is not None and path.is_file() else None

    def report(self) -> dict[str, Any] | None:
        """What became of every file when it was built; None where the snapshot was deleted meanwhile."""
        try:
            text = (snapshot_folder(self.index_dir, self.id) / REPORT).read_text("utf-8")
        except FileNotFoundError:
            return None
        kept: dict[str, Any] = json.loads(text)
        return kept

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_manifest(index_dir: Path) -> Manifest:
    """Manifest of the live snapshot. Raises NoIndex, IndexDamaged or IndexMismatch."""
    return load_manifest(index_dir, current_id(index_dir))


def list_snapshots(index_dir: Path) -> list[Manifest]:
    """Manifests of the kept snapshots that can be read, newest first."""
    manifests = []
    for snapshot_id in snapshot_ids(index_dir):
        try:
            manifests.append(load_manifest(index_dir, snapshot_id))
        except IndexerError:
            continue
    return manifests


def open_snapshot(
    index_dir: Path,
    model: ModelContract,
    analyser: AnalyserContract,
    snapshot_id: str | None = None,
    weights: FieldWeights | None = None,
) -> Snapshot:
    """Opens the live snapshot, or the one named.

    Raises NoIndex where there is none, IndexDamaged where a file is missing or has another size or (small files)
    checksum, IndexMismatch where it was made with another model, analyser or format.
    """
    for _ in range(_ATTEMPTS - 1):
        wanted = snapshot_id or current_id(index_dir)
        try:
            return _open(index_dir, wanted, model, analyser, weights)
        except (NoIndex, IndexDamaged):
            # A build may have replaced and deleted the snapshot between reading CURRENT and opening.
            if snapshot_id is not None or current_id(index_dir) == wanted:
                raise
    return _open(index_dir, snapshot_id or current_id(index_dir), model, analyser, weights)


def _open(
    index_dir: Path, snapshot_id: str, model: ModelContract, analyser: AnalyserContract, weights: FieldWeights | None
) -> Snapshot:
    manifest = load_manifest(index_dir, snapshot_id)
    check_contracts(manifest, model, analyser, index_dir)
    check_files(manifest, index_dir, all_checksums=False)
    folder = snapshot_folder(index_dir, snapshot_id)
    words = _words(folder) if WORDS in manifest.files else {}
    return Snapshot(index_dir, manifest, open_store(folder, manifest, weights), words)


def _words(folder: Path) -> dict[str, int]:
    """Raises IndexDamaged where the file is gone or cannot be read."""
    try:
        words: dict[str, int] = json.loads((folder / WORDS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(
            f"Die Datei „{folder / WORDS}“ fehlt oder ist nicht lesbar; {rebuild(folder.parent.parent)}"
        ) from error
    return words


def open_store(folder: Path, manifest: Manifest, weights: FieldWeights | None = None) -> LocalStore:
    """Opens the files in `folder`; raises IndexDamaged where they cannot be read or do not fit the manifest."""
    try:
        store = LocalStore(folder, weights)
    except (OSError, sqlite3.Error, RuntimeError, ValueError) as error:
        raise IndexDamaged(
            f"Der Stand „{manifest.id}“ im Ordner „{folder.parent.parent}“ lässt sich nicht öffnen ({error});"
            " bitte den Index neu bauen."
        ) from error
    wanted = (manifest.documents, *[manifest.passages] * 4)
    found = store.counts
    if found != wanted or store.vectors.shape[1] != manifest.model.dimensions:
        store.close()
        raise IndexDamaged(
            f"Die Dateien des Standes „{manifest.id}“ passen nicht zueinander ({found} statt {wanted});"
            " bitte den Index neu bauen."
        )
    return store


def verify(snapshot: Snapshot) -> None:
    """Compares the checksums of all files with the manifest. Raises IndexDamaged."""
    check_files(snapshot.manifest, snapshot.index_dir, all_checksums=True)
