"""Where sentences begin and end in German text as administrations write it.

A full stop ends a sentence unless what stands before it is an abbreviation, an ordinal number, a part of a date, an
initial or an enumerator, or what follows goes on in lower case. Word lists are data files beside this module.
"""

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"

# A run of final punctuation with closing quotes and brackets, before white space; or an empty line. Both begin with one
# of a set of characters, which the regex engine finds fast.
_CANDIDATE = re.compile(
    r"(?P<first>[.!?…\n])"
    r"(?:(?<!\n)(?P<more>[.!?…]*)(?P<closing>[\"“”»«’'›‹)\]]*[¹²³⁰-⁹]*)\s+|(?<=\n)[ \t]*\n\s*)(?=\S)",
)
_OPENING = "„“”\"»«‚‘'›‹([–—-•*"
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_CHAIN = re.compile(r"(?:[^\W\d_]{1,3}\.\s?)*[^\W\d_]+$")
_ROMAN = re.compile(r"[IVXLCDM]+")
_ENUMERATION_MARKS = ":;,–—•("
_LONGEST_CHAIN = 20
_LONGEST_ABBREVIATION = 10
_LONGEST_ORDINAL = 3
_NUMBER_CHARS = frozenset("0123456789.")


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Abbreviations without their last full stop: those within a sentence, those that may also end one."""
    lines = [line.strip() for line in (_DATA / "abkuerzungen.txt").read_text("utf-8").splitlines()]
    words = [line for line in lines if line and not line.startswith("#")]
    return (
        frozenset(word for word in words if not word.endswith("*")),
        frozenset(word[:-1] for word in words if word.endswith("*")),
    )


@cache
def _starters() -> frozenset[str]:
    """Words that, written with a capital, nearly always begin a sentence."""
    lines = (_DATA / "satzanfaenge.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, (start, end) in characters, end exclusive.

    The spans are in order, without white space around them, and cover every character that is not white space.
    """
    spans = []
    start = len(text) - len(text.lstrip())
    for match in _CANDIDATE.finditer(text, start):
        end, following = match.end("closing"), match.end()
        if end < 0:  # an empty line without a mark before it
            spans.append((start, start + len(text[start : match.start()].rstrip())))
            start = following
        elif text.count("\n", end, following) > 1 or _is_boundary(text, start, match, following):
            spans.append((start, end))
            start = following
    end = len(text.rstrip())
    if end > start:
        spans.append((start, end))
    return spans


def _is_boundary(text: str, start: int, match: re.Match[str], following: int) -> bool:
    """Whether the marks found end the sentence that began at `start`; the next word stands at `following`."""
    stop = match.start()
    first = text[following]
    if first in _OPENING:
        first = text[following : following + 8].lstrip(_OPENING + " \u00a0")[:1] or first
    if first.islower() or first in ",;:)]}":
        return False
    if match.group("first") != "." or match.group("more") or stop == start:
        return True
    begin = max(text.rfind(" ", start, stop), text.rfind("\n", start, stop), start - 1) + 1
    word = text[begin:stop].lstrip("„“”\"»«‚‘'›‹([/–-")
    last = word[-1:]
    if last.isdigit():
        return _number_ends(text, start, begin, word, first, following)
    if not last.isalpha():
        return True
    return _word_ends(text, start, stop, word, following)


def _number_ends(text: str, start: int, begin: int, word: str, first: str, following: int) -> bool:
    """Whether a sentence ends after a number with a full stop: "im Jahr 2019. Die", but not "am 7. November"."""
    tail = word.rsplit(".", 1)[-1]
    tail = tail.rsplit("/", 1)[-1].rsplit(",", 1)[-1].rsplit("-", 1)[-1]
    if not tail.isdigit() or len(tail) > _LONGEST_ORDINAL:
        return True
    if _is_enumerator(text, start, begin) and _NUMBER_CHARS.issuperset(word):
        return False
    if first.isdigit():
        return False
    return _begins_sentence(text, following)


def _word_ends(text: str, start: int, stop: int, word: str, following: int) -> bool:
    """Whether a sentence ends after a word, initial or abbreviation with a full stop."""
    tail = word.rsplit("-", 1)[-1].rsplit("/", 1)[-1]
    if len(tail) > _LONGEST_ABBREVIATION:
        return True
    within, may_end = _abbreviations()
    short = tail.lower().rsplit(".", 1)[-1]
    has_parts = len(tail) <= 4 and text.find(".", max(start, stop - _LONGEST_CHAIN), stop) >= 0
    chain = _chain(text, start, stop) if has_parts else short
    if chain in within or (short in within and chain not in may_end):
        return False
    if chain in may_end or short in may_end or short.endswith("str"):
        return _begins_sentence(text, following)
    if len(tail) == 1 or (len(tail) <= _LONGEST_ORDINAL and _ROMAN.fullmatch(tail)):
        return not _is_enumerator(text, start, stop - len(word)) and _begins_sentence(text, following)
    return True


def _chain(text: str, start: int, stop: int) -> str:
    """The abbreviation before `stop` with its parts joined, "z.b" for "z. B."; just the word where it has no parts."""
    match = _CHAIN.search(text, max(start, stop - _LONGEST_CHAIN), stop)
    return re.sub(r"\s", "", match.group().lower()) if match else ""


def _is_enumerator(text: str, start: int, begin: int) -> bool:
    """Whether the word at `begin` numbers an item: it opens the sentence or follows a mark ("beschließt: 1. Der")."""
    before = text[start:begin].rstrip("„“”\"»«‚‘'›‹([ \n\t\u00a0")
    return not before or before[-1] in _ENUMERATION_MARKS


def _begins_sentence(text: str, following: int) -> bool:
    match = _NEXT_WORD.search(text, following, following + 40)
    return match is not None and match.group()[0].isupper() and match.group().lower() in _starters()
