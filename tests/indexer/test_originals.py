"""Files as they were when they were indexed, and real files on their way into the index."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer import BuildReport, FileStatus, IndexNotWritten, current_id
from korpus.discovery import discover
from korpus.document import Block, BlockKind, Document, ReadFailure, ReadResult
from korpus.reading import file_reader
from korpus.source import ReadLimits, Source
from tests.indexer.index_folder import IndexFolder


@dataclass
class Folder:
    """Text files and the index of them."""

    path: Path
    index: IndexFolder

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, **options: object) -> BuildReport:
        sources, failures = discover([self.path])
        return self.index.build(sources, read=file_reader(ReadLimits(), 1), failures=failures, **options)

    def originals(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.index.path / "originals").iterdir()}


@pytest.fixture
def folder(tmp_path: Path, index: IndexFolder) -> Folder:
    (tmp_path / "dokumente").mkdir()
    return Folder(tmp_path / "dokumente", index)


def name_of(text: str) -> str:
    return f"{hashlib.sha256(text.encode()).hexdigest()}.txt"


def test_the_file_is_kept_as_it_was_indexed(folder: Folder) -> None:
    path = folder.write("Übersicht 1.TXT", "Der Rat tagt.")
    folder.write("bild.png", "kein Text")
    report = folder.build()
    assert (report.indexed, report.left_out) == (1, 1)
    path.write_text("Ganz anders.")
    with folder.index.open() as snapshot:
        original = snapshot.original("uebersicht-1-txt")
        assert original is not None
        assert (original.name, original.read_text()) == (name_of("Der Rat tagt."), "Der Rat tagt.")
        assert snapshot.original("fehlt") is None


def test_originals_stay_as_long_as_a_kept_snapshot_names_them(folder: Folder) -> None:
    folder.write("a.txt", "Eins.")
    folder.write("b.txt", "Bleibt.")
    folder.build(keep=2)
    folder.write("a.txt", "Zwei.")
    folder.build(keep=2)
    assert set(folder.originals()) == {name_of("Eins."), name_of("Zwei."), name_of("Bleibt.")}
    folder.write("a.txt", "Drei.")
    folder.build(keep=2)
    assert set(folder.originals()) == {name_of("Zwei."), name_of("Drei."), name_of("Bleibt.")}


def test_none_is_removed_while_a_snapshot_cannot_be_asked(folder: Folder) -> None:
    folder.write("a.txt", "Eins.")
    first = folder.build().snapshot
    (folder.index.path / "snapshots" / first / "passages.sqlite").write_bytes(b"kaputt" * 200)
    folder.write("a.txt", "Zwei.")
    folder.build()
    assert set(folder.originals()) == {name_of("Eins."), name_of("Zwei.")}


def test_files_of_the_same_bytes_share_one_original(folder: Folder) -> None:
    folder.write("a.txt", "Gleich.")
    folder.write("x/b.txt", "Gleich.")
    report = folder.build()
    assert folder.originals() == {name_of("Gleich."): b"Gleich."}
    assert report.entries[1].warnings == ("Diese Datei ist Byte für Byte gleich mit „a.txt“; beide sind durchsuchbar.",)


def test_a_lost_original_is_kept_again_by_the_next_build(folder: Folder) -> None:
    folder.write("a.txt", "Eins.")
    folder.build()
    (folder.index.path / "originals" / name_of("Eins.")).unlink()
    with folder.index.open() as snapshot:
        assert snapshot.original("a-txt") is None
    folder.write("b.txt", "Neu.")
    assert folder.build().unchanged == 1
    assert set(folder.originals()) == {name_of("Eins."), name_of("Neu.")}


@dataclass(frozen=True)
class Kept:
    """A source whose file is no longer what was read of it."""

    original: Path
    document_id: str = "a"
    path: str = "a.txt"
    fingerprint: str = "f"


def read_kept(sources: Sequence[Source]) -> Iterator[tuple[Source, ReadResult | ReadFailure]]:
    for source in sources:
        document = Document("a", "Titel", "a.txt", hashlib.sha256(b"Eins.").hexdigest(), "text/plain")
        yield source, ReadResult(document, (Block(BlockKind.PARAGRAPH, "Eins."),))


@pytest.mark.parametrize(("content", "reason"), [(b"Zwei.", "geändert"), (None, "entfernt")])
def test_a_file_that_changed_meanwhile_is_searched_but_not_offered(
    index: IndexFolder, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "a.txt"
    if content is not None:
        path.write_bytes(content)
    (entry,) = index.build([Kept(path)], read=read_kept).entries
    assert entry.status is FileStatus.INDEXED
    assert len(entry.warnings) == 1
    assert entry.warnings[0].startswith("Die Datei lässt sich aus dem Suchergebnis nicht öffnen: sie")
    assert reason in entry.warnings[0]
    assert list((index.path / "originals").iterdir()) == []
    with index.open() as snapshot:
        assert snapshot.original("a") is None


def test_an_original_that_cannot_be_copied_stops_the_build(index: IndexFolder, tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()  # opening it fails for every user
    with pytest.raises(IndexNotWritten, match=r"„a\.txt“ konnte nicht .* kopiert werden .*bitte freien Platz"):
        index.build([Kept(tmp_path / "a.txt")], read=read_kept)


@pytest.mark.shared
@pytest.mark.slow
def test_real_files_are_indexed_found_and_left_alone_the_next_time(shared_folder: Path, index: IndexFolder) -> None:
    sources, failures = discover([shared_folder / "documents"])
    reader = file_reader(ReadLimits())
    report = index.build(sources, read=reader, failures=failures)
    assert report.documents + report.left_out == len(sources) + len(failures)
    assert report.indexed >= 60
    with index.open() as snapshot:
        store = snapshot.store
        assert report.passages == store.passage_count == sum(entry.passages for entry in report.entries)
        for document in store.documents():
            assert hashlib.sha256(snapshot.original(document.id).read_bytes()).hexdigest() == document.sha256  # type: ignore[union-attr]
            for passage in store.document_passages(document.id):
                assert passage.text.strip() == passage.text != ""
                if document.page_count:
                    assert 1 <= passage.first_page <= passage.last_page <= document.page_count  # type: ignore[operator]
        (row, *_) = store.matching(dict.fromkeys(index.analyser.terms("Weltoffene Kommunen"), 1.0), 1).rows.tolist()
        assert "Weltoffen" in store.passages([row])[0].text
    again = index.build(sources, read=reader, failures=failures)
    assert (again.changed, again.snapshot, index.encoder.encoded) == (False, current_id(index.path), [])
