"""Runs one content stream of a PDF page: the operators of PDF 32000-1, 9.3 and 9.4, and those that move text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NameObject, StreamObject

from korpus.readers.pdf_pieces import Pieces, dictionary
from korpus.readers.pdf_state import IDENTITY, State, matrix_of, multiply, shifted

_MAX_FORM_DEPTH = 8
_MAX_STACK = 1_000
_SHOWING = frozenset((b"Tj", b"TJ", b"'", b'"'))
# What a broken operand gives rise to; it costs the operator's own text, not the page.
_BROKEN = (TypeError, ValueError, IndexError, KeyError, AttributeError)


def run_stream(pieces: Pieces, stream: Any, resources: DictionaryObject, state: State, depth: int = 0) -> None:
    """Adds what a content stream shows to `pieces`; `state` is changed."""
    if not isinstance(stream, StreamObject | ArrayObject):
        return
    run = _Run(pieces, resources, state, depth)
    for operands, operator in ContentStream(stream, pieces.pdf, "bytes").operations:
        try:
            run.follow(operator, operands)
        except _BROKEN:
            continue


class _Run:
    """One content stream being run, with its own text matrix, saved states and marked content."""

    def __init__(self, pieces: Pieces, resources: DictionaryObject, state: State, depth: int) -> None:
        self._pieces = pieces
        self._resources = resources
        self._state = state
        self._depth = depth
        self._saved: list[State] = []
        self._marks: list[tuple[str | None, int]] = []
        self._tm = self._line = IDENTITY
        self._operators = {
            b"BT": self._begin_text,
            b"Td": self._move,
            b"TD": self._move_and_lead,
            b"Tm": self._set_matrix,
            b"T*": self._next_line,
            b"Tf": self._set_font,
            b"q": self._save,
            b"Q": self._restore,
            b"cm": self._transform,
            b"Do": self._draw,
            b"BDC": self._mark,
            b"BMC": self._mark,
            b"EMC": self._end_mark,
            b"INLINE IMAGE": self._inline_image,
        }

    def follow(self, operator: bytes, operands: Any) -> None:
        if operator in _SHOWING:
            self._show(operator, operands)
        elif operator in self._operators:
            self._operators[operator](operands)
        else:
            self._state.set_text(operator, operands)

    def _show(self, operator: bytes, operands: Sequence[Any]) -> None:
        if operator == b'"':
            self._state.word_space, self._state.char_space = float(operands[0]), float(operands[1])
        if operator in (b"'", b'"'):
            self._next_line(operands)
        items = operands[-1] if operator == b"TJ" else operands[-1:]
        self._tm = self._pieces.show(items, self._tm, self._state)

    def _begin_text(self, _operands: Any) -> None:
        self._tm = self._line = IDENTITY

    def _move(self, operands: Sequence[Any]) -> None:
        self._tm = self._line = shifted(self._line, float(operands[0]), float(operands[1]))

    def _move_and_lead(self, operands: Sequence[Any]) -> None:
        self._state.leading = -float(operands[1])
        self._move(operands)

    def _set_matrix(self, operands: Sequence[Any]) -> None:
        self._tm = self._line = matrix_of(operands)

    def _next_line(self, _operands: Any) -> None:
        self._tm = self._line = shifted(self._line, 0.0, -self._state.leading)

    def _set_font(self, operands: Sequence[Any]) -> None:
        self._state.font = self._pieces.font(self._resources, operands[0])
        self._state.size = float(operands[1])

    def _save(self, _operands: Any) -> None:
        if len(self._saved) < _MAX_STACK:
            self._saved.append(replace(self._state))

    def _restore(self, _operands: Any) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: Sequence[Any]) -> None:
        self._state.ctm = multiply(matrix_of(operands), self._state.ctm)

    def _draw(self, operands: Sequence[Any]) -> None:
        form = dictionary(self._resources.get("/XObject")).get(operands[0])
        form = form.get_object() if form is not None else None
        if not isinstance(form, StreamObject):
            return
        if form.get("/Subtype") == "/Image":
            self._pieces.has_images = True
            return
        if self._depth >= _MAX_FORM_DEPTH or not self._pieces.may_draw_form():
            return
        inner = replace(self._state)
        if "/Matrix" in form:
            inner.ctm = multiply(matrix_of(list(form["/Matrix"])), inner.ctm)  # type: ignore[call-overload]
        own = form.get("/Resources")
        run_stream(self._pieces, form, dictionary(own) if own is not None else self._resources, inner, self._depth + 1)

    def _mark(self, operands: Sequence[Any]) -> None:
        self._marks.append((_actual_text(operands, self._resources), self._pieces.count))

    def _end_mark(self, _operands: Any) -> None:
        if self._marks:
            self._pieces.replace(*self._marks.pop())

    def _inline_image(self, _operands: Any) -> None:
        self._pieces.has_images = True


def _actual_text(operands: Sequence[Any], resources: DictionaryObject) -> str | None:
    """The text that the author gives for marked content (PDF 32000-1, 14.9.4)."""
    if len(operands) < 2:
        return None
    properties: Any = operands[1]
    if isinstance(properties, NameObject):
        properties = dictionary(resources.get("/Properties")).get(properties)
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
