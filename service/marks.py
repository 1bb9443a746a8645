"""Marks the words of a passage that match the question, by their exact characters."""

from collections.abc import Container

from modelle import Analyser

Mark = tuple[int, int]
"""Start and end of a marked stretch in characters (Unicode code points), end exclusive."""


def marks_of(text: str, analyser: Analyser, terms: Container[str]) -> tuple[Mark, ...]:
    """Stretches of `text` whose terms are among `terms`, ascending, without overlap."""
    marks: list[Mark] = []
    for token in analyser.tokens(text, terms):
        if not marks or token.start >= marks[-1][1]:
            marks.append((token.start, token.end))
    return tuple(marks)
