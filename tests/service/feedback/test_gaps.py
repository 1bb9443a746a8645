"""Unanswered questions about the same thing stand together, with what the index holds nearest to them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.calibration import Band
from service.feedback.gaps import Gap, Heading, gaps_of, grouped
from service.live import open_engine
from service.search import SearchEngine

LICENCE = "Wo kann man einen ausländischen Führerschein umschreiben?"
LICENCE_PROOF = "Welche Unterlagen braucht man, um einen ausländischen Führerschein umschreiben zu lassen?"
DOG = "Wie hoch ist die Hundesteuer?"


@pytest.fixture
def engine(papers_index: Path) -> SearchEngine:
    return open_engine(papers_index)


def test_questions_join_the_group_whose_first_shares_most_with_them() -> None:
    weights = {
        "erste": {"hund": 4.0, "steuer": 2.0},
        "zweite": {"steuer": 2.0, "grund": 4.0},
        "dritte": {"grund": 4.0, "hund": 1.0},
        "vierte": {"hund": 4.0},
    }
    assert grouped(weights) == [["erste", "vierte"], ["zweite", "dritte"]]


def test_questions_share_enough_from_two_fifths_of_the_lighter_one_on() -> None:
    assert grouped({"a": {"x": 2.0, "y": 3.0}, "b": {"x": 2.0, "z": 9.0}}) == [["a", "b"]]
    assert grouped({"a": {"x": 2.0, "y": 3.1}, "b": {"x": 2.0, "z": 9.0}}) == [["a"], ["b"]]


def test_questions_of_stop_words_alone_stand_by_themselves() -> None:
    assert grouped({"Und?": {}, "Oder?": {}}) == [["Und?"], ["Oder?"]]


def test_paraphrases_stand_together_and_what_only_asks_in_the_same_way_does_not(engine: SearchEngine) -> None:
    with engine.snapshot:
        gaps = gaps_of(
            [
                DOG,
                LICENCE,
                LICENCE_PROOF,
                "Wie beantrage ich einen Kitaplatz?",
                LICENCE,
                "Hundesteuer anmelden",
                "Wie beantrage ich einen Wohnberechtigungsschein?",
                "Wie bekomme ich einen Kita-Platz?",
                LICENCE,
            ],
            engine,
        )
    assert [gap.questions for gap in gaps] == [
        ((LICENCE, 3), (LICENCE_PROOF, 1)),
        (("Hundesteuer anmelden", 1), (DOG, 1)),
        (("Wie beantrage ich einen Kitaplatz?", 1), ("Wie bekomme ich einen Kita-Platz?", 1)),
        (("Wie beantrage ich einen Wohnberechtigungsschein?", 1),),
    ]
    assert [gap.count for gap in gaps] == [4, 2, 2, 1]


def test_a_gap_names_unknown_words_and_the_nearest_headings(engine_of: Callable[..., SearchEngine]) -> None:
    engine = engine_of({"rat": "Der Rat der Stadt tagt am Montag."})
    [gap] = gaps_of(["Wann tagt der Kreistag?"], engine)
    assert gap == Gap((("Wann tagt der Kreistag?", 1),), ("Kreistag",), gap.band, (Heading("rat", "-", ()),))


def test_a_gap_says_how_well_the_index_answers_by_now(engine: SearchEngine) -> None:
    with engine.snapshot:
        gaps = gaps_of(["Wie gewinnt eine Kommune Ehrenamtliche?", "Wie repariert man einen Vergaser am Mofa?"], engine)
    bands = {gap.questions[0][0]: gap.band for gap in gaps}
    assert bands == {
        "Wie gewinnt eine Kommune Ehrenamtliche?": Band.GOOD,
        "Wie repariert man einen Vergaser am Mofa?": Band.NONE,
    }
    assert gaps[0].headings[0] == Heading("ehrenamt", "Ehrenamt in Tannfurt", ("Gewinnen",))
