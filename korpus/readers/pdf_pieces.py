"""Gathers the text of a PDF page as pieces, each with the place where it stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf.generic import DictionaryObject, IndirectObject

from korpus.readers.pdf_fonts import GlyphFont
from korpus.readers.pdf_state import Matrix, State, multiply, shifted

# A jump within a string that is wider than this share of the font size ends a piece; whether it is a blank is decided
# when the line is put together.
_PIECE_GAP = 0.1
_MAX_FORMS = 2_000
_BOLD_RENDER_MODE = 2


@dataclass(slots=True)
class Piece:
    """A run of characters without a blank, set in one go.

    `x0`, `x1`, `y`: start, end and baseline in points from the lower left corner of the page as it is read: pieces
    that run upwards, downwards or upside down are turned, and `turn` (0, 90, 180, 270) says by how much.
    `size`: font size in points. `blank_before`: a blank was drawn before it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    turn: int
    blank_before: bool


class Pieces:
    """Pieces of one page in drawing order; `unreadable` counts codes without a known character."""

    def __init__(self, pdf: Any, fonts: dict[int, GlyphFont | None], width: float, height: float) -> None:
        self.pdf = pdf
        self.found: list[Piece] = []
        self.unreadable = 0
        self.has_images = False
        self._fonts = fonts
        self._width = width
        self._height = height
        self._forms = 0
        self._blank = False

    @property
    def count(self) -> int:
        return len(self.found)

    def may_draw_form(self) -> bool:
        """Counts a form; False where a page draws absurdly many."""
        self._forms += 1
        return self._forms <= _MAX_FORMS

    def show(self, items: Sequence[Any], tm: Matrix, state: State) -> Matrix:
        """Adds strings with the jumps between them; gives the text matrix behind them."""
        if state.font is None:
            return tm
        trm = multiply(shifted(tm, 0.0, state.rise), state.ctm)
        word = _Word(self, trm, state)
        for item in items:
            if isinstance(item, bytes):
                for text, width, spaced in state.font.decode(item):
                    advance = width * state.size + state.char_space + (state.word_space if spaced else 0.0)
                    if text and not text.isspace():
                        word.add(text)
                    else:
                        word.finish()
                        self._blank = self._blank or bool(text)
                        self.unreadable += not text and width > 0
                    word.pen += advance * state.stretch
            elif isinstance(item, int | float):
                word.jump(-float(item) * 0.001 * state.size * state.stretch)
        word.finish()
        return shifted(tm, word.pen, 0.0)

    def add(self, text: str, start: float, end: float, trm: Matrix, state: State) -> None:
        """Adds a word that runs from `start` to `end` in text space, if it stands on the page and not aslant."""
        a, b, c, d, e, f = trm
        turn = _turn(a, b)
        size = abs(state.size) * math.hypot(c, d)
        end -= state.char_space * state.stretch if state.char_space > 0 else 0.0
        x, y = start * a + e, start * b + f
        blank, self._blank = self._blank, False
        if turn is None or size < 0.5 or not (-size <= x <= self._width + size and -size <= y <= self._height + size):
            return
        if turn == 90:
            x, y = y, self._width - x
        elif turn == 180:
            x, y = self._width - x, self._height - y
        elif turn == 270:
            x, y = self._height - y, x
        bold = (state.font is not None and state.font.bold) or state.render_mode == _BOLD_RENDER_MODE
        self.found.append(Piece(text, x, x + (end - start) * math.hypot(a, b), y, size, bold, turn, blank))

    def replace(self, actual: str | None, since: int) -> None:
        """Puts the text that the author gave for a marked run in the place of its glyphs."""
        if actual is None:
            return
        marked = self.found[since:]
        if not actual.strip():
            del self.found[since:]
            self._blank = self._blank or bool(actual)
            return
        if not marked or " " in actual.strip():
            return
        first, last = marked[0], marked[-1]
        if all(abs(piece.y - first.y) < 0.5 * first.size and piece.turn == first.turn for piece in marked):
            first.text = actual.strip()
            first.x1 = max(first.x1, last.x1)
            del self.found[since + 1 :]

    def font(self, resources: DictionaryObject, name: Any) -> GlyphFont | None:
        """The font of that name, None where it is broken."""
        raw = dictionary(resources.get("/Font")).raw_get(name)
        key = raw.idnum if isinstance(raw, IndirectObject) else id(raw)
        if key not in self._fonts:
            try:
                self._fonts[key] = GlyphFont(dictionary(raw))
            except MemoryError:
                raise
            except Exception:
                self._fonts[key] = None
        return self._fonts[key]


class _Word:
    """A word being shown; `pen` is the place reached, in text space."""

    def __init__(self, pieces: Pieces, trm: Matrix, state: State) -> None:
        self.pen = 0.0
        self._start = 0.0
        self._characters: list[str] = []
        self._pieces = pieces
        self._trm = trm
        self._state = state

    def add(self, character: str) -> None:
        if not self._characters:
            self._start = self.pen
        self._characters.append(character)

    def jump(self, move: float) -> None:
        if not -_PIECE_GAP * abs(self._state.size) < move < _PIECE_GAP * abs(self._state.size):
            self.finish()
        self.pen += move

    def finish(self) -> None:
        if self._characters:
            self._pieces.add("".join(self._characters), self._start, self.pen, self._trm, self._state)
            self._characters = []


def dictionary(value: Any) -> DictionaryObject:
    """The dictionary that a value is or refers to, an empty one where it is none."""
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _turn(a: float, b: float) -> int | None:
    """Direction in which text runs; None for slanted text, such as a watermark across the page."""
    if abs(b) <= 0.2 * abs(a):
        return 0 if a >= 0 else 180
    if abs(a) <= 0.2 * abs(b):
        return 90 if b > 0 else 270
    return None
