"""Markdown with front matter."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from korpus.document import Block
from korpus.errors import DamagedFile
from korpus.readers.markdown import read, read_markdown
from korpus.source import ReadLimits

OutlineOf = Callable[[Sequence[Block]], list[tuple[str, str]]]


def test_front_matter_becomes_declared_metadata_and_no_text(outline_of: OutlineOf) -> None:
    raw = read_markdown("---\r\ntitel: Leitfaden\r\nhandlungsfelder: [A, B]\r\n---\r\n# Ziele\r\n\r\nText.\r\n")
    assert raw.declared == {"titel": "Leitfaden", "handlungsfelder": ["A", "B"]}
    assert raw.warnings == ()
    assert outline_of(raw.blocks) == [("h1", "Ziele"), ("paragraph", "Text.")]


def test_broken_front_matter_is_left_out_with_a_warning(outline_of: OutlineOf) -> None:
    raw = read_markdown("---\ntitel: [offen\n---\nText.")
    assert raw.declared == {}
    assert raw.warnings == (
        "Die Angaben im Kopf der Datei werden nicht verwendet, denn der Aufbau ist kein gültiges YAML (Zeile 2).",
    )
    assert outline_of(raw.blocks) == [("paragraph", "Text.")]


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("Setext\n===\n\nzwei\nZeilen", [("h1", "Setext"), ("paragraph", "zwei Zeilen")]),
        (
            "- eins\n- zwei\n  - innen\n\n3. drei\n4. vier",
            [("list", "- eins\n- zwei\n- innen"), ("list", "3. drei\n4. vier")],
        ),
        (
            "| Jahr | Mittel |\n|---|---|\n| 2024 | 40.000 Euro |",
            [("table", "Jahr | Mittel\n2024 | 40.000 Euro")],
        ),
        ("Die Bürger*innen und Teilnehmer*innen", [("paragraph", "Die Bürger*innen und Teilnehmer*innen")]),
        ("Ein *betontes* **Wort** und `Code`", [("paragraph", "Ein betontes Wort und Code")]),
        ("[Zum Konzept](https://example.org) ![Bild](b.png)", [("paragraph", "Zum Konzept")]),
        ("> Zitat\n> geht weiter", [("paragraph", "Zitat geht weiter")]),
        ("Zeile<br>neu <b>fett</b>", [("paragraph", "Zeile neu fett")]),
        ("<div>Ein &amp; zwei<script>böse()</script></div>", [("paragraph", "Ein & zwei")]),
        ("<!-- Notiz -->\n\nText", [("paragraph", "Text")]),
        ("```\nCode bleibt\n```", [("paragraph", "Code bleibt")]),
        ("---\n\nNach der Linie", [("paragraph", "Nach der Linie")]),
    ],
)
def test_what_a_reader_sees_becomes_blocks(text: str, outline: list[tuple[str, str]], outline_of: OutlineOf) -> None:
    assert outline_of(read_markdown(text).blocks) == outline


def test_headings_give_each_block_its_path() -> None:
    blocks = read_markdown("# A\n\n## B\n\neins\n\n### C\n\nzwei\n\n## D\n\ndrei").blocks
    assert [(block.text, block.heading_path) for block in blocks if not block.level] == [
        ("eins", ("A", "B")),
        ("zwei", ("A", "B", "C")),
        ("drei", ("A", "D")),
    ]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\x00\x01\x02" * 40)
    with pytest.raises(DamagedFile, match=r"^„a.md“ ist keine Textdatei"):
        read(path, ReadLimits())


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Grüße", encoding="utf-8")
    assert [block.text for block in read(path, ReadLimits()).blocks] == ["Grüße"]
