"""How documents and passages are kept in SQLite."""

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Filters, Passage
from indexer.database import PassageDatabase, document_from_json, document_to_json, path_to_text, year_of
from indexer.writing.database import DatabaseWriter, DocumentRecord
from korpus.document import Document

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
MISSING = st.one_of(st.none(), WORDS)


def document(document_id: str = "d", **known: object) -> Document:
    return Document(document_id, "Titel", "d.txt", "0" * 64, "text/plain", **known)  # type: ignore[arg-type]


@given(
    st.builds(
        Document,
        **dict.fromkeys(("id", "title", "path", "sha256", "media_type"), WORDS),
        **dict.fromkeys(("kind", "municipality", "federal_state", "date", "publisher", "url"), MISSING),
        **dict.fromkeys(("licence", "language"), MISSING),
        **dict.fromkeys(("fields_of_action", "audience"), st.lists(WORDS).map(tuple)),
        page_count=st.one_of(st.none(), st.integers(1, 2000)),
    )
)
def test_a_document_comes_back_as_it_was(one: Document) -> None:
    assert document_from_json(document_to_json(one)) == one


@pytest.mark.parametrize(
    ("date", "year"),
    [("2023", 2023), ("2023-09-14", 2023), (None, None), ("", None), ("ca. 20", None)],
)
def test_the_year_is_that_of_the_date(date: str | None, year: int | None) -> None:
    assert year_of(document(date=date)) == year


def test_a_heading_cannot_break_its_path() -> None:
    assert path_to_text(("A\x1fB", "C")) == "A B\x1fC"


def written(path: Path, counts: list[int]) -> Path:
    """Documents d0, d1, ... with as many passages, in the years from 2000 on."""
    writer = DatabaseWriter(path / "passages.sqlite")
    row = 0
    for number, count in enumerate(counts):
        one = document(f"d{number}", date=str(2000 + number), fields_of_action=("A", "A", "B"))
        passages = [Passage(f"d{number}.{i}", f"d{number}", i, "Text", ("A",), None, None, None) for i in range(count)]
        writer.add(DocumentRecord(one, "f", 1, f"{number}.pdf" if number else None, ()), row, passages)
        row += count
    writer.finish()
    return path / "passages.sqlite"


def test_allowed_rows_are_given_as_ranges(tmp_path: Path) -> None:
    database = PassageDatabase(written(tmp_path, [2, 3, 1]))
    assert database.counts() == (3, 6)
    assert database.ranges(Filters(years=(2001, 2002))) == [(2, 3), (5, 1)]
    assert database.ranges(Filters(years=(2000,), fields_of_action=("B", "A"))) == [(0, 2)]
    assert database.ranges(Filters(years=(2000,), fields_of_action=("C",))) == []
    assert [database.original(name) for name in ("d0", "d1", "fehlt")] == [None, "1.pdf", None]
    database.close()


def test_more_rows_than_one_question_holds_come_in_order(tmp_path: Path) -> None:
    database = PassageDatabase(written(tmp_path, [1200]))
    rows = list(range(1199, -1, -1))
    assert [passage.position for passage in database.passages(rows)] == rows
    database.close()


def test_the_file_may_be_deleted_while_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, [3])
    database = PassageDatabase(path)
    path.unlink()
    assert [passage.id for passage in database.document_passages("d0")] == ["d0.0", "d0.1", "d0.2"]
    database.close()


def test_more_threads_than_connections_wait_for_each_other(tmp_path: Path) -> None:
    database = PassageDatabase(written(tmp_path, [500]))
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.extend(len(database.document_passages("d0")) for _ in range(10)))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [500] * 120
    database.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "passages.sqlite").write_text("kein SQLite" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        PassageDatabase(tmp_path / "passages.sqlite")
    with pytest.raises(sqlite3.OperationalError):
        PassageDatabase(tmp_path / "fehlt.sqlite")
