"""The German analyser: one way from text to terms, for building and for asking."""

import hashlib
import re
import threading
import unicodedata
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelle.contract import AnalyserContract, Token

if TYPE_CHECKING:
    from collections.abc import Callable

_STOP_WORDS = Path(__file__).parent / "data" / "stoppwoerter.txt"
# A word is letters and digits, with soft hyphens and combining marks inside it.
_WORD = re.compile(r"[^\W_]+(?:[\u00ad\u200b-\u200d\u0300-\u036f]+[^\W_]*)*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d]")
_CACHED_WORDS = 1 << 18


class GermanAnalyser:
    """Words in lower case, without stop words, stemmed by Snowball's German algorithm (which also folds umlauts)."""

    name = "fundstelle-deutsch"
    version = "1"

    def __init__(self) -> None:
        import Stemmer

        text = _STOP_WORDS.read_text(encoding="utf-8")
        self._stop_words = frozenset(
            line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")
        )
        checksum = hashlib.sha256(text.encode())
        checksum.update(Stemmer.version().encode())
        self._contract = AnalyserContract(self.name, self.version, checksum.hexdigest())
        # The stemmer keeps state while it works, so each thread has its own.
        self._local = threading.local()
        self._new_stemmer: Callable[[], Any] = partial(Stemmer.Stemmer, "german", 0)
        self._term = lru_cache(maxsize=_CACHED_WORDS)(self._uncached_term)

    @property
    def contract(self) -> AnalyserContract:
        return self._contract

    def terms(self, text: str) -> list[str]:
        """Terms of a passage in order; stop words are left out."""
        term = self._term
        return [found for word in _WORD.findall(text) if (found := term(word))]

    def tokens(self, text: str) -> list[Token]:
        """Terms of a text with their places, ascending by `start`."""
        found = []
        for position, match in enumerate(_WORD.finditer(text)):
            term = self._term(match.group())
            if term:
                found.append(Token(term, match.start(), match.end(), position))
        return found

    def _uncached_term(self, word: str) -> str:
        """The term of one word, "" for a stop word."""
        lower = unicodedata.normalize("NFKC", _INVISIBLE.sub("", word)).lower()
        if lower in self._stop_words:
            return ""
        try:
            stemmer = self._local.stemmer
        except AttributeError:
            stemmer = self._local.stemmer = self._new_stemmer()
        return str(stemmer.stemWord(lower.replace("ß", "ss")))


def load_analyser() -> GermanAnalyser:
    """The analyser that building and asking share."""
    return GermanAnalyser()
