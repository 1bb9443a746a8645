"""A passage's text with what stands above it: what models are given of a passage, and the title field of the terms."""

from collections.abc import Sequence

from indexer.passage import Passage
from korpus.document import Document


def encoder_text(document: Document, passage: Passage) -> str:
    """What models are given of a passage: title, heading path and text, each on lines of its own."""
    context = context_text(document, passage.heading_path)
    return f"{context}\n{passage.text}" if context else passage.text


def context_text(document: Document, heading_path: Sequence[str]) -> str:
    """Title and heading path in one line; a heading that repeats the title is left out."""
    parts = [document.title, *(heading for heading in heading_path if heading != document.title)]
    return " – ".join(part for part in parts if part)
