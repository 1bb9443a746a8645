"""The graphics and text state of PDF content, and its matrices (PDF 32000-1, 8.3.4, 8.4 and 9.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from korpus.readers.pdf_fonts import GlyphFont

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class State:
    """What the operators so far have set; sizes in text space units, `stretch` as a factor."""

    ctm: Matrix
    font: GlyphFont | None = None
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    render_mode: int = 0

    def set_text(self, operator: bytes, operands: Sequence[Any]) -> None:
        """Follows an operator that sets a part of the text state; others change nothing."""
        if operator == b"Tc":
            self.char_space = float(operands[0])
        elif operator == b"Tw":
            self.word_space = float(operands[0])
        elif operator == b"Tz":
            self.stretch = float(operands[0]) / 100.0
        elif operator == b"TL":
            self.leading = float(operands[0])
        elif operator == b"Ts":
            self.rise = float(operands[0])
        elif operator == b"Tr":
            self.render_mode = int(operands[0])


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The transformation that applies `m` first, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def shifted(m: Matrix, x: float, y: float) -> Matrix:
    """`m` with its origin moved by `x` and `y` of its own units."""
    return multiply((1.0, 0.0, 0.0, 1.0, x, y), m)


def matrix_of(operands: Sequence[Any]) -> Matrix:
    """The matrix of six operands.

    :raises ValueError: if there are fewer.
    """
    a, b, c, d, e, f = (float(number) for number in operands[:6])
    return a, b, c, d, e, f
