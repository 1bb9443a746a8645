"""Cross-encoders: their scores, which models are taken for one, and what is refused; on a tiny random BERT."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from modelle import ModelDamaged, ModelFailed, ModelNotFound, load_encoder, load_reranker
from modelle.catalogue import catalogue
from modelle.kind import ModelKind, kind_of
from modelle.library import add_folder, folder_of
from modelle.listing import list_models
from tests.modelle.tiny_bert import save_transformer
from tests.modelle.tiny_cross_encoder import save_cross_encoder

# torch and its companions warn of their own doings; what they give is asserted below.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

PASSAGES = ["haus", "rat", "rat haus rat", "query : haus"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("cross") / "a")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FUNDSTELLE_MODELLE", str(tmp_path / "modelle"))
    return tmp_path / "modelle"


def test_scores_are_those_of_transformers_before_any_sigmoid(folder: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    pairs = tokenizer(["rat"] * len(PASSAGES), PASSAGES, padding=True, truncation=True, return_tensors="pt")
    with torch.inference_mode():
        logits = AutoModelForSequenceClassification.from_pretrained(folder).eval()(**pairs).logits[:, 0]
    scores = load_reranker(str(folder)).scores("rat", PASSAGES)
    np.testing.assert_allclose(scores, logits.numpy(), atol=1e-5)
    assert len(set(np.round(scores, 3))) == len(PASSAGES)
    assert scores.dtype == np.float32


def test_no_passages_have_no_scores(folder: Path) -> None:
    assert load_reranker(str(folder)).scores("rat", []).tolist() == []


def test_a_passage_longer_than_the_model_reads_is_cut(folder: Path) -> None:
    reranker = load_reranker(str(folder))
    long, longer = reranker.scores("rat", ["haus " * 50, "haus " * 90])
    assert long == pytest.approx(longer)


def test_a_model_is_opened_without_any_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert len(load_reranker(str(folder)).scores("rat", ["haus"])) == 1


def test_a_model_of_the_users_folder_is_opened_by_its_name_and_checked(folder: Path, models: Path) -> None:
    add_folder(folder, "ordner")
    reranker = load_reranker("ordner")
    assert reranker.name == "ordner"
    np.testing.assert_allclose(
        reranker.scores("rat", PASSAGES), load_reranker(str(folder)).scores("rat", PASSAGES), atol=1e-6
    )
    weights = folder_of("ordner") / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelDamaged, match="nicht mehr die, die geladen wurde"):
        load_reranker("ordner")


def test_the_list_says_what_a_model_is_for(folder: Path, models: Path) -> None:
    add_folder(folder, "ordner")
    kinds = {model.name: model.kind for model in list_models()}
    assert (kinds["ordner"], kinds["bge-reranker-v2-m3"]) == (ModelKind.RERANKER, ModelKind.RERANKER)
    assert kinds["bge-m3"] is ModelKind.EMBEDDING


def test_every_reranker_of_the_catalogue_has_its_source_licence_and_size() -> None:
    rerankers = [entry for entry in catalogue() if entry.kind is ModelKind.RERANKER]
    assert [entry.name for entry in rerankers] == [
        "bge-reranker-v2-m3",
        "jina-reranker-v2-base-multilingual",
        "mmarco-mMiniLMv2-L12-H384-v1",
    ]
    assert [e.name for e in rerankers if not (e.repo and e.max_tokens and e.licence and e.size_mb and e.source)] == []


def test_each_kind_of_model_is_refused_in_the_place_of_the_other(folder: Path, models: Path, tmp_path: Path) -> None:
    add_folder(folder, "ordner")
    add_folder(save_transformer(tmp_path / "bert"), "vektoren")
    for name in ("ordner", "bge-reranker-v2-m3"):
        with pytest.raises(ModelNotFound, match=f"„{name}“ ordnet Fundstellen neu und macht keine Vektoren"):
            load_encoder(name)
    for name in ("vektoren", "bge-m3"):
        with pytest.raises(ModelNotFound, match=f"„{name}“ ordnet keine Fundstellen; bekannt sind dafür: bge-reranker"):
            load_reranker(name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("gibtsnicht", "„gibtsnicht“ gibt es nicht; bekannt sind dafür: bge-reranker-v2-m3"),
        ("bge-reranker-v2-m3", "noch nicht geladen.*fundstelle models fetch bge-reranker-v2-m3"),
        ("bge-reranker-v2-m3@onnx", "nur mit torch; bitte „@onnx“ weglassen"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(models: Path, name: str, sentence: str) -> None:
    with pytest.raises(ModelNotFound, match=sentence):
        load_reranker(name)


def test_a_model_with_several_values_per_pair_orders_nothing(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="gibt 3 Werte je Textstelle"):
        load_reranker(str(save_cross_encoder(tmp_path / "drei", labels=3)))


def test_a_folder_whose_weights_or_settings_are_damaged_is_refused(tmp_path: Path) -> None:
    damaged = save_cross_encoder(tmp_path / "b")
    weights = damaged / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelDamaged, match="lässt sich nicht laden"):
        load_reranker(str(damaged))
    (damaged / "config.json").write_text("{")
    with pytest.raises(ModelDamaged, match=r"config\.json“ ist nicht lesbar"):
        kind_of(damaged)


def test_what_goes_wrong_in_the_model_is_one_sentence_without_the_texts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reranker = load_reranker(str(folder))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("geheime Frage")

    monkeypatch.setattr("sentence_transformers.CrossEncoder.predict", fail)
    with pytest.raises(ModelFailed, match=r"ist ausgefallen \(RuntimeError\)\.$"):
        reranker.scores("geheime Frage", ["haus"])
    monkeypatch.setattr("sentence_transformers.CrossEncoder.predict", lambda *_, **__: np.array([np.nan]))
    with pytest.raises(ModelFailed, match="keine Zahlen"):
        reranker.scores("rat", ["haus"])


def test_threads_share_one_reranker(folder: Path) -> None:
    reranker = load_reranker(str(folder))
    expected = reranker.scores("rat", PASSAGES)
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(reranker.scores("rat", PASSAGES))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for scores in found:
        np.testing.assert_allclose(scores, expected, atol=1e-6)


def test_torch_is_not_imported_where_no_reranker_is_chosen() -> None:
    program = (
        "import sys, modelle\ntry:\n    modelle.load_reranker('gibtsnicht')\nexcept modelle.ModelNotFound:\n    pass\n"
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, env=os.environ).returncode == 0
