"""What is passed over without analysing it has none of the terms."""

import random
from pathlib import Path

import pytest

from modelle import load_analyser
from modelle.language import load_language
from modelle.likeness import Likeness

ANALYSER = load_analyser()
IRREGULAR = load_language().irregular
DATA = Path(__file__).resolve().parents[2] / "modelle" / "data"
FILES = ("frauenformen.txt", "mehrzahl.txt", "stammformen.txt", "umlaute.txt", "ungeteilt.txt", "wortteile.txt")
FURTHER = (
    "Baueingabe",
    "BAUEINGABE",
    "Foerderung",
    "Strassenfest",
    "Ärztinnen",
    "STRAẞE",
    "Bürger:innen",
    "25.000",
    "Foren",
    "Jugendforen",
    "Themenabend",
    "Studierende",
    "Visa",
    "Museumsfeste",
    "Aerzte",
)


def words_of(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.replace("-", "").split()]


@pytest.mark.parametrize("name", FILES)
def test_every_word_is_like_each_of_its_terms(name: str) -> None:
    words = [word for word in words_of(name) if word.isalpha()]
    chance = random.Random(7)
    compounds = [word.capitalize() + chance.choice(words) for word in chance.sample(words, min(len(words), 4000))]
    for word in [*words, *compounds, *FURTHER]:
        for term in ANALYSER.terms(word):
            assert Likeness([term], IRREGULAR).may_have(word), (word, term)


def test_most_other_words_are_passed_over() -> None:
    likeness = Likeness(ANALYSER.terms("Wie wird man Mitglied im Integrationsbeirat?"), IRREGULAR)
    assert likeness.may_have("Beiratssitzung")
    assert not any(map(likeness.may_have, ["Haushaltsplan", "Kita", "Wohnungsbau", "Öffnung"]))
    assert not Likeness([], IRREGULAR).may_have("Rat")
