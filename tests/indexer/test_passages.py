"""How documents are cut into passages."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.context import context_text, encoder_text
from indexer.passage import Passage
from indexer.passages import cut_passages
from korpus.document import Block, BlockKind, Document, PageStart, ReadResult

Heading = Callable[..., Block]
Result = Callable[..., ReadResult]

SENTENCE = "Der Rat der Stadt tagt an jedem ersten Montag öffentlich."  # 10 words
DOCUMENT = Document("d", "Titel", "d.txt", "0" * 64, "text/plain")


def paragraph(words: int, *path: str, mark: str = "w") -> Block:
    """A paragraph in sentences of at most ten words."""
    parts = [f"{mark}{number}" + ("." if number % 10 == 9 or number == words - 1 else "") for number in range(words)]
    parts = [part.capitalize() for part in parts]
    return Block(BlockKind.PARAGRAPH, " ".join(parts), path)


def words(passages: list[Passage]) -> list[int]:
    return [len(passage.text.split()) for passage in passages]


@pytest.mark.parametrize(
    ("total", "expected"),
    [(10, [10]), (160, [160]), (170, [80, 90]), (240, [120, 120]), (370, [120, 130, 120]), (600, [120] * 5)],
)
def test_a_section_is_cut_into_passages_of_about_equal_length(result: Result, total: int, expected: list[int]) -> None:
    passages = cut_passages(result(paragraph(total, "A")))
    assert words(passages) == expected
    assert [(passage.id, passage.document_id, passage.position) for passage in passages] == [
        (f"d.{position}", "d", position) for position in range(len(expected))
    ]
    assert all(passage.text.endswith(".") and passage.heading_path == ("A",) for passage in passages)


def test_passages_break_between_paragraphs_where_that_is_near(result: Result) -> None:
    assert words(cut_passages(result(paragraph(100, "A"), paragraph(140, "A")))) == [100, 140]
    assert words(cut_passages(result(paragraph(60, "A"), paragraph(180, "A")))) == [120, 120]


def test_no_passage_ends_with_the_line_that_announces_a_list(result: Result) -> None:
    announced = Block(BlockKind.PARAGRAPH, "Das Amt fördert diese drei Arten von Vorhaben ganz besonders:", ("A",))
    passages = cut_passages(result(paragraph(110, "A"), announced, paragraph(120, "A", mark="v")))
    assert words(passages) == [110, 130]
    assert passages[1].text.startswith("Das Amt fördert")


@pytest.mark.parametrize(
    ("rows", "expected"), [((170, 20), [190]), ((20, 170), [190]), ((190, 20), [190, 20]), ((110, 20, 160), [130, 160])]
)
def test_a_tiny_rest_joins_its_neighbour_unless_that_grows_too_long(
    result: Result, rows: tuple[int, ...], expected: list[int]
) -> None:
    table = "\n".join(" ".join(["Wort"] * count) for count in rows)
    assert words(cut_passages(result(Block(BlockKind.TABLE, table)))) == expected


def test_big_sections_are_kept_apart(result: Result, heading: Heading) -> None:
    passages = cut_passages(result(heading("A"), paragraph(70, "A"), heading("B"), paragraph(60, "B", mark="v")))
    assert [(passage.heading_path, passage.text.split()[0]) for passage in passages] == [(("A",), "W0"), (("B",), "V0")]


def test_small_sections_share_a_passage_with_their_headings_in_the_text(result: Result, heading: Heading) -> None:
    (passage,) = cut_passages(
        result(
            heading("Satzung"),
            heading("Satzung", "§ 1 Name"),
            Block(BlockKind.PARAGRAPH, "Der Beirat heißt Beirat.", ("Satzung", "§ 1 Name")),
            heading("Satzung", "§ 2 Sitz"),
            Block(BlockKind.PARAGRAPH, "Er sitzt im Rathaus.", ("Satzung", "§ 2 Sitz")),
        )
    )
    assert passage.heading_path == ("Satzung",)
    assert passage.text == "§ 1 Name\nDer Beirat heißt Beirat.\n§ 2 Sitz\nEr sitzt im Rathaus."


def test_a_small_section_joins_the_neighbour_that_is_nearer_in_the_outline(result: Result, heading: Heading) -> None:
    passages = cut_passages(
        result(
            heading("A"),
            heading("A", "B"),
            paragraph(80, "A", "B"),
            heading("A", "C"),
            paragraph(10, "A", "C", mark="c"),
            heading("D"),
            paragraph(80, "D", mark="d"),
        )
    )
    assert words(passages) == [80 + 10 + 2, 80]
    assert [passage.heading_path for passage in passages] == [("A",), ("D",)]
    assert "\nC\nC0" in passages[0].text


def test_a_section_of_its_own_goes_without_its_heading_in_the_text(result: Result, heading: Heading) -> None:
    (passage,) = cut_passages(result(heading("A"), paragraph(60, "A")))
    assert passage.text.startswith("W0 ")


def test_lists_and_tables_keep_their_lines(result: Result) -> None:
    (passage,) = cut_passages(
        result(
            Block(BlockKind.PARAGRAPH, "Das Amt hilft. Es berät."),
            Block(BlockKind.LIST, "- beim Wohnen\n- bei der Arbeit"),
            Block(BlockKind.TABLE, "Amt | Telefon\nSozialamt | 115"),
        )
    )
    assert passage.text == ("Das Amt hilft. Es berät.\n- beim Wohnen\n- bei der Arbeit\nAmt | Telefon\nSozialamt | 115")


def test_a_document_of_headings_only_has_them_as_text(result: Result, heading: Heading) -> None:
    (passage,) = cut_passages(result(heading("Programm"), heading("Begrüßung"), heading("Ende")))
    assert (passage.text, passage.heading_path) == ("Programm\nBegrüßung\nEnde", ())


@pytest.mark.parametrize("blocks", [(), (Block(BlockKind.PARAGRAPH, " \n"),)])
def test_a_document_without_text_has_no_passages(result: Result, blocks: tuple[Block, ...]) -> None:
    assert cut_passages(result(*blocks)) == []


def test_pages_and_label_are_those_on_which_the_passage_stands(result: Result) -> None:
    text = " ".join([SENTENCE] * 24)
    second, third = (len(SENTENCE) + 1) * 10, (len(SENTENCE) + 1) * 18
    pages = (PageStart(0, 5, "iii"), PageStart(second, 6, "1"), PageStart(third, 7, "2"))
    passages = cut_passages(result(Block(BlockKind.PARAGRAPH, text, (), 0, pages)))
    assert words(passages) == [120, 120]
    assert [(one.first_page, one.last_page, one.page_label) for one in passages] == [(5, 6, "iii"), (6, 7, "1")]


def test_a_page_that_begins_where_a_passage_ends_does_not_count(result: Result) -> None:
    text = " ".join([SENTENCE] * 24)
    half = (len(SENTENCE) + 1) * 12
    passages = cut_passages(
        result(Block(BlockKind.PARAGRAPH, text, (), 0, (PageStart(0, 1, None), PageStart(half, 2, None))))
    )
    assert [(one.first_page, one.last_page) for one in passages] == [(1, 1), (2, 2)]


def test_headings_in_the_text_count_for_the_pages(result: Result, heading: Heading) -> None:
    (passage,) = cut_passages(
        result(
            heading("A", page=1),
            Block(BlockKind.PARAGRAPH, "Eins.", ("A",), 0, (PageStart(0, 1, None),)),
            heading("B", page=1),
            Block(BlockKind.PARAGRAPH, "Zwei.", ("B",), 0, (PageStart(0, 2, None),)),
        )
    )
    assert (passage.first_page, passage.last_page, passage.text) == (1, 2, "A\nEins.\nB\nZwei.")


def test_formats_without_pages_have_none(result: Result) -> None:
    (passage,) = cut_passages(result(paragraph(20)))
    assert (passage.first_page, passage.last_page, passage.page_label) == (None, None, None)


def test_the_encoder_is_given_title_and_headings_once() -> None:
    passage = Passage("d.0", "d", 0, "Text.", ("Titel", "Kapitel"), None, None, None)
    assert encoder_text(DOCUMENT, passage) == "Titel – Kapitel\nText."
    assert context_text(DOCUMENT, ()) == "Titel"


@dataclass
class RandomDocument:
    """Blocks of words that occur once; `page_of`: word and its page; `body`: words outside headings, in order."""

    blocks: list[Block]
    body: list[str] = field(repr=False)
    page_of: dict[str, int] = field(repr=False)


@st.composite
def random_documents(draw: st.DrawFn) -> RandomDocument:
    made = RandomDocument([], [], {})
    path: tuple[str, ...] = ()
    page, number = 1, 0
    for _ in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from(list(BlockKind)))
        count = draw(st.integers(1, 3) if kind is BlockKind.HEADING else st.integers(1, 400))
        stop_after, space_after = draw(st.integers(3, 60)), " " if kind is BlockKind.PARAGRAPH else "\n"
        page += draw(st.integers(0, 1))
        turns = draw(st.sets(st.integers(1, 400), max_size=3))
        text, starts = "", []
        for index in range(count):
            page += index in turns
            word = f"W{number}"
            number += 1
            if not starts or starts[-1].page != page:
                starts.append(PageStart(len(text), page, f"S. {page}" if page % 2 else None))
            made.page_of[word] = page
            made.body += [word] * (kind is not BlockKind.HEADING)
            text += word + (f".{space_after}" if index % stop_after == stop_after - 1 else " ")
        text = text.rstrip()
        if kind is BlockKind.HEADING:
            path = (*path[: draw(st.integers(0, len(path)))], text)
        made.blocks.append(Block(kind, text, path, len(path) if kind is BlockKind.HEADING else 0, tuple(starts)))
    return made


@given(random_documents())
def test_every_word_stands_in_one_passage_in_order_and_on_its_page(document: RandomDocument) -> None:
    passages = cut_passages(ReadResult(DOCUMENT, tuple(document.blocks)))
    body, found = set(document.body), []
    for passage in passages:
        own = passage.text.replace(".", " ").split()
        found += [word for word in own if word in body]
        pages = [document.page_of[word] for word in own]
        assert (passage.first_page, passage.last_page) == (min(pages), max(pages))
        assert passage.page_label == (f"S. {min(pages)}" if min(pages) % 2 else None)
    assert found == document.body


@given(random_documents())
def test_no_heading_is_lost(document: RandomDocument) -> None:
    passages = cut_passages(ReadResult(DOCUMENT, tuple(document.blocks)))
    lines = {line for passage in passages for line in passage.text.split("\n")}
    paths = {heading for passage in passages for heading in passage.heading_path}
    assert {block.text for block in document.blocks if block.kind is BlockKind.HEADING} <= lines | paths


@given(random_documents())
def test_a_passage_begins_under_its_heading_path_and_shows_all_other_headings(document: RandomDocument) -> None:
    path_of = {word: block.heading_path for block in document.blocks for word in block.text.replace(".", " ").split()}
    for passage in cut_passages(ReadResult(DOCUMENT, tuple(document.blocks))):
        lines = passage.text.split("\n")
        own = passage.text.replace(".", " ").split()
        assert path_of[own[0]][: len(passage.heading_path)] == passage.heading_path
        for word in own:
            assert all(heading in lines or heading in passage.heading_path for heading in path_of[word][-1:])


@given(st.lists(st.integers(1, 30), min_size=40, max_size=120))
def test_prose_is_cut_into_80_to_160_words_give_or_take_a_sentence(lengths: list[int]) -> None:
    text = " ".join(" ".join(["Wort"] * (length - 1) + ["Ende."]) for length in lengths)
    lengths_found = words(cut_passages(ReadResult(DOCUMENT, (Block(BlockKind.PARAGRAPH, text),))))
    assert sum(lengths_found) == sum(lengths)
    assert len(lengths_found) == 1 or all(80 - 30 <= length <= 160 + 30 for length in lengths_found)
