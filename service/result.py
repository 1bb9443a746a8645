"""What a question is answered with."""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer import Passage
from korpus.document import Document
from service.alternatives import Alternatives
from service.calibration import Band
from service.explanation import Explanation
from service.marks import Mark
from service.places import Place


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    `rank`: from 1. `relevance`: calibrated probability, 0 to 1, that the passage answers the question; never greater
    than that of a hit before it. `band`: what that is called. `marks`: characters of the passage's text that match the
    question, ascending, without overlap. `sentence`: characters of the sentence that answers best, None where there is
    nothing to choose or it was not asked for. `url`: path below the service's address that opens the original at the
    page, else the document's published address, else None. `also_in`: where further down the ranking the same is said.
    `page_image` as in a place. `explanation`: only where it was asked for.
    """

    rank: int
    relevance: float
    band: Band
    passage: Passage
    document: Document
    marks: tuple[Mark, ...]
    sentence: Mark | None
    url: str | None
    page_image: str | None = None
    also_in: tuple[Place, ...] = ()
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A ranking. `total`: how many hits there are to page through. `took_ms`: time in the engine, milliseconds.

    `band`: that of the ranking's first hit, whatever page of it was asked for; `none` also where there is no hit: the
    corpus holds nothing that fits. `searched`: the question without its typing errors, None where it was searched for
    as it is. `notice`: a German sentence where the answer is not what it could be, else None. `facets`: filter values
    with their numbers of documents among the fitting hits, by field; only where they were asked for.
    `alternatives`: what to try; only where the band is `none` and they were asked for.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    took_ms: float
    snapshot: str
    band: Band
    notice: str | None = None
    searched: str | None = None
    facets: Mapping[str, dict[str, int]] | None = None
    alternatives: Alternatives | None = None
