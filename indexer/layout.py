"""Where everything lies in an index folder, and which snapshot is the live one."""

import re
from pathlib import Path

from indexer.errors import IndexDamaged, NoIndex

CURRENT = "CURRENT"
SNAPSHOTS = "snapshots"
ORIGINALS = "originals"
LOCK = ".lock"
CACHE = "vectors-cache.sqlite"
TEMPORARY = ".tmp-"
"""Prefix of everything that is not finished yet, or half deleted."""

MANIFEST = "manifest.json"
PASSAGES = "passages.sqlite"
TERMS = "terms"
VECTORS = "vectors.faiss"
COARSE_VECTORS = "vectors-coarse.faiss"
TOKENS = "tokens"
WORDS = "words.json"
REPORT = "report.json"

_SNAPSHOT_ID = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{8}")


def is_snapshot_id(name: str) -> bool:
    """Whether the name has the form "20250314T101500123Z-ab12cd34": UTC time with milliseconds and a short hash."""
    return _SNAPSHOT_ID.fullmatch(name) is not None


def snapshot_folder(index_dir: Path, snapshot_id: str) -> Path:
    """Folder of a snapshot. Raises NoIndex for a name that cannot be one."""
    if not is_snapshot_id(snapshot_id):
        raise NoIndex(
            f"„{snapshot_id}“ ist keine Kennung eines Standes; „fundstelle snapshots“ zeigt die vorhandenen Stände."
        )
    return index_dir / SNAPSHOTS / snapshot_id


def snapshot_ids(index_dir: Path) -> list[str]:
    """Ids of all finished snapshots, newest first."""
    folder = index_dir / SNAPSHOTS
    if not folder.is_dir():
        return []
    return sorted((entry.name for entry in folder.iterdir() if is_snapshot_id(entry.name)), reverse=True)


def rebuild(index_dir: Path) -> str:
    """The end of a German sentence that says how to mend an index."""
    return f"bitte den Index neu bauen: fundstelle index ORDNER --index {index_dir}"


def current_id(index_dir: Path) -> str:
    """Id of the live snapshot.

    Raises NoIndex where there is none, IndexDamaged where CURRENT does not hold an id.
    """
    try:
        name = (index_dir / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        raise NoIndex(
            f"Im Ordner „{index_dir}“ liegt noch kein Index; bitte zuerst"
            f" „fundstelle index ORDNER --index {index_dir}“ aufrufen."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(
            f"Die Datei „{index_dir / CURRENT}“ ist nicht lesbar ({error}); {rebuild(index_dir)}"
        ) from error
    if not is_snapshot_id(name):
        raise IndexDamaged(
            f"Die Datei „{index_dir / CURRENT}“ nennt keinen Stand, sondern „{name[:40]}“; {rebuild(index_dir)}"
        )
    return name
