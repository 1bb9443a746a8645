"""Typing errors in words that the index does not hold."""

from collections.abc import Callable

import pytest

from modelle import Encoder, load_analyser
from service.query import Query
from service.search import SearchEngine
from service.spelling import corrected, distance

TEXTS = {
    "amt": "Die Integrationsbeauftragte des Kreises berät Vereine zur Förderung im Ehrenamt.",
    "bad": "Das Freibad öffnet im Mai. Die Integrationsbeauftragte lädt ein.",
}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("rat", "rat", 0), ("rat", "rad", 1), ("verien", "verein", 1), ("abc", "cab", 2), ("a", "abcd", 3), ("", "", 0)],
)
def test_letters_put_in_left_out_replaced_or_exchanged_count(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Wer ist die Integrationsbeuaftragte?", "Wer ist die Integrationsbeauftragte?"),
        ("integrationsbeauftrage freibat", "integrationsbeauftragte freibad"),
        ("Förderugn der Vereine", "Förderung der Vereine"),
        ("Wann öffnet das Freibad?", None),
        ("Raumfahrtprogramm", None),
        ("Freibar", None),
        ("Mei", None),
        ("Frei-bat 2024", None),
        ("", None),
    ],
)
def test_an_unknown_word_becomes_the_nearest_known_one(
    engine_of: Callable[..., SearchEngine], question: str, expected: str | None
) -> None:
    assert (
        corrected(question, load_analyser(), engine_of(TEXTS).snapshot.store, lambda word: word == "Freibar")
        == expected
    )


def test_a_verbs_form_is_no_slip_of_its_stem(engine_of: Callable[..., SearchEngine]) -> None:
    store = engine_of({"amt": "Wir back gern Kuchen. Ein Koch kocht Suppe; kocht er viel?"}).snapshot.store
    for question in ("Wie backt man Brot?", "Sie backte Brot", "Backst du?"):
        assert corrected(question, load_analyser(), store, lambda _: False) is None, question


def test_the_answer_says_what_was_searched_for(engine_of: Callable[..., SearchEngine], encoder: Encoder) -> None:
    engine = engine_of(TEXTS, encoder=encoder)
    result = engine.search(Query("Freibat", spelling=True))
    assert (result.query, result.searched, result.hits[0].document.id) == ("Freibat", "Freibad", "bad")
    assert TEXTS["bad"][slice(*result.hits[0].marks[0])] == "Freibad"
    assert engine.search(Query("Freibat")).searched is None


def test_a_german_word_that_the_index_lacks_is_no_error(
    engine_of: Callable[..., SearchEngine], encoder: Encoder
) -> None:
    engine = engine_of({"amt": "Wer Ehrenamtliche gewinnt, gewinnt viel. Die Schulhöfe sind offen."}, encoder=encoder)
    for question in ("Ehrenamtliche gewinnen", "Schulhaus", "Jugendtreff"):
        assert engine.search(Query(question, spelling=True)).searched is None
