"""How good the search is: document ranking on BEIR sets, and the sample corpus' own questions.

Figures come from ir-measures (nDCG as in trec_eval) and lie between 0 and 1.
"""

import csv
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.judging import Judged

if TYPE_CHECKING:
    from service.result import SearchResult

RANKED_DOCUMENTS = 100


class EvaluationError(Exception):
    """A question set cannot be used; the message is one German sentence."""


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A question set in BEIR form.

    `corpus`: id to (title, text). `queries`: id to question, only those with a judgement. `qrels`: question id to
    {document id: grade}.
    """

    corpus: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]

    def answering(self, question: str) -> set[str]:
        """Ids of the documents that answer a question."""
        return {
            document
            for key, text in self.queries.items()
            if text == question
            for document, grade in self.qrels[key].items()
            if grade > 0
        }


def load_beir(folder: Path) -> BeirSet:
    """Reads `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. Raises EvaluationError."""
    corpus = {
        str(row["_id"]): (str(row.get("title") or ""), str(row["text"]))
        for row in _rows(folder / "corpus.jsonl", "_id", "text")
    }
    questions = {str(row["_id"]): str(row["text"]) for row in _rows(folder / "queries.jsonl", "_id", "text")}
    qrels = _judgements(folder / "qrels" / "test.tsv")
    queries = {key: questions[key] for key in qrels if key in questions}
    if not corpus or not queries:
        raise EvaluationError(f"Die Fragensammlung „{folder}“ enthält keine Fragen mit bewerteten Dokumenten.")
    return BeirSet(corpus, queries, qrels)


def _rows(path: Path, *names: str) -> Iterator[dict[str, Any]]:
    """JSON objects of a file's lines. Raises EvaluationError where one is not such an object or lacks a field."""
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or any(row.get(name) is None for name in names):
            fields = " und ".join(f"„{name}“" for name in names)
            raise EvaluationError(
                f"In „{path}“ ist Zeile {number} nicht lesbar; erwartet wird ein JSON-Objekt mit {fields}."
            )
        yield row


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    """Question id to {document id: grade}. Raises EvaluationError."""
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    reader = csv.DictReader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in reader:
        try:
            qrels[row["query-id"]][row["corpus-id"]] = int(row["score"])
        except (KeyError, TypeError, ValueError):
            raise EvaluationError(
                f"In „{path}“ ist Zeile {reader.line_num} nicht lesbar; erwartet werden query-id, corpus-id und score,"
                " durch Tabulatoren getrennt und mit diesen Namen in der ersten Zeile."
            ) from None
    return qrels


def _lines(path: Path) -> list[str]:
    """A file's lines, ended by line feeds only. Raises EvaluationError."""
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise EvaluationError(f"Die Datei „{path}“ fehlt; bitte die Schreibweise prüfen.") from None
    except (OSError, UnicodeDecodeError):
        raise EvaluationError(f"Die Datei „{path}“ ist keine lesbare Textdatei in UTF-8.") from None


def whole(result: "SearchResult") -> "SearchResult":
    """The result itself. Raises EvaluationError where it has a notice: another search would be measured."""
    if result.notice is not None:
        raise EvaluationError(f"Die Messung wurde abgebrochen. {result.notice}")
    return result


def judge(result: "SearchResult", answering: Collection[str]) -> Judged:
    """The first hit of an answer. `answering`: ids of the documents that answer the question."""
    first = result.hits[0] if result.hits else None
    right = first is not None and first.document.id in answering
    return Judged(first.relevance if first is not None else 0.0, result.band, right)


def ranking_figures(
    beir: BeirSet, rank: Callable[[str], Sequence[str]], advance: Callable[[], None] = lambda: None
) -> dict[str, float]:
    """Asks every question of the set and measures the rankings.

    `rank` gives the ids of the best documents, best first. The result has the keys `ndcg@10`, `recall@10`,
    `recall@100`, `mrr@10` (0 to 1) and `queries_per_second`.
    """
    import ir_measures
    from ir_measures import RR, R, nDCG

    run: list[ir_measures.ScoredDoc] = []
    asking = 0.0
    for query_id, question in beir.queries.items():
        started = time.perf_counter()
        documents = rank(question)
        asking += time.perf_counter() - started
        run += [ir_measures.ScoredDoc(query_id, found, -place) for place, found in enumerate(documents)]
        advance()
    qrels = [
        ir_measures.Qrel(query_id, document, grade)
        for query_id in beir.queries
        for document, grade in beir.qrels[query_id].items()
    ]
    measures = {"ndcg@10": nDCG @ 10, "recall@10": R @ 10, "recall@100": R @ 100, "mrr@10": RR @ 10}
    values = ir_measures.calc_aggregate(list(measures.values()), qrels, run)
    figures = {name: float(values[measure]) for name, measure in measures.items()}
    return figures | {"queries_per_second": len(beir.queries) / asking if asking else 0.0}


@dataclass(frozen=True, slots=True)
class CitedQuestion:
    """A question with the passage that answers it; `document` and `quote` are None where the corpus has no answer."""

    id: str
    question: str
    type: str
    document: str | None
    page: int | None
    quote: str | None


def load_questions(path: Path) -> list[CitedQuestion]:
    """Reads a `fragen.jsonl`. Raises EvaluationError."""
    names = CitedQuestion.__dataclass_fields__
    rows: list[list[Any]] = [[row.get(name) for name in names] for row in _rows(path, "id", "question", "type")]
    questions = [CitedQuestion(*row) for row in rows]
    if not questions:
        raise EvaluationError(f"Die Fragendatei „{path}“ enthält keine Frage.")
    return questions


@dataclass(frozen=True, slots=True)
class Answer:
    """What the search gave for one place in the ranking."""

    document: str
    first_page: int | None
    last_page: int | None
    text: str
    relevance: float


def is_right(question: CitedQuestion, answer: Answer) -> bool:
    """Whether the answer is the cited passage: the same document, it covers the page, it holds the quote's words."""
    if answer.document != question.document or question.quote is None:
        return False
    if question.page is not None and answer.first_page is not None:
        last = answer.last_page or answer.first_page
        if not answer.first_page <= question.page <= last:
            return False
    quoted = _bare_words(question.quote)
    held = set(_bare_words(answer.text))
    return bool(quoted) and sum(word in held for word in quoted) >= 0.8 * len(quoted)


def _bare_words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()


def question_figures(
    questions: Sequence[CitedQuestion], ask: Callable[[str], Sequence[Answer]]
) -> dict[str, dict[str, float]]:
    """Figures for each type of question.

    For questions with an answer: `count`, `first` (the right passage comes first), `in_first_three`,
    `document_first`, `mrr@10`, and `median_relevance` of the first hit; for questions without: `count` and
    `median_relevance`.
    """
    by_type: dict[str, list[tuple[CitedQuestion, Sequence[Answer]]]] = defaultdict(list)
    for question in questions:
        by_type[question.type].append((question, ask(question.question)))
    return {name: _figures_of(asked) for name, asked in sorted(by_type.items())}


def _figures_of(asked: Sequence[tuple[CitedQuestion, Sequence[Answer]]]) -> dict[str, float]:
    relevances = [answers[0].relevance if answers else 0.0 for _, answers in asked]
    figures: dict[str, float] = {"count": len(asked)}
    if asked[0][0].document is not None:
        places = [
            next((place for place, answer in enumerate(answers[:10], 1) if is_right(question, answer)), 0)
            for question, answers in asked
        ]
        figures["first"] = sum(place == 1 for place in places) / len(asked)
        figures["in_first_three"] = sum(1 <= place <= 3 for place in places) / len(asked)
        figures["document_first"] = sum(
            bool(answers) and answers[0].document == question.document for question, answers in asked
        ) / len(asked)
        figures["mrr@10"] = sum(1 / place for place in places if place) / len(asked)
    figures["median_relevance"] = statistics.median(relevances)
    return figures
