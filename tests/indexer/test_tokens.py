"""Tokens of passages: written, read by row, counted, taken over."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.tokens import IDS, OFFSETS, TokenIndex
from indexer.writing.tokens import TokenIdWriter
from modelle import Analyser, Piece, TokenIds
from tests.indexer.index_folder import DIMENSIONS, HashEncoder, IndexFolder

PASSAGES = [[5, 2, 5, 9], [], [2], [9, 9, 0, 2]]


def written(folder: Path, passages: Sequence[Sequence[int]], token_count: int = 10) -> TokenIndex:
    writer = TokenIdWriter(folder / "tokens", token_count)
    writer.add([np.array(ids, dtype=np.uint32) for ids in passages[:1]])
    writer.add([np.array(ids, dtype=np.uint32) for ids in passages[1:]])
    writer.finish()
    return TokenIndex(folder / "tokens")


@pytest.mark.parametrize(
    ("rows", "ids", "offsets"),
    [
        ([0, 1, 2, 3], [2, 5, 9, 2, 0, 2, 9], [0, 3, 3, 4, 7]),
        ([3, 0], [0, 2, 9, 2, 5, 9], [0, 3, 6]),
        ([2, 2, 1], [2, 2], [0, 1, 2, 2]),
        ([], [], [0]),
    ],
)
def test_rows_give_their_distinct_tokens_ascending(
    tmp_path: Path, rows: list[int], ids: list[int], offsets: list[int]
) -> None:
    found = written(tmp_path, PASSAGES).tokens(np.array(rows, dtype=np.int64))
    assert found.ids.tolist() == ids
    assert found.offsets.tolist() == offsets


def test_frequencies_count_passages(tmp_path: Path) -> None:
    index = written(tmp_path, PASSAGES)
    assert index.frequencies(np.array([0, 2, 5, 9, 7])).tolist() == [1, 3, 1, 2, 0]
    assert index.count == 4


@pytest.mark.parametrize(("token_count", "wanted"), [(1 << 16, np.uint16), ((1 << 16) + 1, np.uint32)])
def test_two_bytes_are_enough_for_a_small_vocabulary(tmp_path: Path, token_count: int, wanted: type) -> None:
    index = written(tmp_path, [[token_count - 1]], token_count)
    assert np.load(tmp_path / "tokens" / IDS).dtype == wanted
    assert index.tokens(np.array([0])).ids.tolist() == [token_count - 1]


def test_no_passages_at_all_are_written_and_read(tmp_path: Path) -> None:
    index = written(tmp_path, [])
    assert (index.count, index.tokens(np.empty(0, np.int64)).ids.tolist()) == (0, [])


@pytest.mark.parametrize("name", [IDS, OFFSETS])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, name: str) -> None:
    written(tmp_path, PASSAGES)
    path = tmp_path / "tokens" / name
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(ValueError, match=r"mmap length|tokens"):
        TokenIndex(tmp_path / "tokens")


def test_ids_that_do_not_fit_the_offsets_are_refused(tmp_path: Path) -> None:
    written(tmp_path, PASSAGES)
    np.save(tmp_path / "tokens" / IDS, np.zeros(6, np.uint16))
    with pytest.raises(ValueError, match="6 tokens do not fit"):
        TokenIndex(tmp_path / "tokens")


class LetterEncoder(HashEncoder):
    """Its tokens are a text's letters; counts the texts whose tokens it was asked for."""

    token_count = 128

    def __init__(self) -> None:
        super().__init__("buchstaben")
        self.tokenized: list[str] = []

    def token_ids(self, texts: Sequence[str]) -> list[TokenIds]:
        self.tokenized += texts
        return [np.array([ord(letter) % 128 for letter in text], np.uint32) for text in texts]

    def pieces(self, text: str) -> list[Piece]:
        return [Piece(ord(letter) % 128, place, place + 1) for place, letter in enumerate(text)]

    def token_vectors(self, ids: np.ndarray) -> np.ndarray:
        return np.ones((len(ids), DIMENSIONS), np.float32)


def tokens_of(index: IndexFolder) -> list[str]:
    """The letters of each passage."""
    with index.open() as snapshot:
        found = snapshot.store.tokens(np.arange(snapshot.store.passage_count))
    assert found is not None
    return ["".join(map(chr, ids)) for ids in np.split(found.ids, found.offsets[1:-1])]


def letters(text: str) -> str:
    return "".join(sorted(set(text)))


def test_unchanged_documents_keep_their_tokens_without_being_cut_again(
    tmp_path: Path, analyser: Analyser, text: Callable[..., object]
) -> None:
    encoder = LetterEncoder()
    index = IndexFolder(tmp_path / "index", encoder, analyser)
    index.build([text("b", "Rat"), text("d", "Amt")])
    assert tokens_of(index) == [letters("Titel b\nRat"), letters("Titel d\nAmt")]
    encoder.tokenized.clear()
    index.build([text("a", "Kita"), text("b", "Rat"), text("c", "Haus"), text("d", "Amt")])
    assert encoder.tokenized == ["Titel a\nKita", "Titel c\nHaus"]
    wanted = ["Titel a\nKita", "Titel b\nRat", "Titel c\nHaus", "Titel d\nAmt"]
    assert tokens_of(index) == [letters(each) for each in wanted]
    with index.open() as snapshot:
        frequencies = snapshot.store.token_frequencies(np.array([ord("T"), ord("R"), ord("a"), 0]))
        names = set(snapshot.manifest.files)
    assert frequencies.tolist() == [4, 1, 3, 0]
    assert {"tokens/ids.npy", "tokens/offsets.npy", "tokens/frequencies.npy"} <= names


def test_an_encoder_without_token_vectors_leaves_no_tokens(index: IndexFolder, text: Callable[..., object]) -> None:
    index.build([text("a", "Rat")])
    with index.open() as snapshot:
        assert snapshot.store.tokens(np.array([0])) is None
        assert snapshot.store.token_frequencies(np.array([1, 2])).tolist() == [0, 0]
        assert not any(name.startswith("tokens") for name in snapshot.manifest.files)
