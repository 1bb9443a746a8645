"""Splitting of compounds, on small lists and on the published test set."""

import pytest

from modelle.compounds import CompoundSplitter, Span
from modelle.language import load_language
from tests.modelle.word_sets import HALVES, accuracy, is_right_split, plain, rows

SPLITTER = load_language().splitter


def parts_of(word: str) -> list[str]:
    text = plain(word)
    return [text[span.start : span.end] for span in SPLITTER.split(text) if not span.compound]


@pytest.mark.parametrize("half", HALVES)
def test_compounds_are_split_rightly_and_other_words_left_whole_in_at_least_95_of_100(half: str) -> None:
    compounds, whole = accuracy(parts_of, half)
    assert compounds >= 0.95
    assert whole >= 0.95


def test_the_published_sets_hold_what_they_promise() -> None:
    assert len({row["word"] for row in rows("compounds")}) >= 600
    assert len({row["word"] for row in rows("whole_words")}) >= 150
    assert {row["half"] for row in rows("compounds")} == set(HALVES)
    for row in rows("compounds"):
        surface = row["parts"].split(" / ")[0]
        assert surface.replace("|", "").replace("(", "").replace(")", "").lower() == row["word"].lower()


@pytest.mark.parametrize(
    ("parts", "right"),
    [
        (["landes", "förderung"], True),
        (["land", "förderung"], True),
        (["landesförderung"], False),
        (["land", "esförderung"], False),
        (["landes", "förder", "ung"], True),
        (["landes", "förder", "rung"], False),
    ],
)
def test_a_split_is_right_with_or_without_its_links(parts: list[str], right: bool) -> None:
    gold = "Land(es)|förderung" if parts[-1] != "ung" else "Land(es)|förder|ung"
    assert is_right_split(gold, parts) is right


FAMILIES = [
    ("netz", 50, 30),
    ("gerät", 0, 40),
    ("gerätes", 0, 2),
    ("netzgerät", 0, 30),
    ("hoch", 100, 0),
    ("spannungs", 20, 0),
    ("bau", 90, 0),
    ("amts", 30, 0),
    ("leitung", 0, 60),
]


@pytest.mark.parametrize(
    ("word", "spans"),
    [
        ("netzgerät", [Span(0, 4, False), Span(4, 9, False)]),
        (
            "hochspannungsnetzgerät",
            [
                Span(0, 4, False),
                Span(4, 13, False),
                Span(13, 22, True),
                Span(13, 17, False),
                Span(17, 22, False),
            ],
        ),
        ("bauleitung", [Span(0, 3, False), Span(3, 10, False)]),
        ("netzes", []),
        ("gerät", []),
        ("xnetzgerät", []),
        ("netzgerätx", []),
        ("", []),
        ("netz" * 16, []),
    ],
)
def test_a_word_is_split_where_words_of_the_list_cover_it_all(word: str, spans: list[Span]) -> None:
    assert list(CompoundSplitter(FAMILIES, ()).split(word)) == spans


def test_a_word_that_is_never_split_stays_whole_inside_a_longer_one() -> None:
    splitter = CompoundSplitter(FAMILIES, ["netzgerät"])
    assert splitter.split("netzgerät") == ()
    assert splitter.split("hochnetzgerät") == (Span(0, 4, False), Span(4, 13, False))


def test_the_word_with_the_greater_family_wins() -> None:
    families = [("stau", 5, 0), ("staub", 200, 0), ("becken", 0, 50), ("ecken", 0, 8)]
    assert CompoundSplitter(families, ()).split("staubecken") == (Span(0, 5, False), Span(5, 10, False))
    families[0] = ("stau", 900, 0)
    assert CompoundSplitter(families, ()).split("staubecken") == (Span(0, 4, False), Span(4, 10, False))


@pytest.mark.parametrize(("part", "short"), [("bau", True), ("amts", False), ("baues", True), ("netz", False)])
def test_a_part_is_short_without_its_link(part: str, short: bool) -> None:
    assert CompoundSplitter(FAMILIES, ()).is_short(part) is short


@pytest.mark.parametrize("word", ["Führung", "Haushalt", "Wandhalterung", "Mannschaft", "Unternehmen", "Regierung"])
def test_no_part_is_found_by_chance(word: str) -> None:
    assert "rung" not in parts_of(word)
    assert "alterung" not in parts_of(word)
    assert len(parts_of(word)) in (0, 2)
    assert parts_of(word) in ([], ["wand", "halterung"])
