"""The data files that the analyser works with."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from modelle.compounds import CompoundSplitter
from modelle.likeness import Beginnings, irregular_beginnings
from modelle.words import GermanStemmer

_DATA = Path(__file__).parent / "data"
_FILES = (
    "frauenformen.txt",
    "mehrzahl.txt",
    "stammformen.txt",
    "stoppwoerter.txt",
    "umlaute.txt",
    "ungeteilt.txt",
    "vorsilben.txt",
    "wortteile.txt",
)
_ENDINGS = ("", "s", "es", "e", "en", "n", "er", "ern")


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of German words.

    `particles`: prefixes that an ellipsis leaves alone ("Aus- und Weiterbildung"). `irregular`: how words begin whose
    term begins otherwise.
    """

    stop_words: frozenset[str]
    stemmer: GermanStemmer
    splitter: CompoundSplitter
    particles: frozenset[str]
    irregular: Beginnings


def load_language() -> Language:
    """Reads the data files, in about a tenth of a second."""
    families = [(word, int(first), int(last)) for word, first, last in _rows("wortteile.txt")]
    whole = [word for word, first, last in families if not first and not last]
    whole += [word + ending for (word,) in _rows("ungeteilt.txt") for ending in _ENDINGS]
    splitter = CompoundSplitter(families, whole)
    tables = {name: dict(_rows(name)) for name in ("mehrzahl.txt", "frauenformen.txt", "stammformen.txt")}
    stemmer = GermanStemmer(
        irregular=tables["mehrzahl.txt"],
        women=tables["frauenformen.txt"],
        stems=tables["stammformen.txt"],
        umlauts=dict(_rows("umlaute.txt")),
        known=splitter.knows,
    )
    forms = [form.removeprefix("-") for table in tables.values() for form in table]
    return Language(
        stop_words=frozenset(word for (word,) in _rows("stoppwoerter.txt")),
        stemmer=stemmer,
        splitter=splitter,
        particles=frozenset(word for (word,) in _rows("vorsilben.txt")),
        irregular=irregular_beginnings((form, stemmer.stem(form)) for form in forms),
    )


def checksum() -> str:
    """Over the data files and the version of the stemmer, sha256, lower-case hex."""
    import Stemmer

    found = hashlib.sha256(Stemmer.version().encode())
    for name in _FILES:
        found.update(name.encode())
        found.update((_DATA / name).read_bytes())
    return found.hexdigest()


def _rows(name: str) -> Iterator[list[str]]:
    """Words of each line that is no comment, with ss for ß."""
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.replace("ß", "ss").split()
