"""One reader per file format, found by suffix and imported when first needed."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import cast

from korpus.readers.base import ReadFormat

READERS_VERSION = "2"
"""Part of every fingerprint: a new value makes every file be read again. Raise it when a reader gives other blocks."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format: the module that reads it, its media type and the name that people know."""

    module: str
    media_type: str
    name: str


_PDF = FileFormat("korpus.readers.pdf", "application/pdf", "PDF")
_DOCX = FileFormat(
    "korpus.readers.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"
)
_HTML = FileFormat("korpus.readers.html", "text/html", "HTML")
_MARKDOWN = FileFormat("korpus.readers.markdown", "text/markdown", "Markdown")
_TEXT = FileFormat("korpus.readers.plaintext", "text/plain", "Text")

FORMATS = {
    ".pdf": _PDF,
    ".docx": _DOCX,
    ".html": _HTML,
    ".htm": _HTML,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".txt": _TEXT,
}
"""File formats by lower-case suffix."""


def format_of(path: PurePath) -> FileFormat | None:
    """The format that a file's suffix promises, None where no reader knows it."""
    return FORMATS.get(path.suffix.lower())


def reader_for(file_format: FileFormat) -> ReadFormat:
    """The format's `read` function; imports its module."""
    return cast("ReadFormat", import_module(file_format.module).read)
