"""Words of a PDF page with the places where they stand."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points of the page before it is turned; y grows downwards."""

# Beyond that, a page is a drawing made of letters or a table that nobody reads as an image.
_MAX_CHARACTERS = 50_000


@dataclass(frozen=True, slots=True)
class PageWord:
    """Letters and digits that stand together; a word that a line's end cuts is two. `text` as `word_texts` gives it."""

    text: str
    box: Box


def word_texts(text: str) -> list[str]:
    """Words of a text in small letters without accents; what is neither letter nor digit divides them."""
    words, letters = [], ""
    for character in [*text, " "]:
        if _belongs_to_word(character):
            letters += character
        elif letters:
            words.append(_plain(letters))
            letters = ""
    return words


def page_words(page: pypdfium2.PdfPage) -> list[PageWord]:
    """Words of a page in the order in which the file has them."""
    textpage = page.get_textpage()
    found: list[PageWord] = []
    letters = ""
    boxes: list[Box] = []
    for character, index in _characters(textpage):
        if _belongs_to_word(character):
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            letters += character
            boxes.append((left, -top, right, -bottom))
        elif letters:
            found.append(PageWord(_plain(letters), around(boxes)))
            letters, boxes = "", []
    return found


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds all of the boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _characters(textpage: pypdfium2.PdfTextPage) -> Iterator[tuple[str, int]]:
    """Characters with their numbers, and a blank at the end."""
    count = min(textpage.count_chars(), _MAX_CHARACTERS)
    for index in range(count):
        yield chr(raw.FPDFText_GetUnicode(textpage, index) & 0x1FFFFF), index
    yield " ", count


def _belongs_to_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _plain(letters: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", letters.casefold())
    return "".join(character for character in taken_apart if character.isalnum())
