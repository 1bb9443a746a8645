"""The examples of docs/beispiele against the running service, as whoever copies them runs them."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NODE = shutil.which("node")
# tests/browser/test_example.py runs the JavaScript one in Chromium, whether or not there is a Node.
PROGRAMS = {"suche.py": sys.executable} | ({"suche.mjs": NODE} if NODE else {})

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(params=PROGRAMS)
def example(request: pytest.FixtureRequest, repository: Path) -> Run:
    """Runs an example with the arguments given."""
    script = repository / "docs" / "beispiele" / request.param

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [PROGRAMS[request.param], str(script), *arguments]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)

    return run


@pytest.fixture
def address(serving: Callable[..., Any], papers_index: Path) -> str:
    return str(serving("--index", str(papers_index))[1])


def test_a_question_gives_numbered_citations(example: Run, address: str) -> None:
    ended = example(address, "Wie gewinnt eine Kommune Ehrenamtliche?")
    assert (ended.returncode, ended.stderr) == (0, "")
    first = ended.stdout.split("\n\n")[0].splitlines()
    assert first[0] == "[1] Ehrenamt in Tannfurt, S. iii"
    assert first[1].strip() == f"{address}/api/v1/documents/ehrenamt/original#page=3"
    assert first[2].strip().startswith("Ehrenamtliche")
    assert "\n\n[2] " in ended.stdout


def test_a_question_that_nothing_answers_gets_a_sentence(example: Run, address: str) -> None:
    ended = example(address, "Wie repariert man einen Vergaser am Mofa?")
    assert (ended.returncode, ended.stdout) == (0, "Dazu wurde nichts Passendes gefunden.\n")


def test_a_problem_is_said_in_the_services_own_sentence(example: Run, address: str) -> None:
    ended = example(address, "x" * 1001)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "Die Frage hat 1001 Zeichen, erlaubt sind 1000; bitte kürzer fragen.\n"


def test_a_service_that_is_away_ends_with_an_error(example: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    ended = example(f"http://127.0.0.1:{port}", "Rat")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(ended.stderr.splitlines()) == 1
