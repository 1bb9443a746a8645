"""Downloading models from a hub: what is loaded, recorded, checked and gone on with."""

import hashlib
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modelle import ModelDamaged, ModelNotFound, load_encoder
from modelle.errors import ModelNotFetched
from modelle.fetching import fetch_model
from modelle.library import installed
from tests.modelle.hub import Hub

NAME = "static-similarity-mrl-multilingual-v1"
REPO = f"sentence-transformers/{NAME}"


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's model folder, empty, without a word of huggingface-hub on the terminal."""
    monkeypatch.setenv("FUNDSTELLE_MODELLE", str(tmp_path / "modelle"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub-cache"))
    return tmp_path / "modelle"


@pytest.fixture
def files(tiny_model: Path) -> dict[str, bytes]:
    """A static model as the hub has it: its weights in a folder of their own, and what nobody needs."""
    modules = [{"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": "sentence_transformers.StaticEmbedding"}]
    return {
        "modules.json": json.dumps(modules).encode(),
        "README.md": b"Lies mich",
        ".gitattributes": b"*",
        "bild.png": b"PNG",
        "0_StaticEmbedding/model.safetensors": (tiny_model / "model.safetensors").read_bytes(),
        "0_StaticEmbedding/tokenizer.json": (tiny_model / "tokenizer.json").read_bytes(),
        "onnx/model.onnx": b"ONNX",
    }


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Hub]]:
    """Starts a hub with one repository, and lets huggingface-hub find it."""
    started: list[Hub] = []

    def serve(files: dict[str, bytes], repo: str = REPO, **more: Any) -> Hub:
        hub = Hub(repo, files, **more)
        started.append(hub)
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        return hub

    yield serve
    for hub in started:
        hub.close()


@pytest.fixture
def hub(start: Callable[..., Hub], files: dict[str, bytes], models: Path) -> Hub:
    return start(files)


def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_what_a_model_needs_is_loaded_with_the_commit_and_its_checksums(hub: Hub, models: Path) -> None:
    record, new = fetch_model(NAME)
    assert (new, record.name, record.repo, record.revision) == (True, NAME, REPO, hub.commit)
    wanted = ["0_StaticEmbedding/model.safetensors", "0_StaticEmbedding/tokenizer.json", "README.md", "modules.json"]
    assert sorted(record.files) == wanted
    assert {path: (file.size, file.sha256) for path, file in record.files.items()} == {
        path: (len(hub.files[path]), hashlib.sha256(hub.files[path]).hexdigest()) for path in wanted
    }
    found = sorted(path.relative_to(models / NAME).as_posix() for path in (models / NAME).rglob("*") if path.is_file())
    assert found == sorted([*wanted, "fundstelle.json"])
    assert installed() == [record]
    assert list((models / ".laden").iterdir()) == []


def test_a_loaded_model_is_opened_by_its_name_without_any_network(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch_model(NAME)
    no_network(monkeypatch)
    encoder = load_encoder(NAME)
    assert (encoder.contract.name, encoder.contract.version) == (NAME, hub.commit)
    np.testing.assert_allclose(encoder.encode_query("Rat Haus"), [0.6, 0.8, 0], atol=1e-6)


def test_a_model_that_is_there_is_checked_and_not_loaded_again(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = fetch_model(NAME)
    no_network(monkeypatch)
    assert fetch_model(NAME) == (first, False)
    assert fetch_model(NAME, revision=hub.commit) == (first, False)


def test_a_download_that_broke_off_is_gone_on_with(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1000)
    monkeypatch.setattr("time.sleep", lambda _: None)
    weights = "0_StaticEmbedding/model.safetensors"
    hub.files[weights] += b"\0" * 50_000
    hub.broken_off = {weights}
    with pytest.raises(ModelNotFetched, match="Begonnenes wird fortgesetzt"):
        fetch_model(NAME)
    hub.broken_off, hub.requests[:] = set(), []
    record, new = fetch_model(NAME)
    [asked] = [asked for method, path, asked in hub.requests if method == "GET" and path.endswith(weights)]
    assert asked == "bytes=25000-"
    assert (new, record.files[weights].sha256) == (True, hashlib.sha256(hub.files[weights]).hexdigest())


def test_what_was_begun_of_another_commit_is_removed(hub: Hub, models: Path) -> None:
    for begun in (f"{NAME}-{'e' * 40}", f"{NAME}-anders-{'e' * 40}"):
        (models / ".laden" / begun).mkdir(parents=True)
    fetch_model(NAME)
    assert [path.name for path in (models / ".laden").iterdir()] == [f"{NAME}-anders-{'e' * 40}"]


def test_what_an_earlier_call_has_loaded_is_not_loaded_again(
    hub: Hub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.altered = {"0_StaticEmbedding/model.safetensors"}
    with pytest.raises(ModelDamaged, match=r"„0_StaticEmbedding/model\.safetensors“ .* kam verändert an"):
        fetch_model(NAME)
    assert not (models / NAME).exists()
    hub.altered, hub.requests[:] = set(), []
    fetch_model(NAME)
    loaded = [path.rsplit("/", 1)[-1] for method, path, _ in hub.requests if method == "GET" and "/resolve/" in path]
    assert loaded == ["model.safetensors"]


def test_a_small_file_that_arrives_changed_is_noticed_too(hub: Hub) -> None:
    hub.altered = {"modules.json"}
    with pytest.raises(ModelDamaged, match=r"„modules\.json“"):
        fetch_model(NAME)


def test_another_revision_takes_the_place_of_the_first(hub: Hub, models: Path) -> None:
    fetch_model(NAME)
    hub.commit = "f" * 40
    hub.branches = {"neu": hub.commit}
    hub.files["README.md"] = b"Neu"
    record, new = fetch_model(NAME, revision="neu")
    assert (new, record.revision) == (True, "f" * 40)
    assert (models / NAME / "README.md").read_bytes() == b"Neu"
    assert list((models / ".laden").iterdir()) == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda file: file.write_bytes(file.read_bytes() + b"\0"), ModelDamaged),
        (lambda file: file.write_bytes(file.read_bytes()[:-1] + b"\0"), ModelDamaged),
        (lambda file: file.unlink(), ModelNotFound),
    ],
)
def test_a_file_that_changed_after_loading_is_refused(
    hub: Hub, models: Path, change: Callable[[Path], object], error: type[Exception]
) -> None:
    fetch_model(NAME)
    change(models / NAME / "0_StaticEmbedding" / "tokenizer.json")
    with pytest.raises(error, match=rf"„{NAME}“.*tokenizer\.json.*fundstelle models fetch {NAME}"):
        load_encoder(NAME)


