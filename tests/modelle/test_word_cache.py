"""Token ids by words are those of the tokenizer itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from modelle import word_cache
from modelle.catalogue import DEFAULT_MODEL, load_encoder
from modelle.static import StaticEncoder
from modelle.word_cache import _ORDINARY, WordCache

ENCODER = load_encoder(DEFAULT_MODEL)
assert isinstance(ENCODER, StaticEncoder)
TOKENIZER = ENCODER._tokenizer

TEXTS = [
    "Bürger*innen, Bürger:innen, Bürger_innen und BürgerInnen; Ärzt/-innen, Ärzt/innen. XY*innen 5:innen in*in",
    "§ 25 Abs. 2 AufenthG – „Straße“ kostet 5 € (10 %), m² und ½; O'Neill, E-Mail: a.b@c.de",
    "Soft\u00adhyphen, GROẞ, İstanbul, naïve, ﬁ nicht; Tab\tund\nZeile\r\nEnde…",
    "x_y_z --- *** a·b 1.234,56",
    "[UNK] und[PAD]",
    "\uf0b7 Antrag\uf020→ ■Ziel ≥ 5\x03 µ\x85",
    "",
    "   ",
]


def expected(text: str) -> list[int]:
    return list(TOKENIZER.encode(text, add_special_tokens=False).ids)


def test_the_shipped_model_is_served() -> None:
    assert WordCache.serves(TOKENIZER)


def test_another_tokenizer_is_not_served() -> None:
    other = Tokenizer(models.WordPiece({"[UNK]": 0}, unk_token="[UNK]"))
    other.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    assert not WordCache.serves(other)


@pytest.mark.parametrize("text", TEXTS)
def test_ids_are_those_of_the_tokenizer(text: str) -> None:
    cache = WordCache(TOKENIZER)
    for _ in range(2):
        (ids,) = cache.ids([text])
        assert ids is None or ids.tolist() == expected(text)
    assert ENCODER.token_ids([text, "x"])[0].tolist() == expected(text)


@given(st.lists(st.text(st.sampled_from(_ORDINARY)), max_size=4))
def test_ids_of_ordinary_texts_are_those_of_the_tokenizer(texts: list[str]) -> None:
    found = WordCache(TOKENIZER).ids(texts)
    assert [None if ids is None else ids.tolist() for ids in found] == [expected(text) for text in texts]


def test_ids_stay_right_when_words_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_cache, "_KEPT", 2)
    cache = WordCache(TOKENIZER)
    for text in ("Rat, Haus und Hof.", "Hof und Haus,", "Rat, Hof."):
        (ids,) = cache.ids([text])
        assert ids is not None
        assert ids.tolist() == expected(text)
    assert set(cache._chunks) == {"Rat,", "Hof."}
    assert set(cache._words) == {"\n", "rat", "hof", ",", "."}


def test_unusual_characters_are_left_to_the_tokenizer() -> None:
    assert WordCache(TOKENIZER).ids(["日本 und Ω"]) == [None]
    assert ENCODER.token_ids(["日本 und Ω"])[0].tolist() == expected("日本 und Ω")
