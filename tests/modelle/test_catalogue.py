"""The catalogue, and opening models by name and by path."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from modelle import DEFAULT_MODEL, ModelNotFound, load_encoder
from modelle.backend import Backend, exported_file, files_needed, split_name
from modelle.catalogue import SHIPPED, catalogue, catalogue_entry
from modelle.errors import ModelNotFetched
from modelle.kind import ModelKind
from modelle.library import add_endpoint, add_folder
from modelle.listing import list_models
from modelle.prompts import Prompts


def test_the_default_model_ships_with_the_product() -> None:
    encoder = load_encoder()
    assert encoder.contract.name == DEFAULT_MODEL
    vector = encoder.encode_query("Wie werden Zugewanderte beraten?")
    assert vector.shape == (encoder.contract.dimensions,)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_the_default_model_knows_what_belongs_together() -> None:
    encoder = load_encoder()
    passages = encoder.encode_passages(
        [
            "Der Integrationsrat vertritt die Interessen der Migrantinnen und Migranten gegenüber dem Stadtrat.",
            "Sperrmüll wird nach Anmeldung an der Grundstücksgrenze abgeholt.",
        ]
    )
    scores = passages @ encoder.encode_query("Welches Gremium spricht für Menschen mit Einwanderungsgeschichte?")
    assert scores[0] > scores[1] + 0.1


def test_the_shipped_model_fits_into_25_megabytes(repository: Path) -> None:
    folder = repository / "modelle" / DEFAULT_MODEL
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 25_000_000


def test_a_static_model_never_imports_torch() -> None:
    program = (
        "import sys, modelle; modelle.load_encoder().encode_query('Rat');"
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, env=os.environ).returncode == 0


def test_a_folder_is_opened_by_its_path(tiny_model: Path) -> None:
    assert load_encoder(str(tiny_model)).contract.dimensions == 3


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ModelNotFound, match=r"„gibtsnicht“ gibt es nicht.*fundstelle-static-de"):
        load_encoder("gibtsnicht")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_sentence_transformers_opens_the_shipped_model_with_the_same_vectors(repository: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(repository / "modelle" / DEFAULT_MODEL), device="cpu", local_files_only=True, trust_remote_code=True
    )
    texts = ["Der Ausländerbeirat tagt öffentlich.", "Bürger*innen wählen 2024 in 17 Stadtteilen; § 27 GO NRW gilt."]
    model.float()  # the weights are float16 on disk; both sides compute in float32
    theirs = model.encode(texts, normalize_embeddings=True)
    ours = load_encoder().encode_passages(texts)
    assert (np.sum(ours * theirs, axis=1) >= 0.9999).all()


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FUNDSTELLE_MODELLE", str(tmp_path / "modelle"))
    return tmp_path / "modelle"


def test_the_catalogue_begins_with_the_default_and_names_each_model_once() -> None:
    names = [entry.name for entry in catalogue()]
    assert names[0] == DEFAULT_MODEL
    assert sorted(set(names)) == sorted(names)
    assert {
        "multilingual-e5-small",
        "multilingual-e5-base",
        "multilingual-e5-large",
        "bge-m3",
        "snowflake-arctic-embed-m-v2.0",
        "jina-embeddings-v3",
        "paraphrase-multilingual-mpnet-base-v2",
        "static-similarity-mrl-multilingual-v1",
        "potion-multilingual-128M",
        "bge-reranker-v2-m3",
        "jina-reranker-v2-base-multilingual",
        "mmarco-mMiniLMv2-L12-H384-v1",
    } == set(names) - {entry.name for entry in SHIPPED}


def test_every_public_embedding_model_has_its_source_licence_and_size() -> None:
    public = [entry for entry in catalogue() if not entry.shipped and entry.kind is ModelKind.EMBEDDING]
    lacking = [e.name for e in public if not (e.repo and e.dimensions and e.licence and e.size_mb and e.source)]
    assert lacking == []


def test_every_published_figure_has_a_source() -> None:
    figures = [figure for entry in catalogue() for figure in entry.figures]
    assert {(figure.set, figure.measure) for figure in figures} == {("GermanQuAD", "nDCG@10")}
    assert [figure for figure in figures if "embeddings-benchmark/results" not in figure.source] == []


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("multilingual-e5-base", Prompts("query: ", "passage: ")),
        ("intfloat/multilingual-e5-base", Prompts("query: ", "passage: ")),
        ("snowflake-arctic-embed-m-v2.0", Prompts("query: ", "")),
        ("bge-m3", Prompts("", "")),
    ],
)
def test_an_entry_is_found_by_name_and_by_repository(name: str, prompts: Prompts) -> None:
    entry = catalogue_entry(name)
    assert entry is not None
    assert entry.prompts == prompts


def test_the_list_shows_what_is_there_and_what_could_be(models: Path, tiny_model: Path) -> None:
    add_folder(tiny_model, "potion-multilingual-128M")
    add_folder(tiny_model, "eigenes")
    add_endpoint("openai:http://rechner/v1#m", "haus")
    listed = {model.name: model for model in list_models()}
    assert next(iter(listed)) == DEFAULT_MODEL
    assert list(listed)[-2:] == ["eigenes", "haus"]
    assert [listed[name].state.value for name in (DEFAULT_MODEL, "potion-multilingual-128M", "bge-m3", "haus")] == [
        "shipped",
        "installed",
        "available",
        "endpoint",
    ]
    assert listed[DEFAULT_MODEL].dimensions == load_encoder().contract.dimensions
    assert (listed["potion-multilingual-128M"].licence, listed["eigenes"].licence) == ("MIT", None)
    assert listed["haus"].endpoint == "openai:http://rechner/v1#m"


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("bge-m3", ("bge-m3", Backend.TORCH)),
        ("bge-m3@onnx", ("bge-m3", Backend.ONNX)),
        ("/pfad@onnx/modell@openvino-int8", ("/pfad@onnx/modell", Backend.OPENVINO_INT8)),
        ("/pfad@onnx/modell", ("/pfad@onnx/modell", Backend.TORCH)),
        ("haus@stadt", ("haus@stadt", Backend.TORCH)),
        ("@onnx", ("@onnx", Backend.TORCH)),
    ],
)
def test_the_backend_stands_behind_the_name(name: str, split: tuple[str, Backend]) -> None:
    assert split_name(name) == split


PATHS = [
    ".gitattributes",
    "1_Pooling/config.json",
    "README.md",
    "bild.png",
    "config.json",
    "flax_model.msgpack",
    "modell.py",
    "model-00001-of-00002.safetensors",
    "model-00002-of-00002.safetensors",
    "model.safetensors.index.json",
    "modules.json",
    "onnx/config.json",
    "onnx/model.onnx",
    "onnx/model.onnx_data",
    "onnx/model_O4.onnx",
    "onnx/model_int8.onnx",
    "onnx/model_qint8_avx512_vnni.onnx",
    "openvino/openvino_model.bin",
    "openvino/openvino_model.xml",
    "pytorch_model.bin",
    "sentencepiece.bpe.model",
    "tf_model.h5",
    "training_args.bin",
]
SMALL = [
    "1_Pooling/config.json",
    "README.md",
    "config.json",
    "model.safetensors.index.json",
    "modules.json",
    "sentencepiece.bpe.model",
]


@pytest.mark.parametrize(
    ("backend", "weights"),
    [
        (Backend.TORCH, ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]),
        (Backend.ONNX, ["onnx/model.onnx", "onnx/model.onnx_data"]),
        (Backend.ONNX_INT8, ["onnx/model_qint8_avx512_vnni.onnx"]),
        (Backend.OPENVINO, ["openvino/openvino_model.bin", "openvino/openvino_model.xml"]),
        (Backend.OPENVINO_INT8, ["onnx/model_qint8_avx512_vnni.onnx"]),
    ],
)
def test_a_backend_needs_its_weights_and_the_small_files(backend: Backend, weights: list[str]) -> None:
    assert files_needed(PATHS, backend) == sorted([*SMALL, *weights])


def test_weights_in_a_pickle_are_taken_only_where_there_are_no_others() -> None:
    assert files_needed(["modules.json", "pytorch_model.bin"], Backend.TORCH) == ["modules.json", "pytorch_model.bin"]
    parts = ["2_Dense/model.safetensors", "2_Dense/pytorch_model.bin", "pytorch_model.bin"]
    assert files_needed(parts, Backend.TORCH) == ["2_Dense/model.safetensors", "pytorch_model.bin"]


def test_python_files_are_needed_only_where_they_may_run() -> None:
    assert "modell.py" in files_needed(PATHS, Backend.TORCH, own_code=True)


def test_without_weights_there_is_no_model() -> None:
    assert exported_file(["config.json"], Backend.ONNX) is None
    with pytest.raises(ModelNotFetched, match="keine Datei für „torch“"):
        files_needed(["config.json"], Backend.TORCH)
