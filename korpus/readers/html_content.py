"""The content of a parsed web page as blocks."""

import logging
import re
from typing import TYPE_CHECKING, Any

from korpus.document import Block, BlockKind
from korpus.readers.outline import Outline
from korpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

UNSTATED_LEVEL = 3
"""Level of headings that state none, such as the summary of a folded part."""

# Below this share of the words of the page's own <main>, the extractor has lost content.
_LEAST_SHARE = 0.5
_LEAST_WORDS = 10
_HEADING = re.compile(r"h([1-6])")
# Elements that stand on lines of their own, in HTML and in the extractor's TEI-like tree.
# fmt: off
_HTML_BLOCKS = frozenset((
    "p", "li", "dt", "dd", "tr", "td", "th", "blockquote", "pre", "div", "section", "article", "main", "table", "ul",
    "ol", "dl", "form", "fieldset", "legend",
))
# fmt: on
_TREE_BLOCKS = frozenset(("p", "head", "list", "item", "table", "row", "cell", "quote", "div", "code"))
_SEPARATE = _HTML_BLOCKS | _TREE_BLOCKS | {f"h{level}" for level in range(1, 7)}


def words_of_element(element: "_Element | None") -> list[str]:
    return " ".join(element.itertext()).split() if element is not None else []


def content_of(page: "_Element") -> tuple[tuple[Block, ...], str | None]:
    """Blocks and title of a page; where the extractor fails, the blocks of the main part as they stand."""
    body = page.find("body")
    mains = page.xpath("//main") or page.xpath("//*[@role='main']") or page.xpath("//article")
    main = mains[0] if len(mains) == 1 else body
    words = len(words_of_element(main))
    least = _LEAST_SHARE * words if main is not body else min(words, _LEAST_WORDS)
    extracted = _extracted(page)
    outline = Outline()
    tree = extracted.body if extracted is not None else None
    if tree is not None and len(words_of_element(tree)) >= least and not _is_flattened(tree, main):
        if heading := _lost_heading(page, tree):
            outline.heading(1, heading)
        _add_tree(outline, tree)
    else:
        _add_html(outline, main)
    return tuple(outline.blocks), getattr(extracted, "title", None)


def _is_flattened(tree: "_Element", main: "_Element") -> bool:
    """Whether the extractor's last resort made one paragraph of a page that has headings, lists and more."""
    return (
        len(tree) <= 1 and len(tree.xpath(".//p")) == len(tree) and len(main.xpath(".//h1|.//h2|.//li|.//tr|.//p")) > 1
    )


def _lost_heading(page: "_Element", tree: "_Element") -> str:
    """The page's only first heading where the extractor has left it out, else ""."""
    headings = list(page.iter("h1"))
    kept = any(head.get("rend") == "h1" for head in tree.iter("head"))
    return _line(headings[0]) if len(headings) == 1 and not kept else ""


def _extracted(page: "_Element") -> Any:
    """What trafilatura makes of a page, with its log kept silent; the page itself is not changed."""
    from copy import deepcopy

    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return bare_extraction(
        deepcopy(page),
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        include_images=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False},
    )


def _raw_text(element: "_Element", without: frozenset[str]) -> str:
    pieces: list[str] = [element.text or ""]
    for child in element:
        separate = child.tag in _SEPARATE or child.tag in {"lb", "br"}
        inner = "" if child.tag in without or not isinstance(child.tag, str) else _raw_text(child, without)
        pieces.append(f" {inner} " if separate else inner)
        pieces.append(child.tail or "")
    return "".join(pieces)


def _line(element: "_Element", without: frozenset[str] = frozenset()) -> str:
    """Text of an element on one line, without that of inner elements of the kinds named."""
    return " ".join(clean(_raw_text(element, without)).split())


def _add_tree(outline: Outline, parent: "_Element") -> None:
    """Blocks of the extractor's tree, in order."""
    outline.add(BlockKind.PARAGRAPH, " ".join(clean(parent.text or "").split()))
    for child in parent:
        if child.tag == "head":
            level = _HEADING.fullmatch(child.get("rend") or "")
            outline.heading(int(level[1]) if level else UNSTATED_LEVEL, _line(child))
        elif child.tag == "list":
            outline.add(BlockKind.LIST, "\n".join(_items(child)))
        elif child.tag == "table":
            rows = [[_line(cell) for cell in row.iter("cell")] for row in child.iter("row")]
            outline.add(BlockKind.TABLE, "\n".join(" | ".join(row) for row in rows if any(row)))
        elif any(inner.tag in {"list", "table", "head", "p", "quote"} for inner in child):
            _add_tree(outline, child)
        else:
            outline.add(BlockKind.PARAGRAPH, _line(child))
        outline.add(BlockKind.PARAGRAPH, " ".join(clean(child.tail or "").split()))


def _items(parent: "_Element") -> list[str]:
    """One line for each item; those of nested lists follow the item that they stand in."""
    lines: list[str] = []
    ordered = parent.get("rend") == "ol" or parent.tag == "ol"
    number = 0
    for item in parent.iterchildren("item", "li"):
        text = _line(item, frozenset(("list", "ul", "ol")))
        if text:
            number += 1
            lines.append(f"{number}. {text}" if ordered else f"- {text}")
        for nested in item.iter("list", "ul", "ol"):
            if next(nested.iterancestors("item", "li")) is item:
                lines += _items(nested)
    return lines


def _add_html(outline: Outline, parent: "_Element") -> None:
    """Blocks of HTML as it stands; text between blocks makes a paragraph of its own."""
    inline: list[str] = [parent.text or ""]

    def end_paragraph() -> None:
        outline.add(BlockKind.PARAGRAPH, " ".join(clean("".join(inline)).split()))
        inline.clear()

    for child in parent:
        if isinstance(child.tag, str) and _is_block(child):
            end_paragraph()
            _add_block(outline, child)
        elif isinstance(child.tag, str):
            inline.append(" " if child.tag == "br" else _raw_text(child, frozenset()))
        inline.append(child.tail or "")
    end_paragraph()


def _is_block(element: "_Element") -> bool:
    return element.tag in _SEPARATE or any(inner.tag in _SEPARATE for inner in element.iterdescendants())


def _add_block(outline: Outline, element: "_Element") -> None:
    """A heading, list items, table rows, or what stands within another block."""
    if level := _HEADING.fullmatch(element.tag):
        outline.heading(int(level[1]), _line(element))
    elif element.tag in {"ul", "ol"}:
        outline.add(BlockKind.LIST, "\n".join(_items(element)))
    elif element.tag == "table":
        rows = [[_line(cell) for cell in row.iter("td", "th")] for row in element.iter("tr")]
        outline.add(BlockKind.TABLE, "\n".join(" | ".join(row) for row in rows if any(row)))
    else:
        _add_html(outline, element)
