"""Markdown: CommonMark with tables and YAML front matter."""

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from korpus.document import BlockKind
from korpus.errors import DamagedFile, MetadataError
from korpus.metadata_yaml import load_mapping
from korpus.readers.base import RawDocument
from korpus.readers.decode import decode
from korpus.readers.outline import Outline
from korpus.source import ReadLimits
from korpus.text import clean

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_GENDER_STAR = re.compile(r"(?<=[^\W\d_])\*(?=(?:in(?:nen)?|r|e[nrsm]?|n|m|s)\b(?!\*))")
_SETTINGS = {"maxNesting": 60}


def read(path: Path, _limits: ReadLimits) -> RawDocument:
    """Reads a Markdown file; its front matter becomes `declared`.

    :raises DamagedFile: if the bytes are no text.
    """
    try:
        text = decode(path.read_bytes())
    except UnicodeDecodeError as error:
        message = (
            f"„{path.name}“ ist keine Textdatei oder hat einen unbekannten Zeichensatz; bitte als UTF-8 speichern."
        )
        raise DamagedFile(message) from error
    return read_markdown(text)


def read_markdown(text: str) -> RawDocument:
    """Blocks and front matter of Markdown text."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    declared, warnings, body = _front_matter(text)
    parser = MarkdownIt("commonmark", _SETTINGS).enable(["table", "strikethrough"])
    outline = Outline()
    for node in SyntaxTreeNode(parser.parse(keep_gender_stars(body))).children:
        _add(outline, node)
    return RawDocument(tuple(outline.blocks), declared=declared, warnings=warnings)


def keep_gender_stars(text: str) -> str:
    """Escapes the star of `Bürger*innen`, which Markdown would take for the begin or end of emphasis."""
    return _GENDER_STAR.sub(r"\\*", text)


def _front_matter(text: str) -> tuple[dict[str, object], tuple[str, ...], str]:
    """Keys and values, German warnings, and the text below."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, (), text
    try:
        return load_mapping(match[1]), (), text[match.end() :]
    except MetadataError as error:
        warning = f"Die Angaben im Kopf der Datei werden nicht verwendet, denn {error}."
        return {}, (warning,), text[match.end() :]


def _add(outline: Outline, node: "SyntaxTreeNode") -> None:
    if node.type == "heading":
        outline.heading(int(node.tag[1]), _text(node))
    elif node.type in {"bullet_list", "ordered_list"}:
        outline.add(BlockKind.LIST, "\n".join(_items(node)))
    elif node.type == "table":
        rows = (row for section in node.children for row in section.children)
        lines = (" | ".join(_text(cell) for cell in row.children) for row in rows)
        outline.add(BlockKind.TABLE, "\n".join(line for line in lines if line.strip(" |")))
    elif node.type in {"fence", "code_block"}:
        outline.add(BlockKind.PARAGRAPH, clean(node.content).strip())
    elif node.type == "blockquote":
        for child in node.children:
            _add(outline, child)
    elif node.type in {"paragraph", "html_block"}:
        outline.add(BlockKind.PARAGRAPH, _text(node))


def _items(node: "SyntaxTreeNode") -> list[str]:
    """One line for each item, those of nested lists below their own."""
    lines: list[str] = []
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    for number, item in enumerate(node.children):
        marker = "- " if first is None else f"{first + number}. "
        nested = [child for child in item.children if child.type in {"bullet_list", "ordered_list"}]
        text = " ".join(filter(None, (_text(child) for child in item.children if child not in nested)))
        if text:
            lines.append(marker + text)
        for child in nested:
            lines += _items(child)
    return lines


def _text(node: "SyntaxTreeNode") -> str:
    """What a reader sees of a node, on one line."""
    return " ".join(clean("".join(_pieces(node))).split())


def _pieces(node: "SyntaxTreeNode") -> list[str]:
    if node.type in {"softbreak", "hardbreak"}:
        return [" "]
    if node.type == "html_inline":
        return [" " if node.content.lower().startswith("<br") else ""]
    if node.type == "html_block":
        return [unescape(_TAG.sub(" ", _HIDDEN.sub("", _COMMENT.sub("", node.content))))]
    if node.type == "image":
        return []
    if node.type in {"text", "code_inline", "fence", "code_block"}:
        return [node.content]
    pieces: list[str] = []
    for child in node.children:
        pieces += _pieces(child)
    if node.type in {"paragraph", "td", "th", "heading"}:
        pieces.append(" ")
    return pieces
