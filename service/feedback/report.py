"""What the kept feedback says in sum: what helped, what did not, and where the corpus has gaps."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from service.calibration import Band
from service.feedback.entries import Kept, Reply, Tally
from service.feedback.gaps import Gap, Heading, gaps_of
from service.search import SearchEngine

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Votes:
    """How many said that it helped, and how many that it did not."""

    yes: int
    no: int

    @property
    def total(self) -> int:
        return self.yes + self.no

    @property
    def share(self) -> float:
        """Share of those whom it helped, 0 to 1."""
        return self.yes / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Rated:
    """A document or passage that replies are about. `title` is None where the index does not hold it any more."""

    id: str
    title: str | None
    votes: Votes
    heading_path: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday. `asked`: unanswered questions; `texts`: those of them whose text is kept."""

    monday: date
    asked: int
    texts: int


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """Bands from good to none; documents and passages with the most who were not helped first; weeks in their order."""

    since: date | None
    votes: Votes
    bands: dict[Band, Votes]
    documents: list[Rated]
    passages: list[Rated]
    comments: list[Reply]
    weeks: list[Week]
    gaps: list[Gap]


def report_of(kept: Kept, engine: SearchEngine, since: date | None = None) -> FeedbackReport:
    """The report on what is kept, with titles and headings of the live index."""
    by_band = _votes_by(kept.replies, lambda reply: reply.band)
    by_document = _votes_by(kept.replies, lambda reply: reply.passage.rpartition(".")[0])
    by_passage = _votes_by(kept.replies, lambda reply: reply.passage)
    return FeedbackReport(
        since=since,
        votes=Votes(sum(votes.yes for votes in by_band.values()), sum(votes.no for votes in by_band.values())),
        bands={band: by_band[band] for band in Band if band in by_band},
        documents=_least_helpful_first(_document(id, votes, engine) for id, votes in by_document.items()),
        passages=_least_helpful_first(_passage(id, votes, engine) for id, votes in by_passage.items() if votes.no),
        comments=[reply for reply in kept.replies if reply.comment],
        weeks=_weeks(kept.unanswered, (day for day, _ in kept.questions)),
        gaps=gaps_of((text for _, text in kept.questions), engine),
    )


def _votes_by(replies: Iterable[Reply], key: Callable[[Reply], Key]) -> dict[Key, Votes]:
    counts = Counter((key(reply), reply.helpful) for reply in replies)
    return {name: Votes(counts[name, True], counts[name, False]) for name in dict.fromkeys(name for name, _ in counts)}


def _least_helpful_first(judged: Iterable[Rated]) -> list[Rated]:
    return sorted(judged, key=lambda one: (-one.votes.no, one.votes.yes, one.id))


def _document(document_id: str, votes: Votes, engine: SearchEngine) -> Rated:
    found = engine.snapshot.store.document(document_id)
    return Rated(document_id, found.title if found else None, votes)


def _passage(passage_id: str, votes: Votes, engine: SearchEngine) -> Rated:
    store = engine.snapshot.store
    passage = store.passage(passage_id)
    document = store.document(passage.document_id) if passage else None
    if passage is None or document is None:
        return Rated(passage_id, None, votes)
    return Rated(passage_id, document.title, votes, passage.heading_path, passage.first_page)


def _weeks(tallies: Iterable[Tally], days: Iterable[date]) -> list[Week]:
    """All weeks from the first to the last in which something was asked, also those between in which nothing was."""
    asked: Counter[int] = Counter()
    for tally in tallies:
        asked[_week(tally.day)] += tally.questions
    texts = Counter(map(_week, days))
    numbers = sorted(asked | texts)
    if not numbers:
        return []
    return [
        Week(date.fromordinal(7 * number + 1), asked[number], texts[number])
        for number in range(numbers[0], numbers[-1] + 1)
    ]


def _week(day: date) -> int:
    """Number of a week; the first day of all was a Monday."""
    return (day.toordinal() - 1) // 7


def as_dict(report: FeedbackReport) -> dict[str, object]:
    """The report as JSON can hold it."""
    return {
        "since": report.since and report.since.isoformat(),
        **_votes(report.votes),
        "bands": {band.value: _votes(votes) for band, votes in report.bands.items()},
        "documents": [{"id": one.id, "title": one.title} | _votes(one.votes) for one in report.documents],
        "passages": [
            {"id": one.id, "title": one.title, "heading_path": list(one.heading_path), "page": one.page}
            | _votes(one.votes)
            for one in report.passages
        ],
        "comments": [
            {"day": reply.day.isoformat(), "passage": reply.passage, "helpful": reply.helpful, "comment": reply.comment}
            for reply in report.comments
        ],
        "weeks": [
            {"monday": week.monday.isoformat(), "asked": week.asked, "texts": week.texts} for week in report.weeks
        ],
        "gaps": [_gap(gap) for gap in report.gaps],
    }


def _votes(votes: Votes) -> dict[str, object]:
    return {"yes": votes.yes, "no": votes.no, "share": round(votes.share, 4) if votes.total else None}


def _gap(gap: Gap) -> dict[str, object]:
    return {
        "count": gap.count,
        "questions": [{"text": text, "count": count} for text, count in gap.questions],
        "unknown": list(gap.unknown),
        "band": gap.band.value,
        "headings": [_heading(heading) for heading in gap.headings],
    }


def _heading(heading: Heading) -> dict[str, object]:
    return {"document": heading.document, "title": heading.title, "heading_path": list(heading.path)}
