"""Reads each passage that a question needs once: its text for the reader, its words for phrases and marks."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from indexer import Passage, Store
from modelle import Analyser, Token


@dataclass(frozen=True, slots=True)
class Read:
    """A passage with those of its tokens that are terms of the question."""

    passage: Passage
    tokens: list[Token]


@dataclass(frozen=True, slots=True)
class PassageReader:
    """Reads for one question, whose terms are `terms`."""

    store: Store
    analyser: Analyser
    terms: Set[str]
    _known: dict[int, Read] = field(default_factory=dict)

    def read(self, rows: Sequence[int]) -> list[Read]:
        """Passages in the order of `rows`."""
        missing = [row for row in rows if row not in self._known]
        if missing:
            passages = self.store.passages(missing)
            tokens = self.analyser.tokens_among([passage.text for passage in passages], self.terms)
            self._known.update(zip(missing, map(Read, passages, tokens), strict=True))
        return [self._known[row] for row in rows]
