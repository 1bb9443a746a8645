"""Figures against values computed by hand."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from service.evaluate import (
    Answer,
    BeirSet,
    CitedQuestion,
    EvaluationError,
    is_right,
    load_beir,
    load_questions,
    question_figures,
    ranking_figures,
)

DOCUMENTS = [f"d{number}" for number in range(200)]


def beir(**judged: dict[str, int]) -> BeirSet:
    """A set in which each question's text is its id."""
    return BeirSet(dict.fromkeys(DOCUMENTS, ("", "Text")), {key: key for key in judged}, judged)


def figures(judged: BeirSet, rankings: dict[str, list[str]]) -> dict[str, float]:
    found = ranking_figures(judged, lambda question: rankings[question])
    del found["queries_per_second"]
    return found


def test_a_ranking_with_the_right_document_first_is_perfect() -> None:
    assert figures(beir(a={"d1": 1}), {"a": ["d1", "d2"]}) == {
        "ndcg@10": 1.0,
        "recall@10": 1.0,
        "recall@100": 1.0,
        "mrr@10": 1.0,
    }


def test_the_right_document_in_third_place_counts_by_its_place() -> None:
    found = figures(beir(a={"d3": 1}), {"a": ["d1", "d2", "d3"]})
    assert found == pytest.approx(
        {"ndcg@10": 1 / math.log2(4), "recall@10": 1.0, "recall@100": 1.0, "mrr@10": 1 / 3}, abs=1e-6
    )


def test_grades_count_in_ndcg() -> None:
    found = figures(beir(a={"d1": 1, "d2": 3}), {"a": ["d1", "d2"]})
    ideal = 3 + 1 / math.log2(3)
    assert found["ndcg@10"] == pytest.approx((1 + 3 / math.log2(3)) / ideal, abs=1e-6)


def test_beyond_the_tenth_place_only_recall_at_100_counts() -> None:
    ranking = [*DOCUMENTS[50:60], "d1"]
    assert figures(beir(a={"d1": 1, "d2": 1}), {"a": ranking}) == {
        "ndcg@10": 0.0,
        "recall@10": 0.0,
        "recall@100": 0.5,
        "mrr@10": 0.0,
    }


def test_the_figures_are_means_over_all_questions_also_those_that_found_nothing() -> None:
    found = figures(beir(a={"d1": 1}, b={"d1": 1}), {"a": ["d1"], "b": []})
    assert found == {"ndcg@10": 0.5, "recall@10": 0.5, "recall@100": 0.5, "mrr@10": 0.5}


def test_where_no_question_finds_anything_all_figures_are_zero() -> None:
    assert set(figures(beir(a={"d1": 1}), {"a": []}).values()) == {0.0}


def test_every_question_is_asked_once_and_reported() -> None:
    asked: list[str] = []
    steps: list[None] = []

    def rank(question: str) -> list[str]:
        asked.append(question)
        return []

    found = ranking_figures(beir(a={"d1": 1}, b={"d2": 1}), rank, lambda: steps.append(None))
    assert (asked, len(steps)) == (["a", "b"], 2)
    assert found["queries_per_second"] > 0


