"""Keeps account of every file of a build."""

import hashlib
import time
from collections.abc import Iterable, Sequence

from indexer.progress import Progress
from indexer.report import BuildReport, FileReport, FileStatus
from indexer.writing.database import DocumentRecord
from korpus.document import ReadFailure


class Ledger:
    """Entries for the report, in the order in which they come, and the hash over the documents that count."""

    def __init__(self, progress: Progress) -> None:
        self.warnings: list[str] = []
        self._progress = progress
        self._entries: list[FileReport] = []
        self._corpus = hashlib.sha256()
        self._path_by_bytes: dict[str, str] = {}
        self._started = time.monotonic()

    @property
    def corpus_hash(self) -> str:
        """Over the ids and fingerprints of all documents noted so far."""
        return self._corpus.hexdigest()

    def leave_out(self, failures: Iterable[ReadFailure]) -> None:
        """Notes files that were left out."""
        for failure in failures:
            self._entries.append(
                FileReport(failure.path, None, FileStatus.LEFT_OUT, error=failure.message, error_kind=failure.error)
            )

    def note(
        self, record: DocumentRecord, status: FileStatus, passages: int, more: Sequence[str] = (), seconds: float = 0.0
    ) -> None:
        """Notes a document that the new snapshot holds; `more`: warnings of this build alone."""
        document = record.document
        self._corpus.update(f"{document.id}\0{record.fingerprint}\n".encode())
        warnings = (*record.warnings, *more)
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

    def note_removed(self, path: str, document_id: str) -> None:
        """Notes a document of the snapshot before that is no longer wanted."""
        self._entries.append(FileReport(path, document_id, FileStatus.REMOVED))

    def report(self, snapshot: str, changed: bool, documents: int, passages: int) -> BuildReport:
        """What the build came to."""
        return BuildReport(
            snapshot=snapshot,
            changed=changed,
            documents=documents,
            passages=passages,
            seconds=time.monotonic() - self._started,
            entries=tuple(self._entries),
            warnings=tuple(self.warnings),
        )

    def nothing_sentence(self) -> str:
        """German sentence for a build that has found nothing."""
        reasons = [entry.error for entry in self._entries if entry.error]
        if not reasons:
            return "Unter den angegebenen Pfaden liegt keine lesbare Datei; der gültige Index ist unverändert."
        if len(reasons) == 1:
            return f"Die einzige Datei konnte nicht gelesen werden; der gültige Index ist unverändert. {reasons[0]}"
        return (
            f"Keine der {len(reasons)} Dateien konnte gelesen werden; der gültige Index ist unverändert."
            f" Zum Beispiel: {reasons[0]}"
        )
