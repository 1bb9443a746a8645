"""Hits as a page shows them that needs no script."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from service.in_words import BANDS, date_in_words, pages_in_words
from service.marks import Mark
from service.places import linkable
from service.result import Hit


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage. `marked`: it matches the question. `best`: it belongs to the best sentence."""

    text: str
    marked: bool
    best: bool


def pieces(text: str, marks: tuple[Mark, ...], sentence: Mark | None) -> list[Piece]:
    """The text, cut where a mark or the best sentence begins or ends; joined they are the text."""
    best = sentence or (0, 0)
    cuts = sorted({0, len(text), *best, *(place for mark in marks for place in mark)})
    return [
        Piece(text[start:end], any(a <= start < b for a, b in marks), best[0] <= start < best[1])
        for start, end in pairwise(cuts)
    ]


def shown(hit: Hit, root_path: str) -> dict[str, Any]:
    """What the template needs of a hit."""
    passage, document = hit.passage, hit.document
    facts = (document.kind, document.municipality, date_in_words(document.date))
    return {
        "rank": hit.rank,
        "document": document,
        "passage": passage,
        "facts": [fact for fact in facts if fact],
        "heading_path": [heading for heading in passage.heading_path if heading != document.title],
        "pieces": pieces(passage.text, hit.marks, hit.sentence),
        "band": BANDS[hit.band],
        "pages": pages_in_words(passage.first_page, passage.last_page, passage.page_label),
        "url": linkable(hit.url, root_path),
    }
