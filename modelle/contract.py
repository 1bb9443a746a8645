"""The seams of this room: what building and asking must agree on."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
TokenIds = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class ModelContract:
    """Names an encoder exactly; an index made with one contract is opened with an equal one only.

    `checksum`: sha256 over the model's files, lower-case hex. `dimensions`: length of a vector.
    """

    name: str
    version: str
    checksum: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class AnalyserContract:
    """Names an analyser exactly. `checksum`: sha256 over the data files that it works with."""

    name: str
    version: str
    checksum: str


class Encoder(Protocol):
    """Turns text into vectors. Safe to call from several threads."""

    @property
    def contract(self) -> ModelContract: ...

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, `(len(texts), dimensions)` float32, L2-normalised; zeros where no token is known."""
        ...

    def encode_query(self, text: str) -> FloatArray:
        """Vector of a question, `(dimensions,)` float32, L2-normalised; zeros where no token is known."""
        ...


class Reranker(Protocol):
    """Reads a question together with each passage. Safe to call from several threads."""

    @property
    def name(self) -> str: ...

    def scores(self, question: str, passages: Sequence[str]) -> FloatArray:
        """How well each passage answers, `(len(passages),)` float32, greater is better; comparable within one question.

        Raises ModelError; the question can go on without.
        """
        ...


class Piece(NamedTuple):
    """One token of an encoder in a text: its number and its characters, end exclusive."""

    id: int
    start: int
    end: int


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder whose tokens have vectors of their own, the same in every text: static models, no transformer.

    `token_count`: tokens are numbered from 0 to `token_count - 1`.
    """

    @property
    def token_count(self) -> int: ...

    def token_ids(self, texts: Sequence[str]) -> list[TokenIds]:
        """Tokens of each text in their order, repeated ones too, as `(k,)` uint32."""
        ...

    def pieces(self, text: str) -> list[Piece]:
        """Tokens of one text in their order, with their places."""
        ...

    def token_vectors(self, ids: NDArray[np.integer]) -> FloatArray:
        """Vectors of tokens, `(len(ids), dimensions)` float32, as long as the model made them."""
        ...


class Token(NamedTuple):
    """One term of a text.

    `term`: the normal form that is indexed. `start`, `end`: characters of the analysed text, end exclusive.
    `position`: index of the word in the text; several terms may share one. `weight`: 1.0 for a whole word.
    """

    term: str
    start: int
    end: int
    position: int
    weight: float = 1.0


class Analyser(Protocol):
    """Turns text into terms; one analyser serves both building and asking. Safe to call from several threads."""

    @property
    def contract(self) -> AnalyserContract: ...

    def terms(self, text: str) -> list[str]:
        """Terms of a passage in order, for the lexical index (fast path of `tokens`: the same terms)."""
        ...

    def tokens(self, text: str) -> list[Token]:
        """Terms of a text with their places, ascending by `start`, stop words left out as in `terms`."""
        ...

    def tokens_among(self, texts: Sequence[str], terms: Set[str]) -> list[list[Token]]:
        """Of each text those of its `tokens` whose term is one of `terms`; several times faster than all of them."""
        ...
