"""Text within WordprocessingML: runs, links, tracked changes, footnotes, text boxes (ECMA-376, part 1, chapter 17)."""

from typing import TYPE_CHECKING

from korpus.text import clean

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
# Deleted text, moved-away text, field codes, and what lies in drawings (text boxes are read on their own).
_SKIPPED = {W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "drawing", "pict", "object")}
_SKIPPED.add(_FALLBACK)
_CHARACTERS = {W + "tab": " ", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "-", W + "ptab": " "}


def children_text(parent: "_Element") -> str:
    """What a reader sees of a paragraph, on one line."""
    return " ".join(clean("".join(_pieces(parent))).split())


def _pieces(element: "_Element") -> list[str]:
    pieces: list[str] = []
    for child in element:
        if child.tag in _SKIPPED or _is_hidden(child):
            continue
        if child.tag == W + "t":
            pieces.append(child.text or "")
        elif child.tag in _CHARACTERS:
            pieces.append(_CHARACTERS[child.tag])
        elif isinstance(child.tag, str):
            pieces += _pieces(child)
    return pieces


def _is_hidden(run: "_Element") -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish") if run.tag == W + "r" else None
    return vanish is not None and vanish.get(W + "val") not in {"0", "false"}


def is_contents_table(control: "_Element") -> bool:
    """Whether a content control holds the table of contents."""
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "contents" in str(gallery.get(W + "val", "")).lower()


def text_boxes(paragraph: "_Element") -> list["_Element"]:
    """Contents of the text boxes anchored in a paragraph, without the copies kept for older programs."""
    boxes = paragraph.iter(W + "txbxContent")
    return [box for box in boxes if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors())]


def footnote_ids(paragraph: "_Element") -> list[str]:
    """Ids of the footnotes that a paragraph refers to, in order."""
    return [str(reference.get(W + "id")) for reference in paragraph.iter(W + "footnoteReference")]


def notes_of(document: "DocxDocument") -> dict[str, str]:
    """Texts of the document's footnotes by id."""
    from docx.oxml.parser import parse_xml

    notes: dict[str, str] = {}
    for relation in document.part.rels.values():
        if relation.reltype == _FOOTNOTES and not relation.is_external:
            for note in parse_xml(relation.target_part.blob).iter(W + "footnote"):
                if note.get(W + "type") is None:  # separators carry a type
                    text = " ".join(children_text(paragraph) for paragraph in note.iter(W + "p")).strip()
                    notes[str(note.get(W + "id"))] = text
    return notes
