"""What several commands share: the options for index and JSON, and writing JSON."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

IndexOption = Annotated[
    Path, typer.Option("--index", metavar="ORDNER", envvar="FUNDSTELLE_INDEX", help="Ordner des Index.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Gibt das Ergebnis als JSON aus.")]


def print_json(value: object) -> None:
    """Writes one JSON value to stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
