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
    assert ANALYSER.terms("§ 25 Abs. 2 AufenthG, 2024") == ["§25", "25", "abs", "2", "aufenthg", "2024"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("1.3.2024", "01.03.2024"),
        ("10000 Euro", "10.000 Euro"),
        ("§25a", "§ 25a"),
        ("Kita-Ausbau", "KiTa-Ausbau"),
        ("Kita\u2011Ausbau", "KiTa-Ausbau"),
    ],
)
def test_numbers_and_hyphens_are_found_however_they_are_typed(typed: str, written: str) -> None:
    assert ANALYSER.terms(typed) == ANALYSER.terms(written)


@pytest.mark.parametrize(("typed", "written"), [("U25", "U-25"), ("Email", "E-Mail"), ("Kitaausbau", "KiTa-Ausbau")])
def test_a_hyphenated_word_is_found_in_one_piece_and_in_its_pieces(typed: str, written: str) -> None:
    whole = ANALYSER.tokens(written)[0]
    assert whole == Token(ANALYSER.terms(typed)[0], 0, len(written), 0)
    assert set(ANALYSER.terms(written)) >= set(ANALYSER.terms(written.replace("-", " ")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Aus- und Weiterbildung", ["Ausbildung", "Weiterbildung"]),
        ("Aus-, Fort- und Weiterbildung", ["Ausbildung", "Fortbildung", "Weiterbildung"]),
        ("Kinder- und Jugendhilfe", ["Kinderhilfe", "Jugendhilfe"]),
        ("Kinder- bzw. Jugendhilfe", ["Kinderhilfe", "Jugendhilfe"]),
        ("Kinder- und\nJugendhilfe", ["Kinderhilfe", "Jugendhilfe"]),
        ("An- und Abmeldung", ["Anmeldung", "Abmeldung"]),
        ("Stadtplanung und -entwicklung", ["Stadtplanung", "Stadtentwicklung"]),
    ],
)
def test_an_ellipsis_is_found_by_every_full_word(text: str, words: list[str]) -> None:
    found = {token.term: token for token in ANALYSER.tokens(text)}
    for word in words:
        token = found[ANALYSER.terms(word)[0]]
        assert token.weight == 1.0
        assert text[token.start : token.end].lower() in word.lower()


def test_the_parts_of_a_compound_stand_at_its_place_and_count_for_less() -> None:
    text = "Der Radwegeausbau"
    assert [(t.term, text[t.start : t.end], t.position, t.weight) for t in ANALYSER.tokens(text)] == [
        ("radwegeausbau", "Radwegeausbau", 1, 1.0),
        ("radweg", "Radwege", 1, 0.7),
        ("ausbau", "ausbau", 1, 0.7),
    ]


@pytest.mark.parametrize(
    ("question", "text"),
    [("Ausbau der Radwege", "Radwegeausbau"), ("Netzgerät", "Hochspannungsnetzgerät"), ("Jugend", "Jugendhilfe")],
)
def test_a_part_finds_the_compound(question: str, text: str) -> None:
    assert set(ANALYSER.terms(question)) & set(ANALYSER.terms(text))


def test_soft_hyphens_belong_to_the_place_of_a_part() -> None:
    text = "Sprach\u00adkurs\u00adangebot"
    places = {token.term: text[token.start : token.end] for token in ANALYSER.tokens(text)}
    assert places["sprach"] == "Sprach\u00ad"
    assert places["angebot"] == "angebot"


def test_tokens_say_where_a_word_stands() -> None:
    assert ANALYSER.tokens("Die Räte der Stadt") == [Token("rat", 4, 8, 1), Token("stadt", 13, 18, 3)]


# Text in which units of every kind are likely.
_PIECES = st.sampled_from(
    [
        "Kinder",
        "Jugendhilfe",
        "Aus",
        "Weiterbildung",
        "*innen",
        "/-in",
        "-",
        " und ",
        ", ",
        "§ ",
        "1.000",
        "§",
        "25",
        ".",
        "ß",
        "\u00ad",
        "ä",
        "a\u0308",
        "½",
        "ﷺ",
        "Foerderung",
        "_",
        ":r",
        "(innen)",
        "\n",
        "İ",
    ]
)
_TEXTS = st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join))


@given(_TEXTS)
def test_tokens_and_terms_agree_and_lie_inside_the_text(text: str) -> None:
    tokens = ANALYSER.tokens(text)
    assert [token.term for token in tokens] == ANALYSER.terms(text)
    whole = (0, 0)
    for before, token in zip([None, *tokens], tokens, strict=False):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term.split() == [token.term]
        if before is not None:
            assert before.start <= token.start
            assert before.position <= token.position
        if token.weight == 1.0:
            whole = (token.start, token.end)
        else:
            assert whole[0] <= token.start < token.end <= whole[1]


@given(_TEXTS)
def test_a_text_and_its_composed_form_have_the_same_terms(text: str) -> None:
    assert ANALYSER.terms(unicodedata.normalize("NFD", text)) == ANALYSER.terms(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    "text", ["§0Ĩ", "Bürger*iñ", "Señ*in", "ஔ", "が", "क़ानून", "한국어", "Förderung für Bürger:innen", "ǖber"]
)
def test_every_letter_may_be_typed_decomposed(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert ANALYSER.terms(decomposed) == ANALYSER.terms(text)
    for one, other in zip(ANALYSER.tokens(decomposed), ANALYSER.tokens(text), strict=True):
        assert unicodedata.normalize("NFC", decomposed[one.start : one.end]) == text[other.start : other.end]
        assert one[3:] == other[3:]


@given(st.text(), st.text())
def test_only_the_terms_asked_for_are_given_with_the_same_places(text: str, other: str) -> None:
    terms = set(ANALYSER.terms(text)[::2] + ANALYSER.terms(other))
    expected = [[token for token in ANALYSER.tokens(one) if token.term in terms] for one in (text, other)]
    assert ANALYSER.tokens_among([text, other], terms) == expected


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
    assert (contract.name, contract.version) == ("fundstelle-deutsch", "2")
    assert contract == load_analyser().contract
