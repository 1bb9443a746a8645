"""Errors of the reading room. Every message is one German sentence that names the file, what is wrong, and what to do.

KorpusError
├── FileLeftOut            a file cannot become a document; the rest of the run goes on
│   ├── UnknownFormat      no reader for this suffix
│   ├── EncryptedFile      needs a password
│   ├── DamagedFile        the format is not what the suffix promises, or broken
│   ├── EmptyFile          no bytes, or no text at all
│   ├── ScannedWithoutText pages are images without a text layer
│   ├── FileTooLarge       more bytes or pages than the limits allow
│   └── ReadingTimedOut    took longer than the limit per file
├── PageNotShown           a page cannot be shown as an image
│   └── PageTooSlow        drawing it took longer than the limit
└── MetadataError          a sidecar or front matter is not valid YAML or holds a value that cannot be used
"""


class KorpusError(Exception):
    """Base of all errors of this room."""


class FileLeftOut(KorpusError):
    """A file that cannot become a document. `str(error)` is one German sentence for the report."""


class UnknownFormat(FileLeftOut):
    """No reader is registered for the file's suffix."""


class EncryptedFile(FileLeftOut):
    """The file needs a password."""


class DamagedFile(FileLeftOut):
    """The file is broken or is not what its suffix promises."""


class EmptyFile(FileLeftOut):
    """The file holds no text at all."""


class ScannedWithoutText(FileLeftOut):
    """The pages are images without a text layer."""


class FileTooLarge(FileLeftOut):
    """The file has more bytes or pages than the limits allow."""


class ReadingTimedOut(FileLeftOut):
    """Reading took longer than the limit for one file."""


class PageNotShown(KorpusError):
    """A page of a PDF file cannot be shown as an image. `str(error)` is one German sentence."""


class PageTooSlow(PageNotShown):
    """Drawing the page took longer than the limit."""


class MetadataError(KorpusError):
    """A sidecar or front matter cannot be used."""
