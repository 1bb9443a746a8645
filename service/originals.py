"""Shows a document's original as it was indexed; what could run scripts is shown without any."""

from pathlib import Path, PurePosixPath

from fastapi.responses import FileResponse

from korpus.document import Document

# A PDF needs the viewer's own styles, so the page's policy must not be laid on it.
_PDF_POLICY = "frame-ancestors 'none'"
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_INLINE = {
    "application/pdf": ("application/pdf", _PDF_POLICY),
    "text/html": ("text/html", _SANDBOX),
    "text/markdown": ("text/plain; charset=utf-8", _SANDBOX),
    "text/plain": ("text/plain; charset=utf-8", _SANDBOX),
}
"""Shown in the browser: media type of the document to that of the answer and its policy. The rest is downloaded."""


def original_response(document: Document, file: Path) -> FileResponse:
    """The file under the name that the document had, with ETag and ranges."""
    media_type, policy = _INLINE.get(document.media_type, (document.media_type, _SANDBOX))
    return FileResponse(
        file,
        media_type=media_type,
        filename=PurePosixPath(document.path).name,
        content_disposition_type="inline" if document.media_type in _INLINE else "attachment",
        headers={"Content-Security-Policy": policy},
    )
