"""Answers a question: candidates by meaning and by words, mixed, calibrated, marked."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from indexer import Filters, Passage, Snapshot, encoder_text
from modelle import Analyser, Encoder, FloatArray, ModelError, Reranker, TokenEncoder
from service import alternatives as alternative
from service import phrases
from service.alignment import MeaningMarker
from service.best_sentence import SentenceFinder
from service.calibration import Band, Calibration, load_calibration
from service.duplicates import LOOKED_AT, repeated_by
from service.explanation import Explainer
from service.fusion import (
    Evidence,
    document_evidence,
    lexical_by_row,
    mix,
    places_in_documents,
    with_bonus,
    with_late,
    with_reranked,
)
from service.late_interaction import MAX_PASSAGES, LateInteraction
from service.marks import Mark, marks_of
from service.mode import Mode
from service.places import Place, document_of, place_of
from service.query import MAX_RANK, Query, check_query
from service.reading import PassageReader, Read
from service.result import Hit, SearchResult
from service.spelling import commoner, corrected
from service.suggest import Suggestions
from service.widening import Found, Widening

# Bruch et al. 2023; chosen on the three development sets together, see docs/ranking.md.
DENSE_WEIGHT = 0.45
LATE_WEIGHT = 0.25
"""What comparing token by token counts for beside the mix of meaning and words; see docs/ranking.md."""
PHRASE_WEIGHT = 0.1
"""The most that words standing side by side add; see docs/ranking.md."""
DOCUMENT_WEIGHT = 0.1
"""What the other passages of the same document add; see docs/ranking.md."""
RERANKED_PASSAGES = 20
"""So many of the best passages are read together with the question, where a model for that is chosen."""
_CANDIDATES = 400
"""Of each kind, whatever page is asked for: with another number a page would come from another ranking."""

WORDS_ALONE = (
    "Der Dienst, der den Sinn von Texten vergleicht, ist gerade nicht erreichbar; gesucht wurde nur nach den Wörtern"
    " der Frage."
)
NOT_RERANKED = (
    "Das Modell, das die besten Fundstellen neu ordnet, ist bei dieser Frage ausgefallen; sie stehen in der Reihenfolge"
    " ohne dieses Modell."
)
_LARGEST_BM25_FACTOR = 2.2
"""A term's idf times k1 + 1 is the most that BM25 gives for it; k1 = 1.2 in tantivy."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question made ready: its terms with their weights, its vector, and what reads passages for it."""

    query: Query
    terms: Mapping[str, float]
    vector: FloatArray
    reader: PassageReader
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class _Ranking:
    """All candidates with their relevances, the places that are kept, and those that say the same as a kept one."""

    evidence: Evidence
    relevances: NDArray[np.float64]
    kept: Sequence[int]
    repeated: Mapping[int, Sequence[int]]

    def found(self, calibration: Calibration) -> Found:
        """What was found; relevance never grows down the ranking, so that what fits comes first."""
        fitting = int(np.count_nonzero(self.relevances >= calibration.possible))
        return Found(self.evidence.rows, fitting, sum(place < fitting for place in self.kept))


