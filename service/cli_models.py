"""`fundstelle models`: which models there are, downloading one, taking one from a stick."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli_options import JsonOption, print_json
from service.german_help import GermanCommand, GermanGroup

if TYPE_CHECKING:
    from modelle.library import ModelRecord
    from modelle.listing import ListedModel

app = typer.Typer(
    name="models", cls=GermanGroup, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="markdown"
)

TrustOption = Annotated[
    bool, typer.Option("--trust-code", help="Erlaubt dem Modell, mitgebrachten Programmcode auszuführen.")
]

_STATES = {"shipped": "liegt bei", "installed": "geladen", "endpoint": "Dienst", "available": "nicht geladen"}


@app.callback(cls=GermanGroup, invoke_without_command=True)
def models(context: typer.Context, as_json: JsonOption = False) -> None:
    """Zeigt die Modelle: beiliegende, geladene und solche, die sich laden lassen.

    Beispiel: `fundstelle models --json`
    """
    if context.invoked_subcommand is not None:
        return
    from modelle.listing import list_models

    found = list_models()
    if as_json:
        print_json([_as_dict(model) for model in found])
    else:
        _show(found)


@app.command(cls=GermanCommand)
def fetch(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Name aus „fundstelle models“ oder „besitzer/modell“, auf Wunsch mit @onnx oder ähnlich.",
        ),
    ],
    revision: Annotated[
        str | None, typer.Option(metavar="STAND", help="Zweig, Marke oder Commit; sonst der neueste Stand.")
    ] = None,
    trust_code: TrustOption = False,
    as_json: JsonOption = False,
) -> None:
    """Lädt ein öffentliches Modell in den eigenen Modellordner; danach wird dafür kein Netz mehr gebraucht.

    Wird das Laden unterbrochen, setzt derselbe Befehl es fort. Ein Modell, das schon da ist, wird nur geprüft.

    Beispiel: `fundstelle models fetch multilingual-e5-small`

    Beispiel: `fundstelle models fetch multilingual-e5-small@onnx-int8`
    """
    from modelle.fetching import fetch_model

    record, new = fetch_model(name, revision=revision, own_code=trust_code)
    _report(record, "ist geladen" if new else "war schon geladen und ist unverändert", as_json)


@app.command(cls=GermanCommand)
def add(
    path: Annotated[
        str, typer.Argument(metavar="ORDNER", help="Modellordner, oder die Adresse eines Einbettungsdienstes.")
    ],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name des Modells; sonst der des Ordners.")] = None,
    query_prompt: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Vorsatz für Fragen, zum Beispiel „query: “.")
    ] = None,
    passage_prompt: Annotated[str | None, typer.Option(metavar="TEXT", help="Vorsatz für Textstellen.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Ersetzt ein Modell dieses Namens.")] = False,
    trust_code: TrustOption = False,
    as_json: JsonOption = False,
) -> None:
    """Nimmt einen Modellordner von einem Datenträger auf oder trägt einen Einbettungsdienst ein.

    Beispiel: `fundstelle models add /media/stick/multilingual-e5-small`

    Beispiel: `fundstelle models add openai:http://rechner:8080/v1#BAAI/bge-m3 --name hausmodell`
    """
    from modelle.address import SCHEME, Address
    from modelle.errors import ModelNotFetched
    from modelle.library import add_endpoint, add_folder
    from modelle.prompts import Prompts

    given = query_prompt is not None or passage_prompt is not None
    prompts = Prompts(query_prompt or "", passage_prompt or "") if given else None
    if not path.startswith(SCHEME):
        folder = Path(path)
        record = add_folder(
            folder, name or folder.resolve().name, prompts=prompts, own_code=trust_code, overwrite=replace
        )
        _report(record, "ist übernommen", as_json)
        return
    Address.parse(path)
    if name is None:
        raise ModelNotFetched("Ein Einbettungsdienst braucht einen Namen; bitte mit --name angeben.")
    _report(add_endpoint(path, name, prompts=prompts, overwrite=replace), "ist vermerkt", as_json)


def _report(record: "ModelRecord", done: str, as_json: bool) -> None:
    if as_json:
        print_json(asdict(record))
        return
    commit = f" (Stand {record.revision})" if record.revision else ""
    typer.echo(f"Das Modell „{record.name}“{commit} {done}: {_use_of(record.name)}")


def _use_of(name: str) -> str:
    """The command that the model is for."""
    from modelle.kind import ModelKind, kind_of
    from modelle.library import folder_of

    if kind_of(folder_of(name)) is ModelKind.RERANKER:
        return f"fundstelle serve --reranker {name}"
    return f"fundstelle index ORDNER --model {name}"


def _as_dict(model: "ListedModel") -> dict[str, Any]:
    values = asdict(model)
    prompts = values.pop("prompts")
    return values | {"query_prompt": prompts["query"], "passage_prompt": prompts["passage"]}


def _show(models: "list[ListedModel]") -> None:
    """A paragraph for each model, and below them the sources of the figures."""
    from rich.console import Console
    from rich.text import Text

    out = Console(highlight=False, markup=False)
    for model in models:
        out.print(Text.assemble((model.name, "bold"), f"  {_STATES[model.state.value]}"), soft_wrap=True)
        out.print(f"    {' · '.join(_facts(model))}", soft_wrap=True)
    for source in dict.fromkeys(figure.source for model in models for figure in model.figures):
        out.print(f"\nQuelle der Gütezahlen: {source}", soft_wrap=True)


def _facts(model: "ListedModel") -> list[str]:
    """What is known of a model, in German."""
    prompts = model.prompts
    facts = (
        (model.kind == "reranker", "ordnet Fundstellen neu (--reranker)"),
        (model.endpoint, model.endpoint),
        (model.version, f"Stand {(model.version or '')[:12]}"),
        (model.dimensions, f"{model.dimensions} Maße"),
        (model.max_tokens, f"höchstens {model.max_tokens} Wortstücke"),
        (model.size_mb, f"{model.size_mb or 0:.0f} MB"),
        (model.licence, f"Lizenz {model.licence}"),
        (prompts.query, f"vor Fragen „{prompts.query}“"),
        (prompts.passage, f"vor Textstellen „{prompts.passage}“"),
        (model.own_code, "führt mitgebrachten Programmcode aus (--trust-code)"),
    )
    known = [str(text) for value, text in facts if value]
    for figure in model.figures:
        measured = f" (Stand {figure.revision[:12]})" if figure.revision else ""
        value = f"{figure.value:.1f}".replace(".", ",")
        known.append(f"{figure.set} {figure.measure} {value} %{measured}")
    return known
