"""`fundstelle feedback`: what visitors said, as table and picture, and deleting it."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from service.cli_failures import EXIT_FAILED, EXIT_WRONG_CALL, fail
from service.cli_options import IndexOption, JsonOption, print_json
from service.german_help import GermanCommand, GermanGroup

app = typer.Typer(
    name="feedback",
    cls=GermanGroup,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

FileOption = Annotated[
    Path | None,
    typer.Option(
        "--file",
        metavar="DATEI",
        envvar="FUNDSTELLE_FEEDBACK_FILE",
        help="Datei der Rückmeldungen; sonst rueckmeldungen.sqlite neben dem Index.",
    ),
]
_CONSENT = "ja"


@app.callback(cls=GermanGroup, invoke_without_command=True)
def feedback(context: typer.Context) -> None:
    """Wertet Rückmeldungen und unbeantwortete Fragen aus und löscht sie.

    Beispiel: `fundstelle feedback report --picture luecken.svg`
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(cls=GermanCommand)
def report(
    index: IndexOption = Path("index"),
    file: FileOption = None,
    since: Annotated[
        date | None, typer.Option(metavar="TAG", help="Nur was seit diesem Tag kam, zum Beispiel 2026-01-01.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="DATEI", help="Zeichnet die Auswertung in diese Datei, als SVG.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Zeigt, was geholfen hat und was nicht, und wo dem Bestand etwas fehlt.

    Ähnliche unbeantwortete Fragen stehen zusammen, mit den Abschnitten des Bestands, die ihnen am nächsten kommen.

    Beispiel: `fundstelle feedback report --index index --since 2026-01-01 --picture luecken.svg`
    """
    if picture is not None and picture.suffix.lower() != ".svg":
        raise SystemExit(
            fail("Gezeichnet wird nur SVG; bitte eine Datei mit der Endung .svg angeben.", EXIT_WRONG_CALL)
        )
    from service.cli_feedback_output import show_feedback
    from service.feedback.file import FeedbackFile, feedback_path
    from service.feedback.picture import draw_report
    from service.feedback.report import as_dict, report_of
    from service.live import open_engine

    kept = FeedbackFile(feedback_path(file, index)).read(since)
    engine = open_engine(index)
    with engine.snapshot:
        found = report_of(kept, engine, since)
    if picture is not None:
        draw_report(picture, found)
    if as_json:
        print_json(as_dict(found))
    else:
        show_feedback(found)


@app.command(cls=GermanCommand)
def delete(
    index: IndexOption = Path("index"),
    file: FileOption = None,
    before: Annotated[
        date | None, typer.Option(metavar="TAG", help="Löscht, was vor diesem Tag kam, zum Beispiel 2026-01-01.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Löscht alles.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Löscht ohne Rückfrage.")] = False,
) -> None:
    """Löscht Rückmeldungen, Zählungen und übermittelte Fragen endgültig; der Dienst kann dabei weiterlaufen.

    Beispiel: `fundstelle feedback delete --index index --before 2026-01-01`
    """
    if everything == (before is not None):
        raise SystemExit(fail("Bitte entweder --before mit einem Tag oder --all angeben.", EXIT_WRONG_CALL))
    from service.cli_output import german_day
    from service.feedback.file import FeedbackFile, feedback_path

    kept = FeedbackFile(feedback_path(file, index))
    kept.must_exist()
    what = "alle Einträge" if before is None else f"alle Einträge vor dem {german_day(before)}"
    if not (yes or _confirmed(f"In „{kept.path}“ werden {what} endgültig gelöscht.")):
        typer.echo("Nichts wurde gelöscht.", err=True)
        raise typer.Exit(EXIT_FAILED)
    typer.echo(f"Gelöschte Rückmeldungen und Fragen: {kept.delete(before)}.", err=True)


def _confirmed(sentence: str) -> bool:
    """Whether the person agrees; who cannot be asked does not."""
    typer.echo(f"{sentence} Zum Bestätigen bitte „{_CONSENT}“ eingeben: ", nl=False, err=True)
    return sys.stdin.readline().strip().lower() == _CONSENT
