"""Builds a snapshot from sources and makes it the live one; what has not changed is taken from the one before."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from indexer.errors import IndexNotWritten, NothingToIndex
from indexer.layout import SNAPSHOTS
from indexer.manifest import Manifest
from indexer.passages import cut_passages
from indexer.publishing import locked, name_current
from indexer.report import BuildReport, FileReport, FileStatus
from indexer.writing.cleanup import remove_leftovers, remove_old_snapshots
from indexer.writing.database import DocumentRecord
from indexer.writing.earlier import EarlierSnapshot, open_earlier
from indexer.writing.failures import writing_to
from indexer.writing.originals import FileChanged, Originals, remove_unnamed_originals
from indexer.writing.snapshot import SnapshotWriter
from korpus.document import Document, ReadFailure, ReadResult
from korpus.source import Reader, Source
from modelle.contract import Analyser, Encoder

_Outcome = tuple[Source, ReadResult | ReadFailure]
_Timed = tuple[Source, ReadResult, float]


class Progress(Protocol):
    """Is told what a build is doing."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage of `total` steps begins (None: unknown); `name` is German."""
        ...

    def advance(self, steps: int = 1) -> None: ...


class NoProgress:
    """Tells nobody."""

    def stage(self, name: str, total: int | None) -> None:
        pass

    def advance(self, steps: int = 1) -> None:
        pass


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
    started = time.monotonic()
    with writing_to(index_dir):
        (index_dir / SNAPSHOTS).mkdir(parents=True, exist_ok=True)
    with locked(index_dir):
        with writing_to(index_dir):
            remove_leftovers(index_dir)
        earlier, warnings = open_earlier(index_dir)
        try:
            build = _Build(index_dir, encoder, analyser, earlier, progress or NoProgress())
            build.warnings += warnings
            build.leave_out(failures)
            return build.run(sources, read, keep, started)
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
        progress: Progress,
    ) -> None:
        self.warnings: list[str] = []
        self._index_dir = index_dir
        self._encoder = encoder
        self._analyser = analyser
        self._earlier = earlier
        self._known = earlier.documents if earlier is not None and earlier.same_passages() else {}
        self._progress = progress
        self._entries: list[FileReport] = []
        self._corpus = hashlib.sha256()
        self._path_by_bytes: dict[str, str] = {}

    def leave_out(self, failures: Sequence[ReadFailure]) -> None:
        """Notes files that were left out."""
        for failure in failures:
            self._entries.append(
                FileReport(failure.path, None, FileStatus.LEFT_OUT, error=failure.message, error_kind=failure.error)
            )

    def run(self, sources: Sequence[Source], read: Reader, keep: int, started: float) -> BuildReport:
        """Reads, writes, publishes; nothing of that where nothing changed."""
        ordered = self._ordered(sources)
        self._progress.stage("Dokumente lesen und zerlegen", len(ordered))
        to_read = [source for source in ordered if not self._is_unchanged(source)]
        outcomes = self._readable(iter(read(to_read)) if to_read else iter(()))
        first = next(outcomes, None)
        if first is None and self._nothing_changed(ordered, to_read):
            return self._unchanged_report(ordered, to_read, started)
        with SnapshotWriter(self._index_dir, self._encoder, self._analyser) as writer:
            with writing_to(self._index_dir):
                originals = Originals(self._index_dir)
            self._add_all(writer, originals, ordered, to_read, first, outcomes)
            if not writer.documents:
                raise NothingToIndex(self._nothing_sentence())
            self._note_removed(ordered)
            self._progress.stage("Index schreiben", None)
            writer.finish()
            with writing_to(self._index_dir):
                originals.finish()
            self._progress.stage("Index prüfen und freigeben", None)
            report = BuildReport(
                snapshot="",
                changed=True,
                documents=writer.documents,
                passages=writer.passages,
                seconds=time.monotonic() - started,
                entries=tuple(self._entries),
                warnings=tuple(self.warnings),
            )
            values = report.as_dict()
            del values["snapshot"]  # the id comes from the manifest, which holds the report's checksum
            manifest = writer.publish(self._corpus.hexdigest(), values)
            with writing_to(self._index_dir):
                name_current(self._index_dir, manifest.id)
        self._tidy(manifest.id, keep)
        return self._report(manifest, True, started)

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
                self.leave_out([ReadFailure(source.path, "SameId", message)])
        return [by_id[document_id] for document_id in sorted(by_id)]

    def _is_unchanged(self, source: Source) -> bool:
        known = self._known.get(source.document_id)
        return known is not None and known.fingerprint == source.fingerprint

    def _readable(self, outcomes: Iterator[_Outcome]) -> Iterator[_Timed]:
        """The readable ones with the seconds that each took; the others are noted as left out."""
        before = time.monotonic()
        for source, outcome in outcomes:
            if isinstance(outcome, ReadFailure):
                self.leave_out([outcome])
                self._progress.advance()
            else:
                yield source, outcome, time.monotonic() - before
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
        first: _Timed | None,
        outcomes: Iterator[_Timed],
    ) -> None:
        """Adds documents in the order of their ids, whether taken over or read."""
        waiting = first
        must_read = {source.document_id for source in to_read}
        for source in ordered:
            if source.document_id not in must_read:
                self._take_over(writer, originals, source)
            elif waiting is not None and waiting[0].document_id == source.document_id:
                self._add_new(writer, originals, *waiting)
                waiting = next(outcomes, None)

    def _take_over(self, writer: SnapshotWriter, originals: Originals, source: Source) -> None:
        """Adds an unchanged document with its passages, and its vectors where the model is the same."""
        earlier = self._earlier
        assert earlier is not None
        known = self._known[source.document_id]
        document = earlier.store.document(source.document_id)
        assert document is not None
        original, missing = self._keep_original(originals, document, source)
        record = DocumentRecord(document, known.fingerprint, known.words, original, known.warnings)
        vectors = earlier.vectors(known) if earlier.same_vectors(self._encoder) else None
        writer.add(record, earlier.passages(known), vectors)
        self._note(record, FileStatus.UNCHANGED, known.passage_count, missing, 0.0)

    def _add_new(
        self, writer: SnapshotWriter, originals: Originals, source: Source, result: ReadResult, seconds: float
    ) -> None:
        """Cuts and adds a document that was read."""
        started = time.monotonic()
        document = result.document
        passages = cut_passages(result)
        if not passages:
            message = f"„{source.path}“ enthält keinen Text, der sich durchsuchen lässt."
            self.leave_out([ReadFailure(source.path, "EmptyFile", message)])
            self._progress.advance()
            return
        original, missing = self._keep_original(originals, document, source)
        words = sum(len(passage.text.split()) for passage in passages)
        record = DocumentRecord(document, source.fingerprint, words, original, result.warnings)
        writer.add(record, passages, None)
        self._note(record, FileStatus.INDEXED, len(passages), missing, seconds + time.monotonic() - started)

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

    def _note(
        self, record: DocumentRecord, status: FileStatus, passages: int, more: tuple[str, ...], seconds: float
    ) -> None:
        document = record.document
        self._corpus.update(f"{document.id}\0{record.fingerprint}\n".encode())
        warnings = record.warnings + more
        twin = self._path_by_bytes.setdefault(document.sha256, document.path)
        if twin != document.path:
            warnings += (f"Diese Datei ist Byte für Byte gleich mit „{twin}“; beide sind durchsuchbar.",)
        self._entries.append(
            FileReport(
                document.path,
                document.id,
                status,
                passages=passages,
                pages=document.page_count,
                words=record.words,
                warnings=warnings,
                seconds=seconds,
            )
        )
        self._progress.advance()

    def _note_removed(self, ordered: Sequence[Source]) -> None:
        """Notes documents of the live snapshot that are no longer among the sources."""
        wanted = {source.document_id for source in ordered}
        earlier = self._earlier.documents if self._earlier is not None else {}
        for known in earlier.values():
            if known.id not in wanted:
                self._entries.append(FileReport(known.path, known.id, FileStatus.REMOVED))

    def _unchanged_report(self, ordered: Sequence[Source], to_read: Sequence[Source], started: float) -> BuildReport:
        earlier = self._earlier
        assert earlier is not None
        must_read = {source.document_id for source in to_read}
        for source in ordered:
            if source.document_id not in must_read:
                document = earlier.store.document(source.document_id)
                assert document is not None
                known = self._known[source.document_id]
                record = DocumentRecord(document, known.fingerprint, known.words, known.original, known.warnings)
                self._note(record, FileStatus.UNCHANGED, known.passage_count, (), 0.0)
        return self._report(earlier.manifest, False, started)

    def _report(self, manifest: Manifest, changed: bool, started: float) -> BuildReport:
        return BuildReport(
            snapshot=manifest.id,
            changed=changed,
            documents=manifest.documents,
            passages=manifest.passages,
            seconds=time.monotonic() - started,
            entries=tuple(self._entries),
            warnings=tuple(self.warnings),
        )

    def _tidy(self, live: str, keep: int) -> None:
        """Removes what is no longer kept. The new snapshot is live already, so a failure is only worth a warning."""
        try:
            remove_old_snapshots(self._index_dir, live, keep)
            remove_unnamed_originals(self._index_dir)
        except OSError as error:
            self.warnings.append(f"Ältere Stände konnten nicht entfernt werden ({error}).")

    def _nothing_sentence(self) -> str:
        reasons = [entry.error for entry in self._entries if entry.error]
        if not reasons:
            return "Unter den angegebenen Pfaden liegt keine lesbare Datei; der gültige Index ist unverändert."
        first = f" Zum Beispiel: {reasons[0]}" if len(reasons) > 1 else f" {reasons[0]}"
        return f"Keine der {len(reasons)} Dateien konnte gelesen werden; der gültige Index ist unverändert.{first}"
