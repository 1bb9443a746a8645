"""`fundstelle feedback`: what the command line shows, draws, deletes and refuses."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.calibration import Band
from service.feedback import FeedbackFile, Kept

Run = Callable[..., Any]


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FeedbackFile:
    """Feedback of two days on the papers."""
    monkeypatch.delenv("FUNDSTELLE_FEEDBACK_FILE", raising=False)
    days = [date(2026, 3, 9)]
    kept = FeedbackFile(tmp_path / "ablage.sqlite", today=lambda: days[0])
    kept.add_reply("ehrenamt.0", Band.GOOD, True, None)
    kept.count_unanswered("stand")
    days[0] = date(2026, 3, 25)
    kept.add_reply("ehrenamt.1", Band.NONE, False, "Zu alt [sic].")
    kept.count_unanswered("stand")
    kept.add_question("Wie repariert man einen Vergaser?")
    kept.add_question("Vergaser reparieren")
    return kept


@pytest.fixture
def report(run: Run, kept_in: FeedbackFile, papers_index: Path) -> Run:
    return lambda *options: run("feedback", "report", "--index", papers_index, "--file", kept_in.path, *options)


def test_the_report_shows_tables_comments_and_gaps(report: Run) -> None:
    code, out, err = report()
    assert (code, err) == (0, "")
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if line.startswith("│")]
    assert rows == [
        ["gut passend", "1", "0", "100 %"],
        ["kaum passend", "0", "1", "0 %"],
        ["Ehrenamt in Tannfurt", "1", "1", "50 %"],
        ["Ehrenamt in Tannfurt › Fortbilden, Seite 7", "0", "1", "0 %"],
        ["09.03.2026", "1", "0"],
        ["16.03.2026", "0", "0"],
        ["23.03.2026", "1", "2"],
    ]
    lines = out.splitlines()
    assert "25.03.2026  nein  „Zu alt [sic].“ (Ehrenamt in Tannfurt)" in lines
    place = lines.index("2 × „Vergaser reparieren“")
    assert lines[place + 1 : place + 3] == [
        "    auch so gefragt: „Wie repariert man einen Vergaser?“",
        "    Wörter, die nirgends im Bestand stehen: Vergaser, reparieren",
    ]
    assert lines[place + 3].startswith("    am nächsten: ")


def test_the_report_can_begin_on_a_day(report: Run) -> None:
    told = report("--since", "2026-03-10", "--json").json
    assert (told["since"], told["yes"], told["no"]) == ("2026-03-10", 0, 1)
    assert told["weeks"] == [{"monday": "2026-03-23", "asked": 1, "texts": 2}]


def test_the_report_as_json_has_the_fields_of_the_handbook(report: Run, repository: Path) -> None:
    told = report("--json").json
    handbook = (repository / "docs" / "kommandozeile.md").read_text("utf-8").split("## `fundstelle feedback report`")[1]
    fields = [*told, *told["passages"][0], *told["comments"][0], *told["weeks"][0], *told["gaps"][0]]
    fields += told["gaps"][0]["headings"][0]
    assert [name for name in fields if f"`{name}`" not in handbook] == []


def test_the_report_draws_a_picture(report: Run, tmp_path: Path) -> None:
    assert report("--picture", tmp_path / "luecken.svg").code == 0
    assert "Wonach vergeblich gefragt wurde" in (tmp_path / "luecken.svg").read_text("utf-8")


def test_long_tables_are_cut_and_say_so(run: Run, kept_in: FeedbackFile, papers_index: Path) -> None:
    for number in range(25):
        kept_in.add_reply(f"weg-{number:02}.0", Band.GOOD, False, f"Nummer {number}")
    out = run("feedback", "report", "--index", papers_index, "--file", kept_in.path).out
    assert out.count("… und 6 weitere; alle zeigt --json.") == 3
    assert "nicht mehr im Bestand: weg-03" in out


def test_where_nothing_is_kept_the_report_says_so(run: Run, kept_in: FeedbackFile, papers_index: Path) -> None:
    kept_in.delete()
    assert run("feedback", "report", "--index", papers_index, "--file", kept_in.path) == (
        0,
        "Rückmeldungen zu Fundstellen gibt es nicht.\n\nUnbeantwortete Fragen sind nicht gezählt worden.\n",
        "",
    )


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    code, out, err = run("feedback")
    assert (code, err) == (0, "")
    assert out.rstrip() == run("feedback", "--help").out.rstrip()
    assert "report" in out
    assert "delete" in out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (
            ("report", "--picture", "bild.png"),
            2,
            "Gezeichnet wird nur SVG; bitte eine Datei mit der Endung .svg angeben.",
        ),
        (
            ("report", "--since", "gestern"),
            2,
            "Die Angabe zu „--since“ ist nicht brauchbar, erwartet wird ein Tag wie 2026-01-31; Hilfe zeigt:"
            " fundstelle --help",
        ),
        (("delete",), 2, "Bitte entweder --before mit einem Tag oder --all angeben."),
        (("delete", "--all", "--before", "2026-01-01"), 2, "Bitte entweder --before mit einem Tag oder --all angeben."),
    ],
)
def test_a_wrong_call_is_refused(run: Run, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    assert run("feedback", *arguments) == (code, "", f"Fehler: {sentence}\n")


@pytest.mark.parametrize("arguments", [("report",), ("delete", "--all", "--yes")])
def test_without_a_file_nothing_is_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.delenv("FUNDSTELLE_FEEDBACK_FILE", raising=False)
    assert run("feedback", *arguments, "--index", tmp_path / "index") == (
        1,
        "",
        f"Fehler: Die Datei für Rückmeldungen „{tmp_path / 'rueckmeldungen.sqlite'}“ gibt es nicht; sie entsteht, wenn"
        " der Dienst mit FUNDSTELLE_FEEDBACK=true oder FUNDSTELLE_UNANSWERED=true läuft.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_deleting_asks_first_and_takes_only_yes_for_yes(
    run: Run, kept_in: FeedbackFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = f"In „{kept_in.path}“ werden alle Einträge vor dem 10.03.2026 endgültig gelöscht."
    asked = f"{what} Zum Bestätigen bitte „ja“ eingeben: "
    for answer in ("", "\n", "nein\n", "j\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        ended = run("feedback", "delete", "--file", kept_in.path, "--before", "2026-03-10")
        assert ended == (1, "", f"{asked}Nichts wurde gelöscht.\n")
    assert len(kept_in.read().replies) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("Ja\n"))
    ended = run("feedback", "delete", "--file", kept_in.path, "--before", "2026-03-10")
    assert ended == (0, "", f"{asked}Gelöschte Rückmeldungen und Fragen: 1.\n")
    assert [reply.passage for reply in kept_in.read().replies] == ["ehrenamt.1"]


def test_deleting_all_without_asking(run: Run, kept_in: FeedbackFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_FEEDBACK_FILE", str(kept_in.path))
    assert run("feedback", "delete", "--all", "--yes") == (0, "", "Gelöschte Rückmeldungen und Fragen: 4.\n")
    assert kept_in.read() == Kept((), (), ())
