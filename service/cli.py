"""The command line `fundstelle`: the front door of the whole house. Heavy imports wait until a command needs them."""

import io
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service import cli_feedback, cli_models
from service.cli_failures import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_LEFT_OUT, EXIT_WRONG_CALL, fail, failure
from service.cli_options import IndexOption, JsonOption, print_json
from service.german_help import GermanCommand, GermanGroup
from service.mode import Mode

if TYPE_CHECKING:
    from modelle import Reranker

app = typer.Typer(
    name="fundstelle",
    cls=GermanGroup,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Findet Textstellen in kommunalen Dokumenten: indexieren, suchen, bereitstellen, messen.",
)

ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="Einbettungsmodell: Name oder Pfad eines Modellordners.")
]
ModeOption = Annotated[
    Mode,
    typer.Option(
        "--mode", metavar="ART", help="Suche: hybrid (Sinn und Wörter), dense (nur Sinn) oder lexical (nur Wörter)."
    ),
]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        metavar="NAME",
        envvar="FUNDSTELLE_RERANKER",
        help="Modell, das die besten Fundstellen neu ordnet: Name oder Pfad eines Modellordners.",
    ),
]


@app.command(cls=GermanCommand)
def index(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PFAD...", help="Dateien und Ordner, die durchsuchbar sein sollen.")
    ],
    index: IndexOption = Path("index"),
    model: ModelOption = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SEKUNDEN", help="Höchstdauer für das Lesen einer Datei.")
    ] = 60.0,
    max_pages: Annotated[int, typer.Option(min=1, metavar="ZAHL", help="Höchstzahl der Seiten einer Datei.")] = 2000,
    as_json: JsonOption = False,
) -> None:
    """Liest Dokumente und baut den Index; der laufende Dienst wechselt ohne Neustart.

    Der Index enthält danach genau die angegebenen Dokumente. Unverändertes wird aus dem vorigen Stand übernommen.
    Bleibt eine Datei außen vor, nennt der Bericht den Grund, und der Befehl endet mit dem Code 3.

    Beispiel: `fundstelle index korpus/beispiele/dokumente --index index`
    """
    from indexer.build import build_index
    from korpus.discovery import discover
    from korpus.reading import file_reader
    from korpus.source import ReadLimits
    from modelle import load_analyser, load_encoder
    from service.cli_output import BuildProgress, show_report

    sources, failures = discover(paths)
    reader = file_reader(ReadLimits(max_pages=max_pages, timeout_s=timeout))
    with BuildProgress() as progress:
        report = build_index(
            index, sources, reader, load_encoder(model), load_analyser(), failures=failures, progress=progress
        )
    if as_json:
        print_json(report.as_dict())
    else:
        show_report(report)
    if report.left_out:
        raise typer.Exit(EXIT_LEFT_OUT)


@app.command(cls=GermanCommand)
def search(
    question: Annotated[str, typer.Argument(metavar="FRAGE", help="Die Frage in eigenen Worten.")],
    index: IndexOption = Path("index"),
    limit: Annotated[int, typer.Option(min=1, max=100, metavar="ZAHL", help="Höchstzahl der Fundstellen.")] = 10,
    mode: ModeOption = Mode.HYBRID,
    reranker: RerankerOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Zeigt zu jeder Fundstelle, warum sie dort steht.")
    ] = False,
    as_json: JsonOption = False,
    kind: Annotated[list[str] | None, typer.Option(metavar="ART", help="Nur Dokumente dieser Art.")] = None,
    field: Annotated[list[str] | None, typer.Option(metavar="FELD", help="Nur dieses Handlungsfeld.")] = None,
    municipality: Annotated[list[str] | None, typer.Option(metavar="ORT", help="Nur diese Kommune.")] = None,
    state: Annotated[list[str] | None, typer.Option(metavar="LAND", help="Nur dieses Bundesland.")] = None,
    year: Annotated[list[int] | None, typer.Option(min=0, max=9999, metavar="JAHR", help="Nur dieses Jahr.")] = None,
) -> None:
    """Sucht Textstellen zu einer Frage.

    Beispiel: `fundstelle search "Wie gewinnt man Engagierte?" --index index --limit 5`
    """
    from indexer.store import Filters
    from service.cli_output import show_hits
    from service.live import open_engine
    from service.query import Query
    from service.schema.answer import SearchResponse

    filters = Filters(
        kinds=tuple(kind or ()),
        fields_of_action=tuple(field or ()),
        municipalities=tuple(municipality or ()),
        federal_states=tuple(state or ()),
        years=tuple(year or ()),
    )
    engine = open_engine(index, reranker=_reranker(reranker))
    with engine.snapshot:
        result = engine.search(
            Query(question, limit, 0, mode, filters, spelling=True, sentences=True, explain=explain, alternatives=True)
        )
    if as_json:
        sys.stdout.write(SearchResponse.from_result(result).model_dump_json(indent=2) + "\n")
    else:
        show_hits(result)


