"""One suite for every store, against an oracle that computes everything anew.

A further store is one more entry in `STORES`: a function that puts a corpus into it and opens it.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer import Candidates, FieldWeights, Filters, Passage, Store
from indexer.context import encoder_text
from indexer.snapshot import open_store
from indexer.writing.cache import VectorCache
from indexer.writing.database import DocumentRecord
from indexer.writing.snapshot import SnapshotWriter
from korpus.document import Document
from modelle import Analyser, Encoder
from tests.indexer.oracle import FIELDS, KINDS, STATES, TOWNS, WORDS, Corpus, Oracle, copies, random_corpus


def local_store(
    folder: Path, corpus: Corpus, encoder: Encoder, analyser: Analyser, weights: FieldWeights | None
) -> Store:
    folder.mkdir(exist_ok=True)
    with (
        VectorCache(folder / "vectors-cache.sqlite", encoder) as cache,
        SnapshotWriter(folder, encoder, analyser, cache) as writer,
    ):
        for document, passages in corpus.documents:
            writer.add(DocumentRecord(document, "", 0, None, ()), passages, None)
        writer.finish()
        manifest = writer.publish("", {})
    return open_store(folder / "snapshots" / manifest.id, manifest, weights)


STORES = {"local": local_store}
Opener = Callable[..., Store]


@pytest.fixture(params=STORES)
def open_corpus(
    request: pytest.FixtureRequest, tmp_path: Path, encoder: Encoder, analyser: Analyser
) -> Iterator[Opener]:
    """Puts a corpus into a store and opens it."""
    opened = []

    def put(corpus: Corpus, weights: FieldWeights | None = None) -> Store:
        opened.append(STORES[request.param](tmp_path / str(len(opened)), corpus, encoder, analyser, weights))
        return opened[-1]

    yield put
    for store in opened:
        store.close()


@pytest.fixture
def corpus() -> Corpus:
    return random_corpus()


@pytest.fixture
def store(open_corpus: Opener, corpus: Corpus) -> Store:
    return open_corpus(corpus)


def assert_same(found: Candidates, expected: list[tuple[int, float]]) -> None:
    assert (found.rows.dtype, found.scores.dtype) == (np.int64, np.float32)
    assert found.rows.tolist() == [row for row, _ in expected]
    np.testing.assert_allclose(found.scores, [score for _, score in expected], rtol=1e-4, atol=1e-5)


FILTERS = {
    "none": None,
    "empty": Filters(),
    "kind": Filters(kinds=("Satzung",)),
    "kinds": Filters(kinds=("Satzung", "Kommunaler Bericht")),
    "field of action": Filters(fields_of_action=("Öffnung",)),
    "fields of action": Filters(fields_of_action=("Öffnung", "Zusammenhalt und Begegnung")),
    "municipality": Filters(municipalities=("Mülheim an der Ruhr",)),
    "federal state": Filters(federal_states=("Nordrhein-Westfalen",)),
    "years": Filters(years=(2019, 2021)),
    "two": Filters(kinds=("Satzung", "Praxisbeispiel"), years=(2020, 2021)),
    "all": Filters(KINDS[:2], FIELDS[:2], TOWNS[:2], STATES[:1], (2019, 2020, 2021)),  # type: ignore[arg-type]
    "unknown value": Filters(municipalities=("Nirgends",)),
    "unknown year": Filters(years=(1900,)),
}
LIMITS = (0, 1, 7, 1000)


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_nearest_is_the_inner_product_under_the_filter(
    store: Store, corpus: Corpus, encoder: Encoder, analyser: Analyser, filters: Filters | None
) -> None:
    oracle = Oracle(corpus, encoder, analyser, FieldWeights())
    for question in ("Rat Wahl", "Förderung Kurs Sprache", "Titel – Haus", "unbekanntes", ""):
        vector = encoder.encode_query(question)
        for limit in LIMITS:
            assert_same(store.nearest(vector, limit, filters), oracle.nearest(vector, limit, filters))


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_matching_is_bm25_over_both_fields_under_the_filter(
    store: Store, corpus: Corpus, encoder: Encoder, analyser: Analyser, filters: Filters | None
) -> None:
    oracle = Oracle(corpus, encoder, analyser, FieldWeights())
    for question in ("Rat", "Räte wählen", "Förderung Kurs Sprache 2024", "Öffnung Titel", "Haus unbekannt", "🦉"):
        terms = dict.fromkeys(analyser.terms(question), 1.0)
        for limit in LIMITS:
            assert_same(store.matching(terms, limit, filters), oracle.matching(terms, limit, filters))


@pytest.mark.parametrize(
    "weights", [FieldWeights(), FieldWeights(1.0, 0.0), FieldWeights(0.0, 1.0), FieldWeights(2.0, 5.0)]
)
def test_weights_of_terms_and_fields_multiply(
    open_corpus: Opener, corpus: Corpus, encoder: Encoder, analyser: Analyser, weights: FieldWeights
) -> None:
    store, oracle = open_corpus(corpus, weights), Oracle(corpus, encoder, analyser, weights)
    chance = random.Random(3)
    for _ in range(20):
        terms = {chance.choice(analyser.terms(" ".join(WORDS))): chance.choice((0.25, 0.5, 1.0, 3.0)) for _ in range(4)}
        assert_same(store.matching(terms, 20), oracle.matching(terms, 20, None))


@pytest.mark.parametrize("terms", [{}, {"unbekannt": 1.0}, {"rat": 0.0}, {"": 1.0}])
def test_no_term_that_counts_finds_nothing(store: Store, terms: dict[str, float]) -> None:
    assert_same(store.matching(terms, 10), [])


def test_similarity_is_the_inner_product_with_the_given_rows(store: Store, corpus: Corpus, encoder: Encoder) -> None:
    vectors = encoder.encode_passages([encoder_text(*row) for row in corpus.rows])
    vector = encoder.encode_query("Rat Wahl")
    rows = np.array([5, 0, 5, len(vectors) - 1], dtype=np.int64)
    np.testing.assert_allclose(store.similarity(vector, rows), vectors[rows] @ vector, atol=1e-6)
    assert store.similarity(vector, np.empty(0, np.int64)).shape == (0,)


def test_a_vector_is_the_passages_own_and_may_be_changed(store: Store, corpus: Corpus, encoder: Encoder) -> None:
    expected = encoder.encode_passages([encoder_text(*row) for row in corpus.rows])
    for row in (0, 7, len(expected) - 1):
        vector = store.vector(row)
        np.testing.assert_allclose(vector, expected[row], atol=1e-6)
        vector[:] = 0
        np.testing.assert_allclose(store.vector(row), expected[row], atol=1e-6)


@pytest.mark.parametrize("limit", [1, 10, 99, 200])
def test_of_many_equal_passages_the_first_rows_come_first(
    open_corpus: Opener, encoder: Encoder, analyser: Analyser, limit: int
) -> None:
    store = open_corpus(copies(200))
    expected = list(range(0, 400, 2))[:limit]
    terms = dict.fromkeys(analyser.terms("Rat Beirat Bürger wählt"), 1.0)
    vector = encoder.encode_query(encoder_text(*copies(1).rows[0]))
    for found in (store.matching(terms, limit), store.nearest(vector, limit)):
        assert found.rows.tolist() == expected
        assert set(found.scores.tolist()) == {found.scores[0]}


def test_passages_of_one_document_have_one_number(store: Store, corpus: Corpus) -> None:
    numbers = store.document_numbers(np.arange(len(corpus.rows))).tolist()
    numbered = dict(zip(numbers, (document.id for document, _ in corpus.rows), strict=True))
    assert [numbered[number] for number in numbers] == [document.id for document, _ in corpus.rows]
    assert len(numbered) == len(corpus.documents)
    backwards = np.arange(len(corpus.rows))[::-1]
    assert store.document_numbers(backwards).tolist() == numbers[::-1]
    assert store.document_numbers(np.empty(0, np.int64)).tolist() == []


def test_frequencies_count_the_passages_in_whose_text_a_term_stands(
    store: Store, corpus: Corpus, analyser: Analyser
) -> None:
    texts = [set(analyser.terms(passage.text)) for _, passage in corpus.rows]
    terms = [*sorted(set().union(*texts)), "titel", "unbekannt"]
    assert store.passage_frequencies(terms) == {term: sum(term in text for text in texts) for term in terms}
    assert store.passage_frequencies([]) == {}


def test_passages_come_in_the_order_asked_for(store: Store, corpus: Corpus) -> None:
    rows = [7, 0, 3, 7, len(corpus.rows) - 1]
    assert store.passages(rows) == [corpus.rows[row][1] for row in rows]
    assert store.passages([]) == []
    assert store.passages(range(len(corpus.rows))) == [passage for _, passage in corpus.rows]
    with pytest.raises(KeyError):
        store.passages([0, len(corpus.rows)])


def test_passages_are_found_by_id(store: Store, corpus: Corpus) -> None:
    for row, (_, passage) in enumerate(corpus.rows):
        assert store.passage(passage.id) == passage
        assert store.row(passage.id) == row


UNKNOWN = ("", ".", "dokument-00", "dokument-00.00", "dokument-00.-1", "dokument-00.99", "x.0", "dokument-00.²")


@pytest.mark.parametrize("passage_id", [*UNKNOWN, "dokument-00." + "9" * 30])
def test_an_unknown_id_finds_nothing(store: Store, passage_id: str) -> None:
    assert store.passage(passage_id) is None
    assert store.row(passage_id) is None


def test_documents_come_whole_and_by_id(store: Store, corpus: Corpus) -> None:
    assert store.documents() == [document for document, _ in corpus.documents]
    assert store.passage_counts() == [len(passages) for _, passages in corpus.documents]
    for document, passages in corpus.documents:
        assert store.document(document.id) == document
        assert store.document_passages(document.id) == passages
    assert store.document("fehlt") is None
    assert store.document_passages("fehlt") == []
    assert store.passage_count == len(corpus.rows)


def test_facets_count_documents_most_frequent_first_and_years_newest_first(store: Store, corpus: Corpus) -> None:
    documents = [document for document, _ in corpus.documents]
    facets = store.facets()
    expected = {
        "kind": Counter(one.kind for one in documents if one.kind),
        "field_of_action": Counter(name for one in documents for name in one.fields_of_action),
        "municipality": Counter(one.municipality for one in documents if one.municipality),
        "federal_state": Counter(one.federal_state for one in documents if one.federal_state),
    }
    for name, counts in expected.items():
        assert list(facets[name].items()) == sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    years = Counter(one.date[:4] for one in documents if one.date)
    assert list(facets["year"].items()) == sorted(years.items(), reverse=True)


def test_the_outline_counts_the_passages_below_each_title_and_heading(store: Store, corpus: Corpus) -> None:
    outline = store.outline()
    assert outline.titles == Counter(document.title for document, _ in corpus.rows)
    assert outline.headings == Counter(heading for _, one in corpus.rows for heading in set(one.heading_path))


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_facets_of_passages_count_each_of_their_documents_once(store: Store, corpus: Corpus, step: int) -> None:
    rows = np.arange(0, len(corpus.rows), step)[::-1]
    documents = {corpus.rows[row][0].id: corpus.rows[row][0] for row in rows}.values()
    values: dict[str, list[list[str]]] = {
        "kind": [[one.kind] if one.kind else [] for one in documents],
        "field_of_action": [list(one.fields_of_action) for one in documents],
        "municipality": [[one.municipality] if one.municipality else [] for one in documents],
        "federal_state": [[one.federal_state] if one.federal_state else [] for one in documents],
        "year": [[one.date[:4]] if one.date else [] for one in documents],
    }
    facets = store.facets(rows)
    assert facets == {name: Counter(value for some in lists for value in some) for name, lists in values.items()}
    assert list(facets["year"]) == sorted(facets["year"], reverse=True)
    assert list(facets["kind"].items()) == sorted(facets["kind"].items(), key=lambda item: (-item[1], item[0]))


def test_facets_of_no_passage_are_empty(store: Store) -> None:
    assert set(store.facets(np.empty(0, np.int64))) == {
        "kind",
        "field_of_action",
        "municipality",
        "federal_state",
        "year",
    }
    assert not any(store.facets(np.empty(0, np.int64)).values())


def test_a_passage_keeps_every_character(open_corpus: Opener) -> None:
    text = "Ümläute, „Zitate“ – ß, ½ m², e\u0301, 🦉👩‍👩‍👧, \u202bעברית\u202c,\nZeile\t2\x00'\";--"
    document = Document("d", text, "ö/ä.txt", "0" * 64, "text/plain", municipality=text, audience=("a", "b"))
    passage = Passage("d.0", "d", 0, text, (text.replace("\n", " "), "", "B"), 1, 2, "Ⅳ")
    store = open_corpus(Corpus([(document, [passage])]))
    assert store.passage("d.0") == passage
    assert store.document("d") == document
    assert store.nearest(np.zeros(24, np.float32), 5, Filters(municipalities=(text,))).rows.tolist() == [0]
    assert store.matching({"zitat": 1.0}, 5, Filters(municipalities=(text,))).rows.tolist() == [0]


def test_threads_get_the_answers_that_one_alone_would_get(store: Store, encoder: Encoder, analyser: Analyser) -> None:
    questions = [" ".join(WORDS[start : start + 3]) for start in range(20)]

    def ask() -> list[object]:
        answers: list[object] = []
        for number, question in enumerate(questions):
            filters = Filters(years=(2019 + number % 3,))
            near = store.nearest(encoder.encode_query(question), 5, filters)
            match = store.matching(dict.fromkeys(analyser.terms(question), 1.0), 5, filters)
            answers.append((near.rows.tolist(), match.rows.tolist(), store.passages(near.rows.tolist())))
        return answers

    expected, found = ask(), []
    threads = [threading.Thread(target=lambda: found.append(ask())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_answers_stay_right_over_more_filters_than_are_remembered(
    store: Store, corpus: Corpus, encoder: Encoder, analyser: Analyser
) -> None:
    oracle = Oracle(corpus, encoder, analyser, FieldWeights())
    vector = encoder.encode_query("Rat")
    for year in [*range(1960, 2030), 2019, 2020]:
        filters = Filters(years=(year,))
        assert_same(store.nearest(vector, 9, filters), oracle.nearest(vector, 9, filters))


def test_candidates_do_not_depend_on_the_order_in_which_filters_are_named(store: Store) -> None:
    vector = np.ones(24, np.float32)
    one = store.nearest(vector, 50, Filters(years=(2019, 2021), kinds=("Satzung", "Praxisbeispiel")))
    other = store.nearest(vector, 50, replace(Filters(kinds=("Praxisbeispiel", "Satzung")), years=(2021, 2019)))
    assert one.rows.tolist() == other.rows.tolist() != []
