"""One file to one document: limits, the right reader, metadata."""

import re
from collections.abc import Sequence
from operator import itemgetter
from pathlib import PurePath

from korpus.discovery import FileSource
from korpus.document import Block, BlockKind, Document, ReadResult
from korpus.errors import DamagedFile, EmptyFile, FileTooLarge, UnknownFormat
from korpus.metadata import Metadata, settle_metadata
from korpus.metadata_values import known_kind
from korpus.readers import format_of, reader_for
from korpus.readers.base import RawDocument
from korpus.source import ReadLimits

_MEBIBYTE = 1024 * 1024
_MAX_TITLE = 300
# Titles that programs write by themselves: a file name, "Microsoft Word - ...", "Präsentation1".
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|(?:dokument|document|präsentation|presentation|mappe)\s?\d*"
    r"|untitled|unbenannt|ohne titel|.*\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|indd|html?|txt|qxp|cdr))",
    re.IGNORECASE,
)
# Headings that begin a part: "§ 1 ...", "2.1 ...", "TOP 3: ...", "Ergebnis:".
_PART = re.compile(r"^(?:§|TOP\b|\d{1,2}(?:\.\d{1,2})*[.)]?\s|[a-zA-Z][.)]\s|[IVX]{1,4}\.\s|(?:\S+ ){0,3}\S+:$)")


def assemble(source: FileSource, limits: ReadLimits) -> ReadResult:
    """Reads one file.

    :raises FileLeftOut: with a German sentence, if it cannot become a document.
    """
    file_format = format_of(source.original)
    if file_format is None:
        raise UnknownFormat(f"„{source.path}“ hat eine unbekannte Endung; bitte als PDF oder DOCX speichern.")
    _check_size(source, limits)
    raw = reader_for(file_format)(source.original, limits)
    if not any(block.text.strip() for block in raw.blocks):
        raise EmptyFile(f"„{source.path}“ enthält keinen Text; bitte den Inhalt der Datei prüfen.")
    metadata = settle_metadata(source.original, source.root, raw.declared, raw.found)
    document = _document(source, file_format.media_type, raw, metadata)
    return ReadResult(document, raw.blocks, (*raw.warnings, *metadata.warnings))


def _check_size(source: FileSource, limits: ReadLimits) -> None:
    try:
        size = source.original.stat().st_size
    except OSError as error:
        message = f"„{source.path}“ lässt sich nicht mehr öffnen; bitte prüfen, ob die Datei noch vorhanden ist."
        raise DamagedFile(message) from error
    if size == 0:
        raise EmptyFile(f"„{source.path}“ ist leer (0 Byte); bitte die Datei neu speichern.")
    if size > limits.max_bytes:
        raise FileTooLarge(
            f"„{source.path}“ ist mit {_mebibytes(size)} zu groß; "
            f"erlaubt sind {_mebibytes(limits.max_bytes)}, bitte die Datei teilen."
        )


def _mebibytes(size: int) -> str:
    return f"{size / _MEBIBYTE:.1f} MiB".replace(".", ",")


def _document(source: FileSource, media_type: str, raw: RawDocument, metadata: Metadata) -> Document:
    return Document(
        id=source.document_id,
        title=_title(metadata, raw, source.path),
        path=source.path,
        sha256=source.sha256,
        media_type=media_type,
        kind=metadata.text("kind"),
        fields_of_action=metadata.texts("fields_of_action"),
        municipality=metadata.text("municipality"),
        federal_state=metadata.text("federal_state"),
        audience=metadata.texts("audience"),
        date=metadata.text("date"),
        publisher=metadata.text("publisher"),
        url=metadata.text("url"),
        licence=metadata.text("licence"),
        language=metadata.text("language"),
        page_count=raw.page_count,
    )


def _title(metadata: Metadata, raw: RawDocument, path: str) -> str:
    given = metadata.text("title")
    if given and (given != raw.found.get("title") or _tells_something(given)):
        return given
    return title_of_blocks(raw.blocks) or title_of_name(path)


def _tells_something(title: str) -> bool:
    """Whether a title tells one document from another: no program's own name for it, no mere "Niederschrift"."""
    return not _NO_TITLE.fullmatch(title) and not known_kind(title)


def title_of_blocks(blocks: Sequence[Block]) -> str | None:
    """The highest heading at the document's beginning: on its first page with text, without pages anywhere.

    None where that is a mere kind of document, so that its file's name may tell more.
    """
    first_page = next((block.pages[0].page for block in blocks if block.pages), None)
    headings = [
        (block.level, title)
        for block in blocks
        if block.kind is BlockKind.HEADING
        and (first_page is None or block.pages[0].page == first_page)
        and len(title := " ".join(block.text.split())) <= _MAX_TITLE
        and not _PART.search(title)
    ]
    highest = min(headings, key=itemgetter(0))[1] if headings else ""
    return highest if highest and _tells_something(highest) else None


def title_of_name(path: str) -> str:
    """A file name made readable: `2021-04-14_Einladung_-oeffentlich-.pdf` gives "2021-04-14 Einladung oeffentlich"."""
    stem = PurePath(path).stem
    spaced = re.sub(r"[_\s]+", " ", stem)
    spaced = re.sub(r"(?<!\d)-|-(?!\d)", " ", spaced) if " " in spaced or spaced.count("-") > 1 else spaced
    words = spaced.split()
    told = [word for before, word in zip(["", *words], words, strict=False) if word != before]
    return " ".join(told) or stem
