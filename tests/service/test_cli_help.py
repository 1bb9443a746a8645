"""The command line's help, and its place in the handbook."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service import cli

Run = Callable[..., Any]
COMMANDS = ("index", "search", "serve", "evaluate", "snapshots", "back", "models", "feedback")
ENGLISH = re.compile(r"\b(usage|options?|arguments?|commands?|show this|default|required|env var|and exit)\b", re.I)


def plain(text: str) -> str:
    return " ".join(re.sub(r"[╭╮╰╯─│]", " ", text).split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_german_help_with_an_example(run: Run, command: str) -> None:
    code, out, err = run(command, "--help")
    shown = plain(out)
    assert (code, err) == (0, "")
    assert f"Beispiel: fundstelle {command} " in shown
    assert f"Aufruf: fundstelle {command} " in shown
    assert ENGLISH.findall(re.sub(r"--[a-z-]+", "", shown)) == []


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_without_a_command_the_help_names_them_all(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    shown = plain(out)
    assert (code, err) == (0, "")
    assert [name for name in COMMANDS if f" {name} " in shown] == list(COMMANDS)
    assert ENGLISH.findall(shown.replace("--help", "")) == []


def parameters() -> Iterator[tuple[str, Any]]:
    from typer.main import get_command

    for name, command in get_command(cli.app).commands.items():  # type: ignore[attr-defined]
        for described in (command, *getattr(command, "commands", {}).values()):
            for parameter in described.params:
                yield name, parameter


def test_every_option_and_argument_has_help() -> None:
    assert [f"{name} {parameter.name}" for name, parameter in parameters() if not parameter.help] == []


@pytest.fixture(scope="module")
def sections(repository: Path) -> dict[str, str]:
    """The handbook's section on each command, with what holds for all of them."""
    text = (repository / "docs" / "kommandozeile.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    found = [re.match(r"`fundstelle (\w+)", part) for part in parts]
    return {match[1]: part for match, part in zip(found, parts, strict=True) if match}


def test_the_handbook_has_a_section_on_every_command(sections: dict[str, str]) -> None:
    assert sorted(sections) == sorted(COMMANDS)


@pytest.mark.parametrize(("command", "parameter"), list(parameters()), ids=lambda value: getattr(value, "name", value))
def test_the_handbook_names_every_option_and_argument(sections: dict[str, str], command: str, parameter: Any) -> None:
    names = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar]
    for name in names:
        assert re.search(rf"[`\[ ]{re.escape(name)}[`\] ]", sections[command]), name


@pytest.mark.parametrize("arguments", [["--help"], ["search", "--help"], ["serch"]])
def test_help_is_instant_and_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom service.cli import main\n"
        f"try:\n    main({arguments})\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('torch', 'faiss', 'tantivy', 'sentence_transformers', 'fastapi') "
        "if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.splitlines()[-1] == "[]"
