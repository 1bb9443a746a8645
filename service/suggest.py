"""Suggests how what somebody begins to type may go on: titles, headings and frequent words of the live index."""

import re
import threading
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from indexer import Snapshot
from modelle import Analyser

MAX_PREFIX_CHARACTERS = 200
_LONGEST = 90
"""A longer title or heading is cut at the end of a word before."""
_SHORTEST = 3
_LOOKED_AT = 256
"""So many of the best are looked through for what says the same."""
_LONGEST_KEY = 80
_LOWER_CASE_WORD = 5
"""From so many letters on, a word in lower case may begin what is typed; shorter ones are mostly "und" and "der"."""

# "3.2 ", "IV. ", "a) ", "Kapitel 3: ", "TOP 5 – "
_NUMBERING = re.compile(
    r"^(?:(?:Kapitel|Abschnitt|Teil|TOP|Punkt|Anlage)\s+\w{1,4}\b|\d+(?:\.\d+)*|[IVX]+(?=[.)])|[A-Za-z](?=[.)]))"
    r"[.):]*(?:\s*[–—-])?\s+"
)
_EDGES = " \t\n.,:;–—-_·•*„“\"'"
_WORD = re.compile(r"[^\W_]+(?:[*:·][Ii]n(?:nen)?\b)?")
_NO_LETTER = re.compile(r"[\W_]+")
_TYPED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_UNDOTTED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


class SuggestionKind(StrEnum):
    """Woher ein Vorschlag stammt: Titel eines Dokuments, Überschrift oder häufiges Wort."""

    TITLE = "title"
    HEADING = "heading"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant. `passages`: how many it stands in, or above."""

    text: str
    kind: SuggestionKind
    passages: int


class PrefixIndex:
    """Finds texts by the beginning of any of their words. Safe to call from several threads."""

    def __init__(self, suggestions: Iterable[Suggestion], analyser: Analyser) -> None:
        self._analyser = analyser
        pairs = [(start, suggestion) for suggestion in suggestions for start in _starts(suggestion.text)]
        # The beginning of a text before that of a word in it, then frequent before rare, short before long.
        pairs.sort(key=lambda pair: (pair[0] > 0, -pair[1].passages, len(pair[1].text), pair[1].text))
        keys = sorted(
            (key, rank) for rank, (start, suggestion) in enumerate(pairs) for key in _keys(suggestion.text[start:])
        )
        self._by_rank = [suggestion for _, suggestion in pairs]
        self._keys = [key for key, _ in keys]
        self._ranks = np.array([rank for _, rank in keys], dtype=np.int32)

    def find(self, prefix: str, limit: int) -> list[Suggestion]:
        """The best suggestions, at most `limit`; of those with the same words only the first."""
        typed = _folded(prefix, _TYPED).lstrip()
        if not typed:
            return []
        first, last = bisect_left(self._keys, typed), bisect_left(self._keys, typed + "\U0010ffff")
        ranks = self._ranks[first:last]
        if len(ranks) > _LOOKED_AT:
            ranks = np.partition(ranks, _LOOKED_AT)[:_LOOKED_AT]
        found: dict[frozenset[str], Suggestion] = {}
        for rank in np.sort(ranks):
            suggestion = self._by_rank[rank]
            words = frozenset(self._analyser.terms(suggestion.text)) or frozenset({suggestion.text})
            found.setdefault(words, suggestion)
            if len(found) == limit:
                break
        return list(found.values())


class Suggestions:
    """What a snapshot suggests. The index of it is made when somebody first asks. Safe to call from several threads."""

    def __init__(self, snapshot: Snapshot, analyser: Analyser) -> None:
        self._snapshot = snapshot
        self._analyser = analyser
        self._lock = threading.Lock()
        self._index: PrefixIndex | None = None

    def find(self, prefix: str, limit: int) -> list[Suggestion]:
        """The best suggestions for what was typed, at most `limit`, best first."""
        with self._lock:
            if self._index is None:
                self._index = PrefixIndex(_suggestions(self._snapshot), self._analyser)
        return self._index.find(prefix, limit)


def _suggestions(snapshot: Snapshot) -> Iterable[Suggestion]:
    """Everything that a snapshot can suggest, each text once."""
    outline = snapshot.store.outline()
    sources: list[tuple[SuggestionKind, Mapping[str, int]]] = [
        (SuggestionKind.TITLE, outline.titles),
        (SuggestionKind.HEADING, outline.headings),
        (SuggestionKind.WORD, snapshot.words),
    ]
    found: dict[str, Suggestion] = {}
    for kind, texts in sources:
        for text, passages in texts.items():
            trimmed = trim(text)
            if len(trimmed) < _SHORTEST or not any(letter.isalpha() for letter in trimmed):
                continue
            key = _folded(trimmed, _UNDOTTED)
            known = found.get(key)
            if known is None:
                found[key] = Suggestion(trimmed, kind, passages)
            else:
                written = trimmed if known.text.isupper() else known.text
                found[key] = Suggestion(written, known.kind, max(known.passages, passages))
    return found.values()


def trim(text: str) -> str:
    """A title or heading without its numbering and without marks at its ends, cut after a word where it is long."""
    text = _NUMBERING.sub("", " ".join(text.split())).strip(_EDGES)
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST + 1].rsplit(" ", 1)[0][:_LONGEST].rstrip(_EDGES)


def _starts(text: str) -> list[int]:
    """Where words begin that somebody may type first."""
    return [
        match.start()
        for number, match in enumerate(_WORD.finditer(text))
        if not number or not match.group()[0].islower() or len(match.group()) >= _LOWER_CASE_WORD
    ]


def _keys(text: str) -> set[str]:
    """How the text may be typed: with ae for ä, or without its dots."""
    return {_folded(text, table)[:_LONGEST_KEY] for table in (_TYPED, _UNDOTTED)}


def _folded(text: str, umlauts: Mapping[int, str]) -> str:
    """In small letters without accents, words divided by one space."""
    text = unicodedata.normalize("NFC", text).lower().translate(umlauts)
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return _NO_LETTER.sub(" ", text)
