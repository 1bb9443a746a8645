"""What the kept feedback says in sum, as values, as JSON and as a picture."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from service.calibration import Band
from service.feedback import Kept, Reply, Tally
from service.feedback.picture import draw_report
from service.feedback.report import FeedbackReport, Rated, Votes, Week, as_dict, report_of
from service.live import open_engine
from service.search import SearchEngine

MONDAY = date(2026, 3, 9)
LATER = date(2026, 3, 25)
KEPT = Kept(
    replies=(
        Reply(MONDAY, "ehrenamt.0", Band.GOOD, True, "Genau <das>."),
        Reply(MONDAY, "ehrenamt.0", Band.GOOD, True, None),
        Reply(MONDAY, "ehrenamt.0", Band.POSSIBLE, False, None),
        Reply(LATER, "ehrenamt.1", Band.NONE, False, "Zu alt."),
        Reply(LATER, "ehrenamt.1", Band.NONE, False, None),
        Reply(LATER, "weg.7", Band.NONE, False, None),
        Reply(LATER, "satzung.0", Band.GOOD, True, None),
    ),
    unanswered=(Tally(MONDAY, "alt", 2), Tally(date(2026, 3, 15), "neu", 1), Tally(LATER, "neu", 5)),
    questions=((MONDAY, "Wie repariert man einen Vergaser?"), (LATER, "Vergaser reparieren")),
)
EMPTY = Kept((), (), ())


@pytest.fixture(scope="module")
def engine(papers_index: Path) -> Iterator[SearchEngine]:
    opened = open_engine(papers_index)
    with opened.snapshot:
        yield opened


@pytest.fixture(scope="module")
def report(engine: SearchEngine) -> FeedbackReport:
    return report_of(KEPT, engine, MONDAY)


def test_replies_are_summed_by_band_document_and_passage(report: FeedbackReport) -> None:
    assert report.votes == Votes(3, 4)
    assert report.bands == {Band.GOOD: Votes(3, 0), Band.POSSIBLE: Votes(0, 1), Band.NONE: Votes(0, 3)}
    assert report.documents == [
        Rated("ehrenamt", "Ehrenamt in Tannfurt", Votes(2, 3)),
        Rated("weg", None, Votes(0, 1)),
        Rated("satzung", "Satzung", Votes(1, 0)),
    ]
    assert report.passages == [
        Rated("ehrenamt.1", "Ehrenamt in Tannfurt", Votes(0, 2), ("Fortbilden",), 7),
        Rated("weg.7", None, Votes(0, 1)),
        Rated("ehrenamt.0", "Ehrenamt in Tannfurt", Votes(2, 1), ("Gewinnen",), 3),
    ]
    assert [reply.comment for reply in report.comments] == ["Genau <das>.", "Zu alt."]


def test_weeks_begin_on_monday_and_none_between_is_left_out(report: FeedbackReport) -> None:
    assert report.weeks == [Week(MONDAY, 3, 1), Week(date(2026, 3, 16), 0, 0), Week(date(2026, 3, 23), 5, 1)]


def test_the_report_as_json(report: FeedbackReport, engine: SearchEngine) -> None:
    told: dict[str, Any] = as_dict(report)
    assert list(told) == [
        "since", "yes", "no", "share", "bands", "documents", "passages", "comments", "weeks", "gaps",
    ]  # fmt: skip
    assert (told["since"], told["yes"], told["no"], told["share"]) == ("2026-03-09", 3, 4, 0.4286)
    assert told["bands"] == {
        "good": {"yes": 3, "no": 0, "share": 1.0},
        "possible": {"yes": 0, "no": 1, "share": 0.0},
        "none": {"yes": 0, "no": 3, "share": 0.0},
    }
    assert told["documents"][1] == {"id": "weg", "title": None, "yes": 0, "no": 1, "share": 0.0}
    assert told["passages"][0] == {
        "id": "ehrenamt.1",
        "title": "Ehrenamt in Tannfurt",
        "heading_path": ["Fortbilden"],
        "page": 7,
        "yes": 0,
        "no": 2,
        "share": 0.0,
    }
    assert told["comments"][1] == {
        "day": "2026-03-25",
        "passage": "ehrenamt.1",
        "helpful": False,
        "comment": "Zu alt.",
    }
    assert told["weeks"][2] == {"monday": "2026-03-23", "asked": 5, "texts": 1}
    [gap] = told["gaps"]
    assert gap["questions"] == [
        {"text": "Vergaser reparieren", "count": 1},
        {"text": "Wie repariert man einen Vergaser?", "count": 1},
    ]
    assert (gap["count"], gap["unknown"], gap["band"]) == (2, ["Vergaser", "reparieren"], "none")
    assert {heading["document"] for heading in gap["headings"]} <= {
        document.id for document in engine.snapshot.store.documents()
    }


def test_nothing_kept_makes_an_empty_report(engine: SearchEngine, tmp_path: Path) -> None:
    report = report_of(EMPTY, engine)
    assert as_dict(report) == {
        "since": None, "yes": 0, "no": 0, "share": None, "bands": {}, "documents": [], "passages": [], "comments": [],
        "weeks": [], "gaps": [],
    }  # fmt: skip
    draw_report(tmp_path / "leer.svg", report)
    assert (tmp_path / "leer.svg").read_text("utf-8").count("nichts vorhanden") == 3


def test_the_picture_shows_votes_weeks_and_gaps(report: FeedbackReport, tmp_path: Path) -> None:
    draw_report(tmp_path / "bild.svg", report)
    drawn = ElementTree.parse(tmp_path / "bild.svg").getroot()
    texts = ["".join(text.itertext()) for text in drawn.findall(".//{*}text")]
    assert texts == [
        "Rückmeldungen seit 09.03.2026",
        "Hat das geholfen?",
        "gut passend",
        "3 ja, 0 nein (100 %)",
        "möglicherweise passend",
        "0 ja, 1 nein (0 %)",
        "kaum passend",
        "0 ja, 3 nein (0 %)",
        "Unbeantwortete Fragen je Woche",
        "3",
        "0",
        "5",
        "Woche ab 09.03.2026",
        "bis 23.03.2026",
        "blau: mit übermitteltem Wortlaut",
        "Wonach vergeblich gefragt wurde",
        "Vergaser reparieren",
        "2",
    ]
    columns = [bar.get("height") for bar in drawn.findall(".//{*}g")[1].findall("{*}rect")]
    assert columns == ["72.0", "24.0", "0.0", "0.0", "120.0", "24.0"]
    longest = [bar.get("width") for bar in drawn.findall(".//{*}g")[0].findall("{*}rect")]
    assert longest == ["352.0", "0.0", "0.0", "117.3", "0.0", "352.0"]


def test_in_the_picture_a_long_question_is_cut_and_an_answered_one_is_said_so(
    engine: SearchEngine, tmp_path: Path
) -> None:
    long = "Vergaser " * 20
    questions = ((MONDAY, long), (MONDAY, "Wie gewinnt eine Kommune Ehrenamtliche?"))
    draw_report(tmp_path / "bild.svg", report_of(Kept((), (), questions), engine))
    picture = (tmp_path / "bild.svg").read_text("utf-8")
    assert f">{('Vergaser ' * 9 + 'Vergaser')[:89].rstrip()}…<" in picture
    assert "Wie gewinnt eine Kommune Ehrenamtliche?  (inzwischen: gut passend)" in picture
