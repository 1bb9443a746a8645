"""Opening snapshots, and what is said of those that cannot be opened."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import (
    IndexDamaged,
    IndexerError,
    IndexMismatch,
    NoIndex,
    list_snapshots,
    open_snapshot,
    read_manifest,
    verify,
)
from indexer.layout import CURRENT
from tests.indexer.index_folder import HashEncoder, IndexFolder

Text = Callable[..., object]


@pytest.fixture
def built(index: IndexFolder, text: Text) -> IndexFolder:
    index.build([text("a", "Der Rat tagt öffentlich."), text("b", "Der Beirat berät den Rat.")])
    return index


def live(index: IndexFolder) -> Path:
    return index.path / "snapshots" / (index.path / CURRENT).read_text().strip()


def refused(index: IndexFolder, error: type[IndexerError]) -> str:
    """The message with which opening is refused: one sentence or two, with what to do."""
    with pytest.raises(error) as caught:
        index.open()
    message = str(caught.value)
    assert "\n" not in message
    assert "bitte" in message
    return message


def test_a_snapshot_answers_by_its_id_and_knows_its_manifest(built: IndexFolder) -> None:
    with built.open() as snapshot:
        verify(snapshot)
        assert snapshot.id == live(built).name
        assert (snapshot.manifest.documents, snapshot.manifest.passages) == (2, 2)
        assert snapshot.manifest == read_manifest(built.path) == list_snapshots(built.path)[0]
        assert snapshot.original("a") is None


def test_a_folder_without_an_index_says_how_to_make_one(index: IndexFolder) -> None:
    assert f"fundstelle index ORDNER --index {index.path}" in refused(index, NoIndex)
    assert list_snapshots(index.path) == []


@pytest.mark.parametrize("content", ["", "Unsinn", "../x", "20250314T101500123Z-ab12cd34 "])
def test_a_current_that_names_no_snapshot_is_refused(built: IndexFolder, content: str) -> None:
    (built.path / CURRENT).write_text(content)
    error = NoIndex if content.startswith("2025") else IndexDamaged
    with pytest.raises(error, match=r"nennt keinen Stand|liegt nicht im Ordner"):
        built.open()


def test_a_current_that_is_no_text_is_refused(built: IndexFolder) -> None:
    (built.path / CURRENT).write_bytes(b"\xff\xfe\xff")
    assert "CURRENT“ ist nicht lesbar" in refused(built, IndexDamaged)


def every_file(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def damage_by_removing(path: Path) -> None:
    path.unlink()


def damage_by_truncating(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_by_emptying(path: Path) -> None:
    path.write_bytes(b"")


def damage_by_flipping_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = (damage_by_removing, damage_by_truncating, damage_by_emptying, damage_by_flipping_a_bit)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_any_file_is_noticed_at_opening_and_named(built: IndexFolder, damage: Callable[[Path], None]) -> None:
    folder = live(built)
    names = [name for name in every_file(folder) if not name.endswith(".lock")]
    assert {"manifest.json", "passages.sqlite", "vectors.faiss", "report.json", "terms/meta.json"} <= set(names)
    for name in names:
        spare = folder / name
        content = spare.read_bytes()
        damage(spare)
        assert name in refused(built, IndexDamaged)
        spare.write_bytes(content)
    built.open().close()


def test_damage_to_a_large_file_is_noticed_by_verify(built: IndexFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.manifest.SMALL_FILE_BYTES", 0)
    damage_by_flipping_a_bit(live(built) / "report.json")
    with built.open() as snapshot, pytest.raises(IndexDamaged, match=r"report\.json“ wurde verändert"):
        verify(snapshot)


@pytest.mark.parametrize("name", ["passages.sqlite", "vectors.faiss", "terms/meta.json"])
def test_a_file_that_cannot_be_read_is_noticed_even_if_its_checksum_is_not_compared(
    built: IndexFolder, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("indexer.snapshot.check_files", lambda *_, **__: None)
    damage_by_emptying(live(built) / name)
    assert "lässt sich nicht öffnen" in refused(built, IndexDamaged)


def test_files_of_two_snapshots_do_not_fit_each_other(
    built: IndexFolder, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = live(built)
    built.build([text("a", "Der Rat tagt öffentlich.")])
    monkeypatch.setattr("indexer.snapshot.check_files", lambda *_, **__: None)
    shutil.copy(before / "vectors.faiss", live(built) / "vectors.faiss")
    assert "passen nicht zueinander" in refused(built, IndexDamaged)


def test_another_model_is_refused_and_both_are_named(built: IndexFolder, other_encoder: HashEncoder) -> None:
    checksum = built.encoder.contract.checksum[:8]
    built.encoder = other_encoder
    message = refused(built, IndexMismatch)
    assert f"Modell „hash“ (Version 1, Prüfsumme {checksum}) gebaut, geladen ist „andere“ (Version 1" in message
    assert "bitte den Index neu bauen: fundstelle index" in message


@pytest.mark.parametrize("change", [{"version": "0"}, {"checksum": "0" * 64}, {"name": "englisch"}])
def test_another_analyser_is_refused(built: IndexFolder, change: dict[str, str]) -> None:
    other = replace(built.analyser.contract, **change)
    with pytest.raises(IndexMismatch, match=r"Wortzerlegung „fundstelle-deutsch“.*bitte den Index neu bauen"):
        open_snapshot(built.path, built.encoder.contract, other)


def test_an_older_snapshot_is_opened_by_its_id(built: IndexFolder, text: Text) -> None:
    before = live(built).name
    built.build([text("a", "Etwas ganz anderes.")])
    with built.open(before) as older, built.open() as newer:
        assert [one.id for one in older.store.documents()] == ["a", "b"]
        assert [one.id for one in newer.store.documents()] == ["a"]
    with pytest.raises(NoIndex, match="ist keine Kennung"):
        built.open("gestern")


def test_damaged_snapshots_are_left_out_of_the_list(built: IndexFolder, text: Text) -> None:
    before = live(built)
    built.build([text("a", "Etwas ganz anderes.")])
    assert [one.id for one in list_snapshots(built.path)] == [live(built).name, before.name]
    (before / "manifest.json").unlink()
    assert [one.id for one in list_snapshots(built.path)] == [live(built).name]


def test_opening_tries_again_where_a_build_has_taken_the_snapshot_away(
    built: IndexFolder, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer import snapshot as module

    first = live(built).name
    monkeypatch.setattr(module, "check_files", lambda *_, **__: None)
    real = module.load_manifest

    def slow(index_dir: Path, snapshot_id: str) -> object:
        manifest = real(index_dir, snapshot_id)
        if snapshot_id == first:
            built.build([text("a", "Neu.")], keep=1)  # the moment between reading CURRENT and opening
        return manifest

    monkeypatch.setattr(module, "load_manifest", slow)
    with built.open() as snapshot:
        assert [one.text for one in snapshot.store.document_passages("a")] == ["Neu."]
