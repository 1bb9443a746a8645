"""The German analyser: one way from text to terms, for building and for asking."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container
from functools import cached_property, lru_cache
from itertools import accumulate

from modelle.analysis import Analysed, UnitAnalysis
from modelle.contract import AnalyserContract, Token
from modelle.language import checksum, load_language
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

    @property
    def contract(self) -> AnalyserContract:
        return self._contract

    def terms(self, text: str) -> list[str]:
        """Terms of a passage in order; stop words are left out."""
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        return " ".join(map(self._unit_terms.__getitem__, UNIT.findall(text))).split()

    def tokens(self, text: str, among: Container[str] | None = None) -> list[Token]:
        """Terms of a text with their places, ascending by `start` of the words, a whole word before its parts."""
        if not unicodedata.is_normalized("NFC", text):
            return _placed(self.tokens(unicodedata.normalize("NFC", text), among), text)
        found = []
        position = 0
        for match in UNIT.finditer(text):
            analysed = self._unit(match.group())
            start = match.start()
            for term, first, last, place, weight in analysed.tokens:
                if among is None or term in among:
                    found.append(Token(term, start + first, start + last, position + place, weight))
            position += analysed.words
        return found

    def _uncached_unit(self, unit: str) -> Analysed:
        return self._analysis.analyse(unit)

    def _uncached_terms(self, unit: str) -> str:
        return " ".join([token.term for token in self._analysis.analyse(unit).tokens])

    @cached_property
    def _analysis(self) -> UnitAnalysis:
        return UnitAnalysis(load_language())


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
