"""One file to one document: its title above all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from korpus.assemble import assemble, title_of_blocks, title_of_name
from korpus.discovery import discover
from korpus.document import Block, BlockKind, PageStart
from korpus.source import ReadLimits

WriteFile = Callable[[str, str], Path]


def _heading(level: int, text: str, page: int | None = None) -> Block:
    return Block(BlockKind.HEADING, text, (text,), level, () if page is None else (PageStart(0, page, None),))


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ([_heading(2, "Vorwort"), _heading(1, "Integrationskonzept"), _heading(1, "Anhang")], "Integrationskonzept"),
        ([_heading(1, "§ 1 Zuständigkeit"), _heading(2, "Satzung über die Beiräte")], "Satzung über die Beiräte"),
        ([_heading(1, "Ergebnis:"), _heading(2, "2. Beschluss")], None),
        ([_heading(1, "Niederschrift"), _heading(2, "Stadt Musterstadt")], None),
        ([_heading(2, "Soziales Wohnen", 1), _heading(1, "Vielen Dank!", 9)], "Soziales Wohnen"),
        ([_heading(1, "Auf der\nzweiten", 2)], "Auf der zweiten"),
        ([_heading(1, "x" * 301)], None),
        ([], None),
    ],
)
def test_the_highest_heading_at_the_beginning_is_the_title(blocks: list[Block], title: str | None) -> None:
    assert title_of_blocks(blocks) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("erlangen/2021-04-14_Einladung_Einladung_-oeffentlich-.pdf", "2021-04-14 Einladung oeffentlich"),
        ("Integrations-Konzept.pdf", "Integrations-Konzept"),
        ("konzept-fuer-alle.html", "konzept fuer alle"),
        ("Anlage 01.pdf", "Anlage 01"),
        ("___.txt", "___"),
    ],
)
def test_a_file_name_is_made_readable(name: str, title: str) -> None:
    assert title_of_name(name) == title


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.md", "---\ntitel: Niederschrift\n---\n# Überschrift", "Niederschrift"),
        ("a.md", "# Überschrift\n\nText.", "Überschrift"),
        ("mein_bericht.txt", "Nur Text.", "mein bericht"),
        (
            "a.html",
            "<html><head><title>Dokument1</title></head><body><h1>Dokument1</h1><p>Viel Text hier.</p></body>",
            "a",
        ),
    ],
)
def test_a_title_that_was_given_counts_before_the_first_heading_and_that_before_the_name(
    write: WriteFile, tmp_path: Path, name: str, content: str, title: str
) -> None:
    write(name, content)
    (source,), _ = discover([tmp_path])
    assert assemble(source, ReadLimits()).document.title == title


def test_a_document_has_what_its_sidecar_says(write: WriteFile, tmp_path: Path) -> None:
    write("a.md", "# Titel\n\nText.")
    write(
        "a.md.meta.yaml",
        "art: Leitfaden\nkommune: Musterstadt\nland: Hessen\nzielgruppe: [Fachkräfte]\nstand: 9/2023\n"
        "handlungsfelder: [Fairer Zugang und Teilhabechancen]\nunsinn: x",
    )
    (source,), _ = discover([tmp_path])
    result = assemble(source, ReadLimits())
    document = result.document
    assert (document.id, document.path, document.sha256) == (source.document_id, "a.md", source.sha256)
    assert (document.kind, document.municipality, document.federal_state) == ("Leitfaden", "Musterstadt", "Hessen")
    assert (document.audience, document.date) == (("Fachkräfte",), "2023-09")
    assert document.fields_of_action == ("Fairer Zugang und Teilhabechancen",)
    assert (document.media_type, document.page_count) == ("text/markdown", None)
    assert result.warnings == ("„a.md.meta.yaml“: Das Feld „unsinn“ ist unbekannt.",)
