"""What `fundstelle feedback report` shows: tables on stdout."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from service.calibration import Band
from service.cli_output import BAND_NAMES, german_day, percent, print_table
from service.feedback.gaps import Gap
from service.feedback.report import FeedbackReport, Rated, Votes, Week

_out = Console(highlight=False, markup=False)

_MOST_ROWS = 20
_MOST_QUESTIONS = 5
_GONE = "nicht mehr im Bestand: "


def show_feedback(report: FeedbackReport) -> None:
    """The report as tables, the longest of them cut; JSON holds all."""
    if report.votes.total:
        bands = [(BAND_NAMES[band], votes) for band, votes in report.bands.items()]
        _show_votes("Hat das geholfen?", "Einstufung", bands)
        documents = [(_title(one), one.votes) for one in report.documents]
        _show_votes("Nach Dokumenten, die mit den meisten Nein zuerst", "Dokument", documents)
        passages = [(_place(one), one.votes) for one in report.passages]
        _show_votes("Textstellen mit den meisten Nein", "Textstelle", passages)
        _show_comments(report)
    else:
        _out.print("Rückmeldungen zu Fundstellen gibt es nicht.")
    _show_weeks(report.weeks)
    _show_gaps(report.gaps)


def _show_votes(title: str, of: str, rows: Sequence[tuple[str, Votes]]) -> None:
    if not rows:
        return
    _heading(title)
    table = Table(Column(of), *(Column(name, justify="right") for name in ("ja", "nein", "geholfen")))
    for name, votes in rows[:_MOST_ROWS]:
        table.add_row(name, str(votes.yes), str(votes.no), percent(votes.share))
    print_table(table)
    _cut(len(rows), _MOST_ROWS)


def _show_comments(report: FeedbackReport) -> None:
    if not report.comments:
        return
    _heading("Anmerkungen, die neuesten zuerst")
    titles = {one.id: _title(one) for one in report.documents}
    for reply in report.comments[: -_MOST_ROWS - 1 : -1]:
        said = "ja" if reply.helpful else "nein"
        about = titles[reply.passage.rpartition(".")[0]]
        _out.print(f"{german_day(reply.day)}  {said}  „{reply.comment}“ ({about})", soft_wrap=True)
    _cut(len(report.comments), _MOST_ROWS)


def _show_weeks(weeks: Sequence[Week]) -> None:
    if not weeks:
        _out.print("\nUnbeantwortete Fragen sind nicht gezählt worden.")
        return
    _heading("Unbeantwortete Fragen je Woche")
    table = Table("Woche ab", *(Column(name, justify="right") for name in ("Fragen", "mit Wortlaut")))
    for week in weeks[-_MOST_ROWS:]:
        table.add_row(german_day(week.monday), str(week.asked), str(week.texts))
    print_table(table)
    _cut(len(weeks), _MOST_ROWS)


def _show_gaps(gaps: Sequence[Gap]) -> None:
    if not gaps:
        return
    _heading("Lücken im Bestand: wonach vergeblich gefragt wurde")
    for gap in gaps[:_MOST_ROWS]:
        _out.print(Text(f"{gap.count} × {_asked(*gap.questions[0], times=False)}", style="bold"), soft_wrap=True)
        for line in _details(gap):
            _out.print(f"    {line}", soft_wrap=True)
    _cut(len(gaps), _MOST_ROWS)


def _details(gap: Gap) -> Iterable[str]:
    """What is known of a gap, in lines."""
    if len(gap.questions) > 1:
        others = [_asked(*question) for question in gap.questions[1 : _MOST_QUESTIONS + 1]]
        more = len(gap.questions) - 1 - len(others)
        yield f"auch so gefragt: {'; '.join(others)}" + (f"; und {more} weitere" if more else "")
    if gap.unknown:
        yield f"Wörter, die nirgends im Bestand stehen: {', '.join(gap.unknown)}"
    if gap.band is not Band.NONE:
        yield f"Inzwischen gibt es dazu eine Stelle: {BAND_NAMES[gap.band]}."
    if gap.headings:
        yield f"am nächsten: {'; '.join(_section(one.title, one.path) for one in gap.headings)}"


def _asked(question: str, count: int, *, times: bool = True) -> str:
    return f"„{question}“" + (f" ({count} ×)" if times and count > 1 else "")


def _section(title: str, path: Sequence[str]) -> str:
    """A section by its document and headings; many documents have their title as a heading too."""
    return " › ".join(dict.fromkeys((title, *path)))


def _title(rated: Rated) -> str:
    return rated.title if rated.title is not None else _GONE + rated.id


def _place(rated: Rated) -> str:
    page = "" if rated.page is None else f", Seite {rated.page}"
    return _section(_title(rated), rated.heading_path) + page


def _heading(title: str) -> None:
    _out.print(Text(f"\n{title}", style="bold"), soft_wrap=True)


def _cut(count: int, shown: int) -> None:
    if count > shown:
        _out.print(f"… und {count - shown} weitere; alle zeigt --json.", soft_wrap=True)
