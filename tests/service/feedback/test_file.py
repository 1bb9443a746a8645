"""The file for feedback: what is kept and how long, by several processes at once, and what the bytes on disk tell."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.calibration import Band
from service.errors import FeedbackFileUnusable, NotKept
from service.feedback import FeedbackFile, Kept, Reply, Tally, cleaned, database, feedback_path, file

DAY = date(2026, 3, 14)


class Calendar:
    """A day that can be changed."""

    def __init__(self) -> None:
        self.day = DAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def kept_in(tmp_path: Path, calendar: Calendar) -> FeedbackFile:
    return FeedbackFile(tmp_path / "rückmeldungen #1.sqlite", days=30, today=calendar)


def all_bytes(feedback: FeedbackFile) -> bytes:
    """What all files of the folder hold, the log beside the file too."""
    return b"".join(path.read_bytes() for path in sorted(feedback.path.parent.iterdir()))


def test_replies_are_kept_with_passage_band_answer_comment_and_day(kept_in: FeedbackFile, calendar: Calendar) -> None:
    kept_in.add_reply("ehrenamt.0", Band.GOOD, True, "Genau das.")
    calendar.day += timedelta(days=1)
    kept_in.add_reply("ehrenamt.1", Band.NONE, False, None)
    assert kept_in.read() == Kept(
        replies=(
            Reply(DAY, "ehrenamt.0", Band.GOOD, True, "Genau das."),
            Reply(date(2026, 3, 15), "ehrenamt.1", Band.NONE, False, None),
        ),
        unanswered=(),
        questions=(),
    )
    assert kept_in.read(since=date(2026, 3, 15)).replies[0].passage == "ehrenamt.1"


def test_unanswered_questions_are_counted_by_day_and_snapshot(kept_in: FeedbackFile, calendar: Calendar) -> None:
    for snapshot in ("alt", "neu", "neu"):
        kept_in.count_unanswered(snapshot)
    calendar.day += timedelta(days=1)
    kept_in.count_unanswered("neu")
    kept_in.add_question("Wo parkt man?")
    assert kept_in.read() == Kept(
        replies=(),
        unanswered=(Tally(DAY, "alt", 1), Tally(DAY, "neu", 2), Tally(date(2026, 3, 15), "neu", 1)),
        questions=((date(2026, 3, 15), "Wo parkt man?"),),
    )


def test_what_is_older_than_the_days_it_is_kept_goes(kept_in: FeedbackFile, calendar: Calendar) -> None:
    kept_in.add_reply("alt.0", Band.GOOD, True, "Vor langer Zeit")
    kept_in.count_unanswered("alt")
    kept_in.add_question("Was war früher?")
    calendar.day += timedelta(days=1)
    kept_in.add_question("Was ist heute?")
    calendar.day = DAY + timedelta(days=30)
    kept_in.tidy()
    assert (len(kept_in.read().replies), len(kept_in.read().questions)) == (1, 2)
    calendar.day += timedelta(days=1)
    kept_in.tidy()
    assert kept_in.read() == Kept((), (), ((date(2026, 3, 15), "Was ist heute?"),))
    assert b"Vor langer Zeit" not in all_bytes(kept_in)
    assert "früher".encode() not in all_bytes(kept_in)


def test_deleting_before_a_day_leaves_that_day(kept_in: FeedbackFile, calendar: Calendar) -> None:
    kept_in.add_reply("alt.0", Band.GOOD, True, "Geheimnis")
    calendar.day += timedelta(days=1)
    kept_in.add_reply("neu.0", Band.GOOD, False, "Bleibt")
    assert kept_in.delete(before=calendar.day) == 1
    assert [reply.passage for reply in kept_in.read().replies] == ["neu.0"]
    assert b"Geheimnis" not in all_bytes(kept_in)
    assert b"Bleibt" in all_bytes(kept_in)


def test_deleting_all_leaves_no_text_in_any_file(kept_in: FeedbackFile) -> None:
    kept_in.add_reply("a.0", Band.GOOD, True, "Geheimnis")
    kept_in.add_question("Geheime Frage")
    kept_in.count_unanswered("stand")
    assert kept_in.delete() == 2
    assert kept_in.read() == Kept((), (), ())
    left = all_bytes(kept_in)
    assert [word for word in (b"Geheim", b"stand", b"2026-03-14") if word in left] == []


def test_only_the_owner_may_read_the_file_and_its_log(kept_in: FeedbackFile) -> None:
    before = os.umask(0)
    try:
        kept_in.add_question("Wer liest das?")
        with database.opened(kept_in.path) as connection, database.writing(connection):
            connection.execute("DELETE FROM questions")
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in kept_in.path.parent.iterdir()}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert f"{kept_in.path.name}-wal" in modes


def test_a_day_takes_only_so_many_entries(
    kept_in: FeedbackFile, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "MAX_ENTRIES_PER_DAY", 3)
    kept_in.add_question("Eins?")
    kept_in.add_reply("a.0", Band.GOOD, True, None)
    kept_in.add_question("Drei?")
    with pytest.raises(NotKept, match="weitere werden erst morgen wieder gespeichert"):
        kept_in.add_question("Vier?")
    kept_in.count_unanswered("stand")
    calendar.day += timedelta(days=1)
    kept_in.add_question("Fünf?")
    assert sorted(text for _, text in kept_in.read().questions) == ["Drei?", "Eins?", "Fünf?"]
    assert kept_in.read().unanswered == (Tally(DAY, "stand", 1),)


def test_neither_row_numbers_nor_the_order_in_the_file_tell_what_came_first(kept_in: FeedbackFile) -> None:
    for number in range(40):
        kept_in.add_question(f"Frage Nummer {number:02}?")
    kept_in.tidy()
    with sqlite3.connect(kept_in.path) as connection:
        by_key = [text for (text,) in connection.execute("SELECT text FROM questions ORDER BY key DESC")]
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            connection.execute("SELECT rowid FROM questions")
    connection.close()
    content = kept_in.path.read_bytes()
    assert sorted(by_key, key=lambda text: content.index(text.encode())) == by_key
    assert sorted(by_key) not in (by_key, by_key[::-1])


def test_nothing_on_disk_is_finer_than_a_day(kept_in: FeedbackFile) -> None:
    kept_in.add_reply("a.0", Band.GOOD, True, "Ja")
    kept_in.add_question("Wo?")
    kept_in.count_unanswered("stand")
    with sqlite3.connect(kept_in.path) as connection:
        columns = {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] for table in database.TABLES
        }
        days = {day for table in database.TABLES for (day,) in connection.execute(f"SELECT day FROM {table}")}
    connection.close()
    assert columns == {
        "replies": ["key", "day", "passage", "band", "helpful", "comment"],
        "questions": ["key", "day", "text"],
        "unanswered": ["day", "snapshot", "questions"],
        "days": ["day", "entries"],
    }
    assert days == {"2026-03-14"}


WRITER = """
import sys
from datetime import date
from pathlib import Path
from service.calibration import Band
from service.feedback import FeedbackFile
kept = FeedbackFile(Path(sys.argv[1]), 30, lambda: date(2026, 3, 14))
for number in range(int(sys.argv[3])):
    kept.add_reply(f"{sys.argv[2]}.{number}", Band.GOOD, True, None)
    kept.count_unanswered("stand")
    print(number, flush=True)
