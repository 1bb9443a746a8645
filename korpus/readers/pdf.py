"""PDF files, read with pypdf."""

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError
from pypdf.generic import DictionaryObject

from korpus.errors import DamagedFile, EmptyFile, EncryptedFile, FileTooLarge, ScannedWithoutText
from korpus.readers.base import RawDocument
from korpus.readers.pdf_columns import in_reading_order
from korpus.readers.pdf_furniture import take_out
from korpus.readers.pdf_glyphs import read_page
from korpus.readers.pdf_headings import HeadingFinder, OutlineEntry
from korpus.readers.pdf_layout import Layout
from korpus.readers.pdf_lines import PageRows, Row, rows_of
from korpus.readers.pdf_pitch import Pitch
from korpus.readers.pdf_tables import Table, with_tables, without_contents
from korpus.source import ReadLimits
from korpus.text import clean

if TYPE_CHECKING:
    from korpus.readers.pdf_fonts import GlyphFont

_HEADER_WINDOW = 1_024
# Fewer letters than this on a page with images is a stamp or a page number, not a text layer.
_SCAN_LETTERS = 20
_MAX_OUTLINE_ENTRIES = 2_000
_NO_TITLE = re.compile(
    r"^\(?microsoft |\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|indd|p65|qxp|cdr|tex|txt)\)?(?:\s*\[.*\])?$|_"
    r"|^(?:unbenannt|untitled|titel|title|word-dokument|powerpoint-präsentation|\d+"
    r"|(?:dokument|document|präsentation) ?\d*)$",
    re.IGNORECASE,
)


def read(path: Path, limits: ReadLimits) -> RawDocument:
    """Blocks, page count, title, date and language of a PDF file.

    Raises a `FileLeftOut` with one German sentence where the file is empty, too large, locked, broken or a scan.
    """
    _quiet()
    _check_bytes(path, limits)
    reader, count = _opened(path, limits)
    pages = _pages(reader, count, path)
    scanned = [page.number + 1 for page in pages if page.has_images and _letters(page) < _SCAN_LETTERS]
    if not any(_letters(page) for page in pages):
        raise _without_text(path, pages)
    warnings = _warnings(path, pages, scanned)
    printed = take_out(pages)
    labels = _labels(reader, count, printed)
    items = list(_items(pages))
    rows = [item for item in items if isinstance(item, Row)]
    pitch = Pitch(rows)
    headings = HeadingFinder(rows, _outline(reader, count), pitch)
    blocks = Layout(items, headings, pitch).blocks(labels)
    if not blocks:
        raise EmptyFile(f"Die Datei „{path.name}“ enthält keinen Text außer Kopf- und Fußzeilen.")
    return RawDocument(blocks, found=_found(reader), page_count=count, warnings=warnings)


