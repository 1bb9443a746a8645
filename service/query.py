"""What can be asked, and what cannot."""

import re
from dataclasses import dataclass, field

from indexer import Filters
from service.errors import BadQuery
from service.mode import Mode

MAX_QUESTION_CHARACTERS = 1000
MAX_RANK = 1000
"""A ranking is not continued beyond this place."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked.

    `per_document`: how many passages of one document may stand in the ranking. `collapse`: whether a passage that says
    the same as a better one is only named there. `spelling`: whether typing errors are forgiven. `sentences`: whether
    the best sentence of each hit is found. `explain`: whether hits say why they stand there. `facets`: whether
    documents are counted by the values of the filters. `alternatives`: whether there is said what to try where nothing
    fits.
    """

    text: str
    limit: int = 10
    offset: int = 0
    mode: Mode = Mode.HYBRID
    filters: Filters = field(default_factory=Filters)
    per_document: int = 2
    collapse: bool = True
    spelling: bool = False
    sentences: bool = False
    explain: bool = False
    facets: bool = False
    alternatives: bool = False


def check_query(query: Query) -> None:
    """:raises BadQuery: with a German sentence, if the query cannot be asked."""
    if not query.text.strip():
        raise BadQuery("Die Frage ist leer; bitte eine Frage eingeben.")
    if len(query.text) > MAX_QUESTION_CHARACTERS:
        raise BadQuery(
            f"Die Frage hat {len(query.text)} Zeichen, erlaubt sind {MAX_QUESTION_CHARACTERS}; bitte kürzer fragen."
        )
    filters = query.filters
    values = filters.kinds + filters.fields_of_action + filters.municipalities + filters.federal_states
    if not all(is_unicode(text) for text in (query.text, *values)):
        raise BadQuery("Die Frage oder ein Filter enthält Zeichen, die kein gültiges Unicode sind.")
    if query.limit < 1 or query.offset < 0 or query.per_document < 1:
        raise BadQuery("Anzahl und Stellen je Dokument müssen mindestens 1 sein, der Anfang mindestens 0.")
    if query.offset + query.limit > MAX_RANK:
        raise BadQuery(f"Die Rangfolge endet bei Platz {MAX_RANK}; bitte die Frage genauer stellen.")


def is_unicode(text: str) -> bool:
    """Whether the text can be written: half a surrogate pair, which JSON may hold, cannot."""
    return _LONE_SURROGATE.search(text) is None
