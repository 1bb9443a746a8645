"""Static embedding models: a text's vector is the sum of its tokens' vectors. Needs neither torch nor a GPU.

Reads the form in which sentence-transformers saves a `StaticEmbedding` (`model.safetensors` with `embedding.weight`,
`tokenizer.json`), so that the same folder opens with sentence-transformers too; the shipped models
do so through `modelle.counted`.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from modelle.contract import FloatArray, ModelContract, Piece, TokenIds
from modelle.errors import ModelDamaged, ModelNotFound
from modelle.word_cache import WordCache

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
_BATCH = 512


class StaticEncoder:
    """Sum of token vectors, L2-normalised; n occurrences of a token weigh n to the model's count power.

    Safe to call from several threads: after loading, only what was tokenised last is exchanged, as a whole.
    """

    def __init__(self, folder: Path, name: str, version: str) -> None:
        """Loads the model.

        Raises ModelNotFound where files are missing, ModelDamaged where they do not fit each other.
        """
        for file in (WEIGHTS, TOKENIZER):
            if not (folder / file).is_file():
                raise ModelNotFound(f"Im Ordner „{folder}“ fehlt die Datei „{file}“; bitte das Modell neu beschaffen.")
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            weights = _weights(folder / WEIGHTS)
            self._count_power = _count_power(folder)
        except (SafetensorError, KeyError, ValueError, OSError) as error:
            raise ModelDamaged(f"Das Modell im Ordner „{folder}“ ist beschädigt ({error}).") from error
        except Exception as error:  # tokenizers raises plain Exception
            raise ModelDamaged(f"Der Tokenizer im Ordner „{folder}“ ist beschädigt ({error}).") from error
        if weights.shape[0] != self._tokenizer.get_vocab_size():
            raise ModelDamaged(
                f"Im Modell „{name}“ passen {weights.shape[0]} Vektoren nicht zu"
                f" {self._tokenizer.get_vocab_size()} Wortstücken; bitte das Modell neu beschaffen."
            )
        self._words = WordCache(self._tokenizer) if WordCache.serves(self._tokenizer) else None
        # Building asks for vectors and for tokens of the same texts, one after the other: they are tokenised once.
        self._latest: tuple[Sequence[str], list[TokenIds]] = ((), [])
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._tokenizer.encode_special_tokens = True  # "[UNK]" in a text is text
        # float32 in memory: half the precision saves nothing but disk, and numpy computes with it ten times slower.
        self._vectors: FloatArray = np.ascontiguousarray(weights, dtype=np.float32)
        checksum = hashlib.sha256((folder / WEIGHTS).read_bytes())
        checksum.update((folder / TOKENIZER).read_bytes())
        checksum.update(repr(self._count_power).encode())
        self._contract = ModelContract(name, version, checksum.hexdigest(), int(weights.shape[1]))

    @property
    def contract(self) -> ModelContract:
        return self._contract

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, `(len(texts), dimensions)` float32, L2-normalised; zeros for a text without tokens."""
        vectors = np.zeros((len(texts), self._contract.dimensions), dtype=np.float32)
        ids = self.token_ids(texts)
        for start in range(0, len(texts), _BATCH):
            self._sum(ids[start : start + _BATCH], vectors[start : start + _BATCH])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors

    def encode_query(self, text: str) -> FloatArray:
        """Vector of a question, `(dimensions,)` float32, L2-normalised; zeros where no token is known."""
        ids = np.array(self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids, dtype=np.uint32)
        if not len(ids):
            return np.zeros(self._contract.dimensions, dtype=np.float32)
        sums = np.zeros((1, self._contract.dimensions), dtype=np.float32)
        self._sum([ids], sums)
        [vector] = sums
        length = float(np.linalg.norm(vector))
        return np.asarray(vector / np.float32(length) if length > 0 else vector, dtype=np.float32)

    @property
    def token_count(self) -> int:
        return len(self._vectors)

    def token_ids(self, texts: Sequence[str]) -> list[TokenIds]:
        """Tokens of each text in their order, repeated ones too, as `(k,)` uint32."""
        latest_texts, latest = self._latest
        if latest_texts == texts:
            return latest
        by_words = self._words.ids(texts) if self._words else [None] * len(texts)
        others = iter(self._tokenised([text for text, ids in zip(texts, by_words, strict=True) if ids is None]))
        found = [next(others) if ids is None else ids for ids in by_words]
        self._latest = (list(texts), found)
        return found

    def _tokenised(self, texts: Sequence[str]) -> Iterator[TokenIds]:
        for start in range(0, len(texts), _BATCH):
            batch = [_encodable(text) for text in texts[start : start + _BATCH]]
            for encoding in self._tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                yield np.array(encoding.ids, dtype=np.uint32)

    def pieces(self, text: str) -> list[Piece]:
        """Tokens of one text in their order, with their places."""
        encoding = self._tokenizer.encode(_encodable(text), add_special_tokens=False)
        return [_piece(text, token, *place) for token, place in zip(encoding.ids, encoding.offsets, strict=True)]

    def token_vectors(self, ids: NDArray[np.integer]) -> FloatArray:
        """Vectors of tokens, `(len(ids), dimensions)` float32, as long as the model made them."""
        vectors: FloatArray = self._vectors.take(ids, axis=0)
        return vectors

    def _sum(self, texts: Sequence[TokenIds], sums: FloatArray) -> None:
        """Writes the weighted sum of each text's token vectors into its row of `sums`, `(len(texts), dimensions)`."""
        size = len(self._vectors)
        rows = np.repeat(np.arange(len(texts)), [len(ids) for ids in texts])
        # Counted for all texts at once: one sorting of many numbers is faster than many of few.
        keys, counts = np.unique(rows * size + np.concatenate(texts), return_counts=True)
        weights = counts.astype(np.float32) ** np.float32(self._count_power)
        distinct, bounds = keys % size, np.searchsorted(keys, np.arange(len(texts) + 1) * size).tolist()
        for row, (start, end) in enumerate(pairwise(bounds)):
            np.dot(weights[start:end], self._vectors.take(distinct[start:end], axis=0), out=sums[row])


