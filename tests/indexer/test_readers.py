"""Readers go on answering while builds replace and delete what they have opened."""

import threading
from collections.abc import Callable

import pytest

from indexer import Snapshot, list_snapshots
from korpus.texts import TextSource
from tests.indexer.index_folder import IndexFolder

Text = Callable[..., TextSource]


def corpus(text: Text, state: int) -> list[TextSource]:
    """30 documents; every second one says which state of the corpus it belongs to."""
    return [
        text(
            f"d{number:02}", f"Der Rat tagt zum {number}. Mal in Raum {state if number % 2 else 0}. " * 30, date="2020"
        )
        for number in range(30)
    ]


def answers(index: IndexFolder, snapshot: Snapshot) -> list[object]:
    """Whatever a snapshot can be asked."""
    store = snapshot.store
    near = store.nearest(index.encoder.encode_query("Der Rat tagt in Raum 3"), 20)
    found = store.matching(dict.fromkeys(index.analyser.terms("Rat Raum 3 17"), 1.0), 20)
    return [
        (near.rows.tolist(), near.scores.tolist(), found.rows.tolist(), found.scores.tolist()),
        store.passages(near.rows.tolist()),
        [store.document_passages(document.id) for document in store.documents()],
        store.facets(),
    ]


def test_an_open_snapshot_answers_after_it_was_deleted(index: IndexFolder, text: Text) -> None:
    index.build(corpus(text, 1))
    with index.open() as snapshot:
        expected = answers(index, snapshot)
        for state in (2, 3):
            index.build(corpus(text, state), keep=1)
        assert snapshot.id not in [manifest.id for manifest in list_snapshots(index.path)]
        assert not (index.path / "snapshots" / snapshot.id).exists()
        assert answers(index, snapshot) == expected
    with index.open() as snapshot:
        assert answers(index, snapshot) != expected


@pytest.mark.parametrize("keep", [1, 2])
def test_readers_in_threads_never_fail_during_rebuilds(
    index: IndexFolder, text: Text, tmp_path_factory: pytest.TempPathFactory, keep: int
) -> None:
    expected: dict[str, list[object]] = {}
    index.build(corpus(text, 0))
    done = threading.Event()
    seen: list[tuple[str, list[object]]] = []
    errors: list[BaseException] = []

    def read() -> None:
        try:
            while not done.is_set():
                with index.open() as snapshot:
                    seen.append((snapshot.id, answers(index, snapshot)))
        except BaseException as error:
            errors.append(error)

    with index.open() as snapshot:
        expected[snapshot.id] = answers(index, snapshot)
    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for state in range(1, 6):
            index.build(corpus(text, state), keep=keep)
            with index.open() as snapshot:
                expected[snapshot.id] = answers(index, snapshot)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert errors == []
    assert len(expected) == 6
    assert len({snapshot_id for snapshot_id, _ in seen}) > 1
    assert all(answer == expected[snapshot_id] for snapshot_id, answer in seen)