def _quiet() -> None:
    """pypdf reports every oddity of a file through logging; the report has its own sentences."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


def _check_bytes(path: Path, limits: ReadLimits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile(f"Die Datei „{path.name}“ ist leer (0 Bytes); bitte die Datei neu beschaffen.")
    if size > limits.max_bytes:
        raise FileTooLarge(
            f"Die Datei „{path.name}“ ist mit {size / 2**20:.0f} MB größer als die erlaubten "
            f"{limits.max_bytes / 2**20:.0f} MB; bitte teilen oder die Grenze erhöhen."
        )
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(_HEADER_WINDOW):
            raise DamagedFile(f"Die Datei „{path.name}“ ist keine PDF-Datei, obwohl ihr Name es sagt.")


def _opened(path: Path, limits: ReadLimits) -> tuple[PdfReader, int]:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(path)
        count = len(reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise _locked(path) from error
    except EncryptedFile:
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise _damaged(path) from error
    if count == 0:
        raise _damaged(path)
    if count > limits.max_pages:
        raise FileTooLarge(
            f"Die Datei „{path.name}“ hat {count} Seiten, erlaubt sind {limits.max_pages}; "
            "bitte teilen oder die Grenze erhöhen."
        )
    return reader, count


def _locked(path: Path) -> EncryptedFile:
    return EncryptedFile(f"Die Datei „{path.name}“ ist mit einem Passwort geschützt; bitte ohne Passwort speichern.")


def _damaged(path: Path) -> DamagedFile:
    return DamagedFile(f"Die PDF-Datei „{path.name}“ ist beschädigt und nicht lesbar; bitte neu beschaffen.")


def _without_text(path: Path, pages: Sequence[PageRows]) -> ScannedWithoutText | EmptyFile:
    if any(page.has_images for page in pages) or any(page.unreadable for page in pages):
        return ScannedWithoutText(
            f"Die Datei „{path.name}“ enthält nur Bilder ohne Textebene; bitte mit Texterkennung (OCR) neu speichern."
        )
    return EmptyFile(f"Die Datei „{path.name}“ enthält keinen Text.")


def _pages(reader: PdfReader, count: int, path: Path) -> list[PageRows]:
    fonts: dict[int, GlyphFont | None] = {}
    pages: list[PageRows] = []
    broken = 0
    for number in range(count):
        try:
            pages.append(rows_of(read_page(reader.pages[number], fonts), number))
        except MemoryError:
            raise
        except Exception:
            broken += 1
            pages.append(PageRows(number, 0.0, 0.0, [], [], 0, False, broken=True))
    if broken == count:
        raise _damaged(path)
    return pages


def _letters(page: PageRows) -> int:
    return sum(sum(map(str.isalpha, row.text)) for row in (*page.rows, *page.aside))


def _warnings(path: Path, pages: Sequence[PageRows], scanned: Sequence[int]) -> tuple[str, ...]:
    warnings = []
    if scanned:
        warnings.append(f"In „{path.name}“ sind Seiten Bilder ohne Textebene und fehlen: {_numbers(scanned)}.")
    broken = [page.number + 1 for page in pages if page.broken]
    if broken:
        warnings.append(f"In „{path.name}“ sind Seiten beschädigt und fehlen: {_numbers(broken)}.")
    unreadable = [page.number + 1 for page in pages if page.unreadable > 0.2 * (page.unreadable + _letters(page))]
    unreadable = [number for number in unreadable if number not in scanned]
    if unreadable:
        warnings.append(
            f"In „{path.name}“ nennt die Schrift ihre Zeichen nicht; "
            f"lückenhaft ist der Text auf: {_numbers(unreadable)}."
        )
    return tuple(warnings)


def _numbers(pages: Sequence[int]) -> str:
    """ "Seite 4", "Seiten 1, 3 bis 5"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    named = [str(run[0]) if len(run) == 1 else f"{run[0]} bis {run[-1]}" for run in runs]
    return ("Seite " if len(pages) == 1 else "Seiten ") + ", ".join(named)


def _labels(reader: PdfReader, count: int, printed: Sequence[int | None]) -> list[str | None]:
    """Labels that the file defines, else the numbers that its pages show."""
    try:
        tree = reader.root_object.get("/PageLabels")
        if tree is not None and isinstance(tree.get_object(), DictionaryObject):
            labels = [clean(label).strip() or None for label in reader.page_labels]
            if len(labels) == count:
                return labels
    except MemoryError:
        raise
    except Exception:  # a broken number tree defines nothing, whatever pypdf raises for it
        return _as_labels(printed)
    return _as_labels(printed)


def _as_labels(printed: Sequence[int | None]) -> list[str | None]:
    return [None if number is None else str(number) for number in printed]


def _items(pages: Sequence[PageRows]) -> Iterator[Row | Table]:
    for page in pages:
        ordered = without_contents(in_reading_order(page.rows))
        aside = in_reading_order(page.aside)
        top = max((row.region for row in ordered), default=0) + 1
        for row in aside:
            row.region += top
        region: list[Row] = []
        for row in [*ordered, *aside]:
            if region and region[-1].region != row.region:
                yield from with_tables(region)
                region = []
            region.append(row)
        yield from with_tables(region)


def _outline(reader: PdfReader, count: int) -> list[OutlineEntry]:
    entries: list[OutlineEntry] = []

    def walk(nodes: Sequence[Any], depth: int) -> None:
        for node in nodes:
            if isinstance(node, list):
                walk(node, depth + 1)
            elif len(entries) < _MAX_OUTLINE_ENTRIES:
                page = reader.get_destination_page_number(node)
                if page is not None and 0 <= page < count and isinstance(node.title, str):
                    entries.append(OutlineEntry(clean(node.title), page, depth))

    try:
        walk(reader.outline, 1)
    except MemoryError:
        raise
    except Exception:
        return []
    return entries


def _found(reader: PdfReader) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        info = reader.metadata
        title = clean(str(info.title or "")).strip() if info else ""
        if len(title) >= 4 and not _NO_TITLE.search(title) and any(map(str.isalpha, title)):
            found["title"] = title
        created = info.creation_date if info else None
        if isinstance(created, datetime):
            found["date"] = created.date().isoformat()
        language = reader.root_object.get("/Lang")
        if isinstance(language, str) and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*", language.strip()):
            found["language"] = language.strip().split("-")[0].lower()
    except MemoryError:
        raise
    except Exception:
        return found
    return found
