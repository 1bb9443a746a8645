"""Where the corpus has gaps: unanswered questions about the same thing, and what the index holds nearest to them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.calibration import Band
from service.explanation import words_among
from service.query import Query
from service.search import SearchEngine

_SAME_SUBJECT = 0.4
"""So much of the lighter question's weight must be shared. With 0.5, "Wer hilft bei der Wohnungssuche?" and "Hilfe bei
der Suche nach einer Wohnung" stand apart; with 0.35, what has only "beantragen" in common stands together."""
_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of a document. `path`: its headings, the outermost first."""

    document: str
    title: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions about one thing, as often as each was asked, the most frequent first.

    `unknown`: words of the first that stand nowhere in the index. `band`: how well the index answers it by now.
    `headings`: where it says what comes nearest.
    """

    questions: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...]
    band: Band
    headings: tuple[Heading, ...]

    @property
    def count(self) -> int:
        """How often all of them were asked."""
        return sum(count for _, count in self.questions)


def gaps_of(questions: Iterable[str], engine: SearchEngine) -> list[Gap]:
    """The gaps that unanswered questions tell of, the one asked about most first."""
    counts = Counter(questions)
    ordered = sorted(counts, key=lambda question: (-counts[question], question))
    groups = grouped({question: engine.term_weights(question) for question in ordered})
    gaps = [_gap({question: counts[question] for question in group}, engine) for group in groups]
    return sorted(gaps, key=lambda gap: -gap.count)


def grouped(weights: Mapping[str, Mapping[str, float]]) -> list[list[str]]:
    """Questions in groups, each with those that share enough of their terms' weights with its first.

    :param weights: of each question's terms; the questions in the order in which they are to begin groups.
    """
    groups: list[list[str]] = []
    beginning_with: dict[str, list[int]] = {}
    for question, terms in weights.items():
        near = sorted({number for term in terms for number in beginning_with.get(term, ())})
        shares = {number: _share(terms, weights[groups[number][0]]) for number in near}
        best = max(near, key=shares.__getitem__, default=None)
        if best is not None and shares[best] >= _SAME_SUBJECT:
            groups[best].append(question)
            continue
        for term in terms:
            beginning_with.setdefault(term, []).append(len(groups))
        groups.append([question])
    return groups


def _share(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How much of the lighter of two questions stands in the other, 0 to 1."""
    shared = sum(min(one[term], other[term]) for term in one.keys() & other.keys())
    return shared / (min(sum(one.values()), sum(other.values())) or 1.0)


def _gap(counts: Mapping[str, int], engine: SearchEngine) -> Gap:
    first = next(iter(counts))
    # Parts of a compound do not make the compound known.
    whole = {token.term for token in engine.analyser.tokens(first) if token.weight == 1.0}
    known = {term for term, count in engine.snapshot.store.passage_frequencies(whole).items() if count}
    result = engine.search(Query(first, limit=_HEADINGS, per_document=1, spelling=True))
    headings = tuple(Heading(hit.document.id, hit.document.title, hit.passage.heading_path) for hit in result.hits)
    return Gap(tuple(counts.items()), words_among(first, engine.analyser, known)[1], result.band, headings)
