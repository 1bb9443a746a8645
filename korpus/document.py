"""What is read: documents and their blocks."""

from dataclasses import dataclass
from enum import StrEnum


class FieldOfAction(StrEnum):
    """The seven fields of action (Handlungsfelder) of "Weltoffene Kommune"."""

    MANAGEMENT = "Management und Steuerung"
    OPENING = "Interkulturelle Öffnung und Antirassismus"
    ACCESS = "Fairer Zugang und Teilhabechancen"
    WORK = "Arbeit und wirtschaftliche Entwicklung"
    PARTICIPATION = "Engagement und Beteiligung"
    COHESION = "Zusammenhalt und Begegnung"
    COMMUNICATION = "Kommunikation und Konfliktmanagement"


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where in a block's text a page begins.

    `offset` counts characters of the block's text; `page` is physical and counts from 1; `label` is the printed page
    number as the file states it ("iv", "12"), None where the file states none.
    """

    offset: int
    page: int
    label: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list or table, in reading order.

    `text`: normalised text; list items and table rows stand on lines of their own, table cells are separated by " | ".
    `heading_path`: headings above the block, outermost first; for a heading its own text is the last element.
    `level`: 1 to 6 for a heading, else 0.
    `pages`: where pages begin in `text`, ascending, the first at offset 0; empty for formats without pages.
    """

    kind: BlockKind
    text: str
    heading_path: tuple[str, ...] = ()
    level: int = 0
    pages: tuple[PageStart, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file's identity and metadata. A field the sources do not give is None or empty, never guessed.

    `id`: URL-safe and stable, from the path below the indexed folder.
    `date`: ISO 8601, "2023", "2023-09" or "2023-09-14".
    `path`: relative to the indexed folder, with forward slashes. `sha256`: of the file's bytes, lower-case hex.
    `page_count`: None for formats without pages.
    """

    id: str
    title: str
    path: str
    sha256: str
    media_type: str
    kind: str | None = None
    fields_of_action: tuple[str, ...] = ()
    municipality: str | None = None
    federal_state: str | None = None
    audience: tuple[str, ...] = ()
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None
    page_count: int | None = None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document with its blocks; `warnings` are German sentences for the report."""

    document: Document
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A file that was left out; `message` is one German sentence, `error` the error's class name."""

    path: str
    error: str
    message: str
