"""What is learned from texts about compounds and women's forms."""

from pathlib import Path

import pytest

from modelle.compounds import CompoundSplitter
from modelle.language import load_language
from modelle.training.wordparts import WordCounts, learn_families, learn_women_forms, not_compounds

NOUNS = ["Verwaltung", "Planung", "Leitung", "Verkehr", "Schule", "Kommune"]
BEGINNINGS = ["Verkehrs", "Schul", "Kommunal"]
ENDS = ["verwaltung", "planung", "leitung"]


@pytest.fixture(scope="module")
def counts() -> WordCounts:
    """Counts over texts in which every beginning stands before every end, some with a hyphen."""
    counts = WordCounts()
    for _ in range(40):
        counts.add(" ".join(f"die {noun} und" for noun in NOUNS))
        counts.add(" ".join(f"die {first}{last} und" for first in BEGINNINGS for last in ENDS))
        counts.add("die Verkehrs- und Schulplanung, die Schul- und Verkehrsleitung, die Kommunal- und Schulverwaltung")
        counts.add(
            "wir verkehrsleitung die Lehrerinnen und der Lehrer und die Ärztinnen und der Arzt und die Rinnen und"
        )
    return counts


def test_words_are_counted_once_for_each_text_by_how_they_are_written() -> None:
    counts = WordCounts()
    counts.add("die Straße und die Straße, straße")
    counts.add("Die STRASSE und Wege- und Straßenbau")
    assert (counts.all["strasse"], counts.lower["strasse"], counts.inside["strasse"]) == (2, 1, 1)
    assert counts.ellipsis["wege"] == 1


def test_families_are_the_numbers_of_compounds(counts: WordCounts) -> None:
    families = {word: (first, last) for word, first, last in learn_families(counts)}
    assert families["verkehrs"] == families["schul"] == families["kommunal"] == (3, 0)
    assert families["verwaltung"] == families["planung"] == families["leitung"] == (0, 3)


def test_what_was_learned_splits_a_word_that_was_not_there(counts: WordCounts) -> None:
    rows = [*learn_families(counts), ("amts", 3, 0)]
    found = CompoundSplitter(rows, ()).split("amtsverwaltung")
    assert [("amtsverwaltung"[span.start : span.end]) for span in found] == ["amts", "verwaltung"]


def test_a_word_that_is_written_small_is_no_compound_of_nouns() -> None:
    counts = WordCounts()
    for _ in range(10):
        counts.add("sie planleiten das")
    splitter = CompoundSplitter([("plan", 5, 0), ("leiten", 0, 5)], ())
    assert not_compounds(counts, splitter) == ["planleiten"]


def test_women_forms_are_those_whose_word_is_in_use(counts: WordCounts) -> None:
    assert learn_women_forms(counts) == [("lehrerin", "lehrer"), ("ärztin", "arzt")]


def test_the_shipped_lists_know_the_words_of_a_municipality() -> None:
    splitter = load_language().splitter
    assert {"verkehrs", "schul", "kommunal", "verwaltung", "gemeinde"} <= splitter.words()
    assert not {"rung", "ungs", "schaft", "keit"} & splitter.words()


def test_the_shipped_lists_stay_small() -> None:
    data = Path(__file__).parents[2] / "modelle" / "data"
    assert sum(path.stat().st_size for path in data.glob("*.txt")) < 2_000_000
