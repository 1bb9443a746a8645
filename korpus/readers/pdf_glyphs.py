"""Runs the content of a PDF page and tells where which text stands."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, NameObject, StreamObject

from korpus.readers.pdf_fonts import GlyphFont

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# A jump within a string that is wider than this share of the font size ends a piece; whether it is a blank is decided
# when the line is put together.
_PIECE_GAP = 0.1
_MAX_FORM_DEPTH = 8
_MAX_FORMS = 2_000
_MAX_STACK = 1_000
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


@dataclass(frozen=True, slots=True)
class PageText:
    """Pieces in drawing order; `width`, `height` in points as displayed; `unreadable` codes without a character."""

    pieces: list[Piece]
    width: float
    height: float
    unreadable: int
    has_images: bool


@dataclass(slots=True)
class _State:
    ctm: Matrix
    font: GlyphFont | None = None
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    render_mode: int = 0

    def copy(self) -> "_State":
        return _State(
            self.ctm, self.font, self.size, self.char_space, self.word_space, self.stretch, self.leading, self.rise,
            self.render_mode,
        )  # fmt: skip


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The transformation that applies `m` first, then `n` (PDF 32000-1, 8.3.4)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


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
    run = _Run(page.pdf, fonts, width, height)
    content = page.get("/Contents")
    resources = _dictionary(page.get("/Resources"))
    if content is not None:
        run.content(content.get_object(), resources, _State(base), 0)
    return PageText(run.pieces, width, height, run.unreadable, run.has_images)


class _Run:
    """One page being run: the operators of PDF 32000-1, 9.3 and 9.4, and those around them that move text."""

    def __init__(self, pdf: Any, fonts: dict[int, GlyphFont | None], width: float, height: float) -> None:
        self._pdf = pdf
        self._fonts = fonts
        self._width = width
        self._height = height
        self._forms = 0
        self._blank = False
        self.pieces: list[Piece] = []
        self.unreadable = 0
        self.has_images = False

    def content(self, stream: Any, resources: DictionaryObject, state: _State, depth: int) -> None:
        """Runs one content stream with its own resources; `state` is changed."""
        if not isinstance(stream, StreamObject | ArrayObject):
            return
        stack: list[_State] = []
        marks: list[tuple[str | None, int]] = []
        tm = line = _IDENTITY
        for operands, operator in ContentStream(stream, self._pdf, "bytes").operations:
            try:
                if operator in (b"Tj", b"'", b'"', b"TJ"):
                    if operator in (b"'", b'"'):
                        if operator == b'"':
                            state.word_space, state.char_space = float(operands[0]), float(operands[1])
                        tm = line = multiply((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                    items = operands[-1] if operator == b"TJ" else operands[-1:]
                    tm = self._show(items, tm, state)
                elif operator in (b"Td", b"TD"):
                    x, y = float(operands[0]), float(operands[1])
                    if operator == b"TD":
                        state.leading = -y
                    tm = line = multiply((1.0, 0.0, 0.0, 1.0, x, y), line)
                elif operator == b"Tm":
                    tm = line = _matrix(operands)
                elif operator == b"T*":
                    tm = line = multiply((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                elif operator == b"BT":
                    tm = line = _IDENTITY
                elif operator == b"q":
                    if len(stack) < _MAX_STACK:
                        stack.append(state.copy())
                elif operator == b"Q":
                    if stack:
                        state = stack.pop()
                elif operator == b"cm":
                    state.ctm = multiply(_matrix(operands), state.ctm)
                elif operator == b"Tf":
                    state.font, state.size = self._font(resources, operands[0]), float(operands[1])
                elif operator == b"Do":
                    self._draw(operands[0], resources, state, depth)
                elif operator in (b"BDC", b"BMC"):
                    marks.append((_actual_text(operands, resources), len(self.pieces)))
                elif operator == b"EMC":
                    if marks:
                        self._replace(*marks.pop())
                elif operator == b"INLINE IMAGE":
                    self.has_images = True
                else:
                    _set_text_state(state, operator, operands)
            except (TypeError, ValueError, IndexError, KeyError, AttributeError):
                # One broken operator costs its own text, not the page.
                continue

    def _show(self, items: Sequence[Any], tm: Matrix, state: _State) -> Matrix:
        font = state.font
        if font is None:
            return tm
        size, stretch = state.size, state.stretch
        trm = multiply(multiply((1.0, 0.0, 0.0, 1.0, 0.0, state.rise), tm), state.ctm)
        pen = start = 0.0
        word: list[str] = []
        for item in items:
            if isinstance(item, bytes):
                for text, width, spaced in font.decode(item):
                    advance = width * size + state.char_space
                    if spaced:
                        advance += state.word_space
                    if not text or text.isspace():
                        if word:
                            self._add(word, start, pen, trm, state)
                            word = []
                        if text:
                            self._blank = True
                        elif width:
                            self.unreadable += 1
                    else:
                        if not word:
                            start = pen
                        word.append(text)
                    pen += advance * stretch
            elif isinstance(item, int | float):
                move = -float(item) * 0.001 * size * stretch
                if word and not -_PIECE_GAP * abs(size) < move < _PIECE_GAP * abs(size):
                    self._add(word, start, pen, trm, state)
                    word = []
                pen += move
        if word:
            self._add(word, start, pen, trm, state)
        return multiply((1.0, 0.0, 0.0, 1.0, pen, 0.0), tm)

    def _add(self, word: list[str], start: float, end: float, trm: Matrix, state: _State) -> None:
        a, b, c, d, e, f = trm
        run = math.hypot(a, b)
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
        self.pieces.append(Piece("".join(word), x, x + (end - start) * run, y, size, bold, turn, blank))

    def _replace(self, actual: str | None, since: int) -> None:
        """Puts the text that the author gave for a marked run in the place of its glyphs."""
        if actual is None:
            return
        marked = self.pieces[since:]
        if not actual.strip():
            del self.pieces[since:]
            self._blank = self._blank or bool(actual)
            return
        if not marked or " " in actual.strip():
            return
        first, last = marked[0], marked[-1]
        if all(abs(piece.y - first.y) < 0.5 * first.size and piece.turn == first.turn for piece in marked):
            first.text = actual.strip()
            first.x1 = max(first.x1, last.x1)
            del self.pieces[since + 1 :]

    def _font(self, resources: DictionaryObject, name: Any) -> GlyphFont | None:
        table = _dictionary(resources.get("/Font"))
        raw = table.raw_get(name)
        key = raw.idnum if isinstance(raw, IndirectObject) else id(raw)
        if key not in self._fonts:
            try:
                self._fonts[key] = GlyphFont(_dictionary(raw))
            except MemoryError:
                raise
            except Exception:
                self._fonts[key] = None
        return self._fonts[key]

    def _draw(self, name: Any, resources: DictionaryObject, state: _State, depth: int) -> None:
        form = _dictionary(resources.get("/XObject")).get(name)
        form = form.get_object() if form is not None else None
        if not isinstance(form, StreamObject):
            return
        if form.get("/Subtype") == "/Image":
            self.has_images = True
            return
        self._forms += 1
        if depth >= _MAX_FORM_DEPTH or self._forms > _MAX_FORMS:
            return
        inner = state.copy()
        if "/Matrix" in form:
            inner.ctm = multiply(_matrix(form["/Matrix"]), inner.ctm)
        own = form.get("/Resources")
        self.content(form, _dictionary(own) if own is not None else resources, inner, depth + 1)


def _set_text_state(state: _State, operator: bytes, operands: Sequence[Any]) -> None:
    if operator == b"Tc":
        state.char_space = float(operands[0])
    elif operator == b"Tw":
        state.word_space = float(operands[0])
    elif operator == b"Tz":
        state.stretch = float(operands[0]) / 100.0
    elif operator == b"TL":
        state.leading = float(operands[0])
    elif operator == b"Ts":
        state.rise = float(operands[0])
    elif operator == b"Tr":
        state.render_mode = int(operands[0])


def _turn(a: float, b: float) -> int | None:
    """Direction in which text runs; None for slanted text, such as a watermark across the page."""
    if abs(b) <= 0.2 * abs(a):
        return 0 if a >= 0 else 180
    if abs(a) <= 0.2 * abs(b):
        return 90 if b > 0 else 270
    return None


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in operands[:6])
    return a, b, c, d, e, f


def _dictionary(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _actual_text(operands: Sequence[Any], resources: DictionaryObject) -> str | None:
    if len(operands) < 2:
        return None
    properties: Any = operands[1]
    if isinstance(properties, NameObject):
        properties = _dictionary(resources.get("/Properties")).get(properties)
        properties = properties.get_object() if properties is not None else None
    if not isinstance(properties, DictionaryObject):
        return None
    actual = properties.get("/ActualText")
    if isinstance(actual, bytes):
        if actual.startswith(b"\xfe\xff"):
            return actual[2:].decode("utf-16-be", "ignore")
        if actual.startswith(b"\xef\xbb\xbf"):
            return actual[3:].decode("utf-8", "ignore")
        return actual.decode("latin-1")
    return str(actual) if isinstance(actual, str) else None


def turned(pieces: Sequence[Piece]) -> Iterator[tuple[int, list[Piece]]]:
    """Pieces by the direction in which they run, the direction with most characters first."""
    groups: dict[int, list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(piece.turn, []).append(piece)
    weight = {turn: sum(len(piece.text) for piece in group) for turn, group in groups.items()}
    yield from sorted(groups.items(), key=lambda item: -weight[item[0]])
