"""How well a model lays the forms of a word side by side, measured with pairs of our own."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from modelle import load_encoder
from modelle.contract import FloatArray, ModelContract
from modelle.training.forms import load_pairs, shares_together


class Letters:
    """Lays texts with the same first letter in the same place."""

    contract = ModelContract("letters", "1", "", 26)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        return np.eye(26, dtype=np.float32)[[ord(text[0].lower()) - ord("a") for text in texts]]

    def encode_query(self, text: str) -> FloatArray:
        return self.encode_passages([text])[0]


def test_a_pair_is_together_where_no_other_word_is_as_near(tmp_path: Path) -> None:
    (tmp_path / "w.txt").write_text(
        "# so\n[Beugung]\nRat = Räte; Bote\n\n[Kurz]\nAmt = Ast\nBaum = Bast; Boot\n", encoding="utf-8"
    )
    shares = shares_together(Letters(), load_pairs(tmp_path / "w.txt"))
    # "Baum" is as near to "Bote", a form of another word, as to its own.
    assert shares == pytest.approx({"": 2 / 5, "Beugung": 1 / 2, "Kurz": 1 / 3})


def test_the_collection_has_at_least_400_pairs_of_every_kind() -> None:
    kinds = Counter(pair.kind for pair in load_pairs())
    assert sum(kinds.values()) >= 400
    assert set(kinds) == {"Beugung", "Zusammensetzungen", "Gendern", "Umlaute", "ß und ss", "Abkürzungen"}


def test_the_shipped_model_lays_most_forms_side_by_side() -> None:
    assert shares_together(load_encoder(), load_pairs())[""] >= 0.58
