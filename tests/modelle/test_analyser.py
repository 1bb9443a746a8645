"""The German analyser."""

import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelle import Token, load_analyser

ANALYSER = load_analyser()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Integrationsräte", "Integrationsrat"),
        ("Häuser", "Hauses"),
        ("Straße", "STRASSE"),
        ("Bürgerinnen", "Bürger"),
        ("Buerger", "Bürger"),
        ("Förderung", "FÖRDERUNGEN"),
        ("Inte\u00adgration", "Integration"),
        (unicodedata.normalize("NFD", "Öffnung"), "Öffnung"),
    ],
)
def test_forms_of_one_word_are_one_term(one: str, other: str) -> None:
    assert ANALYSER.terms(one) == ANALYSER.terms(other) != []


def test_function_words_and_punctuation_are_left_out() -> None:
    assert ANALYSER.terms("Wie können wir das – und warum?") == []


def test_numbers_stay_findable() -> None:
    assert ANALYSER.terms("§ 25 Abs. 2 AufenthG, 2024") == ["25", "abs", "2", "aufenthg", "2024"]


def test_tokens_say_where_a_word_stands() -> None:
    assert ANALYSER.tokens("Die Räte der Stadt") == [Token("rat", 4, 8, 1), Token("stadt", 13, 18, 3)]


@given(st.text())
def test_tokens_and_terms_agree_and_lie_inside_the_text(text: str) -> None:
    tokens = ANALYSER.tokens(text)
    assert [token.term for token in tokens] == ANALYSER.terms(text)
    ends = 0
    for token in tokens:
        assert ends <= token.start < token.end <= len(text)
        ends = token.end


def test_threads_get_the_same_terms() -> None:
    analyser = load_analyser()
    words = [f"Wort{number}förderungen" for number in range(3000)]
    expected = ANALYSER.terms(" ".join(words))
    results: list[list[str]] = []
    threads = [threading.Thread(target=lambda: results.append(analyser.terms(" ".join(words)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_the_contract_names_the_analyser() -> None:
    contract = ANALYSER.contract
    assert (contract.name, contract.version) == ("fundstelle-deutsch", "1")
    assert contract == load_analyser().contract
