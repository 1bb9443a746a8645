"""Sources of the sample corpus' PDF and DOCX files: Markdown with front matter, parsed into what a page is made of."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from korpus.document import FieldOfAction
from korpus.metadata_values import data
from korpus.readers.markdown import keep_gender_stars

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

SAMPLES = Path(__file__).resolve().parent
SOURCES = SAMPLES / "quellen"
DOCUMENTS = SAMPLES / "dokumente"
QUESTIONS = SAMPLES / "fragen.jsonl"

FOLDERS = {
    "management-und-steuerung": FieldOfAction.MANAGEMENT,
    "interkulturelle-oeffnung": FieldOfAction.OPENING,
    "fairer-zugang": FieldOfAction.ACCESS,
    "arbeit-und-wirtschaft": FieldOfAction.WORK,
    "engagement-und-beteiligung": FieldOfAction.PARTICIPATION,
    "zusammenhalt-und-begegnung": FieldOfAction.COHESION,
    "kommunikation-und-konflikte": FieldOfAction.COMMUNICATION,
}
"""Folders of the sample corpus with their field of action."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face."""

    text: str
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    runs: Runs

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class ItemList:
    """`items`: depth from 0, marker ("•", "1.") and text of each item."""

    items: tuple[tuple[int, str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first row is the header."""

    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Element = Heading | Paragraph | ItemList | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Layout:
    """How a source becomes a file; the fields are those of the front matter's `layout`."""

    format: str
    columns: int = 1
    header: str = ""
    footer: str = ""
    front_pages: int = 0
    outline: bool = True
    hyphenation: bool = False
    toc: bool = False


@dataclass(frozen=True, slots=True)
class SampleSource:
    """One source file. `metadata`: its front matter without `layout`. `elements`: without the title."""

    path: Path
    title: str
    metadata: Mapping[str, Any]
    layout: Layout
    elements: tuple[Element, ...]

    @property
    def target(self) -> Path:
        """The file that the source becomes."""
        return DOCUMENTS / self.path.parent.name / f"{self.path.stem}.{self.layout.format}"


def german_date(date: datetime.date) -> str:
    """As administrations write it: 14. September 2023."""
    month: str = data()["monate"][date.month - 1]
    return f"{date.day}. {month.capitalize()} {date.year}"


def read_sources() -> Iterator[SampleSource]:
    """All sources by path."""
    for path in sorted(SOURCES.glob("*/*.md")):
        yield read_source(path)


def read_source(path: Path) -> SampleSource:
    """Parses one source.

    :raises ValueError: if it uses Markdown that the layouts do not know, or has no title.
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    metadata = yaml.safe_load(front)
    layout = Layout(**metadata.pop("layout"))
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(keep_gender_stars(body)))
    title, *elements = [_element(node, path) for node in tree.children]
    if not isinstance(title, Heading) or title.level != 1:
        raise ValueError(f"{path}: begins without a title")
    return SampleSource(path, title.text, metadata, layout, tuple(elements))


def _element(node: "SyntaxTreeNode", path: Path) -> Element:
    if node.type == "heading":
        return Heading(int(node.tag[1]), _runs(node))
    if node.type == "paragraph":
        runs = _runs(node)
        return PageBreak() if "".join(run.text for run in runs).strip() == "\\newpage" else Paragraph(runs)
    if node.type in {"bullet_list", "ordered_list"}:
        return ItemList(tuple(_items(node, 0)))
    if node.type == "table":
        rows = (row for section in node.children for row in section.children)
        return Table(tuple(tuple(_runs(cell) for cell in row.children) for row in rows))
    raise ValueError(f"{path}: {node.type} has no layout")


def _items(node: "SyntaxTreeNode", depth: int) -> Iterator[tuple[int, str, Runs]]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children):
        marker = "•" if node.type == "bullet_list" else f"{first + number}."
        lists = [child for child in item.children if child.type in {"bullet_list", "ordered_list"}]
        yield depth, marker, tuple(run for child in item.children if child not in lists for run in _runs(child))
        for child in lists:
            yield from _items(child, depth + 1)


def _runs(node: "SyntaxTreeNode", bold: bool = False, italic: bool = False) -> Runs:
    if node.type in {"text", "code_inline"}:
        return (Run(node.content, bold, italic),)
    if node.type in {"softbreak", "hardbreak"}:
        return (Run(" ", bold, italic),)
    bold, italic = bold or node.type == "strong", italic or node.type == "em"
    return tuple(run for child in node.children for run in _runs(child, bold, italic))
