"""From a word to its stem: irregular plurals, women's forms, umlauts, then Snowball's German algorithm."""

import re
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

_WOMEN = re.compile(r"(?<=.{3})(?:er|or|ent|ant|ist|at|är|eur|log|ar|ier|an|ling)innen$")
_FOREIGN_PLURAL = re.compile("(?<=.{2})[aioé]s$")  # Kitas, Büros; Snowball leaves them
_SHORTEST_WOMEN_ENDING = 5
_KEPT_STEMS = 1 << 16


class EndingRules:
    """Replaces a word, or the end of a longer word, by what a table says."""

    def __init__(self, table: Mapping[str, str]) -> None:
        """`table`: what to replace by what; a key that begins with "-" holds for ends of longer words, too."""
        self._words = {key.removeprefix("-"): value for key, value in table.items()}
        self._ends = {key[1:] for key in table if key.startswith("-")}
        self._lengths = sorted({len(end) for end in self._ends}, reverse=True)
        self._shortest = min(self._lengths, default=0)
        self._last_letters = {end[-self._shortest :] for end in self._ends}

    def apply(self, word: str) -> str | None:
        """The word as the table has it, None where it says nothing."""
        known = self._words.get(word)
        if known is not None:
            return known
        if word[-self._shortest :] not in self._last_letters:
            return None
        for length in self._lengths:
            if length < len(word) and word[-length:] in self._ends:
                return word[:-length] + self._words[word[-length:]]
        return None


class GermanStemmer:
    """Words in lower case, with ss for ß, to stems. Safe to call from several threads."""

    def __init__(
        self,
        irregular: Mapping[str, str],
        women: Mapping[str, str],
        stems: Mapping[str, str],
        umlauts: Mapping[str, str],
        known: Callable[[str], bool],
    ) -> None:
        """`irregular`, `stems`: as for EndingRules. `women`: form in the singular to the word that it belongs to.
        `umlauts`: a beginning of words that keeps its umlaut, to what Snowball makes of it. `known`: whether there is
        such a noun."""
        self._irregular = EndingRules(irregular)
        self._women = EndingRules(
            {("-" if len(form) >= _SHORTEST_WOMEN_ENDING else "") + form: base for form, base in women.items()}
        )
        self._stems = EndingRules(stems)
        self._umlauts = tuple(umlauts.items())
        self._known = known
        # Snowball keeps state while it works, so each thread has its own.
        self._local = threading.local()
        self._kept_stem = lru_cache(maxsize=_KEPT_STEMS)(self._stem)  # parts of compounds come again and again

    def stem(self, word: str) -> str:
        """The stem, with the umlaut where the plain one would be another word's."""
        return self._kept_stem(word)

    def _stem(self, word: str) -> str:
        word = self._base(word)
        known = self._stems.apply(word)
        if known is not None:
            return known
        stem = self._snowball(word)
        for dotted, plain in self._umlauts:
            if dotted in word:
                return stem.replace(plain, dotted, 1)
        return stem

    def stem_gendered(self, word: str) -> str:
        """The stem of a word from which "*innen", ":in" or "*r" was taken away ("ärzt", "kolleg")."""
        return self.stem(self._women.apply(word + "in") or word)

    def _base(self, word: str) -> str:
        """The word without what makes it a woman's form, an irregular plural or one with s after a vowel."""
        known = self._irregular.apply(word)
        if known is not None:
            return known
        if word.endswith("innen"):
            found = self._women.apply(word[:-3])
            if found is not None:
                return found
            if _WOMEN.search(word):
                return word[:-5]
        elif word.endswith("in"):
            return self._women.apply(word) or word
        elif _FOREIGN_PLURAL.search(word) and self._known(word[:-1]):
            return word[:-1]
        return word

    def _snowball(self, word: str) -> str:
        stemmer: Any = getattr(self._local, "stemmer", None)
        if stemmer is None:
            import Stemmer

            stemmer = self._local.stemmer = Stemmer.Stemmer("german", 0)
        return str(stemmer.stemWord(word))
