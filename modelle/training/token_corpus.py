"""Training passages as token ids: cut and tokenised once, kept on disk, drawn from in any order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from modelle.training.texts import TrainingPassage

Ids = NDArray[np.int32]
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class TokenTexts:
    """Texts one after the other: text i has the ids `ids[offsets[i]:offsets[i + 1]]`; `starts` is true where a word
    begins."""

    ids: Ids
    starts: NDArray[np.bool_]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def text(self, number: int) -> Ids:
        """Ids of one text."""
        return self.ids[self.offsets[number] : self.offsets[number + 1]]

    def span(self, first: int, last: int) -> Ids:
        """Ids of the texts from `first` to before `last`."""
        return self.ids[self.offsets[first] : self.offsets[last]]

    def word_starts(self, number: int) -> NDArray[np.int64]:
        """Where in the ids of one text its words begin."""
        return np.flatnonzero(self.starts[self.offsets[number] : self.offsets[number + 1]])


@dataclass(frozen=True, slots=True)
class TokenCorpus:
    """Passages of one source: passage i has the sentences from `first[i]` to before `first[i + 1]`, the title
    `titles.text(2 * i)` and the heading `titles.text(2 * i + 1)`."""

    sentences: TokenTexts
    titles: TokenTexts
    first: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first) - 1

    def save(self, path: Path) -> None:
        """Writes one `.npz` file."""
        arrays: dict[str, Any] = {"first": self.first}
        for name, texts in (("sentences", self.sentences), ("titles", self.titles)):
            arrays |= {f"{name}_ids": texts.ids, f"{name}_starts": texts.starts, f"{name}_offsets": texts.offsets}
        np.savez(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> "TokenCorpus":
        """Reads what `save` has written."""
        with np.load(path) as arrays:
            return cls(_texts(arrays, "sentences"), _texts(arrays, "titles"), arrays["first"])


def tokenise(tokenizer: Tokenizer, texts: Iterable[str]) -> TokenTexts:
    """Ids of texts in their order."""
    ids: list[Ids] = []
    starts: list[NDArray[np.bool_]] = []
    lengths: list[int] = []
    for chunk in _chunks(texts):
        for encoding in tokenizer.encode_batch(chunk, add_special_tokens=False):
            words = np.array([-1 if word is None else word for word in encoding.word_ids], dtype=np.int32)
            ids.append(np.array(encoding.ids, dtype=np.int32))
            starts.append(np.append(True, words[1:] != words[:-1])[: len(words)])
            lengths.append(len(encoding.ids))
    offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
    none = np.empty(0, np.int32)
    return TokenTexts(np.concatenate([none, *ids]), np.concatenate([none.astype(bool), *starts]), offsets)


def tokenise_passages(tokenizer: Tokenizer, passages: Sequence[TrainingPassage]) -> TokenCorpus:
    """A corpus of passages in their order."""
    sentences = tokenise(tokenizer, (sentence for passage in passages for sentence in passage.sentences))
    titles = tokenise(tokenizer, (text for passage in passages for text in (passage.title, passage.heading)))
    counts = np.array([len(passage.sentences) for passage in passages], dtype=np.int64)
    return TokenCorpus(sentences, titles, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk


def _texts(arrays: "np.lib.npyio.NpzFile", name: str) -> TokenTexts:
    return TokenTexts(arrays[f"{name}_ids"], arrays[f"{name}_starts"], arrays[f"{name}_offsets"])
