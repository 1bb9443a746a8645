"""Fits relevance on development sets and writes `service/data/kalibrierung.json`.

    python -m benchmarks.calibrate ../shared/data/dev/xquad_de ../shared/data/dev/omosqa_de_dev \
        ../shared/data/dev/karlsruhe_anfragen_dev [--model NAME ...] [--dry-run]

The first hits of each set's own questions are right where their document is judged to answer; those of the other sets'
questions are wrong. Every set counts the same, and in it own and foreign questions. Below `possible` nothing is said to
be found: it is the median over the sets of the relevance that all but 4 % of a set's own questions reach. Printed for
every pair of sets: what the shipped fit gives, and what a fit gives that never saw the set which is asked.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from indexer import open_snapshot
from indexer.build import build_index
from korpus.texts import TextSource, read_texts
from modelle import DEFAULT_MODEL, load_analyser, load_encoder
from service import calibration
from service.calibration import Calibration
from service.evaluate import BeirSet, load_beir
from service.judging import auroc
from service.mode import Mode
from service.query import Query
from service.search import SearchEngine

MOST_QUESTIONS = 400
"""Of each set, drawn with a fixed seed."""
OWN_NONE = 0.04
GOOD = 0.5


@dataclass(frozen=True, slots=True)
class First:
    """The first hit's evidence, all 0 where there is none, and whether it answers the question."""

    cosine: float
    words: float
    late: float
    right: bool


Asked = Mapping[str, Mapping[str, Sequence[First]]]
"""Set that was asked, set that the questions are from."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--model", action="append", help="model's name, the shipped one by default; may be repeated")
    parser.add_argument("--dry-run", action="store_true", help="only print")
    arguments = parser.parse_args()
    sets = {path.name: load_beir(path) for path in arguments.sets}
    values = json.loads(calibration._DATA.read_text("utf-8"))
    for model in arguments.model or [DEFAULT_MODEL]:
        for name, mode in ((model, Mode.HYBRID), ("*", Mode.LEXICAL)):
            if name == "*" and model != DEFAULT_MODEL:
                continue
            asked = {key: _asked(key, sets, model, mode) for key in sets}
            fitted = _fit(asked, list(asked), words_alone=name == "*")
            values[name] = asdict(fitted)
            print(f"\n{name}: {json.dumps(values[name])}")
            _print_pairs(asked, fitted, words_alone=name == "*")
    if not arguments.dry_run:
        lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(fitted)}" for name, fitted in sorted(values.items()))
        calibration._DATA.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _asked(corpus: str, sets: Mapping[str, BeirSet], model: str, mode: Mode) -> dict[str, list[First]]:
    """The questions of every set asked of one set's corpus."""
    with _engine(sets[corpus], model) as engine:
        return {name: [_first(engine, sets, corpus, name, mode, key) for key in _drawn(sets[name])] for name in sets}


def _drawn(beir: BeirSet) -> list[str]:
    keys = list(beir.queries)
    return random.Random(1).sample(keys, min(MOST_QUESTIONS, len(keys)))


def _first(engine: SearchEngine, sets: Mapping[str, BeirSet], corpus: str, name: str, mode: Mode, key: str) -> First:
    hits = engine.search(Query(sets[name].queries[key], limit=1, mode=mode, explain=True)).hits
    why = hits[0].explanation if hits else None
    if why is None:
        return First(0.0, 0.0, 0.0, False)
    right = name == corpus and sets[name].qrels[key].get(hits[0].document.id, 0) > 0
    return First(why.cosine, why.words_share, why.late, right)


@contextmanager
def _engine(beir: BeirSet, model: str) -> Iterator[SearchEngine]:
    encoder, analyser = load_encoder(model), load_analyser()
    sources = [TextSource(key, title, text) for key, (title, text) in beir.corpus.items()]
    with tempfile.TemporaryDirectory(prefix="fundstelle-") as folder:
        build_index(Path(folder), sources, read_texts, encoder, analyser)
        with open_snapshot(Path(folder), encoder.contract, analyser.contract) as snapshot:
            yield SearchEngine.of(snapshot, encoder, analyser)


def _fit(asked: Asked, corpora: Sequence[str], *, words_alone: bool) -> Calibration:
    """Fits on the questions asked of `corpora`, by their own sets and by each other's."""
    from sklearn.linear_model import LogisticRegression

    rows, right, weights = [], [], []
    for corpus in corpora:
        for name in corpora:
            found = asked[corpus][name]
            share = 1.0 if name == corpus else 1.0 / max(len(corpora) - 1, 1)
            rows += [[one.cosine, np.sqrt(one.words), one.late] for one in found]
            right += [one.right for one in found]
            weights += [1000 * share / len(found)] * len(found)
    features = np.array(rows)
    if words_alone:
        features[:, [0, 2]] = 0.0
    model = LogisticRegression(C=10.0, max_iter=2000).fit(features, right, sample_weight=weights)
    intercept = float(model.intercept_[0])
    cosine, words, late = (float(value) for value in model.coef_[0])
    unbounded = Calibration(round(intercept, 3), round(cosine, 3), round(words, 3), round(late, 3), 0.0, GOOD)
    least = [np.quantile(_relevances(unbounded, asked[corpus][corpus]), OWN_NONE) for corpus in corpora]
    values = asdict(unbounded) | {"possible": int(1000 * np.median(least)) / 1000}
    return Calibration(**values)


def _relevances(fitted: Calibration, found: Sequence[First]) -> list[float]:
    return [fitted.relevance(one.cosine, one.words, one.late) for one in found]


def _print_pairs(asked: Asked, fitted: Calibration, *, words_alone: bool) -> None:
    print("| asked | own none | questions from | AUROC | foreign none | AUROC, unseen | foreign none, unseen |")
    print("|---|---|---|---|---|---|---|")
    for corpus in asked:
        others = [name for name in asked if name != corpus]
        unseen = _fit(asked, others, words_alone=words_alone) if len(others) > 1 else fitted
        own = _relevances(fitted, asked[corpus][corpus])
        own_unseen = _relevances(unseen, asked[corpus][corpus])
        for name in others:
            foreign = _relevances(fitted, asked[corpus][name])
            foreign_unseen = _relevances(unseen, asked[corpus][name])
            print(
                f"| {corpus} | {_below(own, fitted):.1f} % | {name} | {auroc(own, foreign):.3f}"
                f" | {_below(foreign, fitted):.1f} % | {auroc(own_unseen, foreign_unseen):.3f}"
                f" | {_below(foreign_unseen, unseen):.1f} % |"
            )


def _below(relevances: Sequence[float], fitted: Calibration) -> float:
    return 100 * float(np.mean(np.array(relevances) < fitted.possible))


if __name__ == "__main__":
    main()
