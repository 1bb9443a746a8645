"""The nouns that a corpus uses often."""

from collections.abc import Sequence

import pytest

from indexer.writing.words import frequent_nouns
from modelle import Analyser


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["Heute tagt der Beirat.", "Nun tagt der Beirat."], {"Beirat": 2}),
        (["Heute tagt der Beirat.", "Nun tagt der Rat."], {}),
        (["Beirat und Rat. Beirat und Rat."] * 2, {"Rat": 2}),
        (["es tagt und tagt"] * 2, {}),
        (["Das sagen Sie, wenn es Ihnen passt."] * 2, {}),
        (["für die Bürger*innen und die Bürger:innen"] * 2, {}),
        (["zur Aus- und Weiterbildung"] * 2, {"Weiterbildung": 2}),
        (["nach dem Kita-Ausbau"] * 2, {"Kita-Ausbau": 2}),
        (["die BürgerInnen"] * 2, {}),
        (["im Jahr 2024"] * 2, {"Jahr": 2}),
    ],
)
def test_a_noun_stands_with_a_capital_in_the_middle_of_at_least_two_texts(
    analyser: Analyser, texts: Sequence[str], wanted: dict[str, int]
) -> None:
    assert frequent_nouns(texts, analyser) == wanted


def test_a_noun_is_named_in_its_commonest_form(analyser: Analyser) -> None:
    texts = ["im Beirat"] * 3 + ["des Beirates"] * 2 + ["im BEIRAT"] * 2
    assert frequent_nouns(texts, analyser) == {"Beirat": 5}


def test_the_most_frequent_come_first(analyser: Analyser) -> None:
    texts = ["im Wald"] * 2 + ["im Haus"] * 3
    assert list(frequent_nouns(texts, analyser).items()) == [("Haus", 3), ("Wald", 2)]
