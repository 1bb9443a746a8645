"""Removes leftovers of crashed builds and snapshots that are no longer kept."""

import shutil
from pathlib import Path

from indexer.layout import ORIGINALS, SNAPSHOTS, TEMPORARY, snapshot_ids
from indexer.publishing import sync_folder


def remove_leftovers(index_dir: Path) -> None:
    """Removes what crashed builds have left unfinished; the caller holds the lock."""
    for folder in (index_dir, index_dir / SNAPSHOTS, index_dir / ORIGINALS):
        if folder.is_dir():
            for path in folder.glob(f"{TEMPORARY}*"):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def remove_old_snapshots(index_dir: Path, live: str, keep: int) -> None:
    """Removes all but the `keep` newest snapshots, never the live one."""
    folder = index_dir / SNAPSHOTS
    kept = {live, *[name for name in snapshot_ids(index_dir) if name != live][: max(0, keep - 1)]}
    for name in snapshot_ids(index_dir):
        if name not in kept:
            # Renamed first, so that a half-deleted folder is never taken for a snapshot.
            doomed = (folder / name).rename(folder / f"{TEMPORARY}{name}")
            shutil.rmtree(doomed, ignore_errors=True)
    sync_folder(folder)
