"""The sentence that answers best, on 200 questions of the sample corpus with the sentence that answers them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer import Passage
from indexer.build import build_index
from korpus.discovery import discover
from korpus.reading import file_reader
from korpus.source import ReadLimits
from modelle import Encoder, load_analyser, load_encoder
from service.best_sentence import SentenceFinder
from service.live import open_engine
from service.query import Query
from service.reading import Read
from service.search import SearchEngine, question_terms

EngineOf = Callable[..., SearchEngine]

QUESTIONS = Path(__file__).parent / "data" / "antwortsaetze.jsonl"
_MOST = 0.6
"""So much of the quote's words must stand in the sentence that is pointed out: a quote may begin with a line above."""

TEXT = "Der Rat tagt im Mai. Der Eintritt in das Freibad kostet vier Euro. Kinder zahlen nichts. Hunde bleiben draußen."


@pytest.fixture
def sample_engine(tmp_path: Path, repository: Path) -> SearchEngine:
    """Over the sample corpus."""
    sources, _ = discover([repository / "korpus" / "beispiele" / "dokumente"])
    build_index(tmp_path, sources, file_reader(ReadLimits()), load_encoder(), load_analyser())
    return open_engine(tmp_path)


def words(text: str) -> set[str]:
    return set("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())


def held(quote: str, text: str) -> float:
    return len(words(quote) & words(text)) / len(words(quote))


def test_the_sentence_that_answers_is_given_with_each_hit(engine_of: EngineOf, encoder: Encoder) -> None:
    [hit] = engine_of({"bad": TEXT}, encoder=encoder).search(Query("Was kostet das Schwimmbad?", sentences=True)).hits
    assert hit.sentence is not None
    assert TEXT[slice(*hit.sentence)] == "Der Eintritt in das Freibad kostet vier Euro."


def test_one_sentence_alone_is_not_pointed_out(engine_of: EngineOf, encoder: Encoder) -> None:
    [hit] = (
        engine_of({"bad": "Der Eintritt in das Freibad kostet vier Euro."}, encoder=encoder)
        .search(Query("Freibad", sentences=True))
        .hits
    )
    assert hit.sentence is None


def test_a_line_above_the_text_is_no_part_of_its_first_sentence(engine_of: EngineOf, encoder: Encoder) -> None:
    text = "Merkblatt, Stand Mai 2023\nDer Eintritt in das Freibad kostet vier Euro. Hunde bleiben draußen."
    [hit] = engine_of({"bad": text}, encoder=encoder).search(Query("Was kostet das Freibad?", sentences=True)).hits
    assert hit.sentence is not None
    assert hit.passage.text[slice(*hit.sentence)] == "Der Eintritt in das Freibad kostet vier Euro."


@pytest.mark.parametrize(
    ("text", "question", "sentence"),
    [
        ("Freibad\nDer Eintritt kostet vier Euro. Hunde bleiben draußen.", "Freibad", "Der Eintritt kostet vier Euro."),
        ("Hunde bleiben draußen. Was kostet das Freibad? Vier Euro. Kinder zahlen nichts.", "Freibad", "Vier Euro."),
        ("Bad\nFreibad\nVier Euro. Hunde bleiben draußen.", "Freibad", "Vier Euro."),
        ("• Freibad\n• Hallenbad", "Hallenbad", "• Hallenbad"),
        ("• Freibad\n• Hallenbad", "Freibad", "• Freibad"),
        ("Bad | Preis\nFreibad | 4 Euro\nHallenbad | 5 Euro", "Freibad", "Freibad | 4 Euro"),
        ("Hunde bleiben draußen.\nFreibad", "Freibad", "Freibad"),
        ("Freibad\nHunde bleiben draußen.", "Freibad", None),
    ],
)
def test_a_heading_or_a_question_counts_for_the_sentence_after_it_and_is_never_the_answer(
    text: str, question: str, sentence: str | None
) -> None:
    analyser = load_analyser()
    read = Read(Passage("bad.0", "bad", 0, text, (), None, None, None), analyser.tokens(text))
    weights = dict.fromkeys(analyser.terms(question), 1.0)
    [found] = SentenceFinder(question, weights, np.zeros(3, np.float32), None).best([read])
    assert (None if found is None else text[slice(*found)].strip()) == sentence


def test_without_token_vectors_words_decide() -> None:
    read = Read(Passage("bad.0", "bad", 0, TEXT, (), None, None, None), load_analyser().tokens(TEXT))
    finder = SentenceFinder("Kinder", {"kind": 1.0}, np.zeros(3, np.float32), None)
    [sentence] = finder.best([read])
    assert sentence is not None
    assert TEXT[slice(*sentence)] == "Kinder zahlen nichts."
    assert SentenceFinder("Wahl", {"wahl": 1.0}, np.zeros(3, np.float32), None).best([read]) == [None]


@pytest.mark.slow
def test_the_right_sentence_is_found_in_four_of_five_answers(sample_engine: SearchEngine) -> None:
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert len(questions) == 200
    right = 0
    for row in questions:
        rows = sample_engine.snapshot.store.document_passages(row["document"])
        passage = max(rows, key=lambda one: held(row["quote"], one.text))
        terms = question_terms(sample_engine.analyser, row["question"])
        [tokens] = sample_engine.analyser.tokens_among([passage.text], terms.keys())
        vector = sample_engine.encoder.encode_query(row["question"])
        finder = sample_engine.sentence_finder(row["question"], terms, vector)
        [sentence] = finder.best([Read(passage, tokens)])
        right += sentence is not None and held(row["quote"], passage.text[slice(*sentence)]) >= _MOST
    sys.stdout.write(f"right sentence: {right} of {len(questions)}\n")
    assert right >= 0.8 * len(questions)
