"""Which files become sources, in which order, under which ids."""

import hashlib
import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from korpus.discovery import MAX_ID_LENGTH, discover, slug
from korpus.errors import KorpusError

WriteFile = Callable[[str, str], Path]


def test_files_come_by_path_and_what_no_reader_knows_is_reported(write: WriteFile, tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/y.PDF", "bild.jpg", "ohne"):
        write(name, "x")
    sources, failures = discover([tmp_path])
    assert [source.path for source in sources] == ["a/y.PDF", "a/z.md", "b.txt"]
    assert [(failure.path, failure.error, failure.message) for failure in failures] == [
        (
            "bild.jpg",
            "UnknownFormat",
            "„bild.jpg“ wird nicht gelesen, weil die Endung „.jpg“ unbekannt ist; "
            "bitte als PDF, DOCX, HTML, Markdown oder Textdatei speichern.",
        ),
        (
            "ohne",
            "UnknownFormat",
            "„ohne“ wird nicht gelesen, weil Dateien ohne Endung unbekannt sind; "
            "bitte als PDF, DOCX, HTML, Markdown oder Textdatei speichern.",
        ),
    ]


def test_what_programs_leave_behind_and_metadata_are_passed_over(write: WriteFile, tmp_path: Path) -> None:
    for name in (
        ".versteckt.txt",
        "~$brief.docx",
        "alt.txt~",
        "alt.BAK",
        "Thumbs.db",
        ".git/x.txt",
        "_ordner.meta.yaml",
    ):
        write(name, "x")
    write("bericht.txt", "x")
    write("bericht.meta.yaml", "titel: X")
    sources, failures = discover([tmp_path])
    assert [source.path for source in sources] == ["bericht.txt"]
    assert failures == []


def test_a_sidecar_without_its_file_is_reported(write: WriteFile, tmp_path: Path) -> None:
    write("berricht.pdf.meta.yaml", "titel: X")
    _, failures = discover([tmp_path])
    assert [(failure.path, failure.error, failure.message) for failure in failures] == [
        (
            "berricht.pdf.meta.yaml",
            "MetadataError",
            "Die Angaben in „berricht.pdf.meta.yaml“ gehören zu keiner Datei; bitte den Dateinamen prüfen.",
        )
    ]


def test_a_source_knows_its_file_and_its_digest(write: WriteFile, tmp_path: Path) -> None:
    path = write("a/b.txt", "Inhalt")
    (source,), _ = discover([tmp_path])
    assert (source.original, source.root, source.document_id) == (path, tmp_path, "a-b-txt")
    assert source.sha256 == hashlib.sha256(b"Inhalt").hexdigest()


@pytest.mark.parametrize("changed", ["bericht.txt", "bericht.meta.yaml", "bericht.txt.meta.yaml", "_ordner.meta.yaml"])
def test_everything_that_decides_the_document_changes_the_fingerprint(
    write: WriteFile, tmp_path: Path, changed: str
) -> None:
    write("bericht.txt", "Inhalt")
    (before,), _ = discover([tmp_path])
    (again,), _ = discover([tmp_path])
    write(changed, "titel: Neu")
    (after,), _ = discover([tmp_path])
    assert again.fingerprint == before.fingerprint
    assert after.fingerprint != before.fingerprint


def test_overlapping_folders_and_links_give_a_file_once(write: WriteFile, tmp_path: Path) -> None:
    path = write("a/b.txt", "x")
    (tmp_path / "a" / "kreis").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "c.txt").symlink_to(path)
    sources, failures = discover([tmp_path, tmp_path / "a", path])
    assert [source.path for source in sources] == ["a/b.txt"]
    assert failures == []


def test_a_link_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    (tmp_path / "weg.pdf").symlink_to(tmp_path / "nirgends.pdf")
    _, failures = discover([tmp_path])
    assert [(failure.error, failure.message) for failure in failures] == [
        ("DamagedFile", "„weg.pdf“ führt zu keiner Datei; bitte die Verknüpfung prüfen.")
    ]


