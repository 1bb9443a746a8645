"""What the command line shows: progress on stderr, results as text and tables on stdout."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:
    from datetime import date

    from indexer import BuildReport, Manifest
    from service.alternatives import Alternatives
    from service.explanation import Explanation
    from service.result import Hit, SearchResult

_out = Console(highlight=False, markup=False)
_err = Console(stderr=True, highlight=False, markup=False)

_PIPE_WIDTH = 500
BAND_NAMES = {"good": "gut passend", "possible": "möglicherweise passend", "none": "kaum passend"}
_OPTIONS = {
    "kind": "--kind",
    "field_of_action": "--field",
    "municipality": "--municipality",
    "federal_state": "--state",
    "year": "--year",
}
FIGURE_NAMES = {
    "ndcg@10": "nDCG@10",
    "recall@10": "Recall@10",
    "recall@100": "Recall@100",
    "mrr@10": "MRR@10",
    "queries_per_second": "Fragen je Sekunde",
    "passages": "Textstellen",
    "index_seconds": "Indexieren (s)",
    "count": "Fragen",
    "first": "richtige Stelle zuerst",
    "in_first_three": "unter den ersten drei",
    "document_first": "richtiges Dokument zuerst",
    "median_relevance": "Relevanz (Median)",
    "auroc": "AUROC",
    "foreign_none": "fremde Fragen ohne Treffer",
    "own_none": "eigene Fragen ohne Treffer",
}


class BuildProgress:
    """Progress of a build as a bar on stderr; on a pipe only the stages' names are written."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=_err,
            disable=not _err.is_terminal,
        )
        self._task = None if self._progress.disable else self._progress.add_task("Vorbereiten", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def stage(self, name: str, total: int | None) -> None:
        """Begins a stage of `total` steps."""
        if self._task is None:
            _err.print(name if total is None else f"{name} ({total})")
        else:
            self._progress.reset(self._task, description=name, total=total)

    def advance(self, steps: int = 1) -> None:
        """Reports `steps` more steps done."""
        if self._task is not None:
            self._progress.advance(self._task, steps)


def show_report(report: "BuildReport") -> None:
    """What became of every file, the left-out ones with their reasons."""
    for entry in report.entries:
        if entry.error:
            _err.print(Text(f"Ausgelassen: {entry.error}", style="red"), soft_wrap=True)
        for warning in entry.warnings:
            _err.print(Text(f"Hinweis zu {entry.path}: {warning}", style="yellow"), soft_wrap=True)
    for warning in report.warnings:
        _err.print(Text(f"Hinweis: {warning}", style="yellow"), soft_wrap=True)
    documents = "1 Dokument" if report.documents == 1 else f"{report.documents} Dokumente"
    passages = "1 Textstelle" if report.passages == 1 else f"{report.passages} Textstellen"
    done = f"{documents} mit {passages} durchsuchbar"
    _out.print(
        f"{done}: {report.indexed} neu gelesen, {report.unchanged} unverändert, {report.removed} entfernt,"
        f" {report.left_out} ausgelassen ({report.seconds:.1f} s).",
        soft_wrap=True,
    )
    state = "Gültig ist nun" if report.changed else "Nichts hat sich geändert; es gilt weiter"
    _out.print(f"{state} der Stand {report.snapshot}.")


def show_hits(result: "SearchResult") -> None:
    """Hits as text with marked words."""
    if result.notice:
        _err.print(Text(f"Hinweis: {result.notice}", style="yellow"), soft_wrap=True)
    if result.searched:
        _err.print(Text(f"Gesucht wurde nach: {result.searched}", style="yellow"), soft_wrap=True)
    if not result.hits:
        _out.print("Dazu wurde nichts gefunden. Andere Worte oder weniger Filter helfen oft weiter.")
    elif result.band == "none":
        _out.print("Dazu wurde nichts Passendes gefunden. Am nächsten kommen diese Stellen:\n")
    if result.alternatives is not None:
        for line in _ways_on(result.alternatives):
            _err.print(Text(line, style="yellow"), soft_wrap=True)
    for hit in result.hits:
        _out.print(_heading(hit))
        _out.print(Text(_place(hit), style="dim"))
        text = Text(hit.passage.text)
        if hit.sentence is not None:
            text.stylize("bold", *hit.sentence)
        for start, end in hit.marks:
            text.stylize("bold yellow", start, end)
        _out.print(text)
        if hit.also_in:
            _out.print(Text(_also_in(hit), style="dim"), soft_wrap=True)
        if hit.explanation is not None:
            reasons = "\n".join(_reasons(hit.explanation, result.query, hit.passage.text))
            _out.print(Text(reasons, style="dim"), soft_wrap=True)
        _out.print()


def _ways_on(alternatives: "Alternatives") -> list[str]:
    """What to try, in lines."""
    lines = [f"Meinten Sie: {alternatives.spelling}"] if alternatives.spelling else []
    for hint in alternatives.filters:
        found = "passt eine Fundstelle" if hint.hits == 1 else f"passen {hint.hits} Fundstellen"
        lines.append(f"Ohne {_OPTIONS[hint.field]} {found}.")
    names = [heading.path[-1] if heading.path else heading.place.document.title for heading in alternatives.headings]
    return [*lines, f"Überschriften in der Nähe: {'; '.join(names)}"] if names else lines


def _heading(hit: "Hit") -> Text:
    said = f"  {BAND_NAMES[hit.band]}, Relevanz {hit.relevance:.2f}"
    return Text.assemble((f"{hit.rank}. {hit.document.title}", "bold"), (said, "dim"))


def _also_in(hit: "Hit") -> str:
    """Where the same is said."""
    return "Auch in: " + "; ".join(
        place.document.title + (f", Seite {place.passage.first_page}" if place.passage.first_page is not None else "")
        for place in hit.also_in
    )


def _reasons(why: "Explanation", question: str, text: str) -> list[str]:
    """An explanation in lines."""
    met = dict.fromkeys(
        f"{text[one.start : one.end]} ~ {question[one.question_start : one.question_end]} ({one.cosine:.2f})"
        for one in why.meetings
    )
    place = "nicht nach dem Sinn gefunden" if why.dense_rank is None else f"Platz {why.dense_rank} nach dem Sinn"
    reranked = "" if why.reranked is None else f"neu geordnet {why.reranked:.3f}; "
    found, missing = (", ".join(words) or "keine" for words in (why.words_found, why.words_missing))
    return [
        f"  Wörter gefunden: {found}; fehlend: {missing}",
        f"  Anteil des erreichbaren BM25 {why.words_share:.3f}; Kosinus {why.cosine:.3f}, {place}",
        f"  Wort für Wort {why.late:.3f}: {', '.join(met) or 'keine Paare'}",
        f"  gemischt {why.mixed:.3f}; {reranked}kalibriert {why.calibrated:.3f}",
    ]


def _place(hit: "Hit") -> str:
    passage, document = hit.passage, hit.document
    parts = [part for part in (document.kind, document.municipality, document.date) if part]
    parts += [" › ".join(passage.heading_path)] if passage.heading_path else []
    if passage.first_page is not None:
        printed = passage.page_label if passage.page_label not in (None, str(passage.first_page)) else None
        parts.append(f"Seite {passage.first_page}" + (f" (gedruckt: {printed})" if printed else ""))
    return " · ".join([*parts, document.path])


def show_figures(figures: Mapping[str, Mapping[str, float]]) -> None:
    """A table with a row for each group of figures."""
    names = list(dict.fromkeys(name for row in figures.values() for name in row))
    table = Table(Column(no_wrap=True))
    for name in names:
        table.add_column(FIGURE_NAMES.get(name, name), justify="right")
    for title, row in figures.items():
        table.add_row(title, *(_number(name, row[name]) if name in row else "–" for name in names))
    print_table(table)


def print_table(table: Table) -> None:
    """Prints a table; where it is not for a terminal, as wide as it is."""
    console = _out if _out.is_terminal else Console(width=_PIPE_WIDTH, markup=False)
    console.print(table)


def percent(share: float) -> str:
    """A share, 0 to 1, as German writes it."""
    return f"{share:.0%}".replace("%", " %")


def german_day(day: "date") -> str:
    """A day as German writes it."""
    return f"{day:%d.%m.%Y}"


def _number(name: str, value: float) -> str:
    if name in ("passages", "count"):
        return f"{value:.0f}"
    return f"{value:.1f}" if name in ("queries_per_second", "index_seconds") else f"{value:.3f}"


def show_snapshots(manifests: "Sequence[Manifest]", live: str) -> None:
    """A table of the kept snapshots."""
    table = Table(Column("Stand", no_wrap=True), "gültig", "Dokumente", "Textstellen", "Modell")
    for manifest in manifests:
        mark = "ja" if manifest.id == live else ""
        table.add_row(manifest.id, mark, str(manifest.documents), str(manifest.passages), manifest.model.name)
    print_table(table)
