"""Exported transformers, without torch: the same vectors as sentence-transformers gives, and what is refused."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from modelle import ModelDamaged, ModelNotFound, load_encoder
from modelle.errors import BackendMissing
from modelle.library import add_folder
from tests.modelle.tiny_bert import MAX_TOKENS, change_json, export_to_onnx, save_transformer, to_int8

# Exporting warns; what comes of it is asserted.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

for package, extra in (("onnxruntime", "onnx"), ("onnx", "test")):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"Das Paket {package} fehlt (pip install 'fundstelle[{extra}]').", allow_module_level=True)

TEXTS = ["rat", "rat haus", "haus " * 30, "unbekannt", "", "rat haus rat haus rat"] * 8
needs_openvino = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None,
    reason="Das Paket openvino fehlt (pip install 'fundstelle[openvino]').",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model in all forms."""
    folder = save_transformer(tmp_path_factory.mktemp("bert") / "a")
    export_to_onnx(folder)
    to_int8(folder)
    return folder


@pytest.mark.parametrize("backend", ["onnx", pytest.param("openvino", marks=needs_openvino)])
def test_vectors_are_those_of_torch(folder: Path, backend: str) -> None:
    torch, exported = load_encoder(str(folder)), load_encoder(f"{folder}@{backend}")
    expected = torch.encode_passages(TEXTS)
    found = exported.encode_passages(TEXTS)
    assert (np.sum(found * expected, axis=1) >= 0.9999).all()
    np.testing.assert_allclose(exported.encode_query("rat haus"), expected[1], atol=1e-4)
    assert exported.encode_passages([]).shape == (0, exported.contract.dimensions)
    assert (exported.contract.name, exported.contract.dimensions) == (f"{folder}@{backend}", 16)
    assert exported.contract.checksum != torch.contract.checksum


@pytest.mark.parametrize("backend", ["onnx-int8", pytest.param("openvino-int8", marks=needs_openvino)])
def test_with_8_bit_numbers_vectors_stay_near(folder: Path, backend: str) -> None:
    expected = load_encoder(str(folder)).encode_passages(TEXTS)
    found = load_encoder(f"{folder}@{backend}").encode_passages(TEXTS)
    assert (np.sum(found * expected, axis=1) >= 0.98).all()
    assert not np.array_equal(found, load_encoder(f"{folder}@onnx").encode_passages(TEXTS))


def test_the_first_token_stands_for_the_text_where_the_model_says_so(tmp_path: Path) -> None:
    folder = save_transformer(tmp_path / "cls", pooling="cls")
    export_to_onnx(folder)
    expected = load_encoder(str(folder)).encode_passages(TEXTS[:4])
    np.testing.assert_allclose(load_encoder(f"{folder}@onnx").encode_passages(TEXTS[:4]), expected, atol=1e-4)


def test_texts_are_cut_at_the_length_of_the_model(folder: Path) -> None:
    encoder = load_encoder(f"{folder}@onnx")
    longest = encoder.encode_query("haus " * (MAX_TOKENS - 2))
    np.testing.assert_allclose(encoder.encode_query("haus " * 1000), longest, atol=1e-5)


def test_unknown_and_unprintable_text_is_encoded_without_error(folder: Path) -> None:
    encoder = load_encoder(f"{folder}@onnx")
    for text in ("\ud800", "\x00", "🦉" * 100):
        assert np.isfinite(encoder.encode_query(text)).all()


def test_prompts_hold_for_exported_models_too(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_MODELLE", str(tmp_path))
    add_folder(folder, "multilingual-e5-small@onnx")
    e5, plain = load_encoder("multilingual-e5-small@onnx"), load_encoder(f"{folder}@onnx")
    np.testing.assert_allclose(e5.encode_query("rat"), plain.encode_query("query: rat"), atol=1e-5)
    np.testing.assert_allclose(e5.encode_passages(["rat"]), plain.encode_passages(["passage: rat"]), atol=1e-5)


def test_an_exported_model_never_imports_torch(folder: Path) -> None:
    program = (
        f"import sys, modelle; modelle.load_encoder({f'{folder}@onnx'!r}).encode_query('Rat');"
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, env=os.environ).returncode == 0


@pytest.mark.parametrize(("backend", "package"), [("onnx", "onnxruntime"), ("openvino", "openvino")])
def test_a_missing_package_is_named_with_what_installs_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, backend: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(BackendMissing, match=rf"fehlt das Paket {package}; .*pip install 'fundstelle\[{backend}\]'"):
        load_encoder(f"{folder}@{backend}")


def test_a_folder_without_the_exported_model_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "b")
    shutil.rmtree(copy / "onnx")
    with pytest.raises(ModelNotFound, match="keine Datei für „onnx-int8“"):
        load_encoder(f"{copy}@onnx-int8")


def test_an_input_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    folder = save_transformer(tmp_path / "a")
    export_to_onnx(folder, more_inputs=("task_id",))
    with pytest.raises(ModelDamaged, match=r"verlangt die Eingabe „task_id“.*bitte torch nehmen"):
        load_encoder(f"{folder}@onnx")


def test_a_model_that_gives_no_vectors_of_words_is_refused(tmp_path: Path) -> None:
    folder = save_transformer(tmp_path / "a")
    export_to_onnx(folder, output="logits")
    with pytest.raises(ModelDamaged, match=r"keine Vektoren der Wörter aus, nur: logits"):
        load_encoder(f"{folder}@onnx")


@pytest.mark.parametrize(
    ("file", "values", "sentence"),
    [
        ("1_Pooling/config.json", {"pooling_mode": "max"}, "fasst Wörter so zusammen"),
        ("1_Pooling/config.json", {"include_prompt": False}, "fasst Wörter so zusammen"),
    ],
)
def test_another_layout_than_the_usual_is_refused(
    folder: Path, tmp_path: Path, file: str, values: dict[str, object], sentence: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "b")
    change_json(copy / file, **values)
    with pytest.raises(ModelDamaged, match=sentence):
        load_encoder(f"{copy}@onnx")


def test_a_further_layer_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "b")
    modules = (copy / "modules.json").read_text()
    (copy / "modules.json").write_text(modules.replace("normalize.Normalize", "dense.Dense"))
    with pytest.raises(ModelDamaged, match="anders aufgebaut"):
        load_encoder(f"{copy}@onnx")
