"""Analyses one unit of a text: a word, a hyphenated or a gendered one, an ellipsis, a number, a paragraph sign."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from modelle.contract import Token
from modelle.language import Language
from modelle.letters import Letters
from modelle.units import GENDER, HYPHENS, WORD

PART_WEIGHT = 0.7
"""What a part of a compound counts for; a whole word counts for 1."""

_WITHOUT_DOTS = str.maketrans("äöü", "aou")
_LONGEST_CHAIN = 4


class Analysed(NamedTuple):
    """`tokens`: terms with places and positions that count from the unit's beginning. `words`: how many it has."""

    tokens: tuple[Token, ...]
    words: int


class _Word(NamedTuple):
    """A word of the unit. `gendered`: whether it had a mark as in "*innen", which `letters` lacks."""

    letters: Letters
    start: int
    end: int
    gendered: bool


class UnitAnalysis:
    """Safe to call from several threads."""

    def __init__(self, language: Language) -> None:
        self._stop_words = language.stop_words
        self._stemmer = language.stemmer
        self._splitter = language.splitter
        self._particles = language.particles
        self.irregular = language.irregular

    def analyse(self, unit: str) -> Analysed:
        """Tokens of a unit, a whole word before its parts."""
        words = [_word(match) for match in WORD.finditer(unit)]
        tokens: list[Token] = []
        if unit[0] == "§":
            tokens.append(Token("§" + words[0].letters.text, 0, len(unit), 0))
        elif unit[0].isdigit() and "." in unit:  # 1.000.000
            return Analysed((Token(unit.replace(".", ""), 0, len(unit), 0),), len(words))
        for number, word in enumerate(words):
            gap = unit[words[number - 1].end : word.start] if number else ""
            following = unit[word.end : words[number + 1].start] if number + 1 < len(words) else ""
            if _is_hyphen(following) and not _is_hyphen(gap):
                tokens += self._chain(unit, words, number)
            elif following[:1] in HYPHENS and len(following) > 1:
                tokens += self._completed(word, number, self._first_part_replaced(word, words[number + 1 :]))
            elif gap[-1:] in HYPHENS and len(gap) > 1:
                tokens += self._completed(word, number, self._last_part_replaced(words[0], word))
            tokens += self._tokens(word, number)
        return Analysed(tuple(tokens), len(words))

    def _tokens(self, word: _Word, position: int) -> Iterator[Token]:
        """The word's stem, then its parts."""
        letters = word.letters
        text = letters.text
        if not text or text in self._stop_words:
            return
        if text.isdigit():
            yield Token(text.lstrip("0") or "0" if len(text) == 2 else text, word.start, word.end, position)
            return
        letters = self._with_umlauts(letters)
        text = letters.text
        stem = self._stemmer.stem_gendered(text) if word.gendered else self._stemmer.stem(text)
        yield Token(stem, word.start, word.end, position)
        seen = {stem}
        plain = stem.translate(_WITHOUT_DOTS)
        if plain not in seen:
            seen.add(plain)
            yield Token(plain, word.start, word.end, position, PART_WEIGHT)
        for span in self._splitter.split(text):
            part = text[span.start : span.end]
            if part in self._stop_words or self._splitter.is_short(part):
                continue
            if span.compound and not self._splitter.knows(part):
                continue
            term = self._stemmer.stem(part)
            if term not in seen:
                seen.add(term)
                yield Token(term, letters.starts[span.start], letters.ends[span.end - 1], position, PART_WEIGHT)

    def _with_umlauts(self, letters: Letters) -> Letters:
        """With ä for ae and so on where that makes a word or a compound that is known."""
        splitter = self._splitter
        dotted = letters.dotted()
        if dotted.text == letters.text or splitter.knows(letters.text):
            return letters
        if splitter.knows(dotted.text) or (splitter.split(dotted.text) and not splitter.split(letters.text)):
            return dotted
        return letters

    def _chain(self, unit: str, words: list[_Word], number: int) -> Iterator[Token]:
        """Hyphenated words as one, so that "KiTa-Ausbau" is found by "Kitaausbau" and "U-25" by "U25"."""
        last = number
        while last + 1 < len(words) and _is_hyphen(unit[words[last].end : words[last + 1].start]):
            last += 1
        text = "".join(word.letters.text for word in words[number : last + 1])
        if last - number < _LONGEST_CHAIN and text and not text.isdigit():
            yield Token(self._stemmer.stem(text), words[number].start, words[last].end, number)

    def _completed(self, word: _Word, number: int, whole: str) -> Iterator[Token]:
        if whole:
            yield Token(self._stemmer.stem(whole), word.start, word.end, number)

    def _first_part_replaced(self, word: _Word, following: list[_Word]) -> str:
        """What "Aus-" in "Aus- und Weiterbildung" means, "" if that is not known."""
        first, full = word.letters.text, following[-1].letters.text
        if first in self._particles:
            prefixes = [prefix for prefix in self._particles if full.startswith(prefix) and len(full) > len(prefix) + 2]
            if prefixes:
                return first + full[len(max(prefixes, key=len)) :]
        places = [span.start for span in self._splitter.split(full) if span.start and not span.compound]
        possible = [first + full[place:] for place in places]
        return next((whole for whole in possible if self._splitter.knows(whole)), possible[0] if possible else "")

    def _last_part_replaced(self, before: _Word, word: _Word) -> str:
        """What "-entwicklung" in "Stadtplanung und -entwicklung" means, "" if that is not known."""
        full = before.letters.text
        places = [span.start for span in self._splitter.split(full) if span.start and not span.compound]
        return full[: places[-1]] + word.letters.text if places else ""


def _is_hyphen(gap: str) -> bool:
    return len(gap) == 1 and gap in HYPHENS


def _word(match: re.Match[str]) -> _Word:
    text, start = match.group(), match.start()
    gender = GENDER.search(text)
    if gender is None:
        return _Word(Letters.of(text, start), start, match.end(), False)
    letters = Letters.of(text[: gender.start()], start)
    tail = text[gender.end() :]
    if tail:  # Mitarbeiter*innenvertretung
        letters += Letters.of(tail, start + gender.end())
    return _Word(letters, start, match.end(), not tail)
