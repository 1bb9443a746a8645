"""Passages by BM25 over the analyser's terms, in tantivy.

tantivy's BM25 has k1 = 1.2, b = 0.75 and idf = ln(1 + (N - n + 0.5) / (n + 0.5)); a field's length is kept in one byte
(tantivy `src/query/bm25.rs`, `src/fieldnorm/code.rs`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.ranking import EXTRA, best, cuts_a_tie, nothing
from indexer.store import FILTER_FIELDS, Candidates, Filters

ROW = "row"
_MOST_FOR_TIES = 4096
"""Where more than so many tie, tantivy's order decides: a segment's rows are ascending."""


def is_lock(name: str) -> bool:
    """Whether a file of tantivy's folder only says that somebody is at work; every opening makes one."""
    return name.startswith(".tantivy-") and name.endswith(".lock")


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """What a term's BM25 counts for in each field; `title` is the document's title with the heading path."""

    text: float = 1.0
    title: float = 0.5


def terms_schema() -> Any:
    """The lexical index' fields; terms come analysed and are only split at white space."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in ("text", "title"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in FILTER_FIELDS:
        if name == "year":
            builder.add_unsigned_field(name, indexed=True)
        else:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(ROW, fast=True)
    return builder.build()


class TermIndex:
    """Best passages for weighted terms. Safe to call from several threads."""

    def __init__(self, folder: Path, weights: FieldWeights) -> None:
        """Opens the folder; raises ValueError where tantivy cannot read it."""
        import tantivy

        self._tantivy = tantivy
        try:
            index = _open(folder)
        except ValueError:
            index = _open_by_links(folder)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._weights = [
            (name, weight) for name, weight in (("text", weights.text), ("title", weights.title)) if weight
        ]

    @property
    def count(self) -> int:
        return int(self._searcher.num_docs)

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages' texts each term stands."""
        return {term: int(self._searcher.doc_freq("text", term)) for term in terms}

    def similar(self, term: str, errors: int, limit: int) -> NDArray[np.int64]:
        """See `indexer.store.Store.similar`; a text with more than one such term counts as one passage."""
        if not self.count or limit <= 0:
            return np.empty(0, dtype=np.int64)
        query = self._tantivy.Query.fuzzy_term_query(self._schema, "text", term, errors, True)
        hits, _ = self._ask(query, limit)
        return np.array(self._searcher.fast_field_values(ROW, [address for _, address in hits]), dtype=np.int64)

    def search(self, terms: Mapping[str, float], limit: int, filters: Filters | None = None) -> Candidates:
        """Rows by the sum over fields and terms of BM25, greatest first, ties by row."""
        query_type, occur = self._tantivy.Query, self._tantivy.Occur
        wanted = [
            (occur.Should, query_type.boost_query(self._term(name, term), weight * field_weight))
            for term, weight in terms.items()
            if weight
            for name, field_weight in self._weights
        ]
        if not wanted or limit <= 0 or not self.count:
            return nothing()
        query = query_type.boolean_query(wanted)
        if filters:
            query = query_type.boolean_query([(occur.Must, query), *self._conditions(filters)])
        asked = limit + EXTRA
        hits, scores = self._ask(query, asked)
        while len(hits) == asked < _MOST_FOR_TIES and cuts_a_tie(scores, limit):
            asked *= 4
            hits, scores = self._ask(query, asked)
        rows = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        return best(np.array(rows, dtype=np.int64), scores, limit)

    def _ask(self, query: Any, limit: int) -> tuple[Any, NDArray[np.float32]]:
        """tantivy's hits with their scores."""
        hits = self._searcher.search(query, min(limit, self.count), count=False).hits
        return hits, np.fromiter((score for score, _ in hits), np.float32, len(hits))

    def _term(self, field: str, value: object) -> Any:
        option = "freq" if field in ("text", "title") else "basic"
        return self._tantivy.Query.term_query(self._schema, field, value, option)

    def _conditions(self, filters: Filters) -> list[tuple[Any, Any]]:
        """One condition for each filtered field; it adds nothing to the score."""
        query_type, occur = self._tantivy.Query, self._tantivy.Occur
        conditions = []
        for field, attribute in FILTER_FIELDS.items():
            values = getattr(filters, attribute)
            if values:
                allowed = query_type.term_set_query(self._schema, field, list(values))
                conditions.append((occur.Must, query_type.const_score_query(allowed, 0.0)))
        return conditions


def _open(folder: Path) -> Any:
    """The index in a folder. Raises ValueError."""
    import tantivy

    index = tantivy.Index.open(str(folder))
    index.config_reader("manual")  # a snapshot never changes, so nothing has to watch the folder
    return index


def _open_by_links(folder: Path) -> Any:
    """The same for a folder that is read-only, in which tantivy cannot make its lock file. Raises ValueError."""
    with TemporaryDirectory(prefix="fundstelle-") as links:
        for path in folder.resolve().iterdir():
            if not is_lock(path.name):
                (Path(links) / path.name).symlink_to(path)
        return _open(Path(links))
