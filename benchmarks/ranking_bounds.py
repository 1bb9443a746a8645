"""How far words and a learned mix could go: BM25 with other parameters, and a linear ranking of the stages' scores.

    python -m benchmarks.ranking_bounds ../shared/data/dev/xquad_de ../shared/data/dev/omosqa_de_dev \
        ../shared/data/dev/karlsruhe_anfragen_dev

BM25 is counted here over the analysed terms of the text, with the index's own for the title, since tantivy fixes k1 and
b; lengths are exact, where tantivy keeps them in one byte. The learned mix is a logistic regression over differences of
an answering passage and others (a pairwise ranking), fitted on the other sets than the one it is measured on.
"""

import argparse
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.ranking import engine_over
from service import phrases
from service.evaluate import BeirSet, load_beir, ranking_figures
from service.fusion import document_evidence, normalised
from service.mode import Mode
from service.query import Query
from service.search import SearchEngine, question_terms

K1_AND_B = tuple((k1, b) for k1 in (0.9, 1.2, 1.6) for b in (0.4, 0.75))
TITLE_WEIGHT = 0.5
COMPARED = 50
"""So many of a question's best candidates are ranked anew by the learned mix."""
MOST_WRONG = 20

Scores = NDArray[np.float64]


class Field:
    """BM25 of one field of all passages, with any parameters."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.lengths = np.array([len(terms) for terms in texts], dtype=np.float64)
        places: dict[str, list[tuple[int, int]]] = {}
        for row, terms in enumerate(texts):
            for term, count in Counter(terms).items():
                places.setdefault(term, []).append((row, count))
        self.places = {term: np.array(found).T for term, found in places.items()}

    def scores(self, terms: Mapping[str, float], k1: float, b: float) -> Scores:
        count = len(self.lengths)
        scores = np.zeros(count)
        mean = self.lengths.mean() or 1.0
        for term, weight in terms.items():
            if term in self.places:
                rows, found = self.places[term]
                rarity = math.log(1 + (count - len(rows) + 0.5) / (len(rows) + 0.5))
                norm = k1 * (1 - b + b * self.lengths[rows] / mean)
                scores[rows] += weight * rarity * (k1 + 1) * found / (found + norm)
        return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    arguments = parser.parse_args()
    with ExitStack() as opened:
        sets = {path.name: (load_beir(path), engine_over(path, opened)) for path in arguments.sets}
        print(f"| ranking | {' | '.join(sets)} | average |", f"|---{'|---' * (len(sets) + 1)}|", sep="\n")
        words = {name: _bm25(*found) for name, found in sets.items()}
        for k1, b in K1_AND_B:
            _row(f"BM25 alone, k1 {k1}, b {b}", [figures[k1, b] for figures in words.values()])
        features = {name: _features(*found) for name, found in sets.items()}
        for names in (("meaning", "words"), ("meaning", "words", "late"), tuple(FEATURES)):
            columns = [FEATURES.index(name) for name in names]
            figures = []
            for name, (beir, _) in sets.items():
                others = [(sets[other][0], features[other]) for other in sets if other != name]
                figures.append(_learned(beir, features[name], _fit(others, columns), columns))
            _row(f"learned on the other sets: {', '.join(names)}", figures)


def _row(name: str, figures: Sequence[float]) -> None:
    print(f"| {name} | {' | '.join(f'{figure:.2f}' for figure in [*figures, float(np.mean(figures))])} |", flush=True)


def _bm25(beir: BeirSet, engine: SearchEngine) -> dict[tuple[float, float], float]:
    """nDCG@10 of words alone for each pair of parameters."""
    store = engine.snapshot.store
    passages = store.passages(range(store.passage_count))
    titles = {document.id: engine.analyser.terms(document.title) for document in store.documents()}
    text = Field([engine.analyser.terms(passage.text) for passage in passages])
    title = Field([titles[passage.document_id] for passage in passages])
    figures = {}
    for k1, b in K1_AND_B:

        def rank(question: str, k1: float = k1, b: float = b) -> list[str]:
            terms = question_terms(engine.analyser, question)
            scores = text.scores(terms, k1, b) + TITLE_WEIGHT * title.scores(terms, 1.2, 0.75)
            best = np.argsort(-scores, kind="stable")
            return list(dict.fromkeys(passages[row].document_id for row in best if scores[row] > 0))[:100]

        figures[k1, b] = 100 * ranking_figures(beir, rank)["ndcg@10"]
    return figures


FEATURES = ("meaning", "words", "late", "phrases", "document", "cosine", "share of words")
Candidates = Mapping[str, tuple[Scores, list[str]]]
"""By question: features of its best candidates, `(k, len(FEATURES))`, and the document of each."""


def _features(beir: BeirSet, engine: SearchEngine) -> dict[str, tuple[Scores, list[str]]]:
    return {question: _of_question(engine, question) for question in beir.queries.values()}


def _of_question(engine: SearchEngine, question: str) -> tuple[Scores, list[str]]:
    store, analyser = engine.snapshot.store, engine.analyser
    terms = question_terms(analyser, question)
    found = engine.weigh(Query(question, mode=Mode.HYBRID), terms, engine.encoder.encode_query(question))
    top = slice(0, COMPARED)
    passages = store.passages(found.rows[top].tolist())
    pairs = phrases.term_pairs(analyser.tokens(question))
    held = phrases.phrase_shares(pairs, dict.fromkeys(terms, 1.0), [analyser.tokens(one.text) for one in passages])
    meaning = normalised(found.cosine, float(found.cosine.min(initial=1.0)))[top]
    words = normalised(found.words, 0.0)[top]
    late = normalised(found.late[top], float(found.late[top].min(initial=1.0)))
    order = np.argsort(-found.mixed[top], kind="stable")
    document = np.empty(len(passages))
    document[order] = document_evidence(found.mixed[top][order], store.document_numbers(found.rows[top][order]))
    columns = (meaning, words, late, held, document, found.cosine[top], np.sqrt(found.words[top]))
    return np.stack(columns, axis=1).astype(np.float64), [passage.document_id for passage in passages]


def _fit(sets: Sequence[tuple[BeirSet, Candidates]], columns: list[int]) -> Scores:
    """Weights of the features, every set counting the same."""
    from sklearn.linear_model import LogisticRegression

    rows, weights = [], []
    for beir, candidates in sets:
        for key, question in beir.queries.items():
            features, documents = candidates[question]
            right = np.array([beir.qrels[key].get(document, 0) > 0 for document in documents], dtype=np.bool_)
            if right.any() and not right.all():
                best = features[right][features[right][:, :3].sum(axis=1).argmax()]
                differences = (best - features[~right][:MOST_WRONG])[:, columns]
                rows.append(differences)
                weights += [1000 / len(differences) / len(beir.queries)] * len(differences)
    found = np.concatenate(rows)
    answers = np.repeat([1, 0], len(found))
    model = LogisticRegression(C=10.0, fit_intercept=False, max_iter=2000)
    return np.asarray(model.fit(np.concatenate([found, -found]), answers, sample_weight=weights * 2).coef_[0])


def _learned(beir: BeirSet, candidates: Candidates, weights: Scores, columns: list[int]) -> float:
    def rank(question: str) -> list[str]:
        features, documents = candidates[question]
        best = np.argsort(-(features[:, columns] @ weights), kind="stable")
        return list(dict.fromkeys(documents[place] for place in best))

    return 100 * ranking_figures(beir, rank)["ndcg@10"]


if __name__ == "__main__":
    main()
