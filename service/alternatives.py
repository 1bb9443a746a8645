"""What to try where nothing fits: headings nearby, a filter to leave out, another spelling."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from modelle import Analyser
from service.places import Place
from service.widening import Widening

MOST_HEADINGS = 5
LOOKED_AT = 30
"""So many of the best passages are looked through for headings."""

_GENERAL = Path(__file__).parent / "data" / "allgemeine_ueberschriften.txt"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with the best passage below it; `path`: outermost first, () where only the title says something."""

    path: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class FilterHint:
    """How many fitting hits there are without the filter of a field."""

    field: str
    hits: int


@dataclass(frozen=True, slots=True)
class Alternatives:
    """`headings`: nearest first. `filters`: only fields whose filter excludes what fits, most hits first. `spelling`:
    a question that may be meant, None where there is none."""

    headings: tuple[Heading, ...]
    filters: tuple[FilterHint, ...]
    spelling: str | None


def filter_hints(widening: Widening) -> tuple[FilterHint, ...]:
    """For each filtered field what leaving it open would bring."""
    hints = [FilterHint(field, widening.without(field).hits) for field in widening.filters.fields]
    return tuple(sorted((hint for hint in hints if hint.hits), key=lambda hint: -hint.hits))


def nearest_headings(places: Iterable[Place], analyser: Analyser) -> tuple[Heading, ...]:
    """Different headings that say what stands below them, in the order of their best passages.

    Of a general one ("Fazit") the heading above it is taken, or else the document's title.
    """
    general = frozenset(analyser.terms(_general_words()))
    found: dict[frozenset[str], Heading] = {}
    for place in places:
        path = place.passage.heading_path
        while path and not _says_something(path[-1], analyser, general):
            path = path[:-1]
        text = path[-1] if path else place.document.title
        found.setdefault(frozenset(analyser.terms(text)) or frozenset({text}), Heading(path, place))
        if len(found) == MOST_HEADINGS:
            break
    return tuple(found.values())


def _says_something(heading: str, analyser: Analyser, general: frozenset[str]) -> bool:
    """Whether the heading has a word that is not a general one or a number."""
    return any(term.isalpha() and term not in general for term in analyser.terms(heading))


@cache
def _general_words() -> str:
    lines = _GENERAL.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))
