"""Collects the nouns that a corpus uses often, with the number of passages, for whoever begins to type one."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from indexer.database import PassageDatabase
from indexer.layout import PASSAGES, WORDS
from modelle.contract import Analyser

_MOST_PASSAGES = 20_000
"""So many, evenly over the corpus, tell what is frequent."""
_KEPT = 5_000
_LEAST = 2
"""In so many passages a word must stand."""

# In the middle of a sentence German writes only nouns with a capital. Before a gender mark or a hyphen stands no whole
# word.
_NOUN = re.compile(r"(?<=[a-zäöüß,;]\s)[A-ZÄÖÜ][^\W\d_]{2,}(?:-[A-ZÄÖÜ][^\W\d_]+)*(?!\w|-|[*:_/·•]\w|[*:_/·•(]-?[Ii]n)")
_CAPITAL_INSIDE = re.compile(r"[a-zäöüß][A-ZÄÖÜ]")


def write_words(folder: Path, analyser: Analyser) -> None:
    """Writes the words of the passages in `folder`, most frequent first."""
    with closing(PassageDatabase(folder / PASSAGES)) as database:
        count = database.counts()[1]
        step = -(-count // _MOST_PASSAGES) or 1
        texts = (passage.text for passage in database.passages(range(0, count, step)))
        words = frequent_nouns(texts, analyser)
    (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def frequent_nouns(texts: Iterable[str], analyser: Analyser) -> dict[str, int]:
    """Nouns with the number of texts in which they stand so written, most frequent first.

    Each noun in its commonest form only; without stop words and halves of gendered or hyphenated words.
    """
    written: Counter[str] = Counter()
    for text in texts:
        written.update(set(_NOUN.findall(text)))
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, count in written.items():
        if not _CAPITAL_INSIDE.search(word):
            spellings[word.casefold()][word] = count
    totals = {key: sum(forms.values()) for key, forms in spellings.items()}
    found: dict[str, int] = {}
    known: set[str] = set()
    for key in sorted(totals, key=lambda key: (-totals[key], key)):
        if totals[key] < _LEAST or len(found) >= _KEPT:
            break
        word = max(spellings[key].items(), key=lambda item: (item[1], item[0]))[0]
        terms = analyser.terms(word)
        if terms and terms[0] not in known:
            known.add(terms[0])
            found[word] = totals[key]
    return found
