"""The German analyser: one way from text to terms, for building and for asking."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from itertools import accumulate

from modelle.analysis import Analysed, UnitAnalysis
from modelle.contract import AnalyserContract, Token
from modelle.language import checksum, load_language
from modelle.likeness import Beginnings, Likeness
from modelle.units import UNIT

_CACHED_UNITS = 1 << 18


class _UnitTerms(dict[str, str]):
    """Terms of units, divided by spaces. Strings alone: the garbage collector would look through all else again and
    again, which took half of the time of a large build."""

    def __init__(self, analyse: Callable[[str], str]) -> None:
        super().__init__()
        self._analyse = analyse

    def __missing__(self, unit: str) -> str:
        if len(self) >= _CACHED_UNITS:
            self.clear()
        terms = self[unit] = self._analyse(unit)
        return terms


class _Seen:
    """Which of the units that were analysed have a term, so that most units of a text need not be looked at again.

    A unit that cannot have any of the terms asked for is not analysed at all: that takes twenty times as long.

    Safe to use from several threads: what two of them note at the same time is noted twice.
    """

    def __init__(self, analyse: Callable[[str], Analysed]) -> None:
        self._analyse = analyse
        self._units: set[str] = set()
        self._by_term: dict[str, list[str]] = {}
        self._not_single: set[str] = set()

    def __len__(self) -> int:
        return len(self._units)

    def among(self, units: Set[str], terms: Set[str], irregular: Beginnings) -> dict[str, Analysed]:
        """Of `units` those with one of `terms`, and those that are not a single word; with only these tokens."""
        likeness = Likeness(terms, irregular)
        for unit in units - self._units:
            if not likeness.may_have(unit):
                continue
            analysed = self._analyse(unit)
            for token in analysed.tokens:
                self._by_term.setdefault(token.term, []).append(unit)
            if analysed.words != 1:
                self._not_single.add(unit)
            self._units.add(unit)
        with_terms = set[str]().union(*(self._by_term.get(term, ()) for term in terms))
        return {unit: _only(self._analyse(unit), terms) for unit in units & with_terms | units & self._not_single}


def _only(analysed: Analysed, terms: Set[str]) -> Analysed:
    return Analysed(tuple(token for token in analysed.tokens if token.term in terms), analysed.words)


class GermanAnalyser:
    """Words in lower case, without stop words, stemmed, with the parts of compounds at the place of the whole word.

    See `docs/sprache.md` for what is done to a word.
    """

    name = "fundstelle-deutsch"
    version = "2"

    def __init__(self) -> None:
        self._contract = AnalyserContract(self.name, self.version, checksum())
        self._unit = lru_cache(maxsize=_CACHED_UNITS)(self._uncached_unit)
        self._unit_terms = _UnitTerms(self._uncached_terms)
        self._seen = _Seen(self._unit)

    @property
    def contract(self) -> AnalyserContract:
        return self._contract

    def terms(self, text: str) -> list[str]:
        """Terms of a passage in order; stop words are left out."""
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        return " ".join(map(self._unit_terms.__getitem__, UNIT.findall(text))).split()

    def tokens(self, text: str) -> list[Token]:
        """Terms of a text with their places, ascending by `start` of the words, a whole word before its parts."""
        if not unicodedata.is_normalized("NFC", text):
            return _placed(self.tokens(unicodedata.normalize("NFC", text)), text)
        units = _units_of(text)
        return _tokens_of(units, {unit: self._unit(unit) for unit, _ in units})

    def tokens_among(self, texts: Sequence[str], terms: Set[str]) -> list[list[Token]]:
        """Of each text those of its `tokens` whose term is one of `terms`."""
        if len(self._seen) >= _CACHED_UNITS:
            self._seen = _Seen(self._unit)
        composed = [unicodedata.normalize("NFC", text) for text in texts]
        units = [_units_of(text) for text in composed]
        wanted = self._seen.among({unit for found in units for unit, _ in found}, terms, self._analysis.irregular)
        tokens = [_tokens_of(found, wanted) for found in units]
        return [
            found if same == text else _placed(found, text)
            for found, same, text in zip(tokens, composed, texts, strict=True)
        ]

    def _uncached_unit(self, unit: str) -> Analysed:
        return self._analysis.analyse(unit)

    def _uncached_terms(self, unit: str) -> str:
        return " ".join([token.term for token in self._analysis.analyse(unit).tokens])

    @cached_property
    def _analysis(self) -> UnitAnalysis:
        return UnitAnalysis(load_language())


def _units_of(text: str) -> list[tuple[str, int]]:
    """Units with their starts."""
    return [(match.group(), match.start()) for match in UNIT.finditer(text)]


def _tokens_of(units: Sequence[tuple[str, int]], wanted: Mapping[str, Analysed]) -> list[Token]:
    """Tokens of units with their starts; those that are not wanted are single words."""
    found = []
    further_words = 0
    for number, (unit, start) in enumerate(units):
        analysed = wanted.get(unit)
        if analysed is not None:
            position = number + further_words
            for term, first, last, place, weight in analysed.tokens:
                found.append(Token(term, start + first, start + last, position + place, weight))
            further_words += analysed.words - 1
    return found


def _placed(tokens: list[Token], text: str) -> list[Token]:
    """Tokens of the composed text with their places in the text itself. Both lie at the same letters decomposed."""
    composed, own = _decomposed_places(unicodedata.normalize("NFC", text)), _decomposed_places(text)
    return [
        token._replace(
            start=bisect_right(own, composed[token.start]) - 1,
            end=bisect_left(own, composed[token.end]),
        )
        for token in tokens
    ]


def _decomposed_places(text: str) -> list[int]:
    """Where each letter of the text begins, and where the text ends, once all are decomposed."""
    return [0, *accumulate(len(unicodedata.normalize("NFD", letter)) for letter in text)]


def load_analyser() -> GermanAnalyser:
    """The analyser that building and asking share."""
    return GermanAnalyser()
