"""Which words of a page are a passage's, and the bands over them."""

import pytest

from korpus.page_highlight import bands, matched_words
from korpus.page_words import PageWord, word_texts


def found(passage: str, page: str) -> str:
    words = word_texts(page)
    return " ".join(words[place] for place in matched_words(word_texts(passage), words))


@pytest.mark.parametrize(
    ("passage", "page", "expected"),
    [
        ("Der Rat tagt am Montag.", "Kopf Der Rat tagt am Montag. Und danach.", "der rat tagt am montag"),
        ("Die Integration der Neuen.", "Die Integra-\ntion der Neuen gelingt", "die integra tion der neuen"),
        (
            "Es geht um Haushaltsberatungen.",
            "Es geht um Haushaltsbera-\ntungen. Weiter.",
            "es geht um haushaltsbera tungen",
        ),
        ("Eins zwei drei. Vier fünf sechs.", "Vier fünf sechs. Eins zwei drei.", "vier funf sechs eins zwei drei"),
        (
            "Auf der Seite davor. " + "Satz. " * 9 + "Hier geht es weiter.",
            "Seite der hier geht es weiter.",
            "hier geht es weiter",
        ),
        ("Bürger*innen im Maße", "BÜRGER*INNEN im Masse", "burger innen im masse"),
        ("Ja", "Nein oder Ja", "ja"),
        ("", "Nein oder Ja", ""),
        ("Nein oder Ja", "", ""),
    ],
)
def test_words_of_the_passage_are_found_in_runs(passage: str, page: str, expected: str) -> None:
    assert found(passage, page) == expected


def test_words_that_stand_all_over_the_page_are_not_taken_for_the_passages() -> None:
    page = "und die der Kopf. Der Rat berät die Satzung in zwei Lesungen. und die der Fuß"
    assert found("Der Rat berät die Satzung in zwei Lesungen.", page) == "der rat berat die satzung in zwei lesungen"


def test_a_running_header_within_the_passage_stays_out() -> None:
    assert found("eins zwei drei vier fünf sechs", "eins zwei drei Stadt Bericht vier fünf sechs") == (
        "eins zwei drei vier funf sechs"
    )


def word(left: int, top: int, width: int = 30, height: int = 10) -> PageWord:
    return PageWord("x", (left, top, left + width, top + height))


def test_neighbours_in_one_line_share_a_band() -> None:
    words = [word(0, 0), word(33, 1), word(66, 0), word(0, 12), word(33, 12)]
    assert bands(words, [0, 1, 2, 3]) == [(0, 0, 96, 11), (0, 12, 30, 22)]
    assert bands(words, [0, 2]) == [(0, 0, 30, 10), (66, 0, 96, 10)]
    assert bands(words, []) == []


def test_words_in_different_columns_have_bands_of_their_own() -> None:
    assert bands([word(0, 0), word(200, 0)], [0, 1]) == [(0, 0, 30, 10), (200, 0, 230, 10)]
