"""Calls of the command line that fail: one German sentence and an exit code each; and `serve`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.settings import Settings

Run = Callable[..., Any]


def assert_sentence(ended: Any, code: int, sentence: str) -> None:
    assert ended == (code, "", f"Fehler: {sentence}\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serch"], "Dieser Aufruf ist nicht möglich, denn den Befehl oder ein Argument gibt es nicht"),
        (["search", "a", "b"], "Dieser Aufruf ist nicht möglich, denn den Befehl oder ein Argument gibt es nicht"),
        (["search"], "Die Angabe „FRAGE“ fehlt"),
        (["index"], "Die Angabe „PFAD“ fehlt"),
        (["search", "Rat", "--foo"], "Die Option „--foo“ gibt es nicht"),
        (["search", "Rat", "--limit"], "Bei der Option „--limit“ stimmt die Zahl der Werte nicht"),
        (["search", "Rat", "--limit", "0"], "Die Angabe zu „--limit“ ist nicht brauchbar, erlaubt ist mindestens 1"),
        (["search", "Rat", "--limit", "101"], "Die Angabe zu „--limit“ ist nicht brauchbar, erlaubt ist höchstens 100"),
        (
            ["search", "Rat", "--limit", "drei"],
            "Die Angabe zu „--limit“ ist nicht brauchbar, erwartet wird eine ganze Zahl",
        ),
        (["search", "Rat", "--year=-1"], "Die Angabe zu „--year“ ist nicht brauchbar, erlaubt ist mindestens 0"),
        (
            ["search", "Rat", "--year", "9" * 30],
            "Die Angabe zu „--year“ ist nicht brauchbar, erlaubt ist höchstens 9999",
        ),
        (
            ["search", "Rat", "--mode", "fuzzy"],
            "Die Angabe zu „--mode“ ist nicht brauchbar, möglich sind hybrid, dense, lexical",
        ),
        (["index", ".", "--timeout", "bald"], "Die Angabe zu „--timeout“ ist nicht brauchbar, erwartet wird eine Zahl"),
        (["index", ".", "--timeout", "0"], "Die Angabe zu „--timeout“ ist nicht brauchbar, erlaubt ist mindestens 0.1"),
        (["serve", "--port", "70000"], "Die Angabe zu „--port“ ist nicht brauchbar, erlaubt ist höchstens 65535"),
    ],
)
def test_a_wrong_call_gives_one_sentence_and_the_code_2(run: Run, arguments: list[str], sentence: str) -> None:
    assert_sentence(run(*arguments), 2, f"{sentence}; Hilfe zeigt: fundstelle --help")


def test_without_or_with_both_kinds_of_questions_nothing_is_evaluated(run: Run, tmp_path: Path) -> None:
    sentence = "Bitte entweder einen BEIR-Ordner oder --questions mit einer Datei angeben."
    assert_sentence(run("evaluate"), 2, sentence)
    assert_sentence(run("evaluate", tmp_path, "--questions", "fragen.jsonl"), 2, sentence)


@pytest.mark.parametrize(
    "arguments",
    [["search", "Rat"], ["serve"], ["snapshots"], ["back", "20250314T101500123Z-ab12cd34"]],
    ids=lambda arguments: arguments[0],
)
def test_without_an_index_each_command_says_how_to_make_one(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    code, out, err = run(*arguments, "--index", tmp_path)
    assert (code, out) == (1, "")
    assert err.startswith(f"Fehler: Im Ordner „{tmp_path}“ liegt noch kein Index; bitte zuerst „fundstelle index")
    assert err.count("\n") == 1


@pytest.mark.parametrize("question", ["", "Rat" * 400, "Rat\udcff"], ids=["empty", "long", "surrogate"])
def test_a_question_that_cannot_be_asked_gives_one_sentence(run: Run, indexed: Path, question: str) -> None:
    code, out, err = run("search", question, "--index", indexed)
    assert (code, out) == (1, "")
    assert err.startswith("Fehler: Die Frage ")
    assert err.count("\n") == 1


def test_a_path_that_does_not_exist_is_named(run: Run, tmp_path: Path) -> None:
    sentence = f"Der Pfad „{tmp_path / 'nichts'}“ ist nicht vorhanden; bitte die Schreibweise prüfen."
    assert_sentence(run("index", tmp_path / "nichts", "--index", tmp_path / "index"), 1, sentence)


def test_an_index_folder_that_is_a_file_is_named(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    code, out, err = run("index", folder, "--index", tmp_path / "index")
    assert (code, out) == (1, "")
    assert str(tmp_path / "index") in err
    assert err.startswith("Fehler: Der neue Stand ")
    assert err.count("\n") == 1


def test_a_model_that_does_not_exist_is_named(run: Run, folder: Path, tmp_path: Path) -> None:
    ended = run("index", folder, "--index", tmp_path / "index", "--model", "gibt-es-nicht")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Fehler: Das Modell „gibt-es-nicht“ gibt es nicht.")


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (KeyboardInterrupt(), 130, "Abgebrochen; was vorher galt, gilt weiter."),
        (
            PermissionError(13, "denied", "/srv/x"),
            1,
            "Auf „/srv/x“ lässt sich nicht zugreifen; bitte Pfad und Rechte prüfen.",
        ),
        (
            RuntimeError("Geheimnis"),
            1,
            "Ein unerwarteter Fehler ist aufgetreten (RuntimeError in test_cli.py, Zeile {}); bitte melden.",
        ),
    ],
)
def test_an_error_that_nobody_foresaw_gives_one_sentence_without_what_was_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, sentence: str
) -> None:
    def fail(_index: Path, **_: object) -> None:
        raise error

    monkeypatch.setattr("service.live.open_engine", fail)
    line = fail.__code__.co_firstlineno + 1
    ended = run("search", "Geheimnis")
    assert ended == (code, "", ended.err)
    assert ended.err.strip() == f"Fehler: {sentence.format(line)}"


def test_serve_hands_on_what_it_is_given(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: list[Settings] = []

    def serve(settings: Settings, announce: Callable[[str], None]) -> None:
        given.append(settings)
        announce("http://localhost:1/")

    monkeypatch.setattr("service.serving.serve", serve)
    monkeypatch.setenv("FUNDSTELLE_PORT", "1")
    ended = run("serve", "--index", tmp_path, "--host", "0.0.0.0")
    assert ended == (0, "", "Die Suchseite ist bereit: http://localhost:1/\n")
    monkeypatch.setenv("PORT", "2")
    run("serve")
    run("serve", "--port", "3")
    assert [(settings.index, settings.host, settings.port) for settings in given] == [
        (tmp_path, "0.0.0.0", 1),
        (Path("index"), "127.0.0.1", 2),
        (Path("index"), "127.0.0.1", 3),
    ]


def test_serve_says_which_setting_of_the_environment_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_THREADS", "viele")
    sentence = (
        "Die Einstellung „threads“ (FUNDSTELLE_THREADS) hat den unbrauchbaren Wert „viele“;"
        " die Einstellungen stehen in docs/betrieb.md."
    )
    assert_sentence(run("serve"), 1, sentence)


def test_where_nobody_reads_on_the_command_ends_quietly(papers_index: Path) -> None:
    code = "from service.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "search", "Rat", "--index", papers_index, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait(timeout=60) == 1


def test_letters_that_the_terminal_does_not_know_do_not_end_the_command(papers_index: Path) -> None:
    arguments = ["search", "Familien", "--index", papers_index, "--json", "--limit", "1"]
    ended = subprocess.run(
        [sys.executable, "-m", "service.cli", *arguments],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert json.loads(ended.stdout.decode("ascii"))["hits"][0]["document"]["title"] == "Wohnen f?r alle"
