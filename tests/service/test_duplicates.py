"""Passages that say the same stand once in the answer."""

from collections.abc import Callable

from modelle import Encoder
from service.query import Query
from service.search import SearchEngine

EngineOf = Callable[..., SearchEngine]

MOTION = (
    "Die Verwaltung wird beauftragt, bis Herbst ein Konzept für den Ausbau der Radwege in der Innenstadt vorzustellen."
    " Dabei sind die Beiräte zu beteiligen, und die Kosten sind für jedes Jahr einzeln darzustellen."
)
OTHER = "Der Ausschuss lehnt neue Radwege ab, weil Mittel fehlen und die Straßen zu eng sind."


def named(engine: SearchEngine, **options: bool) -> list[tuple[str, list[str]]]:
    hits = engine.search(Query("Konzept für den Ausbau der Radwege", **options)).hits  # type: ignore[arg-type]
    return [(hit.document.id, [place.document.id for place in hit.also_in]) for hit in hits]


def test_a_passage_that_repeats_a_better_one_is_named_there(engine_of: EngineOf, encoder: Encoder) -> None:
    texts = {"protokoll": f"Der Rat berät. {MOTION}", "beschluss": f"{MOTION} Zugestimmt.", "brief": OTHER}
    engine = engine_of({"antrag": MOTION} | texts, encoder=encoder)
    found = named(engine)
    assert [len(places) for _, places in found] == [2, 0]
    assert found[1] == ("brief", [])
    first, others = found[0]
    assert {first, *others} == {"antrag", "protokoll", "beschluss"}
    assert engine.search(Query("Ausbau der Radwege")).total == 2


def test_all_stand_there_where_that_is_wanted(engine_of: EngineOf, encoder: Encoder) -> None:
    engine = engine_of({"antrag": MOTION, "protokoll": MOTION, "brief": OTHER}, encoder=encoder)
    assert [document for document, _ in named(engine, collapse=False)] == ["antrag", "protokoll", "brief"]


def test_a_page_continues_the_one_before(engine_of: EngineOf, encoder: Encoder) -> None:
    engine = engine_of({"antrag": MOTION, "protokoll": MOTION, "brief": OTHER}, encoder=encoder)
    whole = engine.search(Query("Ausbau der Radwege")).hits
    parts = [engine.search(Query("Ausbau der Radwege", limit=1, offset=offset)).hits for offset in (0, 1)]
    assert [hit.passage.id for part in parts for hit in part] == [hit.passage.id for hit in whole]
