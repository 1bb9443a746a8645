"""Stems: forms of one word are one term, other words are not."""

import pytest

from modelle import Token, load_analyser
from modelle.words import EndingRules
from tests.modelle.word_sets import HALVES, rows

ANALYSER = load_analyser()


def whole_terms(word: str) -> list[str]:
    return [token.term for token in ANALYSER.tokens(word) if token.weight == 1.0]


def meets(one: str, other: str) -> bool:
    """Whether one form finds the other as a whole word; a word typed without dots may find the dotted one's plain
    term."""
    whole = whole_terms(one)
    return whole == whole_terms(other) or set(whole) <= set(ANALYSER.terms(other))


@pytest.mark.parametrize("half", HALVES)
def test_forms_of_one_word_are_one_term_in_at_least_95_of_100(half: str) -> None:
    pairs = [(row["form"], row["other"]) for row in rows("word_forms", half)]
    missed = [pair for pair in pairs if not meets(*pair)]
    assert len(missed) <= 0.05 * len(pairs), missed


def test_the_published_set_holds_what_it_promises() -> None:
    assert len({(row["form"], row["other"]) for row in rows("word_forms")}) >= 200


@pytest.mark.parametrize("row", rows("different_words"), ids=lambda row: row["word"])
def test_different_words_have_different_stems(row: dict[str, str]) -> None:
    assert whole_terms(row["word"]) != whole_terms(row["other"])


@pytest.mark.parametrize(
    "form",
    [
        "Mitarbeiter*innen",
        "Mitarbeiter:innen",
        "Mitarbeiter_innen",
        "Mitarbeiter/innen",
        "Mitarbeiter/-innen",
        "Mitarbeiter(innen)",
        "MitarbeiterInnen",
        "Mitarbeiterinnen",
        "Mitarbeitende",
    ],
)
def test_a_gendered_form_is_one_term_with_the_whole_form_marked(form: str) -> None:
    assert ANALYSER.tokens(f"Unsere {form}.") == [Token("mitarbeit", 7, 7 + len(form), 1)]


def test_a_gender_mark_inside_a_compound_is_no_end_of_it() -> None:
    text = "Mitarbeiter*innenvertretung"
    found = {token.term: text[token.start : token.end] for token in ANALYSER.tokens(text)}
    assert found == {
        "mitarbeitervertret": text,
        "mitarbeit": "Mitarbeiter",
        "vertret": "vertretung",
    }


@pytest.mark.parametrize(("text", "terms"), [("Beauftragte*r", ["beauftragt"]), ("Stadt/Land", ["stadt", "land"])])
def test_signs_between_words_are_read_as_gender_only_where_they_are(text: str, terms: list[str]) -> None:
    assert ANALYSER.terms(text) == terms


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Auslaenderbehoerde", "Ausländerbehörde"),
        ("Foerderung", "Förderung"),
        ("Muell", "Müll"),
        ("Strassenbahn", "Straßenbahn"),
    ],
)
def test_words_typed_without_umlauts_have_all_terms_of_the_word(typed: str, meant: str) -> None:
    assert ANALYSER.terms(typed) == ANALYSER.terms(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("neue", "neu"), ("Steuer", "Steuern"), ("aktuelle", "aktuell"), ("Bauer", "Bauern")]
)
def test_ae_oe_ue_that_are_no_umlauts_break_nothing(one: str, other: str) -> None:
    assert ANALYSER.terms(one) == ANALYSER.terms(other)


def test_an_umlaut_that_makes_another_word_is_kept_and_the_plain_term_counts_for_less() -> None:
    assert ANALYSER.tokens("Förderung") == [Token("förder", 0, 9, 0), Token("forder", 0, 9, 0, 0.7)]
    assert ANALYSER.tokens("Forderung") == [Token("forder", 0, 9, 0)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("themen", "thema"), ("schwerpunktthemen", "schwerpunktthema"), ("alben", "album"), ("salben", None)],
)
def test_a_rule_holds_for_ends_of_longer_words_only_where_it_says_so(word: str, expected: str | None) -> None:
    assert EndingRules({"-themen": "thema", "alben": "album"}).apply(word) == expected
