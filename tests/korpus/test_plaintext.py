"""Plain text: paragraphs, headings and pages saved as text from the web."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from korpus.document import Block
from korpus.errors import DamagedFile
from korpus.readers.plaintext import read, read_plain
from korpus.source import ReadLimits

OutlineOf = Callable[[Sequence[Block]], list[tuple[str, str]]]

PRESS_RELEASE = """Sidebarnavigation
Neues Projekt „Offene Stadt"
Musterstadt, 07.11.2019
Thema: Veranstaltungen
Auftakt am 5. November in Musterstadt
Die Oberbürgermeisterin unterzeichnete die Vereinbarung. Musterstadt ist die erste Modellkommune.
Das Projekt läuft zwei Jahre.
"""


def test_a_saved_press_release_gives_title_date_place_and_topic_without_navigation(outline_of: OutlineOf) -> None:
    plain = read_plain(PRESS_RELEASE)
    assert plain.found == {"title": 'Neues Projekt „Offene Stadt"', "date": "2019-11-07"}
    assert outline_of(plain.blocks) == [
        ("h1", 'Neues Projekt „Offene Stadt"'),
        ("paragraph", "Musterstadt, 07.11.2019"),
        ("paragraph", "Thema: Veranstaltungen"),
        ("paragraph", "Auftakt am 5. November in Musterstadt"),
        (
            "paragraph",
            "Die Oberbürgermeisterin unterzeichnete die Vereinbarung. Musterstadt ist die erste Modellkommune.",
        ),
        ("paragraph", "Das Projekt läuft zwei Jahre."),
    ]


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("Ein Absatz.\n\nNoch einer.", [("paragraph", "Ein Absatz."), ("paragraph", "Noch einer.")]),
        (
            "Der Integrationsrat der Stadt Musterstadt hat in seiner Sit-\n"
            "zung am 4. Mai die neue Satzung beraten und stimmt ihr zu,\n"
            "sofern die Mittel dafür im Haushalt bereitgestellt werden.",
            [
                (
                    "paragraph",
                    "Der Integrationsrat der Stadt Musterstadt hat in seiner Sitzung am 4. Mai die neue Satzung "
                    "beraten und stimmt ihr zu, sofern die Mittel dafür im Haushalt bereitgestellt werden.",
                )
            ],
        ),
        ("Ziele\n=====\n\nText.", [("h1", "Ziele"), ("paragraph", "Text.")]),
        ("Ziele\n-----\nText hier.", [("h2", "Ziele"), ("paragraph", "Text hier.")]),
        ("2.1 Sprache\n\nText.", [("h3", "2.1 Sprache"), ("paragraph", "Text.")]),
        ("SPRACHE UND BILDUNG\n\nText.", [("h2", "SPRACHE UND BILDUNG"), ("paragraph", "Text.")]),
        (
            "Wir fordern:\n• mehr Kurse\n• mehr Räume\n1. sofort\nSchluss.",
            [
                ("paragraph", "Wir fordern:"),
                ("list", "- mehr Kurse\n- mehr Räume\n1. sofort"),
                ("paragraph", "Schluss."),
            ],
        ),
        ("Oben.\n***\nUnten.", [("paragraph", "Oben."), ("paragraph", "Unten.")]),
        ("", []),
    ],
)
def test_lines_become_paragraphs_headings_and_lists(
    text: str, outline: list[tuple[str, str]], outline_of: OutlineOf
) -> None:
    assert outline_of(read_plain(text).blocks) == outline


def test_a_first_line_is_no_title_unless_the_head_says_so() -> None:
    plain = read_plain("Liebe Mitglieder des Rates\nwir laden ein.\nBis bald.")
    assert plain.found == {}
    assert plain.blocks[0].text == "Liebe Mitglieder des Rates wir laden ein."


@pytest.mark.parametrize(
    "data",
    [
        "Grüße an alle".encode(),
        "Grüße an alle".encode("utf-8-sig"),
        "Grüße an alle".encode("cp1252"),
        "Grüße an alle".encode("utf-16"),
        "Grüße an alle".encode("utf-16-le"),
        "Grüße an alle".encode("utf-16-be"),
        "Grüße an alle".encode("utf-32"),
    ],
    ids=["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_common_encodings_are_known_without_being_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(data)
    assert [block.text for block in read(path, ReadLimits()).blocks] == ["Grüße an alle"]


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 40, b"\x81\x8d\x8f"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(data)
    with pytest.raises(DamagedFile, match=r"^„brief.txt“ ist keine Textdatei .* bitte als UTF-8 speichern\.$"):
        read(path, ReadLimits())
