"""Marking the words that match the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelle import load_analyser
from service.marks import Mark, marks_of

ANALYSER = load_analyser()
WORDS = (
    "Bürger",
    "Bürgerinnen",
    "Räte",
    "Rat",
    "der",
    "Straße",
    "STRASSE",
    "Ehren\u00adamt",
    "u\u0308ber",
    "2024",
    "𝕽at",
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=30).map(" ".join)


def marks_in(text: str, question: str) -> tuple[Mark, ...]:
    [tokens] = ANALYSER.tokens_among([text], set(ANALYSER.terms(question)))
    return marks_of(tokens)


@given(TEXTS, TEXTS)
def test_marks_lie_inside_the_text_ascend_and_do_not_overlap(text: str, question: str) -> None:
    places = [place for mark in marks_in(text, question) for place in mark]
    assert places == sorted(set(places))
    assert all(0 <= place <= len(text) for place in places)


@given(TEXTS, TEXTS)
def test_what_is_marked_is_a_word_of_the_question_and_every_such_word_is_marked(text: str, question: str) -> None:
    terms = set(ANALYSER.terms(question))
    [found] = ANALYSER.tokens_among([text], terms)
    marks = marks_of(found)
    assert set(marks) <= {(token.start, token.end) for token in found}
    assert all(any(start <= token.start < end for start, end in marks) for token in found)


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        ("Die Räte tagen; der Rat berät.", "Rat", ["Räte", "Rat"]),
        ("Bürgerinnen und Bürger", "bürgern", ["Bürgerinnen", "Bürger"]),
        ("In der Ehren\u00adamts\u00adförderung", "Ehrenamtsförderung", ["Ehren\u00adamts\u00adförderung"]),
        ("Die STRASSE, die Straße.", "strasse", ["STRASSE", "Straße"]),
        ("Mu\u0308ll und Müll", "Müll", ["Mu\u0308ll", "Müll"]),
        ("Der Rat und der Rat", "der und", []),
        ("𝕬𝕭 vor dem Rat", "Rat", ["Rat"]),
        ("Rat", "Wald", []),
        ("", "Rat", []),
    ],
)
def test_exactly_the_words_of_the_question_are_marked(text: str, question: str, words: list[str]) -> None:
    marks = marks_in(text, question)
    assert [text[start:end] for start, end in marks] == words
