"""What is found and cited."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document.

    `id`: "<document id>.<position>", stable while the document is unchanged. `position` counts from 0 in the document.
    `text`: what the file says there; paragraphs, list items and table rows are separated by line breaks.
    `heading_path`: outermost first. `first_page`, `last_page`: physical, from 1; None for formats without pages.
    `page_label`: printed label of the first page, None where the file states none.
    """

    id: str
    document_id: str
    position: int
    text: str
    heading_path: tuple[str, ...]
    first_page: int | None
    last_page: int | None
    page_label: str | None
