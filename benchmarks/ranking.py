"""What each part of the ranking is worth: nDCG@10 on development sets, one table row for each variant.

    python -m benchmarks.ranking ../shared/data/dev/xquad_de ../shared/data/dev/omosqa_de_dev \
        ../shared/data/dev/karlsruhe_anfragen_dev [--only TEXT]
"""

import argparse
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from indexer import FieldWeights, open_snapshot
from indexer.build import build_index
from korpus.texts import TextSource, read_texts
from modelle import load_analyser, load_encoder
from service.evaluate import BeirSet, load_beir, ranking_figures
from service.late_interaction import LateInteraction
from service.mode import Mode
from service.query import Query
from service.search import SearchEngine

Variant = Callable[[SearchEngine], tuple[SearchEngine, Mode]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--only", default="", help="variants whose name holds this")
    arguments = parser.parse_args()
    chosen = {name: variant for name, variant in _variants().items() if arguments.only in name}
    with ExitStack() as opened:
        engines = {path.name: (load_beir(path), engine_over(path, opened)) for path in arguments.sets}
        print(f"| ranking | {' | '.join(engines)} | average |", f"|---{'|---' * (len(engines) + 1)}|", sep="\n")
        for name, variant in chosen.items():
            figures = [_ndcg(beir, *variant(engine)) for beir, engine in engines.values()]
            cells = " | ".join(f"{figure:.2f}" for figure in [*figures, sum(figures) / len(figures)])
            print(f"| {name} | {cells} |", flush=True)


def _variants() -> Mapping[str, Variant]:
    """By the name in the table; first what users can choose, then each stage alone and left out, then the weights."""
    made: dict[str, Variant] = {
        "lexical": lambda engine: (engine, Mode.LEXICAL),
        "dense": lambda engine: (engine, Mode.DENSE),
        "hybrid": lambda engine: (engine, Mode.HYBRID),
    }
    for mode in (Mode.LEXICAL, Mode.HYBRID):
        made |= _stages(mode)
    for weight in (0.0, 0.25, 0.5, 1.0):
        made[f"lexical, title and headings {weight}"] = lambda engine, weight=weight: (  # type: ignore[misc]
            _with_title(engine, weight),
            Mode.LEXICAL,
        )
    for weight in (0.05, 0.1, 0.15, 0.2):
        made[f"weight of phrases {weight}"] = lambda engine, weight=weight: (  # type: ignore[misc]
            replace(engine, phrase_weight=weight),
            Mode.HYBRID,
        )
        made[f"weight of the document {weight}"] = lambda engine, weight=weight: (  # type: ignore[misc]
            replace(engine, document_weight=weight),
            Mode.HYBRID,
        )
    for weight in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        made[f"weight of meaning {weight}"] = lambda engine, weight=weight: (  # type: ignore[misc]
            replace(engine, dense_weight=weight),
            Mode.HYBRID,
        )
    for weight in (0.1, 0.2, 0.25, 0.3, 0.4, 0.5):
        made[f"weight of late interaction {weight}"] = lambda engine, weight=weight: (  # type: ignore[misc]
            replace(engine, late_weight=weight),
            Mode.HYBRID,
        )
    for length, rarity in ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (2.0, 0.5), (2.0, 1.0), (3.0, 1.0)):
        made[f"token weight length^{length:.0f} * idf^{rarity}"] = lambda engine, powers=(length, rarity): (  # type: ignore[misc]
            replace(engine, late=_weighing(engine, *powers)),
            Mode.HYBRID,
        )
    return made


def _stages(mode: Mode) -> dict[str, Variant]:
    """None of the stages after the mix, each alone, and each left out."""
    off = {"late_weight": 0.0, "phrase_weight": 0.0, "document_weight": 0.0}
    stages = {"late interaction": "late_weight", "phrases": "phrase_weight", "document": "document_weight"}
    if mode is Mode.LEXICAL:
        del stages["late interaction"]  # it compares meanings
    changed = {f"{mode}, no stage after the mix": off}
    changed |= {f"{mode}, only {name}": {key: 0.0 for key in off if key != weight} for name, weight in stages.items()}
    changed |= {f"{mode}, without {name}": {weight: 0.0} for name, weight in stages.items()}
    return {
        name: lambda engine, weights=weights: (replace(engine, **weights), mode)  # type: ignore[misc]
        for name, weights in changed.items()
    }


def _with_title(engine: SearchEngine, weight: float) -> SearchEngine:
    model, analyser = engine.encoder.contract, engine.analyser.contract
    snapshot = open_snapshot(engine.snapshot.index_dir, model, analyser, weights=FieldWeights(title=weight))
    return replace(engine, snapshot=snapshot)


def _weighing(engine: SearchEngine, length: float, rarity: float) -> LateInteraction | None:
    return replace(engine.late, length_power=length, rarity_power=rarity) if engine.late is not None else None


def engine_over(path: Path, opened: ExitStack) -> SearchEngine:
    """An engine over a set's corpus, closed and deleted with `opened`."""
    encoder, analyser = load_encoder(), load_analyser()
    folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="fundstelle-")))
    sources = [TextSource(key, title, text) for key, (title, text) in load_beir(path).corpus.items()]
    build_index(folder, sources, read_texts, encoder, analyser)
    snapshot = opened.enter_context(open_snapshot(folder, encoder.contract, analyser.contract))
    return SearchEngine.of(snapshot, encoder, analyser)


def _ndcg(beir: BeirSet, engine: SearchEngine, mode: Mode) -> float:
    def rank(question: str) -> list[str]:
        return [
            hit.document.id for hit in engine.search(Query(question, mode=mode, per_document=1, collapse=False)).hits
        ]

    return 100 * ranking_figures(beir, rank)["ndcg@10"]


if __name__ == "__main__":
    main()