def _count_power(folder: Path) -> float:
    """What a token's further occurrences count for; 1 where the model does not say. Raises ValueError."""
    config = folder / CONFIG
    return float(json.loads(config.read_text("utf-8")).get("count_power", 1.0)) if config.is_file() else 1.0


def _piece(text: str, token: int, start: int, end: int) -> Piece:
    """A token without the white space that some tokenizers count to it."""
    held = text[start:end]
    return Piece(token, start + len(held) - len(held.lstrip()), end - len(held) + len(held.rstrip()))


def _encodable(text: str) -> str:
    """Text without lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _weights(path: Path) -> np.ndarray:
    """The tokens' vectors; model2vec calls them "embeddings". Raises KeyError for any other form."""
    tensors = load_file(path)
    if set(tensors) == {"embeddings"}:
        return tensors["embeddings"]
    return tensors["embedding.weight"]


def static_folder(folder: Path) -> Path | None:
    """Where the weights of a static model lie: a folder of sentence-transformers or of model2vec; else None."""
    if is_static_model(folder):
        first = json.loads((folder / "modules.json").read_text("utf-8"))[0]
        return folder / str(first.get("path", ""))
    config = folder / "config.json"
    if not (folder / "modules.json").is_file() and config.is_file() and (folder / WEIGHTS).is_file():
        return folder if json.loads(config.read_text("utf-8")).get("model_type") == "model2vec" else None
    return None


def is_static_model(folder: Path) -> bool:
    """Whether the folder holds a sentence-transformers model of a static embedding, normalised or not."""
    modules = folder / "modules.json"
    if not modules.is_file():
        return False
    types = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in json.loads(modules.read_text("utf-8"))]
    return types[:1] in (["StaticEmbedding"], ["CountedStaticEmbedding"]) and set(types[1:]) <= {"Normalize"}
