"""Random documents, and what a store has to answer about them, computed anew in plain Python and numpy."""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer import FieldWeights, Filters, Passage
from indexer.context import context_text, encoder_text
from korpus.document import Document
from modelle import Analyser, Encoder, FloatArray

_WORDS = """Rat Beirat Integrationsrat Wahl wählen Schule Schulen Kita Straße Förderung fördern Sprache Kurs Verein
Ehrenamt Arbeit Wohnen Haus Bürger Bürgerin Amt Antrag Geld Öffnung Teilhabe Jugend Fest 2024 § 🦉 Überblick"""
WORDS = _WORDS.split()
KINDS = ("Satzung", "Praxisbeispiel", "Kommunaler Bericht", None)
FIELDS = ("Zusammenhalt und Begegnung", "Engagement und Beteiligung", "Öffnung")
TOWNS = ("Erlangen", "Köln", "Mülheim an der Ruhr", None)
STATES = ("Bayern", "Nordrhein-Westfalen", None)
DATES = ("2019", "2020-05", "2021-03-14", None)


@dataclass
class Corpus:
    """Documents with their passages; a passage's row is its place in `rows`."""

    documents: list[tuple[Document, list[Passage]]]

    @property
    def rows(self) -> list[tuple[Document, Passage]]:
        return [(document, passage) for document, passages in self.documents for passage in passages]


def random_corpus() -> Corpus:
    """60 documents, every fifth with the title and the passages of the one before."""
    chance = random.Random(7)
    made: list[tuple[Document, list[Passage]]] = []
    contents: list[tuple[str, tuple[str, ...]]] = []
    title = ""
    for number in range(60):
        if number % 5 != 4:
            title = f"Titel {chance.choice(WORDS)}"
            contents = [
                (
                    " ".join(chance.choices(WORDS, k=chance.randint(1, 70))),
                    tuple(chance.choices(WORDS, k=chance.randint(0, 3))),
                )
                for _ in range(chance.randint(1, 5))
            ]
        document_id = f"dokument-{number:02}"
        document = Document(
            id=document_id,
            title=title,
            path=f"ordner/{document_id}.txt",
            sha256="0" * 64,
            media_type="text/plain",
            kind=chance.choice(KINDS),
            fields_of_action=tuple(chance.sample(FIELDS, chance.randint(0, 2))),
            municipality=chance.choice(TOWNS),
            federal_state=chance.choice(STATES),
            audience=("Verwaltung",),
            date=chance.choice(DATES),
            page_count=chance.choice((3, None)),
        )
        page = 1 if document.page_count else None
        passages = [
            Passage(f"{document_id}.{position}", document_id, position, text, path, page, page, "i" if page else None)
            for position, (text, path) in enumerate(contents)
        ]
        made.append((document, passages))
    return Corpus(made)


def copies(count: int) -> Corpus:
    """As many documents of the same two passages."""
    texts = ("Der Rat wählt den Beirat und die Bürger.", "Etwas anderes steht hier.")
    return Corpus(
        [
            (
                Document(f"d{number:03}", "Titel", f"{number}.txt", "0" * 64, "text/plain"),
                [
                    Passage(f"d{number:03}.{i}", f"d{number:03}", i, text, (), None, None, None)
                    for i, text in enumerate(texts)
                ],
            )
            for number in range(count)
        ]
    )


class Oracle:
    """What a store has to answer."""

    def __init__(self, corpus: Corpus, encoder: Encoder, analyser: Analyser, weights: FieldWeights) -> None:
        self.rows = corpus.rows
        self.vectors = encoder.encode_passages([encoder_text(*row) for row in self.rows]).astype(np.float64)
        self._fields = [
            (weights.text, [Counter(analyser.terms(passage.text)) for _, passage in self.rows]),
            (
                weights.title,
                [Counter(analyser.terms(context_text(document, one.heading_path))) for document, one in self.rows],
            ),
        ]

    def allowed(self, filters: Filters | None) -> list[int]:
        found = []
        for row, (document, _) in enumerate(self.rows):
            year = int(document.date[:4]) if document.date else None
            fields = not filters or not filters.fields_of_action
            fields = fields or bool(set(filters.fields_of_action) & set(document.fields_of_action))
            if not filters or (
                fields
                and (not filters.kinds or document.kind in filters.kinds)
                and (not filters.municipalities or document.municipality in filters.municipalities)
                and (not filters.federal_states or document.federal_state in filters.federal_states)
                and (not filters.years or year in filters.years)
            ):
                found.append(row)
        return found

    def nearest(self, vector: FloatArray, limit: int, filters: Filters | None) -> list[tuple[int, float]]:
        products = self.vectors @ vector.astype(np.float64)
        return self._best({row: float(products[row]) for row in self.allowed(filters)}, limit)

    def matching(self, terms: Mapping[str, float], limit: int, filters: Filters | None) -> list[tuple[int, float]]:
        scores = {}
        for row in self.allowed(filters):
            parts = [
                weight * field_weight * self._bm25(counts, term, row)
                for term, weight in terms.items()
                for field_weight, counts in self._fields
            ]
            if any(parts):
                scores[row] = sum(parts)
        return self._best(scores, limit)

    @staticmethod
    def _bm25(counts: Sequence[Counter[str]], term: str, row: int) -> float:
        having = sum(term in count for count in counts)
        idf = math.log(1 + (len(counts) - having + 0.5) / (having + 0.5))
        average = sum(count.total() for count in counts) / len(counts)
        frequency = counts[row][term]
        norm = 1.2 * (0.25 + 0.75 * kept_length(counts[row].total()) / average)
        return idf * 2.2 * frequency / (frequency + norm)

    @staticmethod
    def _best(scores: Mapping[int, float], limit: int) -> list[tuple[int, float]]:
        """Greatest first; what differs by less than a millionth ties, and ties are in the order of rows."""
        tied: list[list[tuple[int, float]]] = []
        before = math.inf
        for row, score in sorted(scores.items(), key=lambda item: -item[1]):
            if before - score > 1e-6 * max(1.0, abs(score)):
                tied.append([])
            tied[-1].append((row, score))
            before = score
        return [item for group in tied for item in sorted(group)][:limit]


def kept_length(length: int) -> int:
    """A field's length as its one byte keeps it: exact up to 40, then in steps of 2, 4, 8, ... with 8 steps each."""
    start, step = 40, 2
    while length >= start + 8 * step:
        start, step = start + 8 * step, step * 2
    return length if length < 40 else start + (length - start) // step * step