@dataclass(frozen=True, slots=True)
class SearchEngine:
    """Asks one opened snapshot. Safe to call from several threads. `reranker`: None where that stage is left out."""

    snapshot: Snapshot
    encoder: Encoder
    analyser: Analyser
    calibration: Calibration
    suggestions: Suggestions
    late: LateInteraction | None = None
    reranker: Reranker | None = None
    dense_weight: float = DENSE_WEIGHT
    late_weight: float = LATE_WEIGHT
    document_weight: float = DOCUMENT_WEIGHT
    phrase_weight: float = PHRASE_WEIGHT

    @classmethod
    def of(
        cls, snapshot: Snapshot, encoder: Encoder, analyser: Analyser, reranker: Reranker | None = None
    ) -> "SearchEngine":
        """An engine with the calibration that belongs to the encoder."""
        late = LateInteraction.of(encoder, snapshot.store)
        suggestions = Suggestions(snapshot, analyser)
        return cls(snapshot, encoder, analyser, load_calibration(encoder.contract.name), suggestions, late, reranker)

    def search(self, query: Query) -> SearchResult:
        """The passages that answer best, best first; by words alone, with a notice, where the model is away.

        :raises BadQuery: with a German sentence, if the question is empty or too long or the limits are out of range.
        """
        started = perf_counter()
        check_query(query)
        searched = self._corrected(query.text) if query.spelling else None
        asked, notice = self._asked(query if searched is None else replace(query, text=searched))
        ranking, failed = self._ranked(asked)
        widening = Widening(query.filters, lambda filters: self._found_under(asked, filters))
        band = asked.calibration.band(float(ranking.relevances[ranking.kept[0]])) if ranking.kept else Band.NONE
        nothing_fits = query.alternatives and band is Band.NONE
        return SearchResult(
            query=query.text,
            hits=tuple(self._hits(asked, ranking)),
            total=len(ranking.kept),
            snapshot=self.snapshot.id,
            band=band,
            notice=failed or notice,
            searched=searched,
            facets=widening.facets(ranking.found(asked.calibration), self.snapshot.store) if query.facets else None,
            alternatives=self._alternatives(query, asked, ranking, widening) if nothing_fits else None,
            took_ms=(perf_counter() - started) * 1000,
        )

    def _asked(self, query: Query) -> tuple[_Asked, str | None]:
        """The question made ready, by words alone where the model is away, and then a notice that says so."""
        terms = question_terms(self.analyser, query.text)
        reader = PassageReader(self.snapshot.store, self.analyser, terms.keys())
        vector = self._vector(query.text)
        if vector is not None:
            return _Asked(query, terms, vector, reader, self.calibration), None
        notice = WORDS_ALONE if query.mode is not Mode.LEXICAL else None
        vector = np.zeros(self.encoder.contract.dimensions, np.float32)
        return _Asked(replace(query, mode=Mode.LEXICAL), terms, vector, reader, load_calibration("*")), notice

    def _ranked(self, asked: _Asked) -> tuple[_Ranking, str | None]:
        """The ranking, and a notice where the reranker failed."""
        query = asked.query
        evidence = self.weigh(query, asked.terms, asked.vector, asked.reader)
        # A place keeps its relevance, whichever passage the reranker puts there; see docs/ranking.md.
        relevances = asked.calibration.relevances(evidence)
        notice = None
        if self.reranker is not None and query.mode is Mode.HYBRID and len(evidence.rows):
            reranked = self._reranked(self.reranker, query.text, evidence, asked.reader)
            notice = NOT_RERANKED if reranked is None else None
            evidence = evidence if reranked is None else reranked
        return _Ranking(evidence, relevances, *self._spread(evidence, query)), notice

    def _hits(self, asked: _Asked, ranking: _Ranking) -> Iterator[Hit]:
        """The hits of the page that was asked for."""
        query, rows = asked.query, ranking.evidence.rows
        page = ranking.kept[query.offset : query.offset + query.limit]
        explainer = self._explainer(query, asked.calibration, ranking.evidence) if query.explain else None
        reads = asked.reader.read(rows[page].tolist())
        marks = self._marks(query, asked.vector, rows[page].tolist(), reads)
        sentences: list[Mark | None] = [None] * len(reads)
        if query.sentences:
            sentences = self.sentence_finder(query.text, asked.terms, asked.vector).best(reads)
        for number, (place, read) in enumerate(zip(page, reads, strict=True)):
            hit = self._hit(
                query.offset + number + 1, read.passage, float(ranking.relevances[place]), asked.calibration
            )
            yield replace(
                hit,
                marks=marks[number],
                sentence=sentences[number],
                also_in=self._places(rows[ranking.repeated.get(place, [])].tolist()),
                explanation=explainer.explain(place, read.passage.text) if explainer else None,
            )

    def _found_under(self, asked: _Asked, filters: Filters) -> Found:
        """What the same question finds under other filters."""
        query = replace(asked.query, filters=filters)
        evidence = self.weigh(query, asked.terms, asked.vector, asked.reader)
        ranking = _Ranking(evidence, asked.calibration.relevances(evidence), *self._spread(evidence, query))
        return ranking.found(asked.calibration)

    def _alternatives(
        self, query: Query, asked: _Asked, ranking: _Ranking, widening: Widening
    ) -> alternative.Alternatives:
        """What helps on where nothing fits `query`, which was searched for as `asked`."""
        nearest = ranking.evidence.rows[ranking.kept[: alternative.LOOKED_AT]]
        return alternative.Alternatives(
            headings=alternative.nearest_headings(self._places(nearest.tolist()), self.analyser),
            filters=alternative.filter_hints(widening),
            spelling=self._commoner(asked.query.text) if query.spelling else self._corrected(query.text),
        )

    def _hit(self, rank: int, passage: Passage, relevance: float, calibration: Calibration) -> Hit:
        found = place_of(self.snapshot, passage)
        return Hit(
            rank=rank,
            relevance=relevance,
            band=calibration.band(relevance),
            passage=found.passage,
            document=found.document,
            marks=(),
            sentence=None,
            url=found.url,
            page_image=found.page_image,
        )

    def _explainer(self, query: Query, calibration: Calibration, evidence: Evidence) -> Explainer:
        by_words = query.mode is Mode.LEXICAL
        found_by_meaning = 0 if by_words else min(_CANDIDATES, len(evidence.rows))
        late = None if by_words else self.late
        return Explainer(query.text, self.analyser, late, calibration, evidence, found_by_meaning)

    def _corrected(self, text: str) -> str | None:
        """The question without its typing errors, None where it has none."""
        return corrected(text, self.analyser, self.snapshot.store, self._is_word)

    def _commoner(self, text: str) -> str | None:
        """The question with a common word for a rare one that looks like it, None where there is none."""
        return commoner(text, self.analyser, self.snapshot.store, self._is_word)

    def _is_word(self, text: str) -> bool:
        """What is one token of a German vocabulary is a German word."""
        return isinstance(self.encoder, TokenEncoder) and len(self.encoder.pieces(text)) == 1

    def _vector(self, text: str) -> FloatArray | None:
        """The question's vector; None where the model is served elsewhere and away."""
        try:
            return self.encoder.encode_query(text)
        except ModelError:
            return None

    def weigh(
        self, query: Query, terms: Mapping[str, float], vector: FloatArray, reader: PassageReader | None = None
    ) -> Evidence:
        """All candidates, best first.

        `terms`: the question's, with their weights; `vector`: the question's; `reader`: for the same terms.
        """
        store = self.snapshot.store
        lexical = store.matching(terms if query.mode is not Mode.DENSE else {}, _CANDIDATES, query.filters)
        rows, floor = lexical.rows, 0.0
        if query.mode is not Mode.LEXICAL and vector.any():
            dense = store.nearest(vector, _CANDIDATES, query.filters)
            rows = np.union1d(rows, dense.rows)
            floor = float(dense.scores[-1]) if len(dense.scores) else 0.0
        cosine = store.similarity(vector, rows)
        rarities = self._rarities(terms)
        # The most that BM25 could give to a passage's text for these terms.
        attainable = _LARGEST_BM25_FACTOR * sum(rarity * terms[term] for term, rarity in rarities.items()) or 1.0
        words = lexical_by_row(rows, lexical) / np.float32(attainable)
        weight = {Mode.HYBRID: self.dense_weight, Mode.DENSE: 1.0, Mode.LEXICAL: 0.0}[query.mode]
        evidence = mix(rows, cosine, words, weight, floor)
        if self.late is not None and len(rows):
            late = self.late.scores(self.late.question(query.text), evidence.rows[:MAX_PASSAGES])
            evidence = with_late(evidence, late, self.late_weight if query.mode is Mode.HYBRID else 0.0)
        reader = reader or PassageReader(store, self.analyser, terms.keys())
        evidence = self._with_phrases(evidence, query, rarities, reader)
        if query.mode is Mode.DENSE or not len(rows):
            return evidence
        documents = store.document_numbers(evidence.rows)
        return with_bonus(evidence, self.document_weight * document_evidence(evidence.mixed, documents))

    def _with_phrases(
        self, evidence: Evidence, query: Query, rarities: Mapping[str, float], reader: PassageReader
    ) -> Evidence:
        """The evidence with a bonus for passages in which neighbouring words of the question stand side by side."""
        pairs = phrases.term_pairs(self.analyser.tokens(query.text)) if query.mode is not Mode.DENSE else set()
        if not pairs:
            return evidence
        tokens = [read.tokens for read in reader.read(evidence.rows[: phrases.MAX_PASSAGES].tolist())]
        return with_bonus(evidence, self.phrase_weight * phrases.phrase_shares(pairs, rarities, tokens))

    def _reranked(
        self, reranker: Reranker, question: str, evidence: Evidence, reader: PassageReader
    ) -> Evidence | None:
        """The evidence with its best passages in the reranker's order; None where the reranker fails."""
        passages = [read.passage for read in reader.read(evidence.rows[:RERANKED_PASSAGES].tolist())]
        texts = [encoder_text(document_of(self.snapshot, passage), passage) for passage in passages]
        try:
            return with_reranked(evidence, reranker.scores(question, texts))
        except ModelError:
            return None

    def _marks(
        self, query: Query, vector: FloatArray, rows: Sequence[int], reads: Sequence[Read]
    ) -> list[tuple[Mark, ...]]:
        """Marks of each passage; by meaning too, where meaning was asked for and words say little."""
        if self.late is None or query.mode is Mode.LEXICAL or not vector.any():
            return [marks_of(read.tokens) for read in reads]
        return MeaningMarker.of(query.text, self.analyser, self.late).marks(rows, reads)

    def sentence_finder(self, question: str, terms: Mapping[str, float], vector: FloatArray) -> SentenceFinder:
        """Finds the best sentence of hits. `terms` and `vector` as in `weigh`."""
        return SentenceFinder(question, self._weighted(terms), vector, self.late if vector.any() else None)

    def term_weights(self, question: str) -> dict[str, float]:
        """Terms of a question with what each counts for: its weight times its rarity in the index."""
        return self._weighted(question_terms(self.analyser, question))

    def _weighted(self, terms: Mapping[str, float]) -> dict[str, float]:
        """Weight times rarity of each term."""
        return {term: terms[term] * rarity for term, rarity in self._rarities(terms).items()}

    def _rarities(self, terms: Iterable[str]) -> dict[str, float]:
        """BM25's idf of each term."""
        store = self.snapshot.store
        count = store.passage_count
        frequencies = store.passage_frequencies(terms)
        return {term: math.log(1 + (count - number + 0.5) / (number + 0.5)) for term, number in frequencies.items()}

    def _spread(self, evidence: Evidence, query: Query) -> tuple[list[int], dict[int, list[int]]]:
        """Places in the evidence, best first, with no more than `per_document` passages of a document; and for some of
        them the places of passages that say the same, which are left out."""
        before = places_in_documents(self.snapshot.store.document_numbers(evidence.rows))
        kept: list[int] = np.flatnonzero(before < query.per_document)[:MAX_RANK].tolist()
        if not query.collapse:
            return kept, {}
        found = repeated_by(self.snapshot.store, evidence.rows[kept[:LOOKED_AT]].tolist())
        repeated = {kept[place]: [kept[other] for other in others] for place, others in found.items()}
        gone = {place for places in repeated.values() for place in places}
        return [place for place in kept if place not in gone], repeated

    def _places(self, rows: Sequence[int]) -> tuple[Place, ...]:
        return tuple(place_of(self.snapshot, passage) for passage in self.snapshot.store.passages(rows))


def question_terms(analyser: Analyser, text: str) -> dict[str, float]:
    """Terms of a question with the sum of their weights: a part of a compound counts for less than a whole word."""
    weights: dict[str, float] = {}
    for token in analyser.tokens(text):
        weights[token.term] = weights.get(token.term, 0.0) + token.weight
    return weights
