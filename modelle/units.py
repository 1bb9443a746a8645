"""Finds what belongs together in a text: gendered forms, hyphenated words, ellipses, numbers, paragraph signs."""

import re

_INVISIBLE_CHARACTERS = "\u00ad\u200b-\u200d\u2060\ufeff"
INVISIBLE = re.compile(f"[{_INVISIBLE_CHARACTERS}]")
HYPHENS = "-\u2010\u2011\u2012\u2013"
_HYPHEN = f"[{HYPHENS}]"

# A word is letters and digits, with invisible characters and combining marks inside it.
# Quantifiers of single characters are possessive: a word is not given back, so no text takes long. Those of groups are
# not, for before Python 3.11.5 such groups match wrongly or for ever (CPython issue 106052).
_LETTERS = rf"[^\W_]++(?:[{_INVISIBLE_CHARACTERS}\u0300-\u036f]++[^\W_]*+)*"
# What follows a word of three letters or more: *innen, :in, _innen, /-innen, (innen), *r.
_GENDER = (
    rf"(?:(?=[*:_/·•(])(?<=[^\W\d_]{{3}})(?:[*:_/·•]{_HYPHEN}?[Ii]n(?:nen)?(?:(?<=nen)[^\W\d_]++)?(?![^\W_])"
    rf"|\({_HYPHEN}?[Ii]n(?:nen)?\)(?![^\W_])|[*:_/](?:r|n|e|s|m|en|er|es)(?![^\W_])))?"
)
_WORD = _LETTERS + _GENDER
_CHAIN = rf"{_WORD}(?:{_HYPHEN}{_WORD})*"
_AND = r"(?:und|oder|bzw\.?|sowie|u\.|&|/)"

WORD = re.compile(_WORD)
GENDER = re.compile(rf"(?:[*:_/·•]{_HYPHEN}?|(\())(?:{_HYPHEN}?[Ii]n(?:nen)?|r|n|e|s|m|en|er|es)(?(1)\))")
UNIT = re.compile(
    r"\d{1,3}(?:\.\d{3})+(?![\w.])"  # 1.000.000
    rf"|§+\s?\d+[^\W\d_]?(?![^\W_])"  # § 25, § 25a
    # Aus- und Weiterbildung; Stadtplanung und -entwicklung
    rf"|{_CHAIN}(?:{_HYPHEN}(?:,\s{_CHAIN}{_HYPHEN})*,?\s{_AND}\s{_CHAIN}|,?\s{_AND}\s{_HYPHEN}{_CHAIN})?"
)
"""One unit is analysed at a time; most are single words."""
