"""What a manifest says, and how changes to it are noticed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import IndexDamaged, IndexMismatch, NoIndex
from indexer.manifest import FORMAT_VERSION, FileRecord, Manifest, check_files, load_manifest, sha256_of, short_hash
from modelle import AnalyserContract, ModelContract

FOLDER = "20250314T101500123Z"


def stored(index_dir: Path, **changes: object) -> Manifest:
    """Writes a manifest of one file into an index folder; `changes` come after its hash was taken."""
    values = {
        "id": "",
        "format_version": FORMAT_VERSION,
        "created": "2025-03-14T10:15:00.123+00:00",
        "model": ModelContract("modell", "1", "ab" * 32, 3),
        "analyser": AnalyserContract("deutsch", "1", "cd" * 32),
        "cutter_version": "1",
        "documents": 1,
        "passages": 2,
        "corpus_hash": "ef" * 32,
        "files": {"terms/ä.bin": FileRecord(3, sha256_bytes(b"abc"))},
    }
    manifest = Manifest(**values)  # type: ignore[arg-type]
    name = f"{FOLDER}-{short_hash(manifest.as_dict())}"
    folder = index_dir / "snapshots" / name
    (folder / "terms").mkdir(parents=True)
    (folder / "terms" / "ä.bin").write_bytes(b"abc")
    (folder / "manifest.json").write_text(json.dumps(manifest.as_dict() | {"id": name} | changes))
    return Manifest(**(values | {"id": name}))  # type: ignore[arg-type]


def sha256_bytes(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    manifest = stored(tmp_path)
    assert load_manifest(tmp_path, manifest.id) == manifest
    check_files(manifest, tmp_path, all_checksums=True)


@pytest.mark.parametrize(("name", "value"), [("passages", 3), ("model", {}), ("id", f"{FOLDER}-00000000"), ("more", 1)])
def test_a_manifest_that_was_changed_is_refused(tmp_path: Path, name: str, value: object) -> None:
    manifest = stored(tmp_path, **{name: value})
    with pytest.raises(IndexDamaged, match=r"manifest\.json“ wurde verändert; bitte den Index neu bauen"):
        load_manifest(tmp_path, manifest.id)


@pytest.mark.parametrize("version", [0, 3, "1", None])
def test_another_format_is_named(tmp_path: Path, version: object) -> None:
    manifest = stored(tmp_path, format_version=version)
    with pytest.raises(IndexMismatch, match=rf"hat das Format {version}, dieses Programm liest das Format 2; bitte"):
        load_manifest(tmp_path, manifest.id)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b'"format_version"'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    manifest = stored(tmp_path)
    (tmp_path / "snapshots" / manifest.id / "manifest.json").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"manifest\.json“ ist nicht lesbar .*; bitte den Index neu bauen"):
        load_manifest(tmp_path, manifest.id)


@pytest.mark.parametrize("name", ["../../etc", "", "20250314T101500123Z-XXXXXXXX", "20250314T101500123Z-abcdef01/.."])
def test_a_name_that_is_no_id_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(NoIndex, match="ist keine Kennung eines Standes"):
        load_manifest(tmp_path, name)


def test_a_snapshot_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="„20250314T101500123Z-abcdef01“ liegt nicht im Ordner"):
        load_manifest(tmp_path, "20250314T101500123Z-abcdef01")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"abd", "wurde verändert"), (b"ab", "hat 2 statt 3 Bytes"), (b"abcd", "hat 4 statt 3 Bytes"), (None, "fehlt")],
)
def test_a_file_that_differs_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    manifest = stored(tmp_path)
    path = tmp_path / "snapshots" / manifest.id / "terms" / "ä.bin"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(IndexDamaged, match=rf"ä\.bin“.*{message}.*; bitte den Index neu bauen: fundstelle index"):
        check_files(manifest, tmp_path, all_checksums=False)


def test_large_files_have_their_checksum_compared_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.manifest.SMALL_FILE_BYTES", 2)
    manifest = stored(tmp_path)
    (tmp_path / "snapshots" / manifest.id / "terms" / "ä.bin").write_bytes(b"abd")
    check_files(manifest, tmp_path, all_checksums=False)
    with pytest.raises(IndexDamaged, match="wurde verändert"):
        check_files(manifest, tmp_path, all_checksums=True)


@given(st.binary(max_size=5000))
def test_the_checksum_is_sha256(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "content.bin"
    path.write_bytes(content)
    assert sha256_of(path) == sha256_bytes(content)
