"""Figures and pictures of how honest relevance is."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from service.calibration import Band
from service.judging import Judged, ReliabilityBin, auroc, foreign_figures, reliability
from service.plots import draw_plots

GOOD, BAD = Judged(0.9, Band.GOOD, True), Judged(0.02, Band.NONE, False)


@pytest.mark.parametrize(
    ("positive", "negative", "wanted"),
    [([0.9, 0.8], [0.1, 0.2], 1.0), ([0.1], [0.9], 0.0), ([0.5, 0.5], [0.5], 0.5), ([0.9, 0.1], [0.5, 0.1], 0.625)],
)
def test_auroc_is_the_chance_that_an_own_question_is_more_relevant(
    positive: list[float], negative: list[float], wanted: float
) -> None:
    assert auroc(positive, negative) == pytest.approx(wanted)


def test_questions_answered_by_nothing_found_are_counted_on_both_sides() -> None:
    figures = foreign_figures([GOOD, GOOD, GOOD, BAD], [BAD, Judged(0.3, Band.POSSIBLE, False)])
    assert figures == {"auroc": pytest.approx(0.8125), "foreign_none": 0.5, "own_none": 0.25}


def test_reliability_compares_relevance_with_the_share_that_is_right() -> None:
    judged = [Judged(0.31, Band.POSSIBLE, True), Judged(0.39, Band.POSSIBLE, False), Judged(1.0, Band.GOOD, True)]
    assert reliability(judged) == [ReliabilityBin(2, pytest.approx(0.35), 0.5), ReliabilityBin(1, 1.0, 1.0)]


def test_plots_are_svg_files_with_all_points_and_bars(tmp_path: Path) -> None:
    paths = draw_plots(tmp_path / "bilder", [GOOD, Judged(0.45, Band.POSSIBLE, True)], [BAD])
    assert [path.name for path in paths] == ["verlaesslichkeit.svg", "verteilungen.svg"]
    pictures = [ElementTree.parse(path).getroot() for path in paths]
    circles = pictures[0].findall(".//{*}circle")
    assert [(circle.get("cx"), circle.get("cy")) for circle in circles] == [
        ("66.4", "360.0"),
        ("204.0", "40.0"),
        ("348.0", "40.0"),
    ]
    bars = [bar.get("height") for bar in pictures[1].findall(".//{*}rect") if bar.get("height") != "100%"]
    assert bars == ["0.0"] * 4 + ["160.0"] + ["0.0"] * 4 + ["160.0"] + ["320.0"] + ["0.0"] * 9


def test_plots_are_drawn_without_foreign_questions(tmp_path: Path) -> None:
    draw_plots(tmp_path, [GOOD], [])
    assert "fremde Fragen (0)" in (tmp_path / "verteilungen.svg").read_text("utf-8")
