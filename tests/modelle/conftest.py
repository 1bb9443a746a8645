"""A tiny static model in the form that ships."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

VOCABULARY = {"[UNK]": 0, "rat": 1, "haus": 2, "##wahl": 3}
VECTORS = np.array([[0, 0, 0], [3, 0, 0], [0, 4, 0], [0, 0, 2]], dtype=np.float16)


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """Folder of a static model with four word pieces in three dimensions."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    tokenizer = Tokenizer(models.WordPiece(VOCABULARY, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embedding.weight": VECTORS}, folder / "model.safetensors")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
    (folder / "modules.json").write_text(json.dumps(modules))
    return folder
