"""Clean characters, and lines joined as German is hyphenated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korpus.text import clean, join_lines, seam, words_of


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("Stadt  Musterstadt", "Stadt Musterstadt"),
        ("Straße\u00a0 12", "Straße 12"),
        ("Pﬂege und Oﬀenheit", "Pflege und Offenheit"),
        ("a\u0308rztlich, A\u0308mter", "ärztlich, Ämter"),
        ("B\u00a8urger", "Bürger"),
        ("Mu \u0308nchen", "München"),
        ("Inte\u00adgration", "Integration"),
        ("Null\u200bbreite\ufeff", "Nullbreite"),
        ("Ost\u2011West", "Ost-West"),
        ("zwei\r\nZeilen\rdrei", "zwei\nZeilen\ndrei"),
        ("Seite\fneu", "Seite\nneu"),
        ("120 m² und ½ Stelle", "120 m² und ½ Stelle"),
        ("\uf0b7 Punkt", "\uf0b7 Punkt"),
        ("Spalte\tzwei", "Spalte zwei"),
    ],
)
def test_clean_gives_plain_characters_and_keeps_meaning(given_text: str, cleaned: str) -> None:
    assert clean(given_text) == cleaned


def test_soft_hyphens_stay_where_lines_are_joined_later() -> None:
    assert clean("Inte\u00ad", keep_soft_hyphens=True) == "Inte\u00ad"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.text(alphabet="aäöüßABÄ 1.,-\n"))
def test_cleaning_keeps_every_letter(text: str) -> None:
    assert clean(text).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Der Integra-", "tionsrat tagt."], "Der Integrationsrat tagt."),
        (["der Ausländer-", "und Integrationsbeirat"], "der Ausländer- und Integrationsbeirat"),
        (["Kinder-", "bzw. Jugendhilfe"], "Kinder- bzw. Jugendhilfe"),
        (["die CDU-", "Fraktion"], "die CDU-Fraktion"),
        (["der VHS-", "kurs"], "der VHS-kurs"),
        (["in Baden-", "Württemberg"], "in Baden-Württemberg"),
        (["die E-", "mail"], "die E-mail"),
        (["von 2020-", "2026"], "von 2020-2026"),
        (["von 18–", "20 Uhr"], "von 18–20 Uhr"),
        (["eine –", "wie sich zeigt – gute Sache"], "eine – wie sich zeigt – gute Sache"),
        (["Bürger*", "innen"], "Bürger*innen"),
        (["Bürger*-", "innen"], "Bürger*innen"),
        (["Bürger-", "*innen"], "Bürger*innen"),
        (["Bürger", ":innen"], "Bürger:innen"),
        (["Schul-/", "Hortversorgung"], "Schul-/Hortversorgung"),
        (["https://www.stadt-", "erlangen.de"], "https://www.stadt-erlangen.de"),
        (["Gleichbe\u00ad", "rechtigung"], "Gleichberechtigung"),
        (["BEKANNT-", "MACHUNG"], "BEKANNTMACHUNG"),
        (["Ein Satz.", "Noch einer."], "Ein Satz. Noch einer."),
        (["", "allein", ""], "allein"),
        ([], ""),
    ],
)
def test_lines_are_joined_as_they_were_written(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_a_word_known_from_elsewhere_decides_about_its_hyphen() -> None:
    assert join_lines(["das Online-", "treffen"], words_of(["Ein Online-Treffen"])) == "das Online-treffen"
    assert join_lines(["das Nord-", "Süd"], words_of(["Der Nordsüd"])) == "das NordSüd"


def test_words_that_a_line_end_may_have_cut_are_not_known() -> None:
    assert words_of(["Der Integra-", "tionsrat tagt", "im Rat-Haus"]) == {"der", "tagt", "im", "rat-haus"}


def test_nothing_comes_between_nothing() -> None:
    assert seam("", "Text") == (0, "")
    assert seam("   ", "Text") == (0, "")
    assert seam("Text", "") == (0, "")


@given(st.lists(st.text(alphabet="abcÄöß-/*:–12 .", max_size=12), max_size=6))
def test_joining_lines_never_loses_a_letter(lines: list[str]) -> None:
    letters = [char for line in lines for char in line if char.isalnum()]
    assert [char for char in join_lines(lines) if char.isalnum()] == letters
