"""A document as its page shows it: what is known of it, its outline, and its passages in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from indexer import Passage, Snapshot
from korpus.document import Document
from service.document_list import document_path
from service.errors import NotThere
from service.in_words import counted, date_in_words, file_kind_in_words, pages_in_words
from service.places import linkable, original_path, place_of

SHOWN = "fundstelle"
"""Fragment of the passage that an address names."""
_LANGUAGES = {"de": "Deutsch", "en": "Englisch", "fr": "Französisch", "tr": "Türkisch", "uk": "Ukrainisch"}
_DEEPEST_LEVEL = 6


@dataclass(slots=True)
class Heading:
    """A heading of the document with those below it. `level`: of the HTML element."""

    text: str
    level: int
    anchor: str
    below: list["Heading"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage with the headings that begin before it. `pages` is "" where the passage before is on the same."""

    anchor: str
    headings: Sequence[Heading]
    paragraphs: Sequence[str]
    pages: str
    original: str | None
    address: str
    shown: bool
    image: str | None


def document_text(snapshot: Snapshot, document_id: str, passage_id: str | None, root_path: str) -> dict[str, Any]:
    """What the template needs.

    :raises NotThere: where there is no such document, or no such passage in it.
    """
    document = snapshot.store.document(document_id)
    if document is None:
        raise NotThere(f"Ein Dokument mit der Kennung „{document_id}“ gibt es nicht, oder nicht mehr.")
    passages = snapshot.store.document_passages(document_id)
    if passage_id is not None and passage_id not in {passage.id for passage in passages}:
        raise NotThere("Diese Textstelle gibt es in diesem Dokument nicht, oder nicht mehr.")
    outline, begun = _headings(document, passages)
    stretches = [
        _stretch(snapshot, passage, before, begun[passage.id], root_path, passage.id == passage_id)
        for before, passage in zip([None, *passages], passages, strict=False)
    ]
    kept = snapshot.original(document_id) is not None
    return {
        "dokument": document,
        "angaben": _known(document, len(passages)),
        "veroeffentlicht": linkable(document.url, ""),
        "original": root_path + original_path(document_id) if kept else None,
        "dateityp": file_kind_in_words(document.media_type),
        "gliederung": outline,
        "abschnitte": stretches,
        "gezeigt": next((stretch for stretch in stretches if stretch.shown), None),
    }


def _known(document: Document, passages: int) -> list[tuple[str, str]]:
    """Metadata with their names; what nobody states is left out."""
    known = (
        ("Art", document.kind),
        ("Handlungsfeld" if len(document.fields_of_action) == 1 else "Handlungsfelder", document.fields_of_action),
        ("Kommune", document.municipality),
        ("Bundesland", document.federal_state),
        ("Zielgruppe" if len(document.audience) == 1 else "Zielgruppen", document.audience),
        ("Datum", date_in_words(document.date)),
        ("Herausgegeben von", document.publisher),
        ("Umfang", _extent(document, passages)),
        ("Lizenz", document.licence),
        ("Sprache", _LANGUAGES.get(document.language or "", document.language)),
    )
    return [(name, value if isinstance(value, str) else ", ".join(value)) for name, value in known if value]


def _extent(document: Document, passages: int) -> str:
    pages = f"{counted(document.page_count, 'Seite', 'Seiten')}, " if document.page_count else ""
    return pages + counted(passages, "Textstelle", "Textstellen")


def _headings(document: Document, passages: Sequence[Passage]) -> tuple[list[Heading], dict[str, list[Heading]]]:
    """The outline, and for each passage the headings that begin before it; one that repeats the title is left out."""
    top = Heading(document.title, 1, "")
    open_now: list[Heading] = [top]
    begun: dict[str, list[Heading]] = {}
    for passage in passages:
        path = [heading for heading in passage.heading_path if heading not in {"", document.title}]
        same = 0
        while same < min(len(path), len(open_now) - 1) and open_now[same + 1].text == path[same]:
            same += 1
        del open_now[same + 1 :]
        begun[passage.id] = []
        for text in path[same:]:
            level = min(open_now[-1].level + 1, _DEEPEST_LEVEL)
            heading = Heading(text, level, f"abschnitt-{passage.position + 1}-{level}-{len(begun[passage.id]) + 1}")
            open_now[-1].below.append(heading)
            open_now.append(heading)
            begun[passage.id].append(heading)
    return top.below, begun


def _stretch(
    snapshot: Snapshot,
    passage: Passage,
    before: Passage | None,
    headings: Sequence[Heading],
    root_path: str,
    shown: bool,
) -> Stretch:
    place = place_of(snapshot, passage)
    pages = pages_in_words(passage.first_page, passage.last_page, passage.page_label)
    is_new = shown or before is None or (before.first_page, before.last_page) != (passage.first_page, passage.last_page)
    return Stretch(
        anchor=f"stelle-{passage.position + 1}",
        headings=headings,
        paragraphs=[line for line in passage.text.split("\n") if line.strip()],
        pages=pages if is_new else "",
        original=linkable(place.url, root_path),
        address=f"{root_path}{passage_path(passage)}",
        shown=shown,
        image=root_path + place.page_image if place.page_image and shown else None,
    )


def passage_path(passage: Passage) -> str:
    """Where a passage is shown in its document, below the service's address."""
    return f"{document_path(passage.document_id)}?{urlencode({'passage': passage.id})}#{SHOWN}"