@app.command(cls=GermanCommand)
def serve(
    index: IndexOption = Path("index"),
    host: Annotated[str | None, typer.Option(metavar="ADRESSE", help="Adresse, auf der der Dienst hört.")] = None,
    port: Annotated[int | None, typer.Option(envvar="PORT", min=0, max=65535, metavar="ZAHL", help="Port.")] = None,
    reranker: RerankerOption = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, metavar="ZAHL", help="Zahl der Prozesse, die antworten.")
    ] = None,
) -> None:
    """Startet den Dienst mit Suchseite und Schnittstelle.

    Beispiel: `fundstelle serve --index index --port 8000`
    """
    from service.logs import announce, configure_logs
    from service.serving import serve as run
    from service.settings import settings_from

    given = {"index": index, "host": host, "port": port, "workers": workers, "reranker": reranker}
    settings = settings_from(**{name: value for name, value in given.items() if value is not None})
    configure_logs(settings)
    run(settings, announce=lambda address: announce(f"Die Suchseite ist bereit: {address}", settings))


@app.command(cls=GermanCommand)
def evaluate(
    folder: Annotated[
        Path | None, typer.Argument(metavar="BEIR_ORDNER", help="Fragensammlung in BEIR-Form.", show_default=False)
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(metavar="DATEI", help="Fragen mit belegten Textstellen (fragen.jsonl).")
    ] = None,
    index: IndexOption = Path("index"),
    mode: ModeOption = Mode.HYBRID,
    model: ModelOption = None,
    reranker: RerankerOption = None,
    foreign: Annotated[
        Path | None,
        typer.Option(metavar="BEIR_ORDNER", help="Fragen einer anderen Sammlung, auf die es keine Antwort gibt."),
    ] = None,
    plots: Annotated[
        Path | None, typer.Option(metavar="ORDNER", help="Zeichnet die Verlässlichkeit der Relevanz als SVG.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Misst die Güte der Suche an einer Fragensammlung.

    Ein BEIR-Ordner (corpus.jsonl, queries.jsonl, qrels) wird vorübergehend indexiert; gemessen wird die Rangfolge der
    Dokumente.
    Mit `--foreign` wird auch gemessen, ob Fragen einer anderen Sammlung als unbeantwortet erkannt werden.
    Mit `--questions` werden Fragen mit belegten Textstellen an einen vorhandenen Index gestellt.

    Beispiel: `fundstelle evaluate ../shared/data/dev/xquad_de --mode hybrid --json`

    Beispiel: `fundstelle evaluate --questions korpus/beispiele/fragen.jsonl --index index`
    """
    if (folder is None) == (questions is None):
        raise SystemExit(
            fail("Bitte entweder einen BEIR-Ordner oder --questions mit einer Datei angeben.", EXIT_WRONG_CALL)
        )
    if folder is not None:
        _evaluate_beir(folder, mode, model, _reranker(reranker), foreign, plots, as_json)
    elif questions is not None:
        _evaluate_questions(questions, index, mode, _reranker(reranker), as_json)


def _evaluate_beir(
    folder: Path,
    mode: Mode,
    model: str | None,
    reranker: "Reranker | None",
    foreign: Path | None,
    plots: Path | None,
    as_json: bool,
) -> None:
    from indexer import open_snapshot
    from indexer.build import build_index
    from korpus.texts import TextSource, read_texts
    from modelle import load_analyser, load_encoder
    from service.cli_output import BuildProgress, show_figures
    from service.evaluate import RANKED_DOCUMENTS, judge, load_beir, ranking_figures, whole
    from service.judging import Judged, foreign_figures
    from service.plots import draw_plots
    from service.query import Query
    from service.search import SearchEngine

    beir = load_beir(folder)
    others = load_beir(foreign).queries.values() if foreign is not None else ()
    judged: dict[bool, list[Judged]] = {True: [], False: []}
    sources = [TextSource(key, title, text) for key, (title, text) in beir.corpus.items()]
    encoder, analyser = load_encoder(model), load_analyser()
    with tempfile.TemporaryDirectory(prefix="fundstelle-") as temporary, BuildProgress() as progress:
        report = build_index(Path(temporary), sources, read_texts, encoder, analyser, progress=progress)
        with open_snapshot(Path(temporary), encoder.contract, analyser.contract) as snapshot:
            engine = SearchEngine.of(snapshot, encoder, analyser, reranker)

            def rank(question: str) -> Sequence[str]:
                query = Query(question, limit=RANKED_DOCUMENTS, mode=mode, per_document=1, collapse=False)
                result = whole(engine.search(query))
                judged[True].append(judge(result, beir.answering(question)))
                return [hit.document.id for hit in result.hits]

            progress.stage("Fragen stellen", len(beir.queries))
            figures: dict[str, Any] = dict(ranking_figures(beir, rank, lambda: progress.advance(1)))
            for question in others:
                judged[False].append(judge(whole(engine.search(Query(question, limit=1, mode=mode))), ()))
    figures |= {"passages": report.passages, "index_seconds": report.seconds}
    if judged[False]:
        figures |= foreign_figures(judged[True], judged[False])
    if plots is not None:
        draw_plots(plots, judged[True], judged[False])
    print_json(figures) if as_json else show_figures({f"{folder.name} ({mode.value})": figures})


def _evaluate_questions(path: Path, index: Path, mode: Mode, reranker: "Reranker | None", as_json: bool) -> None:
    from service.cli_output import show_figures
    from service.evaluate import Answer, load_questions, question_figures, whole
    from service.live import open_engine
    from service.query import Query

    asked = load_questions(path)
    engine = open_engine(index, reranker=reranker)

    def ask(question: str) -> Iterable[Answer]:
        for hit in whole(engine.search(Query(question, mode=mode))).hits:
            passage = hit.passage
            yield Answer(passage.document_id, passage.first_page, passage.last_page, passage.text, hit.relevance)

    with engine.snapshot:
        figures = question_figures(asked, lambda question: list(ask(question)))
    print_json(figures) if as_json else show_figures(figures)


@app.command(cls=GermanCommand)
def snapshots(index: IndexOption = Path("index"), as_json: JsonOption = False) -> None:
    """Zeigt die aufbewahrten Stände des Index, den neuesten zuerst.

    Beispiel: `fundstelle snapshots --index index`
    """
    from indexer import current_id, list_snapshots
    from service.cli_output import show_snapshots

    live = current_id(index)
    manifests = list_snapshots(index)
    if as_json:
        print_json(
            [{"id": m.id, "live": m.id == live, "documents": m.documents, "passages": m.passages} for m in manifests]
        )
    else:
        show_snapshots(manifests, live)


@app.command(cls=GermanCommand)
def back(
    snapshot: Annotated[str, typer.Argument(metavar="STAND", help="Kennung eines Standes aus „fundstelle snapshots“.")],
    index: IndexOption = Path("index"),
) -> None:
    """Macht einen früheren Stand wieder zum gültigen.

    Beispiel: `fundstelle back 20250314T101500123Z-ab12cd34 --index index`
    """
    from indexer import go_back

    go_back(index, snapshot)
    typer.echo(f"Gültig ist nun der Stand {snapshot}.", err=True)


app.add_typer(cli_models.app)
app.add_typer(cli_feedback.app)


def _reranker(name: str | None) -> "Reranker | None":
    from modelle import load_reranker

    return load_reranker(name) if name else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line; every failure is one German sentence on stderr and an exit code that is not zero."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a file's name may hold what the terminal cannot show
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = app(args=given or ["--help"], prog_name="fundstelle", standalone_mode=False)
        sys.stdout.flush()
        if code == EXIT_INTERRUPTED:  # typer's answer to Ctrl+C
            raise KeyboardInterrupt
    except BrokenPipeError:  # nobody reads on, for example after "| head"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(EXIT_FAILED) from None
    except (Exception, KeyboardInterrupt) as error:
        raise SystemExit(fail(*failure(error, _is_ours))) from None
    raise SystemExit(code if isinstance(code, int) else 0)


def _is_ours(error: BaseException) -> bool:
    """Whether the error's message is a German sentence meant for people."""
    from indexer.errors import IndexerError
    from korpus.errors import KorpusError
    from modelle.errors import ModelError
    from service.errors import ServiceError
    from service.evaluate import EvaluationError

    return isinstance(error, (IndexerError, KorpusError, ModelError, ServiceError, EvaluationError))


if __name__ == "__main__":
    main()
