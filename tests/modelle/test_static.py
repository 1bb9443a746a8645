"""The torch-free path of static models."""

import threading
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from modelle import Piece, TokenEncoder, load_encoder
from modelle.errors import ModelDamaged, ModelNotFound
from modelle.static import StaticEncoder, is_static_model, static_folder


def test_a_vector_is_the_normalised_mean_of_its_tokens(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model, "tiny", "1")
    vectors = encoder.encode_passages(["Rat Haus", "Rat", ""])
    np.testing.assert_allclose(vectors, [[0.6, 0.8, 0], [1, 0, 0], [0, 0, 0]], atol=1e-6)
    assert vectors.dtype == np.float32
    assert encoder.contract.dimensions == 3


def test_a_token_that_comes_again_counts_by_the_models_count_power(tiny_model: Path) -> None:
    (tiny_model / "config.json").write_text('{"count_power": 0.5}')
    encoder = StaticEncoder(tiny_model, "tiny", "1")
    x, y = 3 * 4**0.5, 4.0
    expected = np.array([x, y, 0]) / (x * x + y * y) ** 0.5
    np.testing.assert_allclose(encoder.encode_query("rat rat haus rat rat"), expected, atol=1e-6)
    np.testing.assert_allclose(encoder.encode_passages(["rat rat haus rat rat"])[0], expected, atol=1e-6)


def test_question_and_passage_of_the_same_words_have_the_same_vector(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model, "tiny", "1")
    np.testing.assert_array_equal(encoder.encode_query("Ratwahl"), encoder.encode_passages(["Ratwahl"])[0])


def test_each_of_many_passages_has_the_vector_that_it_has_alone(tiny_model: Path) -> None:
    (tiny_model / "config.json").write_text('{"count_power": 0.75}')
    encoder = StaticEncoder(tiny_model, "tiny", "1")
    texts = ["", *(f"{'Rat ' * (number % 4)}{'Haus ' * (number % 3)}" for number in range(1100)), "Ratwahl", ""]
    alone = [encoder.encode_query(text) for text in texts]
    np.testing.assert_array_equal(encoder.encode_passages(texts), alone)


def test_unknown_and_unprintable_text_is_encoded_without_error(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model, "tiny", "1")
    for text in ("", " ", "\ud800", "\x00", "🦉" * 1000):
        assert np.isfinite(encoder.encode_query(text)).all()


def test_long_texts_are_not_cut_off(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model, "tiny", "1")
    vector = encoder.encode_query("rat " * 3000 + "haus " * 3000)
    np.testing.assert_allclose(vector, [0.6, 0.8, 0], atol=1e-5)


def test_threads_share_one_encoder(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model, "tiny", "1")
    expected = encoder.encode_passages(["Rat Haus"] * 50)
    errors: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(50):
                np.testing.assert_array_equal(encoder.encode_passages(["Rat Haus"] * 50), expected)
                encoder.encode_query("Rat")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_missing_files_are_named(tiny_model: Path) -> None:
    (tiny_model / "tokenizer.json").unlink()
    with pytest.raises(ModelNotFound, match=r"tokenizer\.json"):
        StaticEncoder(tiny_model, "tiny", "1")


def test_a_truncated_weights_file_is_refused(tiny_model: Path) -> None:
    weights = tiny_model / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-3])
    with pytest.raises(ModelDamaged, match="beschädigt"):
        StaticEncoder(tiny_model, "tiny", "1")


def test_weights_that_do_not_fit_the_tokenizer_are_refused(tiny_model: Path) -> None:
    save_file({"embedding.weight": np.zeros((2, 3), np.float16)}, tiny_model / "model.safetensors")
    with pytest.raises(ModelDamaged, match="2 Vektoren nicht zu 4"):
        StaticEncoder(tiny_model, "tiny", "1")


def test_the_checksum_changes_with_the_weights(tiny_model: Path) -> None:
    before = StaticEncoder(tiny_model, "tiny", "1").contract.checksum
    save_file({"embedding.weight": np.ones((4, 3), np.float16)}, tiny_model / "model.safetensors")
    assert StaticEncoder(tiny_model, "tiny", "1").contract.checksum != before


def test_a_folder_is_static_only_if_all_its_modules_are(tiny_model: Path) -> None:
    assert is_static_model(tiny_model)
    modules = tiny_model / "modules.json"
    modules.write_text(modules.read_text().replace("StaticEmbedding", "Transformer"))
    assert not is_static_model(tiny_model)


def test_weights_may_lie_in_a_folder_of_their_own(tiny_model: Path) -> None:
    inner = tiny_model / "0_StaticEmbedding"
    inner.mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        (tiny_model / name).rename(inner / name)
    modules = tiny_model / "modules.json"
    modules.write_text(modules.read_text().replace('"path": ""', '"path": "0_StaticEmbedding"'))
    assert static_folder(tiny_model) == inner
    np.testing.assert_allclose(StaticEncoder(inner, "tiny", "1").encode_query("Rat"), [1, 0, 0], atol=1e-6)


def test_a_model_of_model2vec_is_read_too(tiny_model: Path) -> None:
    vectors = load_file(tiny_model / "model.safetensors")["embedding.weight"]
    save_file({"embeddings": vectors}, tiny_model / "model.safetensors")
    (tiny_model / "modules.json").unlink()
    assert static_folder(tiny_model) is None
    (tiny_model / "config.json").write_text('{"model_type": "model2vec"}')
    assert static_folder(tiny_model) == tiny_model
    vector = load_encoder(str(tiny_model)).encode_query("Rat Haus")
    np.testing.assert_allclose(vector, [0.6, 0.8, 0], atol=1e-6)


def test_a_form_of_model2vec_with_further_tensors_is_refused(tiny_model: Path) -> None:
    vectors = load_file(tiny_model / "model.safetensors")["embedding.weight"]
    save_file({"embeddings": vectors, "mapping": np.arange(4)}, tiny_model / "model.safetensors")
    with pytest.raises(ModelDamaged, match="beschädigt"):
        StaticEncoder(tiny_model, "tiny", "1")


def test_its_tokens_have_numbers_places_and_vectors_of_their_own(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model, "tiny", "1")
    assert isinstance(encoder, TokenEncoder)
    assert encoder.token_count == 4
    ids = encoder.token_ids(["Rat Ratwahl", "", "Haus 🦉 \ud800"])
    assert [found.tolist() for found in ids] == [[1, 1, 3], [], [2, 0, 0]]
    assert {found.dtype for found in ids} == {np.dtype(np.uint32)}
    assert encoder.pieces("Zum Ratwahl") == [Piece(0, 0, 3), Piece(1, 4, 7), Piece(3, 7, 11)]
    assert encoder.token_vectors(np.array([3, 1])).tolist() == [[0, 0, 2], [3, 0, 0]]


def test_tokens_of_many_texts_come_in_their_order(tiny_model: Path) -> None:
    texts = ["Rat" if number % 3 else "Haus" for number in range(1100)]
    found = StaticEncoder(tiny_model, "tiny", "1").token_ids(texts)
    assert [ids.tolist() for ids in found] == [[1] if number % 3 else [2] for number in range(1100)]
