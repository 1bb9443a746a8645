"""How an index is built, kept and opened; `indexer.build` builds, this package hands on the reading side."""

from indexer.catalogue import Catalogue, Entry, Order, Selection
from indexer.context import encoder_text
from indexer.errors import (
    IndexBusy,
    IndexDamaged,
    IndexerError,
    IndexMismatch,
    IndexNotWritten,
    NoIndex,
    NothingToIndex,
)
from indexer.layout import current_id
from indexer.manifest import Manifest
from indexer.passage import Passage
from indexer.publishing import go_back
from indexer.report import BuildReport, FileReport, FileStatus
from indexer.snapshot import Snapshot, list_snapshots, open_snapshot, read_manifest, verify
from indexer.store import Candidates, Filters, Outline, Store
from indexer.terms import FieldWeights
from indexer.tokens import PassageTokens

__all__ = [
    "BuildReport",
    "Candidates",
    "Catalogue",
    "Entry",
    "FieldWeights",
    "FileReport",
    "FileStatus",
    "Filters",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexNotWritten",
    "IndexerError",
    "Manifest",
    "NoIndex",
    "NothingToIndex",
    "Order",
    "Outline",
    "Passage",
    "PassageTokens",
    "Selection",
    "Snapshot",
    "Store",
    "current_id",
    "encoder_text",
    "go_back",
    "list_snapshots",
    "open_snapshot",
    "read_manifest",
    "verify",
]
