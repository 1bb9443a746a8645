"""What is kept of a reply and of a question: nothing that says who sent it, and no time finer than a day."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from service.calibration import Band

MAX_COMMENT_CHARACTERS = 500
_JOINERS = "\u200c\u200d"
"""Formatting characters that words of some languages, and many emoji, are written with."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Whether a passage helped. `band`: how well it was said to fit; `comment`: in one line, or None."""

    day: date
    passage: str
    band: Band
    helpful: bool
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions stayed unanswered on a day, asked of one snapshot."""

    day: date
    snapshot: str
    questions: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds, by day; within a day the order says nothing. `questions`: day and text of each."""

    replies: tuple[Reply, ...]
    unanswered: tuple[Tally, ...]
    questions: tuple[tuple[date, str], ...]


def cleaned(text: str) -> str:
    """A text in one line, without control characters, signs of writing direction and halves of characters."""
    return " ".join("".join(map(_shown, text)).split())


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category == "Cs" or (category == "Cf" and character not in _JOINERS) else character
