"""Marks by meaning, in passages that hold hardly a word of the question."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.build import build_index
from modelle import Encoder, load_analyser, load_encoder
from service.alignment import FEW_MARKS, MeaningMarker
from service.live import open_engine
from service.marks import marks_of
from service.mode import Mode
from service.query import Query
from service.reading import PassageReader
from service.search import SearchEngine
from tests.service.conftest import Paper, Part, read_papers

EngineOf = Callable[..., SearchEngine]

WORDS = (
    "Müll",
    "Abfall",
    "Kita",
    "Kindertagesstätte",
    "der",
    "und",
    "Arzt",
    "Mediziner",
    "Montag",
    "Rathaus",
    "Abfall-",
    "Mu\u0308ll",
    "𝕽at",
    "Ehren\u00adamt",
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), min_size=1, max_size=20).map(" ".join)


def marked(engine: SearchEngine, question: str, mode: Mode = Mode.HYBRID) -> list[str]:
    [hit] = engine.search(Query(question, mode=mode)).hits
    return [hit.passage.text[start:end] for start, end in hit.marks]


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        ("Der Müll wird am Montag geholt.", "Wohin mit dem Abfall?", ["Müll"]),
        ("Im Rathaus steht, wann der Müll geholt wird.", "Abfall im Rathaus", ["Rathaus", "Müll"]),
        ("Das Krankenhaus liegt am Fluss.", "Wo gibt es Kliniken?", ["Krankenhaus"]),
        ("Müllwagen und Sondermüll", "Wohin mit dem Abfall?", []),
        ("Müll-Tonnen stehen vor dem Haus.", "Wohin mit dem Abfall?", []),
        ("Der Abfall und der Müll.", "Wohin mit dem Abfall?", ["Abfall"]),
        ("Abfall im Rathaus, Abfall im Haus, Müll.", "Kliniken und Abfall", ["Abfall", "Abfall"]),
        ("Der Wald wächst.", "Wohin mit dem Abfall?", []),
    ],
)
def test_whole_words_near_a_word_that_is_missing_are_marked(
    engine_of: EngineOf, encoder: Encoder, text: str, question: str, words: list[str]
) -> None:
    assert marked(engine_of({"a": text}, encoder=encoder), question) == words


def test_whoever_asks_for_words_alone_gets_words_alone(engine_of: EngineOf, encoder: Encoder) -> None:
    engine = engine_of({"a": "Im Rathaus steht, wann der Müll geholt wird."}, encoder=encoder)
    assert marked(engine, "Abfall im Rathaus", Mode.LEXICAL) == ["Rathaus"]


def test_a_model_without_token_vectors_marks_words_alone(engine_of: EngineOf) -> None:
    assert marked(engine_of({"a": "Das Auto hält im Rathaus."}), "Wagen im Rathaus") == ["Rathaus"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    folder = tmp_path_factory.mktemp("index")
    texts = [" ".join(WORDS), "Der Mu\u0308ll im Ehren\u00adamt", "Kita am Rathaus 𝕽at und Arzt", "Montag!"]
    papers = [Paper(str(number), "-", (Part(text),)) for number, text in enumerate(texts)]
    build_index(folder, papers, read_papers, load_encoder(), load_analyser())
    return open_engine(folder)


@given(TEXTS)
def test_marks_lie_in_the_passage_ascend_do_not_overlap_and_hold_those_by_words(
    engine: SearchEngine, question: str
) -> None:
    assert engine.late is not None
    rows = list(range(4))
    reads = PassageReader(engine.snapshot.store, engine.analyser, set(engine.analyser.terms(question))).read(rows)
    for read, marks in zip(
        reads, MeaningMarker.of(question, engine.analyser, engine.late).marks(rows, reads), strict=True
    ):
        places = [place for mark in marks for place in mark]
        assert places == sorted(set(places))
        assert all(0 <= place <= len(read.passage.text) for place in places)
        by_words = marks_of(read.tokens)
        assert set(by_words) <= set(marks)
        assert len(by_words) <= FEW_MARKS or marks == by_words
        for start, end in set(marks) - set(by_words):
            assert read.passage.text[start:end].isalpha()
            assert engine.analyser.terms(read.passage.text[start:end])
