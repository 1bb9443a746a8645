"""What is read: documents, their metadata, one reader per file format; the sample corpus lies in `beispiele`."""

from korpus.document import Block, BlockKind, Document, FieldOfAction, PageStart, ReadFailure, ReadResult
from korpus.errors import FileLeftOut, KorpusError, MetadataError
from korpus.source import Reader, ReadLimits, Source

__all__ = [
    "Block",
    "BlockKind",
    "Document",
    "FieldOfAction",
    "FileLeftOut",
    "KorpusError",
    "MetadataError",
    "PageStart",
    "ReadFailure",
    "ReadLimits",
    "ReadResult",
    "Reader",
    "Source",
]