"""


@pytest.fixture
def writer(repository: Path, kept_in: FeedbackFile) -> Callable[..., subprocess.Popen[str]]:
    """Starts a process that keeps replies, and writes the number of each as soon as it is kept."""

    def start(name: str, count: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WRITER, str(kept_in.path), name, str(count)]
        return subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True)

    return start


def test_processes_and_threads_that_write_at_once_lose_nothing(
    writer: Callable[..., subprocess.Popen[str]], kept_in: FeedbackFile
) -> None:
    def add_some(name: str) -> None:
        for number in range(20):
            kept_in.add_reply(f"{name}.{number}", Band.GOOD, False, None)

    processes = [writer(name, 40) for name in "ab"]
    threads = [threading.Thread(target=add_some, args=(name,)) for name in "xy"]
    for thread in threads:
        thread.start()
    for process in processes:
        process.communicate(timeout=60)
    for thread in threads:
        thread.join()
    expected = {
        f"{name}.{number}" for name, count in (("a", 40), ("b", 40), ("x", 20), ("y", 20)) for number in range(count)
    }
    assert {reply.passage for reply in kept_in.read().replies} == expected
    assert kept_in.read().unanswered == (Tally(DAY, "stand", 80),)


def test_a_killed_writer_loses_nothing_that_was_kept_and_leaves_the_file_sound(
    writer: Callable[..., subprocess.Popen[str]], kept_in: FeedbackFile
) -> None:
    process = writer("a", 1_000_000)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(30)]
    process.kill()
    said += process.communicate(timeout=30)[0].splitlines()
    kept_in.add_question("Geht es weiter?")
    found = {reply.passage for reply in kept_in.read().replies}
    assert {f"a.{line.strip()}" for line in said if line.strip()} <= found
    assert len(found) <= len(said) + 1
    with sqlite3.connect(kept_in.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def failure_of(call: Callable[[], object]) -> str:
    with pytest.raises(FeedbackFileUnusable) as failed:
        call()
    return str(failed.value)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    missing = FeedbackFile(tmp_path / "nichts" / "datei", 30)
    assert failure_of(missing.tidy) == (
        f"Die Datei für Rückmeldungen „{missing.path}“ ist nicht benutzbar: ihren Ordner gibt es nicht; bitte anlegen."
    )


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("")
    below = FeedbackFile(tmp_path / "datei" / "rueckmeldungen", 30)
    assert "dort darf nicht geschrieben werden" in failure_of(lambda: below.add_question("Wo?"))


def test_a_full_file_refuses_the_entry_and_keeps_what_it_has(
    kept_in: FeedbackFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_in.add_question("Passt noch?")
    monkeypatch.setattr(database, "MAX_PAGES", 10)
    sentence = ""
    for _ in range(30):
        try:
            kept_in.add_question("x" * 1000)
        except FeedbackFileUnusable as error:
            sentence = str(error)
            break
    assert "der Datenträger ist voll, oder die Datei hat ihre Höchstgröße erreicht" in sentence
    texts = [text for _, text in kept_in.read().questions]
    assert "Passt noch?" in texts
    assert kept_in.path.stat().st_size <= 10 * 4096


UNTIL_FULL = """
import resource, sys
from pathlib import Path
from service.errors import FeedbackFileUnusable
from service.feedback import FeedbackFile
kept = FeedbackFile(Path(sys.argv[1]), 30)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    for number in range(1000):
        kept.add_question("x" * 1000)
        print("kept")
