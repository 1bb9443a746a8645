"""Writes the lexical index: analysed terms of text and title, and the fields that filters ask for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from indexer.context import context_text
from indexer.database import year_of
from indexer.passage import Passage
from indexer.terms import ROW, terms_schema
from indexer.writing.analysing import Analysing
from korpus.document import Document
from modelle.contract import Analyser

_HEAP_BYTES = 1_000_000_000
"""tantivy writes a segment when so much is collected; only what is used is taken. About 800,000 passages fit."""


class TermWriter:
    """Adds passages in the order of their rows; one thread, so that the order in the index is the rows' order."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        import tantivy

        folder.mkdir()
        self._folder = folder
        self._analysing = Analysing(analyser)
        self._document_type = tantivy.Document
        self._index = tantivy.Index(terms_schema(), path=str(folder))
        self._writer: Any = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, first_row: int, batch: Sequence[tuple[Document, Passage]]) -> None:
        """Analyses and adds passages with the rows from `first_row` on."""
        contexts = [context_text(document, passage.heading_path) for document, passage in batch]
        distinct = list(dict.fromkeys(contexts))
        texts = [passage.text for _, passage in batch]
        terms = self._analysing.terms(texts + distinct)
        titles = dict(zip(distinct, terms[len(texts) :], strict=True))
        for row, (document, _) in enumerate(batch, first_row):
            entry = self._document_type()
            entry.add_unsigned(ROW, row)
            entry.add_text("text", terms[row - first_row])
            entry.add_text("title", titles[contexts[row - first_row]])
            for field, value in (
                ("kind", document.kind),
                ("municipality", document.municipality),
                ("federal_state", document.federal_state),
            ):
                if value:
                    entry.add_text(field, value)
            for value in document.fields_of_action:
                entry.add_text("field_of_action", value)
            year = year_of(document)
            if year is not None:
                entry.add_unsigned("year", year)
            self._writer.add_document(entry)

    def finish(self) -> None:
        """Writes the index and waits until tantivy's own threads have left the folder alone."""
        self._writer.commit()
        # commit leaves this to a thread, which would go on changing the folder while its files are being noted.
        self._writer.garbage_collect_files()
        self._writer.wait_merging_threads()
        self.close()

    def close(self) -> None:
        """Ends tantivy's threads and the analysing process; what `finish` has not written is lost."""
        self._analysing.close()
        self._writer = None
