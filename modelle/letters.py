"""A word's letters in normal form, each with the place that it came from."""

import re
import unicodedata
from typing import NamedTuple

from modelle.units import INVISIBLE

# "ue" after a vowel or q is no ü: neue, Steuer, Quelle.
_TYPED_UMLAUT = re.compile("ae|oe|(?<![aeoq])ue")
_DOTTED = {"ae": "ä", "oe": "ö", "ue": "ü"}


class Letters(NamedTuple):
    """Lower case, NFKC, ss for ß, nothing invisible.

    `starts`, `ends`: for each letter the characters of the text that it stands for, end exclusive.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str, offset: int = 0) -> "Letters":
        """`offset`: what is added to every place."""
        lower = text.lower()
        if (
            len(lower) == len(text)
            and "ß" not in lower
            and lower.isalnum()
            and unicodedata.is_normalized("NFKC", lower)
        ):
            places = range(offset, offset + len(text))
            return cls(lower, tuple(places), tuple(range(offset + 1, offset + 1 + len(text))))
        letters, starts, ends = "", [], []
        for start, end in _clusters(text):
            normal = _normal(text[start:end])
            letters += normal
            starts += [offset + start] * len(normal)
            ends += [offset + end] * len(normal)
        return cls(letters, tuple(starts), tuple(ends))

    def __add__(self, other: object) -> "Letters":
        if not isinstance(other, Letters):
            return NotImplemented
        return Letters(self.text + other.text, self.starts + other.starts, self.ends + other.ends)

    def dotted(self) -> "Letters":
        """The same with ä, ö, ü where ae, oe, ue were typed."""
        if _TYPED_UMLAUT.search(self.text) is None:
            return self
        text, starts, ends = "", [], []
        place = 0
        for match in _TYPED_UMLAUT.finditer(self.text):
            text += self.text[place : match.start()] + _DOTTED[match.group()]
            starts += [*self.starts[place : match.start()], self.starts[match.start()]]
            ends += [*self.ends[place : match.start()], self.ends[match.end() - 1]]
            place = match.end()
        return Letters(text + self.text[place:], (*starts, *self.starts[place:]), (*ends, *self.ends[place:]))


def _normal(cluster: str) -> str:
    normal = unicodedata.normalize("NFKC", INVISIBLE.sub("", cluster)).lower().replace("ß", "ss")
    # Some letters stand for several words or for signs ("½"); a term has neither.
    return "".join(letter for letter in normal if letter.isalnum() or unicodedata.combining(letter))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Letters with the combining marks and invisible characters that follow them."""
    bounds = [
        place
        for place, letter in enumerate(text)
        if not place or not (unicodedata.combining(letter) or INVISIBLE.match(letter))
    ]
    return list(zip(bounds, [*bounds[1:], len(text)], strict=True))
