"""Where a passage stands: its document, and the address that opens it there."""

from dataclasses import dataclass
from urllib.parse import quote

from indexer import Passage, Snapshot
from korpus.document import Document

_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in its document.

    `url`: path below the service's address that opens the original at the page, else the document's published address,
    else None. `page_image`: path of the image of the cited page; None where the original is not kept or no PDF.
    """

    passage: Passage
    document: Document
    url: str | None
    page_image: str | None = None


def place_of(snapshot: Snapshot, passage: Passage) -> Place:
    """The place of one of the snapshot's passages."""
    document = document_of(snapshot, passage)
    if snapshot.original(document.id) is None:
        return Place(passage, document, document.url)
    original = original_path(document.id)
    if passage.first_page is None:
        return Place(passage, document, original)
    image = f"/api/v1/passages/{quote(passage.id, safe='')}/page.webp" if document.media_type == _PDF else None
    return Place(passage, document, f"{original}#page={passage.first_page}", image)


def document_of(snapshot: Snapshot, passage: Passage) -> Document:
    """The document of one of the snapshot's passages."""
    document = snapshot.store.document(passage.document_id)
    assert document is not None
    return document


def original_path(document_id: str) -> str:
    """Where the service shows a document's original, below its address."""
    return f"/api/v1/documents/{quote(document_id, safe='')}/original"


def linkable(url: str | None, root_path: str) -> str | None:
    """An address as a page may link it: paths of the service below `root_path`, and what opens in a browser. Metadata
    may name anything; all else is None."""
    if url and url.startswith("/"):
        return root_path + url
    return url if url and url.startswith(("https://", "http://")) else None
