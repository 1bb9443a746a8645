"""Marks the words of a passage that match the question, by their exact characters."""

from collections.abc import Iterable

from modelle import Token

Mark = tuple[int, int]
"""Start and end of a marked stretch in characters (Unicode code points), end exclusive."""


def marks_of(tokens: Iterable[Token]) -> tuple[Mark, ...]:
    """Stretches of a text that `tokens`, ascending by their start, stand for; ascending, without overlap."""
    marks: list[Mark] = []
    for token in tokens:
        if not marks or token.start >= marks[-1][1]:
            marks.append((token.start, token.end))
    return tuple(marks)
