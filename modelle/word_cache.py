"""Token ids of ordinary text by its words: every word is tokenised once and remembered, several times faster than anew.

What stands between white space ("Rathaus,") is remembered too, so that known text is neither normalised nor searched.
It serves tokenizers that normalise and split as ours do (see `modelle.training.tokenizer`), and texts of Latin letters,
common marks and signs; for all others the caller asks the tokenizer itself. The ids are the same either way.
"""

import json
import re
import string
import unicodedata
from array import array
from collections.abc import Mapping, Sequence

import numpy as np
from tokenizers import Tokenizer

from modelle.contract import TokenIds

_KEPT = 1 << 18
_LATIN = ((0x20, 0x7F), (0xA0, 0x250), (0x2010, 0x2028), (0x2030, 0x203B), (0x20AC, 0x20AD))
# Arrows, signs and shapes; and what PDF files hold for bullets and for letters without a name: private characters, and
# control characters but those that Python alone takes for white space (0x1C to 0x1F).
_SIGNS = ((0x2190, 0x2300), (0x25A0, 0x2600), (0x01, 0x09), (0x0E, 0x1C), (0x7F, 0x85), (0x86, 0xA0), (0xE000, 0xF900))
_RANGES = _LATIN + _SIGNS
_ORDINARY = "\t\n\r" + "".join(map(chr, (code for first, end in _RANGES for code in range(first, end))))
_UNUSUAL = re.compile(f"[^{re.escape(_ORDINARY)}]")
_MARKS = "".join({*string.punctuation, *(char for char in _ORDINARY if unicodedata.category(char).startswith("P"))})
_WORD_OR_BREAK = re.compile(rf"[^\s{re.escape(_MARKS)}]+|[{re.escape(_MARKS)}]|\n")
_BREAK = 0xFFFFFFFF
"""Stands for a line break among token ids."""
_ID_BYTES = 4
_GENDER_MARK = re.compile(r"(?:[*:_·]|/-?)(?=[iI]n(?:nen)?\b)")
_FOLDED = (("ß", "ss"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue"))
_PRE_TOKENIZER = "BertPreTokenizer"
_NORMALIZERS = ["NFKC", "Replace", "Replace", "Lowercase", "Replace", "Replace", "Replace", "Replace"]


class WordCache:
    """Remembers the token ids of words, and of what stands between white space. Safe to call from several threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        # Words are normalised and apart already: its model alone takes half the time.
        self._tokenizer = Tokenizer(tokenizer.model)
        self._words: dict[str, bytes] = _no_words()
        self._chunks: dict[str, bytes] = {}

    @staticmethod
    def serves(tokenizer: Tokenizer) -> bool:
        """Whether the tokenizer normalises and splits in the way that is known here."""
        form = json.loads(tokenizer.to_str())
        steps = (form["normalizer"] or {}).get("normalizers", [])
        folded = [step["pattern"].get("String") for step in steps if step["type"] == "Replace"][2:]
        return (
            [step["type"] for step in steps] == _NORMALIZERS
            and folded == ["ß", "ä", "ö", "ü"]
            and (form["pre_tokenizer"] or {}).get("type") == _PRE_TOKENIZER
        )

    def ids(self, texts: Sequence[str]) -> list[TokenIds | None]:
        """Token ids of each text in their order, `(k,)` uint32; None for a text with unusual characters."""
        chunks = [None if _UNUSUAL.search(text) else text.split() for text in texts]
        known = self._knowing_chunks(set().union(*(found for found in chunks if found)))
        return [
            None if found is None else np.frombuffer(b"".join(map(known.__getitem__, found)), np.uint32)
            for found in chunks
        ]

    def _knowing_chunks(self, chunks: set[str]) -> Mapping[str, bytes]:
        """Ids, as uint32 in a row, of at least these runs of characters without white space; when there are too many,
        others are forgotten."""
        known = self._chunks if len(self._chunks) <= _KEPT else {}
        missing = list(chunks.difference(known))
        if missing:
            # No step of normalising looks beyond white space or makes a line break.
            words = _WORD_OR_BREAK.findall(_normalised("\n".join(missing)))
            ids = b"".join(map(self._knowing_words(set(words)).__getitem__, words))
            breaks = (np.flatnonzero(np.frombuffer(ids, np.uint32) == _BREAK) * _ID_BYTES).tolist()
            for chunk, before, end in zip(missing, [-_ID_BYTES, *breaks], [*breaks, len(ids)], strict=True):
                known[chunk] = ids[before + _ID_BYTES : end]
        self._chunks = known
        return known

    def _knowing_words(self, words: set[str]) -> Mapping[str, bytes]:
        """Ids, as uint32 in a row, of at least these words and a line break; others are forgotten likewise."""
        known = self._words if len(self._words) <= _KEPT else _no_words()
        missing = list(words.difference(known))
        encodings = self._tokenizer.encode_batch_fast(missing, add_special_tokens=False)
        for word, encoding in zip(missing, encodings, strict=True):
            known[word] = array("I", encoding.ids).tobytes()
        self._words = known
        return known


def _no_words() -> dict[str, bytes]:
    """Ids of words before any is known."""
    return {"\n": array("I", [_BREAK]).tobytes()}


def _normalised(text: str) -> str:
    """As the tokenizer's own normaliser does it."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")

    def mark(match: re.Match[str]) -> str:
        before = text[match.start() - 1 : match.start()]
        return "" if before and unicodedata.category(before) == "Ll" else match.group()

    text = _GENDER_MARK.sub(mark, text).lower()
    for letter, letters in _FOLDED:  # four times faster than str.translate
        text = text.replace(letter, letters)
    return text
