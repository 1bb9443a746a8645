"""`fundstelle models`: the list, downloading, taking from a stick; and an index that pins its model."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from modelle import DEFAULT_MODEL
from modelle.errors import ModelNotFetched
from modelle.library import ModelRecord

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FUNDSTELLE_MODELLE", str(tmp_path / "modelle"))
    return tmp_path / "modelle"


@pytest.fixture
def stick(tmp_path: Path, repository: Path) -> Path:
    """A static model other than the shipped one: the same words with all vectors turned round."""
    folder = tmp_path / "stick" / "anderes"
    shutil.copytree(repository / "modelle" / DEFAULT_MODEL, folder)
    from safetensors.numpy import load_file

    weights = load_file(folder / "model.safetensors")
    save_file({name: np.ascontiguousarray(w[:, ::-1]) for name, w in weights.items()}, folder / "model.safetensors")
    return folder


def test_the_list_names_every_model_with_what_is_known(run: Run) -> None:
    ended = run("models")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == f"{DEFAULT_MODEL}  liegt bei"
    place = lines.index("multilingual-e5-small  nicht geladen")
    assert lines[place + 1] == (
        "    384 Maße · höchstens 512 Wortstücke · 449 MB · Lizenz MIT · vor Fragen „query: “ · vor Textstellen"
        " „passage: “ · GermanQuAD nDCG@10 93,1 % (Stand fd1525a9fd15)"
    )
    assert lines[-1].startswith("Quelle der Gütezahlen: MTEB")


def test_the_list_says_which_models_order_passages(run: Run) -> None:
    lines = run("models").out.splitlines()
    place = lines.index("mmarco-mMiniLMv2-L12-H384-v1  nicht geladen")
    assert lines[place + 1] == (
        "    ordnet Fundstellen neu (--reranker) · höchstens 512 Wortstücke · 471 MB · Lizenz Apache-2.0"
    )


def test_a_reranker_from_a_stick_is_taken_and_its_use_named(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ordner"
    folder.mkdir()
    (folder / "config.json").write_text('{"architectures": ["XLMRobertaForSequenceClassification"]}')
    (folder / "model.safetensors").write_bytes(b"x")
    ended = run("models", "add", folder)
    assert ended == (0, "Das Modell „ordner“ ist übernommen: fundstelle serve --reranker ordner\n", "")


def test_the_list_as_json_has_the_fields_of_the_handbook(run: Run, repository: Path) -> None:
    listed = run("models", "--json").json
    [e5] = [model for model in listed if model["name"] == "multilingual-e5-large"]
    assert (e5["state"], e5["query_prompt"], e5["passage_prompt"]) == ("available", "query: ", "passage: ")
    handbook = (repository / "docs" / "kommandozeile.md").read_text("utf-8").split("## `fundstelle models`")[1]
    assert [name for name in e5 if f"`{name}`" not in handbook] == []


def test_a_model_from_a_stick_is_taken_and_listed(run: Run, stick: Path, models: Path) -> None:
    ended = run("models", "add", stick)
    assert ended == (0, "Das Modell „anderes“ ist übernommen: fundstelle index ORDNER --model anderes\n", "")
    assert (models / "anderes" / "model.safetensors").is_file()
    assert "anderes  geladen" in run("models").out


def test_an_index_names_its_model_and_is_refused_with_another(
    run: Run, stick: Path, models: Path, folder: Path, tmp_path: Path
) -> None:
    run("models", "add", stick)
    index = tmp_path / "index"
    assert run("index", folder, "--index", index, "--model", "anderes").code == 0
    assert run("search", "Rat", "--index", index).code == 0
    weights = (stick / "model.safetensors").read_bytes()
    (stick / "model.safetensors").write_bytes(weights[:-2] + bytes([weights[-2] ^ 1, weights[-1]]))
    assert run("models", "add", stick, "--replace").code == 0
    ended = run("search", "Rat", "--index", index)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Fehler: Der Index wurde mit dem Modell „anderes“ (Prüfsumme ")
    assert "geladen ist „anderes“ (Prüfsumme " in ended.err


def test_another_model_embeds_anew_beside_the_live_index(run: Run, stick: Path, folder: Path, tmp_path: Path) -> None:
    run("models", "add", stick)
    index = tmp_path / "index"
    first = run("index", folder, "--index", index, "--json").json
    second = run("index", folder, "--index", index, "--model", "anderes", "--json").json
    assert (second["changed"], second["unchanged"], second["indexed"]) == (True, 2, 0)
    states = run("snapshots", "--index", index, "--json").json
    assert [state["id"] for state in states] == [second["snapshot"], first["snapshot"]]
    assert run("search", "Rat", "--index", index, "--json").json["snapshot"] == second["snapshot"]
    run("back", first["snapshot"], "--index", index)
    assert run("search", "Rat", "--index", index, "--json").json["snapshot"] == first["snapshot"]


def test_an_endpoint_is_noted_under_a_name(run: Run, models: Path) -> None:
    address = "openai:http://127.0.0.1:9/v1#BAAI/bge-m3"
    ended = run("models", "add", address, "--name", "haus", "--query-prompt", "q: ", "--json")
    assert (ended.code, ended.json["endpoint"], ended.json["prompts"]) == (0, address, {"query": "q: ", "passage": ""})
    assert json.loads((models / "haus" / "fundstelle.json").read_text())["endpoint"] == address
    assert f"    {address} · vor Fragen „q: “" in run("models").out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", "openai:http://rechner/v1#m"], "Ein Einbettungsdienst braucht einen Namen; bitte mit --name angeben."),
        (["add", "openai:rechner", "--name", "haus"], "„openai:rechner“ ist keine Adresse eines Einbettungsdienstes"),
        (["add", "fehlt"], "„fehlt“ ist kein Modellordner"),
        (["fetch", "gibtsnicht"], "Das Modell „gibtsnicht“ gibt es nicht"),
        (["fetch", DEFAULT_MODEL], f"Das Modell „{DEFAULT_MODEL}“ liegt dem Programm bei"),
        (["fetch", "jina-embeddings-v3"], "Das Modell „jina-embeddings-v3“ bringt eigenen Programmcode mit"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run: Run, arguments: list[str], sentence: str) -> None:
    ended = run("models", *arguments)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"Fehler: {sentence}")


@pytest.mark.parametrize(("new", "done"), [(True, "ist geladen"), (False, "war schon geladen und ist unverändert")])
def test_fetching_says_which_commit_is_there(run: Run, monkeypatch: pytest.MonkeyPatch, new: bool, done: str) -> None:
    asked: list[Any] = []

    def fetched(name: str, **options: Any) -> tuple[ModelRecord, bool]:
        asked.append((name, options))
        return ModelRecord(name, "BAAI/bge-m3", "c" * 40), new

    monkeypatch.setattr("modelle.fetching.fetch_model", fetched)
    ended = run("models", "fetch", "bge-m3@onnx", "--revision", "v1", "--trust-code")
    assert ended == (
        0,
        f"Das Modell „bge-m3@onnx“ (Stand {'c' * 40}) {done}: fundstelle index ORDNER --model bge-m3@onnx\n",
        "",
    )
    assert asked == [("bge-m3@onnx", {"revision": "v1", "own_code": True})]


def test_a_failed_download_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ModelNotFetched("Kein Netz.")

    monkeypatch.setattr("modelle.fetching.fetch_model", fail)
    assert run("models", "fetch", "bge-m3") == (1, "", "Fehler: Kein Netz.\n")


@pytest.mark.parametrize("command", ["fetch", "add"])
def test_both_commands_have_german_help_with_an_example(run: Run, command: str) -> None:
    code, out, _ = run("models", command, "--help")
    shown = " ".join(out.split())
    assert code == 0
    assert f"Aufruf: fundstelle models {command} " in shown
    assert f"Beispiel: fundstelle models {command} " in shown


@pytest.mark.parametrize("command", ["fetch", "add"])
def test_the_handbook_names_the_options_of_both(repository: Path, command: str) -> None:
    from typer.main import get_command

    from service.cli_models import app

    handbook = (repository / "docs" / "kommandozeile.md").read_text("utf-8").split("## `fundstelle models`")[1]
    options = [name for p in get_command(app).commands[command].params for name in p.opts if name.startswith("--")]  # type: ignore[attr-defined]
    assert [name for name in options if not any(f"`{name}{end}" in handbook for end in ("`", " "))] == []