except FeedbackFileUnusable as error:
    print(error)
"""


def test_where_the_disk_takes_no_more_one_sentence_says_so_and_the_file_stays_sound(
    kept_in: FeedbackFile, repository: Path
) -> None:
    command = [sys.executable, "-c", UNTIL_FULL, str(kept_in.path)]
    ended = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True, timeout=60)
    *kept, sentence = ended.stdout.splitlines()
    assert sentence == (
        f"Die Datei für Rückmeldungen „{kept_in.path}“ ist nicht benutzbar: der Datenträger nimmt nichts an; bitte"
        " Platz und Zustand prüfen."
    )
    assert len(kept_in.read().questions) == len(kept) > 10
    kept_in.add_question("Geht es wieder?")


@pytest.mark.parametrize(
    "content",
    [b"Das ist keine Datenbank. " * 200, b"SQLite format 3\0".ljust(4096, b"x")],
    ids=["text", "damaged"],
)
def test_a_file_of_something_else_is_refused_and_left_as_it_is(kept_in: FeedbackFile, content: bytes) -> None:
    kept_in.path.write_bytes(content)
    assert failure_of(kept_in.tidy).endswith(": sie ist beschädigt oder keine Datei für Rückmeldungen.")
    assert kept_in.path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_as_it_is(kept_in: FeedbackFile) -> None:
    with sqlite3.connect(kept_in.path) as connection:
        connection.execute("CREATE TABLE passages (row INTEGER)")
    connection.close()
    assert failure_of(lambda: kept_in.add_question("Wo?")).endswith("keine Datei für Rückmeldungen.")
    with sqlite3.connect(kept_in.path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("passages",)]
    connection.close()


def test_a_file_of_a_later_version_is_refused(kept_in: FeedbackFile) -> None:
    kept_in.add_question("Wo?")
    with sqlite3.connect(kept_in.path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    assert failure_of(kept_in.read).endswith(": sie ist von der Fassung 2, dieses Programm kennt die Fassung 1.")


def test_a_file_that_another_process_holds_is_waited_for_only_so_long(
    kept_in: FeedbackFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_in.add_question("Wo?")
    monkeypatch.setattr(database, "_BUSY_S", 0.05)
    with database.opened(kept_in.path) as connection, database.writing(connection):
        assert "ein anderer Vorgang hält sie zu lange fest" in failure_of(lambda: kept_in.add_question("Wann?"))
    assert [text for _, text in kept_in.read().questions] == ["Wo?"]


def test_reading_and_deleting_make_no_file(kept_in: FeedbackFile) -> None:
    for call in (kept_in.read, kept_in.delete):
        assert "gibt es nicht; sie entsteht, wenn der Dienst mit FUNDSTELLE_FEEDBACK=true" in failure_of(call)
    assert list(kept_in.path.parent.iterdir()) == []


def test_the_file_lies_beside_the_index_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert feedback_path(None, Path("index")) == tmp_path / "rueckmeldungen.sqlite"
    assert feedback_path(None, Path("/srv/stadt/index")) == Path("/srv/stadt/rueckmeldungen.sqlite")
    assert feedback_path(Path("da.sqlite"), Path("index")) == Path("da.sqlite")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sehr gut!", "Sehr gut!"),
        ("  eine\nZeile\r\n\tnach der\x00 anderen\x1b[31m ", "eine Zeile nach der anderen [31m"),
        ("rück\u202ewärts\u2069", "rückwärts"),
        ("Kinder\u00adbetreuung", "Kinderbetreuung"),
        ("halb \ud83d hell", "halb hell"),
        ("👩\u200d🚒 danke", "👩\u200d🚒 danke"),
        ("\u2028\u2029\x00", ""),
    ],
)
def test_a_text_is_kept_in_one_line_without_what_is_not_seen(text: str, shown: str) -> None:
    assert cleaned(text) == shown


@given(st.text(st.characters(), max_size=500))
def test_any_text_can_be_kept_and_is_given_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    said = cleaned(text)
    assert len(said) <= len(text)
    assert cleaned(said) == said
    kept = FeedbackFile(tmp_path_factory.getbasetemp() / "beliebig.sqlite", 30, lambda: DAY)
    kept.add_reply("a.0", Band.POSSIBLE, True, said or None)
    assert kept.read().replies == (Reply(DAY, "a.0", Band.POSSIBLE, True, said or None),)
    assert kept.delete() == 1
