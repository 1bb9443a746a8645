"""Shows a document's original as it was indexed; what could run scripts is shown without any."""

import codecs
from pathlib import Path, PurePosixPath

from fastapi.responses import FileResponse

from korpus.document import Document

_CHUNK_BYTES = 1 << 16
# A PDF needs the viewer's own styles, so the page's policy must not be laid on it.
_PDF_POLICY = "frame-ancestors 'none'"
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_INLINE = {
    "application/pdf": ("application/pdf", _PDF_POLICY),
    "text/html": ("text/html", _SANDBOX),
    "text/markdown": ("text/plain", _SANDBOX),
    "text/plain": ("text/plain", _SANDBOX),
}
"""Shown in the browser: media type of the document to that of the answer and its policy. The rest is downloaded."""


def original_response(document: Document, file: Path) -> FileResponse:
    """The file under the name that the document had, with ETag and ranges."""
    media_type, policy = _INLINE.get(document.media_type, (document.media_type, _SANDBOX))
    if media_type.startswith("text/") and _is_utf8(file):
        media_type += "; charset=utf-8"
    return FileResponse(
        file,
        filename=PurePosixPath(document.path).name,
        content_disposition_type="inline" if document.media_type in _INLINE else "attachment",
        headers={"Content-Type": media_type, "Content-Security-Policy": policy},
    )


def _is_utf8(file: Path) -> bool:
    """Whether all of the file is UTF-8; if it is not, the browser goes by what the file itself says."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK_BYTES):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
