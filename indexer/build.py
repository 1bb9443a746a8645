"""Builds a snapshot from sources and makes it the live one; what has not changed is taken from the one before."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from indexer.database import document_to_json, path_to_text
from indexer.errors import IndexNotWritten, NothingToIndex
from indexer.layout import CACHE, SNAPSHOTS
from indexer.passage import Passage
from indexer.passages import cut_passages
from indexer.progress import NoProgress, Progress
from indexer.publishing import locked, name_current
from indexer.report import BuildReport, FileStatus
from indexer.sections import count_words
from indexer.writing.cache import VectorCache
from indexer.writing.cleanup import remove_leftovers, remove_old_snapshots
from indexer.writing.database import DocumentRecord
from indexer.writing.earlier import EarlierSnapshot, open_earlier
from indexer.writing.failures import writing_to
from indexer.writing.ledger import Ledger
from indexer.writing.originals import FileChanged, Originals, remove_unnamed_originals
from indexer.writing.snapshot import SnapshotWriter
from korpus.document import Document, ReadFailure, ReadResult
from korpus.source import Reader, Source
from modelle.contract import Analyser, Encoder

__all__ = ["NoProgress", "Progress", "build_index"]

_Outcome = tuple[Source, ReadResult | ReadFailure]
_Cut = tuple[Source, ReadResult, list[Passage], float]
"""A source that was read, its passages, and the seconds that reading and cutting took."""


def build_index(  # noqa: PLR0913
    index_dir: Path,
    sources: Sequence[Source],
    read: Reader,
    encoder: Encoder,
    analyser: Analyser,
    *,
    failures: Sequence[ReadFailure] = (),
    progress: Progress | None = None,
    keep: int = 3,
) -> BuildReport:
    """Makes the index in `index_dir` hold exactly the documents of `sources`.

    Documents with the same id and fingerprint as in the live snapshot are not read again; where nothing changed at
    all, nothing is written. `failures`: files that were left out before reading, for the report. `keep`: how many
    snapshots stay, the live one among them.

    Raises IndexBusy while another build runs, NothingToIndex where no source could be read, IndexNotWritten where the
    disk does not take it; in all cases the live snapshot stays as it is.
    """
    ledger = Ledger(progress or NoProgress())
    with writing_to(index_dir):
        (index_dir / SNAPSHOTS).mkdir(parents=True, exist_ok=True)
    with locked(index_dir):
        with writing_to(index_dir):
            remove_leftovers(index_dir)
        earlier, warnings = open_earlier(index_dir)
        ledger.warnings += warnings
        ledger.leave_out(failures)
        try:
            return _Build(index_dir, encoder, analyser, earlier, ledger, progress or NoProgress()).run(
                sources, read, keep
            )
        finally:
            if earlier is not None:
                earlier.close()


class _Build:
    """One run of `build_index`, under the index folder's lock."""

    def __init__(
        self,
        index_dir: Path,
        encoder: Encoder,
        analyser: Analyser,
        earlier: EarlierSnapshot | None,
        ledger: Ledger,
        progress: Progress,
    ) -> None:
        self._index_dir = index_dir
        self._encoder = encoder
        self._analyser = analyser
        self._earlier = earlier
        self._known = earlier.documents if earlier is not None and earlier.same_passages() else {}
        self._ledger = ledger
        self._progress = progress

    def run(self, sources: Sequence[Source], read: Reader, keep: int) -> BuildReport:
        """Reads, writes, publishes; nothing of that where nothing changed."""
        ordered = self._ordered(sources)
        self._progress.stage("Dokumente lesen und zerlegen", len(ordered))
        to_read = [source for source in ordered if not self._is_unchanged(source)]
        with closing(self._readable(iter(read(to_read)) if to_read else iter(()))) as outcomes:
            first = next(outcomes, None)
            if first is None and self._nothing_changed(ordered, to_read):
                return self._unchanged_report(ordered, to_read)
            return self._write(ordered, to_read, first, outcomes, keep)

    def _write(
        self,
        ordered: Sequence[Source],
        to_read: Sequence[Source],
        first: _Cut | None,
        outcomes: Iterator[_Cut],
        keep: int,
    ) -> BuildReport:
        """Writes a snapshot and makes it the live one."""
        with (
            VectorCache(self._index_dir / CACHE, self._encoder) as cache,
            SnapshotWriter(self._index_dir, self._encoder, self._analyser, cache) as writer,
        ):
            with writing_to(self._index_dir):
                originals = Originals(self._index_dir)
            self._add_all(writer, originals, ordered, to_read, first, outcomes)
            if not writer.documents:
                raise NothingToIndex(self._ledger.nothing_sentence())
            self._note_removed(ordered)
            self._progress.stage("Index schreiben", None)
            writer.finish()
            with writing_to(self._index_dir):
                originals.finish()
            self._progress.stage("Index prüfen und freigeben", None)
            self._ledger.warnings += cache.warnings
            values = self._ledger.report("", True, writer.documents, writer.passages).as_dict()
            del values["snapshot"]  # the id comes from the manifest, which holds the report's checksum
            manifest = writer.publish(self._ledger.corpus_hash, values)
            with writing_to(self._index_dir):
                name_current(self._index_dir, manifest.id)
            cache.forget(keep)
        self._tidy(manifest.id, keep)
        return self._ledger.report(manifest.id, True, manifest.documents, manifest.passages)

    def _ordered(self, sources: Sequence[Source]) -> list[Source]:
        """Sources by id, so that rows do not depend on the order of files; of equal ids only the first."""
        by_id: dict[str, Source] = {}
        for source in sources:
            first = by_id.setdefault(source.document_id, source)
            if first is not source:
                message = (
                    f"„{source.path}“ hätte dieselbe Kennung „{source.document_id}“ wie „{first.path}“;"
                    " bitte eine der beiden Dateien umbenennen."
                )
                self._ledger.leave_out([ReadFailure(source.path, "SameId", message)])
        return [by_id[document_id] for document_id in sorted(by_id)]

    def _is_unchanged(self, source: Source) -> bool:
        known = self._known.get(source.document_id)
        return known is not None and known.fingerprint == source.fingerprint

    def _readable(self, outcomes: Iterator[_Outcome]) -> Generator[_Cut]:
        """Those that could be read and have passages; the others are noted as left out."""
        before = time.monotonic()
        for source, outcome in outcomes:
            cut = outcome if isinstance(outcome, ReadFailure) else _cut(source, outcome)
            if isinstance(cut, ReadFailure):
                self._ledger.leave_out([cut])
                self._progress.advance()
            else:
                yield source, cut[0], cut[1], time.monotonic() - before
            before = time.monotonic()

    def _nothing_changed(self, ordered: Sequence[Source], to_read: Sequence[Source]) -> bool:
        """Whether the live snapshot already holds just the documents that can be read."""
        earlier = self._earlier
        return (
            earlier is not None
            and earlier.same_contracts(self._encoder, self._analyser)
            and len(ordered) - len(to_read) == len(earlier.documents)
        )

    def _add_all(
        self,
        writer: SnapshotWriter,
        originals: Originals,
        ordered: Sequence[Source],
        to_read: Sequence[Source],
        first: _Cut | None,
        outcomes: Iterator[_Cut],
    ) -> None:
        """Adds documents in the order of their ids, whether taken over or read."""
        waiting = first
        must_read = {source.document_id for source in to_read}
        for source in ordered:
            if source.document_id not in must_read:
                self._take_over(writer, originals, source)
            elif waiting is not None and waiting[0].document_id == source.document_id:
                self._add_new(writer, originals, waiting)
                waiting = next(outcomes, None)

    def _take_over(self, writer: SnapshotWriter, originals: Originals, source: Source) -> None:
        """Adds an unchanged document with its passages, and its vectors where the model is the same."""
        earlier = self._earlier
        assert earlier is not None
        known = self._known[source.document_id]
        document = earlier.document(known)
        original, missing = self._keep_original(originals, document, source)
        record = DocumentRecord(document, known.fingerprint, known.words, original, known.warnings)
        same = earlier.same_vectors(self._encoder)
        vectors, tokens = (earlier.vectors(known), earlier.tokens(known)) if same else (None, None)
        writer.add(record, earlier.passages(known), vectors, tokens)
        self._ledger.note(record, FileStatus.UNCHANGED, known.passage_count, missing)

    def _add_new(self, writer: SnapshotWriter, originals: Originals, cut: _Cut) -> None:
        """Adds a document that was read."""
        source, result, passages, seconds = cut
        original, missing = self._keep_original(originals, result.document, source)
        words = sum(count_words(passage.text) for passage in passages)
        record = DocumentRecord(result.document, source.fingerprint, words, original, result.warnings)
        writer.add(record, passages)
        self._ledger.note(record, FileStatus.INDEXED, len(passages), missing, seconds)

    def _keep_original(
        self, originals: Originals, document: Document, source: Source
    ) -> tuple[str | None, tuple[str, ...]]:
        """Name of the kept original; where it cannot be kept, None and a German sentence."""
        if source.original is None:
            return None, ()
        try:
            return originals.keep(document, source.original), ()
        except FileChanged:
            reason = "sie hat sich während des Indexierens geändert; bitte noch einmal indexieren"
        except FileNotFoundError:
            reason = "sie wurde während des Indexierens entfernt; bitte noch einmal indexieren"
        except OSError as error:
            raise IndexNotWritten(
                f"„{source.path}“ konnte nicht in den Ordner „{self._index_dir}“ kopiert werden ({error.strerror});"
                " bitte freien Platz und Rechte prüfen. Der gültige Stand ist unverändert."
            ) from error
        return None, (f"Die Datei lässt sich aus dem Suchergebnis nicht öffnen: {reason}.",)

    def _note_removed(self, ordered: Sequence[Source]) -> None:
        """Notes documents of the live snapshot that are no longer among the sources."""
        wanted = {source.document_id for source in ordered}
        earlier = self._earlier.documents if self._earlier is not None else {}
        for known in earlier.values():
            if known.id not in wanted:
                self._ledger.note_removed(known.path, known.id)

    def _unchanged_report(self, ordered: Sequence[Source], to_read: Sequence[Source]) -> BuildReport:
        """The report where the live snapshot stays."""
        earlier = self._earlier
        assert earlier is not None
        must_read = {source.document_id for source in to_read}
        for source in ordered:
            if source.document_id not in must_read:
                known = self._known[source.document_id]
                record = DocumentRecord(
                    earlier.document(known), known.fingerprint, known.words, known.original, known.warnings
                )
                self._ledger.note(record, FileStatus.UNCHANGED, known.passage_count)
        manifest = earlier.manifest
        return self._ledger.report(manifest.id, False, manifest.documents, manifest.passages)

    def _tidy(self, live: str, keep: int) -> None:
        """Removes what is no longer kept. The new snapshot is live already, so a failure is only worth a warning."""
        try:
            remove_old_snapshots(self._index_dir, live, keep)
            remove_unnamed_originals(self._index_dir)
        except OSError as error:
            self._ledger.warnings.append(f"Ältere Stände konnten nicht entfernt werden ({error}).")


def _cut(source: Source, result: ReadResult) -> tuple[ReadResult, list[Passage]] | ReadFailure:
    """What was read with its passages, or why it cannot be searched."""
    passages = cut_passages(result)
    if not passages:
        message = f"„{source.path}“ enthält keinen Text, der sich durchsuchen lässt; bitte den Inhalt prüfen."
        return ReadFailure(source.path, "EmptyFile", message)
    try:
        document_to_json(result.document).encode()
        for passage in passages:
            passage.text.encode()
            path_to_text(passage.heading_path).encode()
    except UnicodeEncodeError:
        message = f"„{source.path}“ enthält ein Zeichen, das es in Unicode nicht gibt; bitte Text und Angaben prüfen."
        return ReadFailure(source.path, "DamagedFile", message)
    return result, passages
