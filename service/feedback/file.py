"""Keeps feedback and unanswered questions in a file; every call opens it anew, so threads and processes share it."""

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from service.calibration import Band
from service.errors import FeedbackFileUnusable, NotKept
from service.feedback.database import TABLES, opened, writing
from service.feedback.entries import Kept, Reply, Tally

MAX_ENTRIES_PER_DAY = 10_000
_KEY_BYTES = 16
_NAME = "rueckmeldungen.sqlite"
_FULL_DAY = "Heute sind schon sehr viele Rückmeldungen eingegangen; weitere werden erst morgen wieder gespeichert."


def current_day() -> date:
    """Today in UTC, wherever the machine stands."""
    return datetime.now(UTC).date()


def feedback_path(file: Path | None, index: Path) -> Path:
    """The file that the operator names, else the one beside the index."""
    return file or index.absolute().parent / _NAME


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """Keeps entries for `days` days.

    Every method raises FeedbackFileUnusable, with a German sentence for the operator, where the file cannot be used.
    """

    path: Path
    days: int = 365
    today: Callable[[], date] = current_day

    def add_reply(self, passage: str, band: Band, helpful: bool, comment: str | None) -> None:
        """Keeps a reply. Raises NotKept where the day is full."""
        values = (passage, band.value, int(helpful), comment)
        self._add("INSERT INTO replies (day, key, passage, band, helpful, comment) VALUES (?, ?, ?, ?, ?, ?)", values)

    def add_question(self, text: str) -> None:
        """Keeps the text of an unanswered question. Raises NotKept where the day is full."""
        self._add("INSERT INTO questions (day, key, text) VALUES (?, ?, ?)", (text,))

    def _add(self, statement: str, values: tuple[object, ...]) -> None:
        day = self.today().isoformat()
        count = "INSERT INTO days VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET entries = entries + 1 RETURNING entries"
        with opened(self.path, make=True) as connection, writing(connection):
            [(entries,)] = connection.execute(count, (day,)).fetchall()
            if entries > MAX_ENTRIES_PER_DAY:
                raise NotKept(_FULL_DAY)
            connection.execute(statement, (day, secrets.token_bytes(_KEY_BYTES), *values))

    def count_unanswered(self, snapshot: str) -> None:
        """Counts a question that `snapshot` did not answer."""
        conflict = "ON CONFLICT (day, snapshot) DO UPDATE SET questions = questions + 1"
        with opened(self.path, make=True) as connection, writing(connection):
            connection.execute(
                f"INSERT INTO unanswered VALUES (?, ?, 1) {conflict}", (self.today().isoformat(), snapshot)
            )

    def tidy(self) -> None:
        """Removes what is too old, and lays the rest down by its keys, so that the file tells no order within a day."""
        first_kept = self.today() - timedelta(days=self.days)
        with opened(self.path, make=True) as connection:
            _remove(connection, first_kept)
            _lay_down(connection)

    def read(self, since: date | None = None) -> Kept:
        """What is kept, from a day on."""
        self.must_exist()
        first = (since or date.min).isoformat()
        with opened(self.path) as connection:
            replies = connection.execute(
                "SELECT day, passage, band, helpful, comment FROM replies WHERE day >= ? ORDER BY day, key", (first,)
            ).fetchall()
            unanswered = connection.execute(
                "SELECT day, snapshot, questions FROM unanswered WHERE day >= ? ORDER BY day, snapshot", (first,)
            ).fetchall()
            questions = connection.execute(
                "SELECT day, text FROM questions WHERE day >= ? ORDER BY day, key", (first,)
            ).fetchall()
        return Kept(
            tuple(
                Reply(date.fromisoformat(day), passage, Band(band), bool(helpful), comment)
                for day, passage, band, helpful, comment in replies
            ),
            tuple(Tally(date.fromisoformat(day), snapshot, number) for day, snapshot, number in unanswered),
            tuple((date.fromisoformat(day), text) for day, text in questions),
        )

    def delete(self, before: date | None = None) -> int:
        """Deletes what was kept before a day, or all; how many replies and questions that were."""
        self.must_exist()
        with opened(self.path) as connection:
            removed = _remove(connection, before or date.max)
            _lay_down(connection)
        return removed

    def must_exist(self) -> None:
        """Raises FeedbackFileUnusable, saying how the file comes to be, where it is missing."""
        if not self.path.is_file():
            raise FeedbackFileUnusable(
                f"Die Datei für Rückmeldungen „{self.path}“ gibt es nicht; sie entsteht, wenn der Dienst mit"
                " FUNDSTELLE_FEEDBACK=true oder FUNDSTELLE_UNANSWERED=true läuft."
            )


def _remove(connection: sqlite3.Connection, before: date) -> int:
    with writing(connection):
        removed = {
            table: connection.execute(f"DELETE FROM {table} WHERE day < ?", (before.isoformat(),)).rowcount
            for table in TABLES
        }
    return removed["replies"] + removed["questions"]


def _lay_down(connection: sqlite3.Connection) -> None:
    """Writes the file anew without what was deleted, and empties the log beside it."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
