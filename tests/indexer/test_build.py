"""Building: what is read and encoded again, what is kept, what the report says."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from indexer import FileStatus, IndexDamaged, NothingToIndex, current_id, list_snapshots, verify
from indexer.build import build_index
from korpus.document import Block, BlockKind, Document, ReadFailure, ReadResult
from korpus.source import Source
from korpus.texts import TextSource, read_texts
from modelle import AnalyserContract
from tests.indexer.index_folder import HashEncoder, IndexFolder

Text = Callable[..., TextSource]


@pytest.fixture
def three(text: Text) -> list[TextSource]:
    return [text("c", "Der Rat tagt."), text("a", "Das Amt berät."), text("b", "Der Verein feiert.")]


def statuses(index: IndexFolder, sources: Sequence[Source], **options: object) -> dict[str, FileStatus]:
    return {entry.path: entry.status for entry in index.build(sources, **options).entries}


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }


def test_the_first_build_reads_everything_and_says_so(index: IndexFolder, three: list[TextSource]) -> None:
    report = index.build(three)
    assert (report.changed, report.documents, report.passages) == (True, 3, 3)
    assert (report.indexed, report.unchanged, report.left_out, report.removed) == (3, 0, 0, 0)
    assert [(entry.document_id, entry.passages, entry.words) for entry in report.entries] == [
        ("a", 1, 3),
        ("b", 1, 3),
        ("c", 1, 3),
    ]
    assert report.snapshot == current_id(index.path)
    assert index.texts() == {"a": ["Das Amt berät."], "b": ["Der Verein feiert."], "c": ["Der Rat tagt."]}


def test_report_json_accounts_for_every_file(index: IndexFolder, three: list[TextSource], text: Text) -> None:
    index.build([*three, text("d", "Fällt weg.")])
    index.reader.broken = {"b"}
    before = [ReadFailure("bild.png", "UnknownFormat", "„bild.png“ wird nicht gelesen.")]
    report = index.build([*three[:2], text("b", "Neu."), text("e", "Auch neu."), three[0]], failures=before)
    stored = json.loads((index.path / "snapshots" / report.snapshot / "report.json").read_text("utf-8"))
    assert [(file["path"], file["status"], file["error_kind"]) for file in stored["files"]] == [
        ("bild.png", "left_out", "UnknownFormat"),
        ("b", "left_out", "DamagedFile"),
        ("a", "unchanged", None),
        ("c", "unchanged", None),
        ("e", "indexed", None),
        ("d", "removed", None),
    ]
    assert stored["files"][1]["error"] == "„b“ ist beschädigt."
    ours = report.as_dict()
    assert {name: value for name, value in stored.items() if name != "seconds"} == {
        name: value for name, value in ours.items() if name not in ("seconds", "snapshot")
    }


def test_where_nothing_changed_nothing_is_read_encoded_or_written(index: IndexFolder, three: list[TextSource]) -> None:
    first = index.build(three)
    before = tree(index.path)
    second = index.build(list(reversed(three)))
    assert (second.changed, second.snapshot, second.unchanged) == (False, first.snapshot, 3)
    assert (second.documents, second.passages) == (3, 3)
    assert (index.reader.read, index.encoder.encoded) == ([], [])
    assert tree(index.path) == before


def test_only_what_changed_is_read_and_encoded(index: IndexFolder, three: list[TextSource], text: Text) -> None:
    index.build(three)
    report = index.build([text("b", "Der Verein tagt."), *three[:2], text("d", "Neu.")])
    assert index.reader.read == ["b", "d"]
    assert index.encoder.encoded == ["Titel b\nDer Verein tagt.", "Titel d\nNeu."]
    assert (report.indexed, report.unchanged) == (2, 2)
    assert index.texts() == {"a": ["Das Amt berät."], "b": ["Der Verein tagt."], "c": ["Der Rat tagt."], "d": ["Neu."]}


def test_a_document_whose_metadata_changed_is_read_again(index: IndexFolder, three: list[TextSource]) -> None:
    index.build(three)
    index.build([replace(three[0], kind="Satzung"), *three[1:]])
    assert index.reader.read == ["c"]
    with index.open() as snapshot:
        assert snapshot.store.facets()["kind"] == {"Satzung": 1}


def test_removing_documents_reads_nothing(index: IndexFolder, three: list[TextSource]) -> None:
    index.build(three)
    assert statuses(index, three[:1]) == {"c": FileStatus.UNCHANGED, "a": FileStatus.REMOVED, "b": FileStatus.REMOVED}
    assert (index.reader.read, index.encoder.encoded) == ([], [])
    assert index.texts() == {"c": ["Der Rat tagt."]}


def test_a_document_that_cannot_be_read_is_tried_again_each_time(index: IndexFolder, three: list[TextSource]) -> None:
    index.reader.broken = {"b"}
    assert statuses(index, three)["b"] is FileStatus.LEFT_OUT
    again = index.build(three)
    assert (again.changed, again.left_out, index.reader.read) == (False, 1, ["b"])
    index.reader.broken = set()
    assert statuses(index, three)["b"] is FileStatus.INDEXED


def test_a_document_that_became_unreadable_leaves_the_index(
    index: IndexFolder, three: list[TextSource], text: Text
) -> None:
    index.build(three)
    index.reader.broken = {"b"}
    assert statuses(index, [*three[:2], text("b", "Neu.")]) == {
        "b": FileStatus.LEFT_OUT,
        "a": FileStatus.UNCHANGED,
        "c": FileStatus.UNCHANGED,
    }
    assert sorted(index.texts()) == ["a", "c"]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (set(), "Unter den angegebenen Pfaden liegt keine lesbare Datei"),
        ({"a"}, "Die einzige Datei konnte nicht gelesen werden.*„a“ ist beschädigt"),
        ({"a", "b", "c"}, "Keine der 3 Dateien konnte gelesen werden.*Zum Beispiel: „a“ ist beschädigt"),
    ],
)
def test_nothing_to_index_leaves_the_live_index(
    index: IndexFolder, three: list[TextSource], text: Text, broken: set[str], message: str
) -> None:
    index.build(three)
    before = tree(index.path)
    index.reader.broken = broken
    with pytest.raises(NothingToIndex, match=rf"{message}.*" if broken else message) as caught:
        index.build([text(name, "Neu.") for name in sorted(broken)])
    assert "der gültige Index ist unverändert" in str(caught.value)
    assert tree(index.path) == before
    assert sorted(index.texts()) == ["a", "b", "c"]


def test_of_two_sources_with_one_id_the_first_counts(index: IndexFolder, text: Text) -> None:
    report = index.build([text("a", "Eins."), text("a", "Zwei.")])
    assert index.texts() == {"a": ["Eins."]}
    (left_out,) = [entry for entry in report.entries if entry.status is FileStatus.LEFT_OUT]
    assert left_out.error == "„a“ hätte dieselbe Kennung „a“ wie „a“; bitte eine der beiden Dateien umbenennen."


def test_equal_texts_are_both_kept_and_named(index: IndexFolder, text: Text) -> None:
    report = index.build([text("a", "Gleich."), text("b", "Gleich.")])
    assert [entry.warnings for entry in report.entries] == [
        (),
        ("Diese Datei ist Byte für Byte gleich mit „a“; beide sind durchsuchbar.",),
    ]


def test_another_model_encodes_anew_what_was_already_cut(
    index: IndexFolder, three: list[TextSource], other_encoder: HashEncoder
) -> None:
    index.build(three)
    index.encoder = other_encoder
    report = index.build(three)
    assert (report.changed, report.unchanged, index.reader.read) == (True, 3, [])
    assert index.encoder.encoded == ["Titel a\nDas Amt berät.", "Titel b\nDer Verein feiert.", "Titel c\nDer Rat tagt."]
    with index.open() as snapshot:
        assert snapshot.store.nearest(other_encoder.encode_query("Titel b Der Verein feiert."), 1).rows.tolist() == [1]


def test_another_analyser_takes_passages_and_vectors(index: IndexFolder, three: list[TextSource]) -> None:
    class English:
        contract = AnalyserContract("englisch", "1", "0" * 64)
        terms = staticmethod(str.split)

    index.build(three)
    index.analyser = English()  # type: ignore[assignment]
    assert index.build(three).changed
    assert (index.reader.read, index.encoder.encoded) == ([], [])
    with index.open() as snapshot:
        assert snapshot.store.matching({"tagt.": 1.0}, 5).rows.tolist() == [2]


def test_another_cutter_reads_everything_again(
    index: IndexFolder, three: list[TextSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    index.build(three)
    for module in ("earlier", "snapshot"):
        monkeypatch.setattr(f"indexer.writing.{module}.CUTTER_VERSION", "neu")
    assert statuses(index, three) == dict.fromkeys("abc", FileStatus.INDEXED)
    assert not index.build(three).changed


@pytest.mark.parametrize("name", ["passages.sqlite", "vectors.faiss", "manifest.json"])
def test_a_damaged_index_is_built_anew_and_the_report_says_why(
    index: IndexFolder, three: list[TextSource], name: str
) -> None:
    first = index.build(three)
    path = index.path / "snapshots" / first.snapshot / name
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(IndexDamaged):
        index.open()
    report = index.build(three)
    assert (report.indexed, index.reader.read) == (3, ["a", "b", "c"])
    (warning,) = report.warnings
    assert warning.startswith("Der bisherige Index wird nicht übernommen, alles wird neu gelesen. Grund: ")
    assert name in warning
    index.open().close()


def test_rows_do_not_depend_on_the_order_of_sources(index: IndexFolder, text: Text, tmp_path: Path) -> None:
    sources = [text(f"d{number}", f"Text {number}. " * 50) for number in range(9)]
    other = replace(index, path=tmp_path / "other")
    index.build(sources)
    other.build(sources[::-1])
    with index.open() as one, other.open() as two:
        assert one.store.passages(range(9)) == two.store.passages(range(9))
        assert one.manifest.corpus_hash == two.manifest.corpus_hash


@pytest.mark.parametrize("seed", range(4))
def test_building_step_by_step_gives_what_building_at_once_gives(
    index: IndexFolder, text: Text, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    for step in range(5):
        names = chance.sample("abcdefgh", chance.randint(1, 8))
        sources = [text(name, f"Stand {chance.randint(1, 2)} von {name}. " * chance.choice((1, 60))) for name in names]
        index.build(sources)
        anew = replace(index, path=tmp_path / f"anew{step}")
        anew.build(sources)
        with index.open() as one, anew.open() as two:
            verify(one)
            rows = range(two.manifest.passages)
            assert one.store.passages(rows) == two.store.passages(rows)
            assert one.store.documents() == two.store.documents()
            np.testing.assert_array_equal(one.store.vectors, two.store.vectors)
            for term in ("stand", "1", *names):
                ours, theirs = one.store.matching({term: 1.0}, 50), two.store.matching({term: 1.0}, 50)
                assert (ours.rows.tolist(), ours.scores.tolist()) == (theirs.rows.tolist(), theirs.scores.tolist())


@pytest.mark.parametrize(("keep", "kept"), [(1, [5]), (2, [5, 4]), (3, [5, 4, 3]), (0, [5]), (99, [5, 4, 3, 2, 1, 0])])
def test_as_many_snapshots_stay_as_wished(index: IndexFolder, text: Text, keep: int, kept: list[int]) -> None:
    ids = [index.build([text("a", f"Stand {number}.")], keep=keep).snapshot for number in range(6)]
    assert [manifest.id for manifest in list_snapshots(index.path)] == [ids[number] for number in kept]


def test_ids_ascend_even_if_the_clock_was_set_back(
    index: IndexFolder, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import datetime, tzinfo

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime(2001, 1, 1, tzinfo=tz)

    first = index.build([text("a", "Eins.")]).snapshot
    monkeypatch.setattr("indexer.writing.snapshot.datetime", Clock)
    second = index.build([text("a", "Zwei.")]).snapshot
    assert second > first
    assert second[:8] == first[:8]


@dataclass(frozen=True)
class Given:
    """A source that reading turns into the given blocks."""

    document_id: str
    blocks: tuple[Block, ...]
    title: str = "Titel"
    fingerprint: str = "f"
    original: Path | None = None

    @property
    def path(self) -> str:
        return f"{self.document_id}.txt"


def read_given(sources: Sequence[Source]) -> Iterator[tuple[Source, ReadResult | ReadFailure]]:
    for source in sources:
        assert isinstance(source, Given)
        yield (
            source,
            ReadResult(Document(source.document_id, source.title, source.path, "0" * 64, "x/y"), source.blocks),
        )


GOOD = Given("gut", (Block(BlockKind.PARAGRAPH, "Der Rat tagt."),))


@pytest.mark.parametrize(
    ("bad", "kind", "message"),
    [
        (Given("leer", (Block(BlockKind.PARAGRAPH, " "),)), "EmptyFile", "keinen Text, der sich durchsuchen lässt"),
        (Given("bad", (Block(BlockKind.PARAGRAPH, "Rat \ud800"),)), "DamagedFile", "das es in Unicode nicht gibt"),
        (Given("bad", GOOD.blocks, title="\udfff"), "DamagedFile", "das es in Unicode nicht gibt"),
        (Given("bad\ud800", GOOD.blocks), "DamagedFile", "das es in Unicode nicht gibt"),
    ],
)
def test_one_document_that_cannot_be_kept_does_not_stop_the_others(
    index: IndexFolder, bad: Given, kind: str, message: str
) -> None:
    report = index.build([bad, GOOD], read=read_given)
    (entry,) = [entry for entry in report.entries if entry.status is FileStatus.LEFT_OUT]
    assert (entry.path, entry.error_kind, message in str(entry.error)) == (bad.path, kind, True)
    assert index.texts() == {"gut": ["Der Rat tagt."]}
    assert not index.build([bad, GOOD], read=read_given).changed
    stored = json.loads((index.path / "snapshots" / report.snapshot / "report.json").read_text("utf-8"))
    assert entry.path in [file["path"] for file in stored["files"]]


def test_a_reader_is_closed_where_the_build_fails(
    index: IndexFolder, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []

    def read(sources: Sequence[Source]) -> Iterator[tuple[Source, ReadResult | ReadFailure]]:
        try:
            yield from read_texts(sources)
        finally:
            closed.append(True)

    def fail(*_: object) -> None:
        raise RuntimeError("Encoder kaputt")

    monkeypatch.setattr(index.encoder, "encode_passages", fail)
    with pytest.raises(RuntimeError, match="Encoder kaputt"):
        index.build([text(f"d{number}", "Der Rat tagt. " * 60) for number in range(3000)], read=read)
    assert closed == [True]
    assert list((index.path / "snapshots").iterdir()) == []


def test_progress_tells_stages_and_counts_every_source(index: IndexFolder, three: list[TextSource]) -> None:
    told: list[tuple[str, int | None]] = []
    steps: list[int] = []

    class Told:
        def stage(self, name: str, total: int | None) -> None:
            told.append((name, total))

        def advance(self, steps_done: int = 1) -> None:
            steps.append(steps_done)

    index.reader.broken = {"b"}
    for _ in range(2):
        told.clear()
        steps.clear()
        build_index(index.path, three, index.reader, index.encoder, index.analyser, progress=Told())
        assert sum(steps) == 3
        assert told[0] == ("Dokumente lesen und zerlegen", 3)
    assert told == [("Dokumente lesen und zerlegen", 3)]  # nothing changed, so nothing else was done
