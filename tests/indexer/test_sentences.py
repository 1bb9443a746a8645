"""Where German sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


WHOLE = [
    "Die Stadt hilft, z. B. bei der Wohnungssuche.",
    "Die Stadt hilft z.B. Familien mit Kindern.",
    "Nach § 25 Abs. 2 Satz 1 Nr. 3 AufenthG gilt das.",
    "Gemäß Art. 3 Abs. 1 GG sind alle gleich.",
    "Am 7. November 2019 tagte der Rat.",
    "Die Satzung vom 12.05.2021 gilt ab dem 1. Januar.",
    "Die 3. Sitzung und der 2. Termin fallen aus.",
    "Dr. Hans A. Müller und Prof. Dr. B. Schmidt sprechen.",
    "Ansprechpersonen sind Hr. Dees, Fr. Dr. Marenbach und Hr. Jarosch.",
    "Es gibt Kurse, Treffen usw. für alle.",
    "Das gilt i. d. R. auch hier, d. h. immer.",
    "Der Verein e. V. lädt ein.",
    "Das Vorhaben (vgl. Kap. 3) beginnt im Okt. 2024.",
    "Die Hauptstr. 5 ist gesperrt.",
    "Davon trägt das Land 30 v. H. der Summe von 1,5 Mio. Euro.",
    "Treffen um 18.30 Uhr im Saal, ca. 20 Personen.",
    "Ludwig II. baute Schlösser.",
    "„Kommen Sie!“, rief er laut.",
    "1. Der Rat stimmt zu.",
    "Der Rat beschließt: 1. Der Antrag wird angenommen.",
    "Bürger*innen und Einwohner:innen reden mit.",
    "Siehe www.stadt.de/rat und kontakt@stadt.de für mehr.",
    "Das sind 1.250.000 Euro, also 3.5 Prozent.",
    "Ja... vielleicht kommt noch jemand.",
]


@pytest.mark.parametrize("sentence", WHOLE)
def test_a_sentence_stays_whole(sentence: str) -> None:
    assert sentences(f"{sentence} Danach ist Schluss.") == [sentence, "Danach ist Schluss."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das war im Jahr 2019. Die Stadt wuchs.", ["Das war im Jahr 2019.", "Die Stadt wuchs."]),
        ("Er wohnt in Nr. 5. Sie wohnt in Nr. 7.", ["Er wohnt in Nr. 5.", "Sie wohnt in Nr. 7."]),
        ("Die Frist endet am 31.12. Danach ist Schluss.", ["Die Frist endet am 31.12.", "Danach ist Schluss."]),
        ("Es gibt Kurse usw. Die Teilnahme ist frei.", ["Es gibt Kurse usw.", "Die Teilnahme ist frei."]),
        ("Das tut der Verein e. V. Die Mitglieder zahlen.", ["Das tut der Verein e. V.", "Die Mitglieder zahlen."]),
        ("Hilfen aller Art. Die Stadt zahlt.", ["Hilfen aller Art.", "Die Stadt zahlt."]),
        ("Wer hilft? Wir! Ja … Gut.", ["Wer hilft?", "Wir!", "Ja …", "Gut."]),
        ("„Wir helfen.“ Das sagte sie.", ["„Wir helfen.“", "Das sagte sie."]),
        ("Sie fragte: „Warum?“ Niemand weiß es.", ["Sie fragte: „Warum?“", "Niemand weiß es."]),
        ("(Siehe Anlage.) Der Rat tagt.", ["(Siehe Anlage.)", "Der Rat tagt."]),
        ("Das steht fest.² Der Rat tagt.", ["Das steht fest.²", "Der Rat tagt."]),
        ("Ende um 19 Uhr. 12 Personen kamen.", ["Ende um 19 Uhr.", "12 Personen kamen."]),
        ("1. Der Rat stimmt zu. 2. Das Amt berichtet.", ["1. Der Rat stimmt zu.", "2. Das Amt berichtet."]),
        ("Ein Absatz ohne Punkt \n \n Der nächste", ["Ein Absatz ohne Punkt", "Der nächste"]),
        ("Mehr dazu vgl.\n\nDer nächste", ["Mehr dazu vgl.", "Der nächste"]),
        ("Eine Zeile\nund ihre Fortsetzung.", ["Eine Zeile\nund ihre Fortsetzung."]),
        ("  Rand.  ", ["Rand."]),
        (" \n ", []),
        ("", []),
    ],
)
def test_sentences_are_parted(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


PIECES = [
    "Der Rat",
    "z. B.",
    "Abs. 2",
    "am 7. Mai",
    "usw.",
    "„Ja!“",
    "…",
    "?",
    ". ",
    "\n\n",
    "\t",
    "\u00a0",
    "12.",
    "Dr.",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)))
def test_spans_are_in_order_and_cover_all_that_is_not_white_space(text: str) -> None:
    end_before = 0
    for start, end in split_sentences(text):
        assert end_before <= start < end <= len(text)
        assert text[end_before:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        end_before = end
    assert text[end_before:].strip() == ""


@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=8))
def test_known_sentences_are_found_again_in_any_order(chosen: list[str]) -> None:
    joined = " ".join(f"{sentence} Danach ist Schluss." for sentence in chosen)
    assert sentences(joined) == [part for sentence in chosen for part in (sentence, "Danach ist Schluss.")]
