"""Splits German compounds into the parts that the language really uses."""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

SHORTEST_PART = 4
"""A part with fewer letters is recognised at the beginning of a word ("Bau" in "Baugenehmigung"), but it is no term."""

_SHORTEST_MODIFIER = 2
_INNER_SHORT_COST = 5.0
"""What a short word with its link ("amts", "tages") costs more inside a word than at its beginning."""
_SHORTEST_COMPOUND = _SHORTEST_MODIFIER + SHORTEST_PART
_LONGEST_COMPOUND = 60
_ONLY_FIRST = frozenset({"innen"})
"""Beginnings of compounds that inside a word are an ending ("Bürgerinnenbeteiligung")."""
_LINKS = ("s", "es", "e", "n", "en", "er")
_HEAD = 3
_KEPT_PARTS = 1 << 16
_Costs = dict[str, float]


class Span(NamedTuple):
    """A part of a word: its characters, end exclusive, and whether it is itself made of parts."""

    start: int
    end: int
    compound: bool


class CompoundSplitter:
    """Finds the likeliest parts by how many compounds each word forms, at their beginning and at their end.

    A part's cost is the negative logarithm of its share of all compounds (a unigram model; compare Koehn and Knight
    2003, "Empirical Methods for Compound Splitting"); the cheapest row of parts wins, by dynamic programming. A word
    at the beginning is written with its linking element ("verkehrs", "kirchen", "schul").
    """

    def __init__(self, families: Iterable[tuple[str, int, int]], never_split: Iterable[str]) -> None:
        """`families`: word, number of compounds that begin with it, number that end with it. All in lower case."""
        rows = list(families)
        beginnings = sum(row[1] for row in rows) or 1
        ends = sum(row[2] for row in rows) or 1
        self._beginnings: _Costs = {word: math.log(beginnings / count) for word, count, _ in rows if count}
        self._ends: _Costs = {word: math.log(ends / count) for word, _, count in rows if count}
        short = [word for word in self._beginnings if len(word) < SHORTEST_PART]
        self._short = frozenset(word + link for word in short for link in ("", *_LINKS))
        self._whole = frozenset(never_split)
        # How long a word at the beginning can be, by its first letters: most rows of letters begin none.
        self._longest: dict[str, int] = {}
        for word in self._beginnings:
            head = word[:_HEAD]
            self._longest[head] = max(self._longest.get(head, _SHORTEST_MODIFIER), len(word))
        self._kept_bounds = lru_cache(maxsize=_KEPT_PARTS)(self._bounds)

    def knows(self, word: str) -> bool:
        """Whether other words are made with this one."""
        return word in self._ends or word in self._beginnings

    def words(self) -> frozenset[str]:
        """All words that compounds are made of."""
        return frozenset(self._beginnings) | frozenset(self._ends)

    def is_short(self, part: str) -> bool:
        """Whether a part without its link has under four letters ("bau", "amts", "tages"), and so is no term."""
        return len(part) < SHORTEST_PART or part in self._short

    def split(self, word: str, nested: bool = True) -> tuple[Span, ...]:
        """Parts of a word in lower case, by their start, a longer one before its own parts; () where it has none.

        `nested`: whether parts are split further.
        """
        spans = self._parts(word, 0, True, nested)
        return tuple(sorted(spans, key=lambda span: (span.start, -span.end)))

    def _parts(self, word: str, offset: int, last: bool, nested: bool) -> list[Span]:
        """`last`: whether nothing follows the word; `offset` is added to every place."""
        found: list[Span] = []
        for start, end in pairwise(self._kept_bounds(word, last)):
            part = word[start:end]
            inner: list[Span] = []
            if nested:
                inner = self._parts(part, offset + start, last and end == len(word), nested)
                if all(self.is_short(word[one.start - offset : one.end - offset]) for one in inner):
                    inner = []  # "ehrenamts" stays whole, as "Ehrenamt" does
            found.append(Span(offset + start, offset + end, bool(inner)))
            found += inner
        return found

    def _bounds(self, word: str, last: bool) -> list[int]:
        """Where the cheapest row of two or more parts begins and ends, [] if there is none."""
        ends = self._ends if last else self._beginnings
        length = len(word)
        if not _SHORTEST_COMPOUND <= length <= _LONGEST_COMPOUND or word in self._whole:
            return []
        tails = [
            (start, ends[word[start:]])
            for start in range(_SHORTEST_MODIFIER, length - SHORTEST_PART + 1)
            if word[start:] in ends
        ]
        if not tails:
            return []
        reached: dict[int, tuple[float, int]] = {0: (0.0, 0)}
        latest = tails[-1][0]
        for start in range(latest):
            if start not in reached:
                continue
            cost = reached[start][0]
            longest = self._longest.get(word[start : start + _HEAD], _SHORTEST_MODIFIER)
            for end in range(start + _SHORTEST_MODIFIER, min(latest, start + longest) + 1):
                part = word[start:end]
                own = self._beginnings.get(part)
                if own is None or (start and part in _ONLY_FIRST):
                    continue
                if start and part in self._short:
                    own += _INNER_SHORT_COST
                if end not in reached or cost + own < reached[end][0]:
                    reached[end] = (cost + own, start)
        possible = [(reached[start][0] + cost, start) for start, cost in tails if start in reached]
        if not possible:
            return []
        bounds = [length]
        place = min(possible)[1]
        while place:
            bounds.append(place)
            place = reached[place][1]
        return [0, *reversed(bounds)]
