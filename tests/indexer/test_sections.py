"""Blocks as sections of units."""

from collections.abc import Callable

import pytest

from indexer.sections import LONGEST_UNIT_WORDS, Unit, common_path, sections_of, units_of
from korpus.document import Block, BlockKind

Heading = Callable[..., Block]


def paragraph(text: str, *path: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text, path)


def texts(units: list[Unit]) -> list[str]:
    return [unit.block.text[unit.start : unit.end] for unit in units]


def outline(*blocks: Block) -> list[tuple[tuple[str, ...], list[str], list[str]]]:
    """Path, texts of the opening headings and texts of the units of each section."""
    return [
        (section.path, [block.text for block in section.headings], texts(section.units))
        for section in sections_of(blocks)
    ]


def test_each_heading_opens_a_section(heading: Heading) -> None:
    assert outline(
        paragraph("Vorspann."),
        heading("A"),
        paragraph("Eins. Zwei.", "A"),
        heading("B"),
        paragraph("Drei.", "B"),
    ) == [((), [], ["Vorspann."]), (("A",), ["A"], ["Eins.", "Zwei."]), (("B",), ["B"], ["Drei."])]


def test_a_heading_without_text_opens_the_section_below_it(heading: Heading) -> None:
    assert outline(heading("A"), heading("A", "B"), paragraph("Eins.", "A", "B")) == [
        (("A", "B"), ["A", "B"], ["Eins."])
    ]


def test_a_heading_without_any_text_below_it_is_kept_as_text(heading: Heading) -> None:
    assert outline(heading("A"), heading("B"), paragraph("Eins.", "B"), heading("B", "C")) == [
        ((), [], ["A"]),
        (("B",), ["B"], ["Eins."]),
        (("B",), [], ["C"]),
    ]


def test_the_blocks_own_path_counts_even_without_a_heading_block() -> None:
    assert outline(paragraph("Eins.", "A"), paragraph("Zwei.", "A"), paragraph("Drei.", "B")) == [
        (("A",), [], ["Eins.", "Zwei."]),
        (("B",), [], ["Drei."]),
    ]


def test_blocks_without_words_make_no_section(heading: Heading) -> None:
    assert outline(paragraph(" \n "), heading("A"), paragraph("", "A"), paragraph("Eins.", "A")) == [
        (("A",), ["A"], ["Eins."])
    ]
    assert outline(paragraph("")) == []
    assert outline() == []


def test_lists_and_tables_are_taken_line_by_line() -> None:
    lines = "- Erstens. Und mehr.\n\n  Amt | 12 | Herr Dr. Els  \n"
    expected = ["- Erstens. Und mehr.", "Amt | 12 | Herr Dr. Els"]
    for kind in (BlockKind.LIST, BlockKind.TABLE):
        assert texts(list(units_of(Block(kind, lines)))) == expected


def test_a_long_list_item_is_taken_sentence_by_sentence() -> None:
    first, second = "Wort " * 60 + "endet.", "Noch " * 60 + "eines."
    block = Block(BlockKind.LIST, f"- {first} {second}\n- Kurz. Gut.")
    assert texts(list(units_of(block))) == [f"- {first}", second, "- Kurz. Gut."]
    assert texts(list(units_of(Block(BlockKind.TABLE, block.text)))) == [f"- {first} {second}", "- Kurz. Gut."]


@pytest.mark.parametrize("words", [LONGEST_UNIT_WORDS, LONGEST_UNIT_WORDS + 1, 1000])
def test_text_without_full_stops_is_split_only_where_it_is_absurdly_long(words: int) -> None:
    text = " ".join(f"w{number}" for number in range(words))
    units = list(units_of(paragraph(text)))
    assert len(units) == (1 if words <= LONGEST_UNIT_WORDS else -(-words // 120))
    assert " ".join(texts(units)) == text
    assert [unit.words for unit in units] == [len(part.split()) for part in texts(units)]


def test_an_absurdly_long_unit_is_split_after_a_clause() -> None:
    words = [f"w{number}" for number in range(360)]
    words[110] += ";"
    words[230] += ","
    assert [unit.words for unit in units_of(paragraph(" ".join(words)))] == [111, 120, 129]


def test_common_path() -> None:
    assert common_path(("A", "B", "C"), ("A", "B", "D")) == ("A", "B")
    assert common_path(("A",), ("B",)) == ()
    assert common_path((), ("B",)) == ()