def test_a_repository_that_the_catalogue_does_not_know_is_loaded_by_owner_and_name(
    start: Callable[..., Hub], files: dict[str, bytes], models: Path
) -> None:
    start(files, "haus/eigenes-modell")
    record, _ = fetch_model("haus/eigenes-modell")
    assert (record.name, record.repo) == ("eigenes-modell", "haus/eigenes-modell")
    assert load_encoder("eigenes-modell").contract.dimensions == 3


def test_an_exported_model_is_loaded_without_the_weights_for_torch(
    start: Callable[..., Hub], files: dict[str, bytes], models: Path
) -> None:
    start(files, "haus/modell")
    record, _ = fetch_model("haus/modell@onnx")
    assert record.name == "modell@onnx"
    assert sorted(record.files) == ["0_StaticEmbedding/tokenizer.json", "README.md", "modules.json", "onnx/model.onnx"]


def test_a_backend_that_a_model_does_not_offer_is_said_to_be_missing(hub: Hub) -> None:
    with pytest.raises(ModelNotFetched, match=r"bietet keine Datei für „openvino-int8“ an.*@onnx-int8"):
        fetch_model(f"{NAME}@openvino-int8")


def test_own_code_is_neither_loaded_nor_run_unless_it_is_trusted(
    start: Callable[..., Hub], files: dict[str, bytes], models: Path
) -> None:
    start(files | {"modell.py": b"raise SystemExit"}, "Snowflake/snowflake-arctic-embed-m-v2.0")
    with pytest.raises(ModelNotFetched, match=r"bringt eigenen Programmcode mit.*--trust-code"):
        fetch_model("snowflake-arctic-embed-m-v2.0")
    assert not models.exists()
    record, _ = fetch_model("snowflake-arctic-embed-m-v2.0", own_code=True)
    assert (record.own_code, "modell.py" in record.files) == (True, True)


def test_other_models_come_without_their_python_files(
    start: Callable[..., Hub], files: dict[str, bytes], models: Path
) -> None:
    start(files | {"modell.py": b"raise SystemExit"})
    assert "modell.py" not in fetch_model(NAME)[0].files


@pytest.mark.parametrize(
    ("name", "revision", "sentence"),
    [
        ("haus/fehlt", None, "„haus/fehlt“ gibt es auf der Plattform nicht"),
        (NAME, "fehlt", f"Den gewünschten Stand des Modells „{REPO}“ gibt es nicht"),
        ("fundstelle-static-de", None, "liegt dem Programm bei"),
    ],
)
def test_what_cannot_be_loaded_is_said_in_a_sentence(hub: Hub, name: str, revision: str | None, sentence: str) -> None:
    with pytest.raises(ModelNotFetched, match=sentence):
        fetch_model(name, revision=revision)


def test_an_unknown_name_points_to_the_list(models: Path) -> None:
    with pytest.raises(ModelNotFound, match="„gibtsnicht“ gibt es nicht; „fundstelle models“ zeigt"):
        fetch_model("gibtsnicht")


def test_without_a_network_the_way_out_is_named(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(ModelNotFetched, match=r"konnte nicht geladen werden.*fortgesetzt.*fundstelle models add"):
            fetch_model(NAME)
