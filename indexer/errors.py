"""Errors of the indexer. Messages are German sentences that say what to do.

IndexerError
├── NoIndex            the folder holds no live snapshot
├── IndexDamaged       a file is missing or does not match its checksum
├── IndexMismatch      the index was made with another model, analyser or format version
├── IndexBusy          another process is building in this folder
├── NothingToIndex     no source could be read; the live snapshot stays
└── IndexNotWritten    the disk is full, the folder is read-only or the like; the live snapshot stays
"""


class IndexerError(Exception):
    """Base of all errors of this room."""


class NoIndex(IndexerError):
    """The folder holds no live snapshot."""


class IndexDamaged(IndexerError):
    """A file of the snapshot is missing or does not match its checksum."""


class IndexMismatch(IndexerError):
    """The index was made with another model, analyser or format version."""


class IndexBusy(IndexerError):
    """Another process is building in this folder."""


class NothingToIndex(IndexerError):
    """No source could be read; the live snapshot stays as it is."""


class IndexNotWritten(IndexerError):
    """The new snapshot could not be written; the live one stays as it is."""
