"""The user's model folder: taking a model from a stick, noting an endpoint, and what is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from modelle import ModelDamaged, ModelNotFound, load_encoder
from modelle.checksums import FileSum
from modelle.errors import ModelNotFetched
from modelle.library import (
    ModelRecord,
    add_endpoint,
    add_folder,
    installed,
    models_folder,
    read_record,
    write_record,
)
from modelle.prompts import Prompts


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FUNDSTELLE_MODELLE", str(tmp_path / "modelle"))
    return tmp_path / "modelle"


def test_the_folder_is_the_one_of_the_setting_else_below_the_data_folder(
    models: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert models_folder() == models
    monkeypatch.delenv("FUNDSTELLE_MODELLE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert models_folder() == tmp_path / "fundstelle" / "modelle"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert models_folder() == tmp_path / ".local" / "share" / "fundstelle" / "modelle"


def test_a_model_from_a_stick_is_copied_and_opened_by_its_name(models: Path, tiny_model: Path) -> None:
    record = add_folder(tiny_model, "haus")
    shutil.rmtree(tiny_model)
    assert (record.repo, record.revision, sorted(record.files)) == (
        None,
        None,
        ["model.safetensors", "modules.json", "tokenizer.json"],
    )
    assert installed() == [record]
    np.testing.assert_allclose(load_encoder("haus").encode_query("Rat"), [1, 0, 0], atol=1e-6)
    assert load_encoder("haus").contract.name == "haus"


def test_a_folder_that_was_downloaded_elsewhere_keeps_its_commit(models: Path, tiny_model: Path) -> None:
    add_folder(tiny_model, "haus")
    stick = models / "haus"
    write_record(stick, ModelRecord("haus", "besitzer/haus", "c" * 40, files=read_record(stick).files))
    record = add_folder(stick, "zweites")
    assert (record.name, record.repo, record.revision) == ("zweites", "besitzer/haus", "c" * 40)
    assert load_encoder("zweites").contract.version == "c" * 40


def test_a_folder_that_changed_on_the_way_is_refused(models: Path, tiny_model: Path) -> None:
    add_folder(tiny_model, "haus")
    (models / "haus" / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelDamaged, match=r"tokenizer\.json.*nicht mehr die"):
        add_folder(models / "haus", "zweites")
    assert [record.name for record in installed()] == ["haus"]


def test_a_name_that_is_taken_is_only_used_again_on_demand(models: Path, tiny_model: Path) -> None:
    first = add_folder(tiny_model, "haus")
    with pytest.raises(ModelNotFetched, match=r"„haus“ liegt schon.*--replace"):
        add_folder(tiny_model, "haus")
    (tiny_model / "README.md").write_text("Neu")
    second = add_folder(tiny_model, "haus", overwrite=True)
    assert sorted(set(second.files) - set(first.files)) == ["README.md"]
    assert installed() == [second]


@pytest.mark.parametrize("name", ["", "..", "../haus", "a/b", ".haus", "häuser", "haus@quantum bits"])
def test_a_name_that_could_leave_the_folder_is_refused(tiny_model: Path, name: str) -> None:
    with pytest.raises(ModelNotFetched, match="geht nicht als Name"):
        add_folder(tiny_model, name)


@pytest.mark.parametrize("content", [{}, {"notizen.txt": "x"}])
def test_a_folder_without_a_model_is_refused(tmp_path: Path, models: Path, content: dict[str, str]) -> None:
    folder = tmp_path / "leer"
    folder.mkdir()
    for name, text in content.items():
        (folder / name).write_text(text)
    for source in (folder, tmp_path / "fehlt"):
        with pytest.raises(ModelNotFetched, match=r"ist kein Modellordner.*modules\.json"):
            add_folder(source, "haus")
    assert not models.exists()


def test_a_folder_that_cannot_be_written_is_named(models: Path, tiny_model: Path) -> None:
    models.write_text("keine Ablage")
    with pytest.raises(ModelNotFetched, match="konnte nicht in den Ordner"):
        add_folder(tiny_model, "haus")


def test_an_endpoint_is_noted_with_its_prompts(models: Path) -> None:
    address = "openai:http://rechner:8080/v1#modell"
    record = add_endpoint(address, "haus", prompts=Prompts("q: ", "p: "))
    assert installed() == [record]
    assert (record.endpoint, record.prompts, record.files) == (address, Prompts("q: ", "p: "), {})


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "haus", "prompts": null, "files": {"a": 1}}'])
def test_a_record_that_cannot_be_read_is_named(models: Path, text: str) -> None:
    (models / "haus").mkdir(parents=True)
    (models / "haus" / "fundstelle.json").write_text(text)
    with pytest.raises(ModelDamaged, match=r"Angaben zum Modell in „.*haus/fundstelle\.json“ sind nicht lesbar"):
        load_encoder("haus")


def test_a_record_comes_back_as_it_was_written(tmp_path: Path) -> None:
    record = ModelRecord("a", "b/a", "c", "2026", True, Prompts("q", "p"), None, {"x/y": FileSum(3, "d")})
    write_record(tmp_path, record)
    assert read_record(tmp_path) == record
    assert json.loads((tmp_path / "fundstelle.json").read_text())["revision"] == "c"


def test_a_model_of_the_catalogue_that_is_not_there_says_how_to_get_it() -> None:
    with pytest.raises(ModelNotFound, match=r"noch nicht geladen.*fetch bge-m3@onnx .*models add ORDNER"):
        load_encoder("bge-m3@onnx")
