"""Text as every reader hands it on: clean characters, and lines joined with German hyphenation mended."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.resources import files

# NFKC would also turn "m²" into "m2" and "½" into "1⁄2"; only the presentation forms of letters are taken apart.
_LIGATURES = {ligature: unicodedata.normalize("NFKC", chr(ligature)) for ligature in (*range(0xFB00, 0xFB07), 0x0132)}
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
_LINE_BREAKS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_SAME_AS_HYPHEN = {0x2010: "-", 0x2011: "-", 0xFE63: "-", 0xFF0D: "-"}
_REPLACED = _LIGATURES | _SPACES | _LINE_BREAKS | _SAME_AS_HYPHEN
# Controls, format characters such as zero-width ones and direction marks, lone surrogates, unassigned code points.
_REMOVED_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Cn"))
_SPACE_BEFORE_MARK = re.compile(r" (?=[\u0300-\u036f])")
_SPACING_DIAERESIS = re.compile(r"\u00a8 ?([aouAOU])")
_UNUSUAL = re.compile(r"[^ -~\n]")
# One pass for each strange character is faster than one pass that looks every character up, unless there are many.
_FEW = 24

_SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*(?=-$)")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_GENDER_MARKS = "*:_·"
_GENDER_MARK = re.compile(r"[^\W\d_][*:_·]$")
_GENDER_ENDING = re.compile(r"in(?:nen)?\b")


@cache
def _conjunctions() -> frozenset[str]:
    lines = files("korpus").joinpath("words/bindewoerter.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _replaced(character: str) -> str:
    """What `clean` makes of a character."""
    found = _REPLACED.get(ord(character))
    if found is not None:
        return found
    return "" if unicodedata.category(character) in _REMOVED_CATEGORIES else character


def clean(text: str, *, keep_soft_hyphens: bool = False) -> str:
    """The same text in NFC, with ligatures taken apart, every kind of space a blank and no invisible characters.

    Line breaks stay, runs of blanks become one. Soft hyphens go unless `keep_soft_hyphens`, which a reader sets for
    lines that it joins later. Private-use characters stay: readers recognise bullets by them.
    """
    if text.isascii() and text.isprintable():
        return _single_blanks(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "\n\t" + (_SOFT_HYPHEN if keep_soft_hyphens else "")
    characters = set(_UNUSUAL.findall(text))
    strange = {char: replaced for char in characters if char not in kept and (replaced := _replaced(char)) != char}
    if len(strange) <= _FEW:
        for char, replaced in strange.items():
            text = text.replace(char, replaced)
    else:
        text = text.translate({ord(char): replaced for char, replaced in strange.items()})
    if "\u00a8" in characters:
        text = _SPACING_DIAERESIS.sub("\\1\u0308", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SPACE_BEFORE_MARK.sub("", text))
    return _single_blanks(text.replace("\t", " "))


def _single_blanks(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """Words that stand whole within lines, case-folded: what `seam` may take as written by the author.

    A word that a line's end may have cut, and the rest of it in the next line, are left out.
    """
    words: set[str] = set()
    cut = False
    for line in lines:
        found = _WORD.findall(line.casefold())
        first = 1 if cut and found else 0
        cut = line.endswith(("-", _SOFT_HYPHEN))
        words.update(found[first : len(found) - 1 if cut else None])
    return frozenset(words)


def seam(left: str, right: str, known_words: Collection[str] = ()) -> tuple[int, str]:
    """How two lines of one paragraph become one: characters to cut from the end of `left`, and what comes between.

    `known_words`: case-folded words that the same document writes elsewhere, hyphens included; they decide whether a
    hyphen at the line's end belongs to the word. Without them a hyphen before a small letter is taken as a break.
    """
    if not left.strip() or not right:
        return 0, ""
    last = left.rsplit(None, 1)[-1]
    if left.endswith(_SOFT_HYPHEN):
        return 1, ""
    if left.endswith("-") and last != "-":
        return _hyphen_seam(left, last, right, known_words)
    return 0, "" if _stands_together(last, right) else " "


def _stands_together(last: str, right: str) -> bool:
    """Whether no blank belongs between a line's last word and the next line: "und/", "10–", "Bürger*"."""
    if last.endswith("/"):
        return last != "/"
    if last.endswith("–"):
        return last != "–" and last[-2].isdigit() and right[0].isdigit()
    return _is_gender_seam(last, right)


def _is_gender_seam(last: str, right: str) -> bool:
    """Whether a line ended before or behind the mark of "Bürger*innen"."""
    behind = _GENDER_MARK.search(last) and _GENDER_ENDING.match(right)
    before = last[-1].isalpha() and right[0] in _GENDER_MARKS and _GENDER_ENDING.match(right[1:])
    return bool(behind or before)


def _hyphen_seam(left: str, last: str, right: str, known_words: Collection[str]) -> tuple[int, str]:
    keep, mend = (0, ""), (1, "")
    if "://" in last or last.startswith("www."):
        return keep
    if _is_gender_seam(last[:-1], right):
        return mend
    first_word = _FIRST_WORD.match(right)
    if first_word is None:
        return keep if right[0].isdigit() or not right[0].isspace() else (0, " ")
    first = first_word.group()
    if first.casefold() in _conjunctions() and first.islower():
        return 0, " "
    found = _LAST_WORD.search(left)
    if found is None or not found.group()[-1].isalpha():
        return keep
    return keep if _keeps_hyphen(found.group(), first, known_words) else mend


def _keeps_hyphen(word: str, first: str, known_words: Collection[str]) -> bool:
    """Whether the hyphen between `word` at a line's end and `first` below belongs to the word."""
    if (word + first).casefold() in known_words:
        return False
    if f"{word}-{first}".casefold() in known_words:
        return True
    part = re.split(r"[-.]", word)[-1]
    shouted = len(part) > 1 and part.isupper()
    if first[0].isupper():
        return not (shouted and len(part) >= 5 and len(first) > 2 and first.isupper())
    mixed = sum(map(str.isupper, part)) > 1
    return shouted or mixed or len(part) == 1


def join_lines(lines: Sequence[str], known_words: Collection[str] = ()) -> str:
    """The lines of one paragraph as one line of text."""
    text = ""
    for line in lines:
        stripped = line.strip()
        cut, between = seam(text, stripped, known_words)
        text = (text[:-cut] if cut else text) + between + stripped
    return text.replace(_SOFT_HYPHEN, "")
