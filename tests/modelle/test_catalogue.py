"""Opening models by name and by path."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from modelle import DEFAULT_MODEL, ModelNotFound, load_encoder


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

    model = SentenceTransformer(str(repository / "modelle" / DEFAULT_MODEL), device="cpu", local_files_only=True)
    texts = ["Der Ausländerbeirat tagt öffentlich.", "Bürger*innen wählen 2024 in 17 Stadtteilen; § 27 GO NRW gilt."]
    model.float()  # the weights are float16 on disk; both sides compute in float32
    theirs = model.encode(texts, normalize_embeddings=True)
    ours = load_encoder().encode_passages(texts)
    assert (np.sum(ours * theirs, axis=1) >= 0.9999).all()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_transformer_goes_through_sentence_transformers(tmp_path: Path) -> None:
    folder = tiny_transformer(tmp_path)
    encoder = load_encoder(str(folder))
    passages = encoder.encode_passages(["rat haus", "haus"])
    assert passages.shape == (2, 16)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_query("rat haus"), passages[0], atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, 16)


def tiny_transformer(folder: Path) -> Path:
    """A random BERT of one layer, saved as a sentence-transformers model."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    words = folder / "vocab.txt"
    words.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "rat", "haus"]))
    bert = folder / "bert"
    config = BertConfig(
        vocab_size=7, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(bert)
    BertTokenizerFast(vocab=str(words)).save_pretrained(bert)
    transformer = Transformer(str(bert))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"
