"""Passages that say the same stand once in the answer."""

from pathlib import Path

from indexer.build import build_index
from korpus.texts import TextSource, read_texts
from modelle import load_analyser, load_encoder
from service.live import open_engine
from service.search import Query, SearchEngine

MOTION = (
    "Die Verwaltung wird beauftragt, bis Herbst ein Konzept für den Ausbau der Radwege in der Innenstadt vorzustellen."
    " Dabei sind die Beiräte zu beteiligen, und die Kosten sind für jedes Jahr einzeln darzustellen."
)
OTHER = "Der Ausschuss lehnt neue Radwege ab, weil Mittel fehlen und die Straßen zu eng sind."


def engine_of(folder: Path, **texts: str) -> SearchEngine:
    sources = [TextSource(name, name.capitalize(), text) for name, text in texts.items()]
    build_index(folder, sources, read_texts, load_encoder(), load_analyser())
    return open_engine(folder)


def named(engine: SearchEngine, **options: bool) -> list[tuple[str, list[str]]]:
    hits = engine.search(Query("Konzept für den Ausbau der Radwege", **options)).hits  # type: ignore[arg-type]
    return [(hit.document.id, [place.document.id for place in hit.also_in]) for hit in hits]


def test_a_passage_that_repeats_a_better_one_is_named_there(tmp_path: Path) -> None:
    engine = engine_of(
        tmp_path, antrag=MOTION, protokoll=f"Der Rat berät. {MOTION}", beschluss=f"{MOTION} Zugestimmt.", brief=OTHER
    )
    found = named(engine)
    assert [len(places) for _, places in found] == [2, 0]
    assert found[1] == ("brief", [])
    first, others = found[0]
    assert {first, *others} == {"antrag", "protokoll", "beschluss"}
    assert engine.search(Query("Ausbau der Radwege")).total == 2


def test_all_stand_there_where_that_is_wanted(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, antrag=MOTION, protokoll=MOTION, brief=OTHER)
    assert [document for document, _ in named(engine, collapse=False)] == ["antrag", "protokoll", "brief"]


def test_a_page_continues_the_one_before(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, antrag=MOTION, protokoll=MOTION, brief=OTHER)
    whole = engine.search(Query("Ausbau der Radwege")).hits
    parts = [engine.search(Query("Ausbau der Radwege", limit=1, offset=offset)).hits for offset in (0, 1)]
    assert [hit.passage.id for part in parts for hit in part] == [hit.passage.id for hit in whole]
