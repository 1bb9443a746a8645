"""Files that cannot be read: each fails with one German sentence, and the others are read all the same."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from korpus.assemble import assemble
from korpus.discovery import discover
from korpus.document import ReadFailure, ReadResult
from korpus.reading import file_reader
from korpus.reading_worker import read_one
from korpus.source import ReadLimits

LIMITS = ReadLimits(max_bytes=512 * 1024, max_pages=3, timeout_s=20)


def _pdf(pages: int = 1, draw: Callable[[Canvas], object] | None = None, password: str | None = None) -> bytes:
    """A PDF of pages that say "Guter Text.", or show what `draw` draws."""
    buffer = io.BytesIO()
    encrypt = None if password is None else StandardEncryption(password, ownerPassword="owner")
    canvas = Canvas(buffer, encrypt=encrypt)
    for number in range(pages):
        if draw is None:
            canvas.drawString(70, 700 - 20 * number, "Guter Text.")
        else:
            draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _scan(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (8, 8), 200)), 0, 0, 500, 700)


def _zip(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


BROKEN: dict[str, tuple[bytes, str, str]] = {
    "bild.pdf": (
        _pdf(draw=_scan),
        "ScannedWithoutText",
        "Die Datei „bild.pdf“ enthält nur Bilder ohne Textebene; bitte mit Texterkennung (OCR) neu speichern.",
    ),
    "brief.docx": (
        b"kein Archiv",
        "DamagedFile",
        "„brief.docx“ ist keine lesbare Word-Datei; bitte in Word öffnen und neu als DOCX speichern.",
    ),
    "falsch.pdf": (
        b"Hallo, ich bin Text.",
        "DamagedFile",
        "Die Datei „falsch.pdf“ ist keine PDF-Datei, obwohl ihr Name es sagt.",
    ),
    "gross.txt": (
        b"x" * 768 * 1024,
        "FileTooLarge",
        "„gross.txt“ ist mit 0,8 MiB zu groß; erlaubt sind 0,5 MiB, bitte die Datei teilen.",
    ),
    "halb.pdf": (
        _pdf()[:300],
        "DamagedFile",
        "Die PDF-Datei „halb.pdf“ ist beschädigt und nicht lesbar; bitte neu beschaffen.",
    ),
    "kaputt.pdf": (
        b"%PDF-1.4\n" + b"\xff\x00muell" * 50,
        "DamagedFile",
        "Die PDF-Datei „kaputt.pdf“ ist beschädigt und nicht lesbar; bitte neu beschaffen.",
    ),
    "leer.pdf": (b"", "EmptyFile", "„leer.pdf“ ist leer (0 Byte); bitte die Datei neu speichern."),
    "navigation.html": (
        b"<html><body><nav>Start</nav></body></html>",
        "EmptyFile",
        "„navigation.html“ enthält außer Navigation keinen Text; bitte die Seite mit Inhalt speichern.",
    ),
    "nichts.txt": (b" \n\n ", "EmptyFile", "„nichts.txt“ enthält keinen Text; bitte den Inhalt der Datei prüfen."),
    "ohne_text.pdf": (
        _pdf(draw=lambda canvas: canvas.line(0, 0, 9, 9)),
        "EmptyFile",
        "Die Datei „ohne_text.pdf“ enthält keinen Text.",
    ),
    "seiten.pdf": (
        _pdf(4),
        "FileTooLarge",
        "Die Datei „seiten.pdf“ hat 4 Seiten, erlaubt sind 3; bitte teilen oder die Grenze erhöhen.",
    ),
    "verschluesselt.pdf": (
        _pdf(password="geheim"),
        "EncryptedFile",
        "Die Datei „verschluesselt.pdf“ ist mit einem Passwort geschützt; bitte ohne Passwort speichern.",
    ),
    "zeichen.txt": (
        b"\x00\x01\x02" * 50,
        "DamagedFile",
        "„zeichen.txt“ ist keine Textdatei oder hat einen unbekannten Zeichensatz; bitte als UTF-8 speichern.",
    ),
    "zip.docx": (
        _zip("a.txt", b"x"),
        "DamagedFile",
        "„zip.docx“ ist keine lesbare Word-Datei; bitte in Word öffnen und neu als DOCX speichern.",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of broken files with two good ones among them."""
    folder = tmp_path_factory.mktemp("kaputt")
    for name, (content, _, _) in BROKEN.items():
        (folder / name).write_bytes(content)
    (folder / "gut.pdf").write_bytes(_pdf(2))
    (folder / "nur_eigentum.pdf").write_bytes(_pdf(password=""))
    (folder / "tabelle.xlsx").write_bytes(b"x")
    return folder


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_fails_with_one_sentence(name: str, folder: Path) -> None:
    (source,), _ = discover([folder / name])
    assert read_one(source, LIMITS, assemble) == ReadFailure(name, *BROKEN[name][1:])


def test_the_rest_of_the_folder_is_read_and_every_file_is_accounted_for(folder: Path) -> None:
    sources, failures = discover([folder])
    outcomes = [outcome for _, outcome in file_reader(LIMITS)(sources)]
    read = {outcome.document.path: outcome for outcome in outcomes if isinstance(outcome, ReadResult)}
    failed = [*failures, *(outcome for outcome in outcomes if isinstance(outcome, ReadFailure))]
    assert {path: {block.text for block in result.blocks} for path, result in read.items()} == {
        "gut.pdf": {"Guter Text."},
        "nur_eigentum.pdf": {"Guter Text."},
    }
    assert {failure.path: failure.message for failure in failed} == {
        **{name: message for name, (_, _, message) in BROKEN.items()},
        "tabelle.xlsx": "„tabelle.xlsx“ wird nicht gelesen, weil die Endung „.xlsx“ unbekannt ist; "
        "bitte als PDF, DOCX, HTML, Markdown oder Textdatei speichern.",
    }


def test_pages_that_are_only_images_are_named_beside_those_with_text(tmp_path: Path) -> None:
    path = tmp_path / "gemischt.pdf"
    canvas = Canvas(str(path))
    for number in range(1, 7):
        if number in (2, 4, 5):
            _scan(canvas)
        else:
            canvas.drawString(70, 700 - 20 * number, f"Diese Seite {number} hat genug Text.")
        canvas.showPage()
    canvas.save()
    (source,), _ = discover([path])
    outcome = read_one(source, ReadLimits(), assemble)
    assert isinstance(outcome, ReadResult)
    assert outcome.warnings == ("In „gemischt.pdf“ sind Seiten Bilder ohne Textebene und fehlen: Seiten 2, 4 bis 5.",)


def test_a_file_that_vanishes_between_finding_and_reading_fails_with_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "weg.txt"
    path.write_text("Text.")
    (source,), _ = discover([path])
    path.unlink()
    assert read_one(source, LIMITS, assemble) == ReadFailure(
        "weg.txt",
        "DamagedFile",
        "„weg.txt“ lässt sich nicht mehr öffnen; bitte prüfen, ob die Datei noch vorhanden ist.",
    )
