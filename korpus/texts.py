"""Texts that a caller brings along, for evaluation sets and benchmarks, read as text files are."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from korpus.document import Block, BlockKind, Document, ReadFailure, ReadResult
from korpus.errors import EmptyFile
from korpus.readers import READERS_VERSION
from korpus.readers.plaintext import read_plain
from korpus.source import Source


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text with its title and what else is known of it; see `korpus.source.Source`. It has no file to keep."""

    document_id: str
    title: str
    text: str
    kind: str | None = None
    fields_of_action: tuple[str, ...] = ()
    municipality: str | None = None
    federal_state: str | None = None
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None

    @property
    def path(self) -> str:
        return self.document_id

    @property
    def original(self) -> Path | None:
        return None

    @property
    def fingerprint(self) -> str:
        known = (self.kind, self.fields_of_action, self.municipality, self.federal_state, self.date)
        further = (self.publisher, self.url, self.licence, self.language)
        whole = hashlib.sha256(repr((READERS_VERSION, self.document_id, self.title, known, further)).encode())
        whole.update(self.text.encode("utf-8", "surrogatepass"))
        return whole.hexdigest()


def read_texts(sources: Sequence[Source]) -> Iterator[tuple[Source, ReadResult | ReadFailure]]:
    """Reads texts in the order given, in this process.

    :raises TypeError: if a source is no TextSource.
    """
    for source in sources:
        if not isinstance(source, TextSource):
            raise TypeError(f"read_texts reads TextSource only, not {type(source).__name__}")
        yield source, _read(source)


def _read(source: TextSource) -> ReadResult | ReadFailure:
    plain = read_plain(source.text)
    blocks = _without_title(plain.blocks, source.title)
    if not blocks:
        message = f"Der Text „{source.document_id}“ ist leer; bitte den Inhalt prüfen."
        return ReadFailure(source.path, EmptyFile.__name__, message)
    document = Document(
        id=source.document_id,
        title=source.title or plain.found.get("title") or source.document_id,
        path=source.path,
        sha256=hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest(),
        media_type="text/plain",
        kind=source.kind,
        fields_of_action=source.fields_of_action,
        municipality=source.municipality,
        federal_state=source.federal_state,
        date=source.date or plain.found.get("date"),
        publisher=source.publisher,
        url=source.url,
        licence=source.licence,
        language=source.language,
    )
    return ReadResult(document, blocks)


def _without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """Leaves out lines at the top that only repeat the title, unless nothing else is there."""
    start = 0
    while start < len(blocks) and blocks[start].kind is BlockKind.PARAGRAPH and blocks[start].text == title:
        start += 1
    return blocks[start:] or blocks[:1]
