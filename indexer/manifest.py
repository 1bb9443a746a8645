"""A snapshot's manifest: what it was made with, what it holds, and the checksum of every file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamaged, IndexMismatch, NoIndex
from indexer.layout import MANIFEST, rebuild, snapshot_folder
from modelle.contract import AnalyserContract, ModelContract

FORMAT_VERSION = 2
"""Changes when an older program can no longer read what a newer one writes, or the other way round."""

SMALL_FILE_BYTES = 1 << 20
"""Files up to this size have their checksum compared at every opening, larger ones only by `verify`."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """`size` in bytes, `sha256` in lower-case hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`id`: "<utc time>-<short hash>", the hash over all other fields. `created`: ISO 8601, UTC.

    `corpus_hash`: over the ids and fingerprints of all documents. `files`: by path relative to the snapshot's folder,
    all but the manifest itself.
    """

    id: str
    format_version: int
    created: str
    model: ModelContract
    analyser: AnalyserContract
    cutter_version: str
    documents: int
    passages: int
    corpus_hash: str
    files: Mapping[str, FileRecord]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return values | {
            "model": asdict(self.model),
            "analyser": asdict(self.analyser),
            "files": {path: asdict(record) for path, record in sorted(self.files.items())},
        }


def short_hash(values: Mapping[str, Any]) -> str:
    """Eight hex digits over a manifest's plain values without its id."""
    body = {name: value for name, value in values.items() if name != "id"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def load_manifest(index_dir: Path, snapshot_id: str) -> Manifest:
    """Reads and checks a snapshot's manifest.

    Raises NoIndex where there is no such snapshot, IndexDamaged where the manifest was altered, IndexMismatch where it
    has another format version.
    """
    folder = snapshot_folder(index_dir, snapshot_id)
    if not folder.is_dir():
        raise NoIndex(
            f"Der Stand „{snapshot_id}“ liegt nicht im Ordner „{index_dir}“;"
            " „fundstelle snapshots“ zeigt die vorhandenen Stände."
        )
    path = folder / MANIFEST
    try:
        values = json.loads(path.read_text("utf-8"))
        version = values["format_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"Das Verzeichnis „{path}“ ist nicht lesbar ({error}); {rebuild(index_dir)}") from error
    if version != FORMAT_VERSION:
        raise IndexMismatch(
            f"Der Stand „{snapshot_id}“ hat das Format {version}, dieses Programm liest das Format {FORMAT_VERSION};"
            f" {rebuild(index_dir)}"
        )
    if values.get("id") != snapshot_id or short_hash(values) != snapshot_id.rsplit("-", 1)[-1]:
        raise IndexDamaged(f"Das Verzeichnis „{path}“ wurde verändert; {rebuild(index_dir)}")
    return _from_dict(values)


def _from_dict(values: Mapping[str, Any]) -> Manifest:
    return Manifest(
        **{
            **values,
            "model": ModelContract(**values["model"]),
            "analyser": AnalyserContract(**values["analyser"]),
            "files": {path: FileRecord(**record) for path, record in values["files"].items()},
        }
    )


def check_contracts(manifest: Manifest, model: ModelContract, analyser: AnalyserContract, index_dir: Path) -> None:
    """Raises IndexMismatch, naming both sides, where the snapshot was made with another model or analyser."""
    if manifest.model != model:
        raise IndexMismatch(
            f"Der Index wurde mit dem Modell {_name(manifest.model)} gebaut, geladen ist {_name(model)};"
            f" {rebuild(index_dir)}"
        )
    if manifest.analyser != analyser:
        raise IndexMismatch(
            f"Der Index wurde mit der Wortzerlegung {_name(manifest.analyser)} gebaut, geladen ist {_name(analyser)};"
            f" {rebuild(index_dir)}"
        )


def _name(contract: ModelContract | AnalyserContract) -> str:
    version = f"Version {contract.version}, " if contract.version else ""
    return f"„{contract.name}“ ({version}Prüfsumme {contract.checksum[:8]})"


def check_files(manifest: Manifest, index_dir: Path, *, all_checksums: bool) -> None:
    """Compares the files with the manifest: sizes always, checksums of small files, or of all with `all_checksums`.

    Raises IndexDamaged, naming the first file that is missing or differs.
    """
    folder = snapshot_folder(index_dir, manifest.id)
    for name, record in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            wanted = all_checksums or record.size <= SMALL_FILE_BYTES
            found = sha256_of(path) if wanted and size == record.size else record.sha256
        except OSError as error:
            raise IndexDamaged(f"Die Datei „{path}“ fehlt oder ist nicht lesbar; {rebuild(index_dir)}") from error
        if size != record.size:
            raise IndexDamaged(
                f"Die Datei „{path}“ hat {size} statt {record.size} Bytes und ist beschädigt; {rebuild(index_dir)}"
            )
        if found != record.sha256:
            raise IndexDamaged(f"Der Inhalt der Datei „{path}“ wurde verändert; {rebuild(index_dir)}")


def sha256_of(path: Path) -> str:
    """sha256 of a file's bytes, lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
