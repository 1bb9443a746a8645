"""Tells most words that cannot have any of some terms apart from those that may, without analysing them.

The analysis of a word, or of a part of it, changes its end and the dots on its vowels, but not how it begins; where an
irregular form begins otherwise than its term ("Foren", "Forum"), a table says so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

_BEGINNING = 5
Beginnings = Mapping[str, Set[str]]
_PLAIN = re.compile("[A-Za-zÄÖÜäöüß]+")
_VOWELS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def irregular_beginnings(forms: Iterable[tuple[str, str]]) -> Beginnings:
    """How words begin that have a term which begins otherwise. `forms`: a form of a word, or its end, and its term."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for form, term in forms:
        if not _folded(form).startswith(_folded(term)[:_BEGINNING]):
            found[term].add(form[:_BEGINNING])
    return found


class Likeness:
    """Words that may have one of `terms`: beginnings of terms are looked for anywhere in a word.

    "ae" is looked at both as it is and as "ä": "Baueingabe" has no ü. `irregular`: of further words with these terms.
    """

    def __init__(self, terms: Iterable[str], irregular: Beginnings) -> None:
        wanted = {beginning for term in terms for beginning in (term, *irregular.get(term, ()))}
        folded = [_folded(beginning) for beginning in wanted]
        self._as_typed = _any_of(folded)
        self._merged = _any_of(map(_merged, folded))

    def may_have(self, unit: str) -> bool:
        """False only if the analysis of the unit gives none of the terms."""
        if not _PLAIN.fullmatch(unit):
            return True
        folded = _folded(unit)
        if self._as_typed.search(folded):
            return True
        merged = _merged(folded)
        return merged != folded and self._merged.search(merged) is not None


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    beginnings = sorted({re.escape(word[:_BEGINNING]) for word in words})
    return re.compile("|".join(beginnings) or "(?!)")


def _folded(word: str) -> str:
    return word.lower().translate(_VOWELS)


def _merged(folded: str) -> str:
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