def test_a_single_file_may_be_named(write: WriteFile) -> None:
    path = write("a/b.txt", "x")
    (source,), _ = discover([path])
    assert (source.path, source.root) == ("b.txt", path.parent)


@pytest.mark.parametrize("name", ["fehlt", "x" * 5000])
def test_a_path_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KorpusError, match="ist nicht vorhanden; bitte die Schreibweise prüfen"):
        discover([tmp_path / name])


def test_umlauts_in_names_are_the_same_in_both_unicode_forms(write: WriteFile, tmp_path: Path) -> None:
    write(unicodedata.normalize("NFD", "Büchenbach.txt"), "x")
    (source,), _ = discover([tmp_path])
    assert (source.path, source.document_id) == ("Büchenbach.txt", "buechenbach-txt")


def test_a_name_that_is_no_utf_8_still_becomes_a_source(tmp_path: Path) -> None:
    name = os.fsdecode(b"M\xe4rz.txt")
    (tmp_path / name).write_text("x")
    (source,), _ = discover([tmp_path])
    assert (source.path, source.document_id) == ("M\ufffdrz.txt", "mrz-txt")


def test_files_that_share_an_id_are_told_apart_by_their_paths(write: WriteFile, tmp_path: Path) -> None:
    for name in ("a b.txt", "a-b.txt", "c.txt"):
        write(name, "x")
    sources, _ = discover([tmp_path])
    short = [hashlib.sha256(name.encode()).hexdigest()[:8] for name in ("a b.txt", "a-b.txt")]
    assert [source.document_id for source in sources] == [f"a-b-txt-{short[0]}", f"a-b-txt-{short[1]}", "c-txt"]


def test_equal_paths_below_different_folders_get_different_ids(write: WriteFile, tmp_path: Path) -> None:
    write("eins/a.txt", "x")
    write("zwei/a.txt", "y")
    sources, _ = discover([tmp_path / "eins", tmp_path / "zwei"])
    assert [source.path for source in sources] == ["a.txt", "a.txt"]
    assert sources[0].document_id != sources[1].document_id


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Niederschrift_2. Sitzung (öffentlich).pdf", "niederschrift-2-sitzung-oeffentlich-pdf"),
        ("Straße/Fußweg", "strasse-fussweg"),
        ("Café", "cafe"),
        ("日本", f"dokument-{hashlib.sha256('日本'.encode()).hexdigest()[:8]}"),
    ],
)
def test_a_slug_is_plain_ascii(text: str, made: str) -> None:
    assert slug(text) == made


def test_a_long_slug_ends_in_a_hash_that_tells_it_apart() -> None:
    one, other = slug("a" * 100), slug("a" * 101)
    assert len(one) == len(other) == MAX_ID_LENGTH
    assert one[:71] == other[:71] == "a" * 71
    assert one != other


def test_folders_and_files_that_may_not_be_opened_are_reported_and_the_rest_goes_on(
    write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("gut.txt", "x")
    write("zu.txt", "x")
    write("gesperrt/a.txt", "x")
    iterdir, opened = Path.iterdir, Path.open

    def refuse_folder(path: Path) -> Iterator[Path]:
        if path.name == "gesperrt":
            raise PermissionError
        return iterdir(path)

    def refuse_file(path: Path, *args: str) -> object:
        if path.name == "zu.txt":
            raise PermissionError
        return opened(path, *args)

    monkeypatch.setattr(Path, "iterdir", refuse_folder)
    monkeypatch.setattr(Path, "open", refuse_file)
    sources, failures = discover([tmp_path])
    assert [source.path for source in sources] == ["gut.txt"]
    assert [(failure.path, failure.message) for failure in failures] == [
        ("gesperrt", "Der Ordner „gesperrt“ lässt sich nicht öffnen; bitte die Zugriffsrechte prüfen."),
        ("zu.txt", "„zu.txt“ lässt sich nicht öffnen; bitte die Zugriffsrechte prüfen."),
    ]
