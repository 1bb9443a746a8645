"""The text of a PDF page with the places where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypdf import PageObject

from korpus.readers.pdf_content import run_stream
from korpus.readers.pdf_fonts import GlyphFont
from korpus.readers.pdf_pieces import Piece, Pieces, dictionary
from korpus.readers.pdf_state import Matrix, State


@dataclass(frozen=True, slots=True)
class PageText:
    """Pieces in drawing order; `width`, `height` in points as displayed; `unreadable` codes without a character."""

    pieces: list[Piece]
    width: float
    height: float
    unreadable: int
    has_images: bool


def read_page(page: PageObject, fonts: dict[int, GlyphFont | None]) -> PageText:
    """Text of one page. `fonts` keeps what was learned of fonts by object number; it is filled and used again."""
    box = page.cropbox
    left, bottom, wide, high = float(box.left), float(box.bottom), float(box.width), float(box.height)
    rotation = page.rotation % 360
    base: Matrix = {
        90: (0.0, -1.0, 1.0, 0.0, -bottom, left + wide),
        180: (-1.0, 0.0, 0.0, -1.0, left + wide, bottom + high),
        270: (0.0, 1.0, -1.0, 0.0, bottom + high, -left),
    }.get(rotation, (1.0, 0.0, 0.0, 1.0, -left, -bottom))
    width, height = (high, wide) if rotation in (90, 270) else (wide, high)
    pieces = Pieces(page.pdf, fonts, width, height)
    content = page.get("/Contents")
    if content is not None:
        run_stream(pieces, content.get_object(), dictionary(page.get("/Resources")), State(base))
    return PageText(pieces.found, width, height, pieces.unreadable, pieces.has_images)


def turned(pieces: Sequence[Piece]) -> Iterator[tuple[int, list[Piece]]]:
    """Pieces by the direction in which they run, the direction with most characters first."""
    groups: dict[int, list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(piece.turn, []).append(piece)
    weight = {turn: sum(len(piece.text) for piece in group) for turn, group in groups.items()}
    yield from sorted(groups.items(), key=lambda item: -weight[item[0]])
