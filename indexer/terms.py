"""Passages by BM25 over the analyser's terms, in tantivy.

tantivy's BM25 has k1 = 1.2, b = 0.75 and idf = ln(1 + (N - n + 0.5) / (n + 0.5)); a field's length is kept in one byte
(tantivy `src/query/bm25.rs`, `src/fieldnorm/code.rs`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from indexer.store import Candidates, Filters
from indexer.vectors import best

ROW = "row"
FILTER_FIELDS = {
    "kind": "kinds",
    "field_of_action": "fields_of_action",
    "municipality": "municipalities",
    "federal_state": "federal_states",
    "year": "years",
}
"""Name of the index's field, name of the attribute of `Filters`."""

_EXTRA_FOR_TIES = 32


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
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual")  # a snapshot never changes, so nothing has to watch the folder
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

    def search(self, terms: Mapping[str, float], limit: int, filters: Filters | None = None) -> Candidates:
        """Rows by the sum over fields and terms of BM25, greatest first, ties by row."""
        query_type, occur = self._tantivy.Query, self._tantivy.Occur
        wanted = [
            (occur.Should, query_type.boost_query(self._term(name, term), weight * field_weight))
            for term, weight in terms.items()
            if weight
            for name, field_weight in self._weights
        ]
        limit = min(limit, self.count)
        if not wanted or limit <= 0:
            return best(np.empty(0, np.int64), np.empty(0, np.float32), 0)
        query = query_type.boolean_query(wanted)
        if filters:
            query = query_type.boolean_query([(occur.Must, query), *self._conditions(filters)])
        # Ties are broken by row; a few more than wanted, so that the limit seldom cuts through one.
        hits = self._searcher.search(query, limit + _EXTRA_FOR_TIES, count=False).hits
        if not hits:
            return best(np.empty(0, np.int64), np.empty(0, np.float32), 0)
        rows = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        scores = np.fromiter((score for score, _ in hits), np.float32, len(hits))
        return best(np.array(rows, dtype=np.int64), scores, limit)

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