@pytest.fixture
def beir_folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes a BEIR folder."""

    def write(
        corpus: str = '{"_id": "d1", "title": null, "text": "Der Rat tagt."}\n\n{"_id": 2, "text": "Der Wald."}',
        queries: str = '{"_id": "q1", "text": "Rat?"}\n{"_id": "q2", "text": "Wald?"}\n',
        qrels: str | None = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq9\td1\t1\n",
    ) -> Path:
        (tmp_path / "qrels").mkdir()
        (tmp_path / "corpus.jsonl").write_text(corpus, encoding="utf-8")
        (tmp_path / "queries.jsonl").write_text(queries, encoding="utf-8")
        if qrels is not None:
            (tmp_path / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
        return tmp_path

    return write


def test_a_beir_folder_is_read_with_the_questions_that_have_a_judgement(beir_folder: Callable[..., Path]) -> None:
    assert load_beir(beir_folder()) == BeirSet(
        {"d1": ("", "Der Rat tagt."), "2": ("", "Der Wald.")}, {"q1": "Rat?"}, {"q1": {"d1": 1}, "q9": {"d1": 1}}
    )


def test_a_line_may_hold_what_other_programs_take_for_line_ends(beir_folder: Callable[..., Path]) -> None:
    corpus = '{"_id": "d1", "text": "a\u2028b\u0085c"}\r\n'
    qrels = 'query-id\tcorpus-id\tscore\r\nq1\t"d1\t1\r\n'
    read = load_beir(beir_folder(corpus=corpus, qrels=qrels))
    assert read.corpus == {"d1": ("", "a\u2028b\u0085c")}
    assert read.qrels == {"q1": {'"d1': 1}}


LINE = "; erwartet wird ein JSON-Objekt mit „_id“ und „text“."


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"corpus": "[1]"}, "In „{}/corpus.jsonl“ ist Zeile 1 nicht lesbar" + LINE),
        ({"corpus": '{"_id": "a", "text": "b"}\n{"_id": "c"}'}, "In „{}/corpus.jsonl“ ist Zeile 2 nicht lesbar" + LINE),
        ({"queries": '"Rat?"'}, "In „{}/queries.jsonl“ ist Zeile 1 nicht lesbar" + LINE),
        ({"queries": "\n\nRat?"}, "In „{}/queries.jsonl“ ist Zeile 3 nicht lesbar" + LINE),
        ({"qrels": None}, "Die Datei „{}/qrels/test.tsv“ fehlt; bitte die Schreibweise prüfen."),
        (
            {"qrels": "query-id\tcorpus-id\tscore\nq1\td1\tgut\n"},
            "In „{}/qrels/test.tsv“ ist Zeile 2 nicht lesbar; erwartet werden query-id, corpus-id und score,"
            " durch Tabulatoren getrennt und mit diesen Namen in der ersten Zeile.",
        ),
        (
            {"qrels": "q1 0 d1 1\nq1 0 d2 1\n"},
            "In „{}/qrels/test.tsv“ ist Zeile 2 nicht lesbar; erwartet werden query-id, corpus-id und score,"
            " durch Tabulatoren getrennt und mit diesen Namen in der ersten Zeile.",
        ),
        ({"queries": ""}, "Die Fragensammlung „{}“ enthält keine Fragen mit bewerteten Dokumenten."),
        ({"corpus": ""}, "Die Fragensammlung „{}“ enthält keine Fragen mit bewerteten Dokumenten."),
    ],
)
def test_a_beir_folder_that_cannot_be_used_says_where_and_why(
    beir_folder: Callable[..., Path], files: dict[str, str | None], sentence: str
) -> None:
    folder = beir_folder(**files)
    with pytest.raises(EvaluationError) as refused:
        load_beir(folder)
    assert str(refused.value) == sentence.format(folder)


def test_a_file_that_is_no_text_is_named(beir_folder: Callable[..., Path]) -> None:
    folder = beir_folder()
    (folder / "corpus.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvaluationError) as refused:
        load_beir(folder)
    assert str(refused.value) == f"Die Datei „{folder}/corpus.jsonl“ ist keine lesbare Textdatei in UTF-8."


def cited(type_: str = "verbatim", document: str | None = "d1", page: int | None = 3, quote: str | None = "Der Rat"):
    return CitedQuestion("f1", "Frage", type_, document, page, quote)


def answer(document: str = "d1", first: int | None = 3, last: int | None = 3, text: str = "Der Rat tagt.") -> Answer:
    return Answer(document, first, last, text, 0.5)


@pytest.mark.parametrize(
    ("question", "given", "right"),
    [
        (cited(), answer(), True),
        (cited(), answer(document="d2"), False),
        (cited(), answer(first=1, last=2), False),
        (cited(), answer(first=2, last=4), True),
        (cited(), answer(first=3, last=None), True),
        (cited(), answer(first=None, last=None), True),
        (cited(page=None), answer(first=9, last=9), True),
        (cited(), answer(text="Der Wald wächst."), False),
        (cited(quote="DER RAT,\n tagt!"), answer(), True),
        (cited(quote="eins zwei drei vier fünf"), answer(text="eins zwei drei vier"), True),
        (cited(quote="eins zwei drei vier fünf"), answer(text="eins zwei drei"), False),
        (cited(quote="…"), answer(), False),
        (cited(quote=None), answer(), False),
    ],
)
def test_an_answer_is_right_where_document_page_and_words_are_the_cited_ones(
    question: CitedQuestion, given: Answer, right: bool
) -> None:
    assert is_right(question, given) is right


def test_figures_of_cited_questions_are_given_for_each_type() -> None:
    wrong, right = answer(document="d2"), answer()
    rankings = {"a": [right], "b": [wrong, right], "c": [wrong] * 3 + [right], "d": [], "e": [wrong], "f": []}
    asked = [CitedQuestion(key, key, "verbatim", "d1", 3, "Der Rat") for key in "abcd"]
    asked += [CitedQuestion(key, key, "unanswerable", None, None, None) for key in "ef"]
    assert question_figures(asked, lambda question: rankings[question]) == {
        "unanswerable": {"count": 2, "median_relevance": 0.25},
        "verbatim": {
            "count": 4,
            "first": 0.25,
            "in_first_three": 0.5,
            "document_first": 0.25,
            "mrr@10": pytest.approx((1 + 1 / 2 + 1 / 4) / 4),
            "median_relevance": 0.5,
        },
    }


def test_the_eleventh_answer_does_not_count() -> None:
    ranking = [answer(document="d2")] * 10 + [answer()]
    assert question_figures([cited()], lambda _: ranking)["verbatim"]["mrr@10"] == 0.0


def test_questions_are_read_with_what_their_lines_hold(tmp_path: Path) -> None:
    path = tmp_path / "fragen.jsonl"
    path.write_text(
        '{"id": "f1", "question": "Wann?", "type": "verbatim", "document": "d1", "page": 2, "quote": "Am Montag"}\n'
        '{"id": "f2", "question": "Wo?", "type": "unanswerable", "document": null, "note": "ohne Antwort"}\n',
        encoding="utf-8",
    )
    assert load_questions(path) == [
        CitedQuestion("f1", "Wann?", "verbatim", "d1", 2, "Am Montag"),
        CitedQuestion("f2", "Wo?", "unanswerable", None, None, None),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Die Datei „{}“ fehlt; bitte die Schreibweise prüfen."),
        ("\n", "Die Fragendatei „{}“ enthält keine Frage."),
        (
            '{"id": "f1", "question": "Wann?"}',
            "In „{}“ ist Zeile 1 nicht lesbar; erwartet wird ein JSON-Objekt mit „id“ und „question“ und „type“.",
        ),
    ],
)
def test_questions_that_cannot_be_used_say_where_and_why(tmp_path: Path, content: str | None, sentence: str) -> None:
    path = tmp_path / "fragen.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError) as refused:
        load_questions(path)
    assert str(refused.value) == sentence.format(path)
