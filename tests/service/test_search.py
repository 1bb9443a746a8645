"""Ranking rules, filters, paging and addresses, on corpora of a few texts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import Filters
from modelle import Encoder, load_encoder
from service.calibration import load_calibration
from service.errors import BadQuery
from service.live import open_engine
from service.mode import Mode
from service.places import original_path
from service.query import Query
from service.search import SearchEngine

EngineOf = Callable[..., SearchEngine]
SECTION = "Hier steht allerlei über den Alltag in der Gemeinde und was dort zu tun ist. " * 8


def found(engine: SearchEngine, question: str, **query: Any) -> list[str]:
    return [hit.document.id for hit in engine.search(Query(question, **query)).hits]


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.LEXICAL])
def test_a_text_with_both_words_stands_before_one_with_a_single_word(engine_of: EngineOf, mode: Mode) -> None:
    engine = engine_of({"one": "Der Bücherbus fährt.", "two": "Der Bücherbus fährt nach Fahrplan."})
    assert found(engine, "Bücherbus Fahrplan", mode=mode) == ["two", "one"]


def test_a_rare_word_counts_for_more_than_a_frequent_one(engine_of: EngineOf) -> None:
    texts = {f"text-{number}": "Die Gebühr steigt." for number in range(5)}
    engine = engine_of(texts | {"rare": "Der Bücherbus fährt."})
    assert found(engine, "Gebühr Bücherbus", mode=Mode.LEXICAL)[0] == "rare"


def test_a_word_in_the_text_counts_in_another_inflection(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Die Spielplätze werden saniert.", "b": "Die Gebühren steigen."})
    assert found(engine, "Spielplatz", mode=Mode.LEXICAL) == ["a"]


def test_meaning_finds_a_text_that_shares_no_word_with_the_question(engine_of: EngineOf) -> None:
    engine = engine_of({"car": "Ein Wagen hält.", "wood": "Ein Forst wächst."})
    assert found(engine, "Auto", mode=Mode.DENSE) == ["car", "wood"]
    assert found(engine, "Auto", mode=Mode.HYBRID) == ["car", "wood"]
    assert found(engine, "Auto", mode=Mode.LEXICAL) == []


def test_of_texts_of_equal_meaning_the_one_with_the_very_word_comes_first(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Ein Wagen hält.", "b": "Ein Auto hält.", "c": "Ein Forst wächst."})
    assert found(engine, "Auto") == ["b", "a", "c"]


def test_of_texts_with_the_same_word_the_one_of_nearer_meaning_comes_first(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Antrag zum Forst.", "b": "Antrag zum Wagen.", "c": "Antrag zum Gremium."})
    assert found(engine, "Antrag Auto")[0] == "b"


def test_the_weight_of_meaning_decides_between_word_and_meaning(engine_of: EngineOf) -> None:
    texts = {"meaning": "Ein Wagen hält.", "word": "Anmeldung im Forst.", "neither": "Ein Gremium tagt."}
    engine = engine_of(texts)
    assert found(replace(engine, dense_weight=0.9), "Auto Anmeldung")[0] == "meaning"
    assert found(replace(engine, dense_weight=0.1), "Auto Anmeldung")[0] == "word"


@pytest.mark.parametrize("mode", [Mode.DENSE, Mode.LEXICAL])
def test_one_kind_of_evidence_alone_decides_in_its_mode(engine_of: EngineOf, mode: Mode) -> None:
    texts = {"meaning": "Ein Wagen hält.", "word": "Anmeldung im Forst.", "neither": "Ein Gremium tagt."}
    wanted = {Mode.DENSE: "meaning", Mode.LEXICAL: "word"}[mode]
    assert found(engine_of(texts), "Auto Anmeldung", mode=mode)[0] == wanted


def test_texts_that_tie_keep_the_order_of_their_ids(engine_of: EngineOf) -> None:
    engine = engine_of({"b": "Der Rat tagt.", "a": "Der Rat tagt.", "c": "Der Rat tagt."})
    assert found(engine, "Rat") == ["a", "b", "c"]


def test_a_word_of_the_title_finds_a_text_that_does_not_hold_it(engine_of: EngineOf) -> None:
    known = {"council": {"title": "Beirat"}, "bus": {"title": "Bus"}}
    engine = engine_of({"council": "Es wird getagt.", "bus": "Es wird gefahren."}, known)
    assert found(engine, "Beirat", mode=Mode.LEXICAL) == ["council"]


@pytest.mark.parametrize(("cap", "wanted"), [(1, ["a", "b"]), (2, ["a", "a", "b"]), (9, ["a", "a", "a", "b"])])
def test_of_a_document_no_more_passages_stand_in_the_ranking_than_asked(
    engine_of: EngineOf, cap: int, wanted: list[str]
) -> None:
    section = f"{SECTION}Der Rat tagt. "
    engine = engine_of({"a": (section, section, section), "b": SECTION + "Der Wald wächst, der Rat tagt."})
    result = engine.search(Query("Rat", per_document=cap, mode=Mode.LEXICAL))
    assert sorted(hit.document.id for hit in result.hits) == wanted
    assert result.total == len(wanted)


@pytest.fixture
def many(engine_of: EngineOf, encoder: Encoder) -> SearchEngine:
    """More passages than there are candidates."""
    subjects = ("Rat", "Wald", "Bücherbus", "Spielplatz", "Friedhof", "Sprachkurs", "Wohnung", "Ehrenamt", "Kita")
    texts = {
        f"d{number:04}": f"Bericht {number} über {subjects[number % 9]}, {subjects[number // 9 % 9]} und"
        f" {subjects[number // 81 % 9]}."
        for number in range(1000)
    }
    return engine_of(texts, encoder=encoder)


@pytest.mark.parametrize("mode", Mode)
def test_pages_of_a_ranking_leave_no_gap_and_repeat_nothing(many: SearchEngine, mode: Mode) -> None:
    whole = many.search(Query("Spielplatz im Wald", limit=1000, mode=mode))
    pages = []
    for offset in range(0, whole.total, 37):
        pages.append(many.search(Query("Spielplatz im Wald", limit=37, offset=offset, mode=mode)))
    hits = [(hit.rank, hit.passage.id, hit.relevance) for page in pages for hit in page.hits]
    assert hits == [(hit.rank, hit.passage.id, hit.relevance) for hit in whole.hits]
    assert [rank for rank, _, _ in hits] == list(range(1, whole.total + 1))
    assert {page.total for page in pages} == {whole.total}
    assert len(whole.hits) > 200


def test_beyond_the_last_hit_a_page_is_empty(engine_of: EngineOf) -> None:
    result = engine_of({"a": "Der Rat tagt."}).search(Query("Rat", offset=5))
    assert (result.hits, result.total) == ((), 1)


KNOWN: dict[str, dict[str, Any]] = {
    "a": {"kind": "Satzung", "municipality": "Tannfurt", "federal_state": "Hessen", "date": "2021-05-01"},
    "b": {"kind": "Bericht", "municipality": "Tannfurt", "federal_state": "Hessen", "date": "2022"},
    "c": {"kind": "Bericht", "municipality": "Erlheim", "federal_state": "Bayern", "date": "2022-03"},
    "d": {"fields_of_action": ("Zusammenhalt", "Arbeit")},
}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(), ["a", "b", "c", "d"]),
        (Filters(kinds=("Bericht",)), ["b", "c"]),
        (Filters(kinds=("Bericht", "Satzung")), ["a", "b", "c"]),
        (Filters(fields_of_action=("Arbeit",)), ["d"]),
        (Filters(municipalities=("Tannfurt",)), ["a", "b"]),
        (Filters(federal_states=("Bayern",)), ["c"]),
        (Filters(years=(2022,)), ["b", "c"]),
        (Filters(years=(2021, 2022)), ["a", "b", "c"]),
        (Filters(kinds=("Bericht",), municipalities=("Tannfurt",)), ["b"]),
        (Filters(kinds=("Bericht",), years=(2021,)), []),
        (Filters(municipalities=("tannfurt",)), []),
        (Filters(kinds=("Unbekannt",)), []),
    ],
)
def test_only_documents_that_all_filters_allow_are_found(
    engine_of: EngineOf, mode: Mode, filters: Filters, wanted: list[str]
) -> None:
    engine = engine_of(dict.fromkeys("abcd", "Der Rat tagt."), KNOWN)
    assert found(engine, "Rat", mode=mode, filters=filters) == wanted


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (Query(""), "Die Frage ist leer; bitte eine Frage eingeben."),
        (Query(" \n\t"), "Die Frage ist leer; bitte eine Frage eingeben."),
        (Query("a" * 1001), "Die Frage hat 1001 Zeichen, erlaubt sind 1000; bitte kürzer fragen."),
        (Query("Rat", limit=0), "Anzahl und Stellen je Dokument müssen mindestens 1 sein, der Anfang mindestens 0."),
        (Query("Rat", offset=-1), "Anzahl und Stellen je Dokument müssen mindestens 1 sein, der Anfang mindestens 0."),
        (Query("Rat", limit=2, offset=999), "Die Rangfolge endet bei Platz 1000; bitte die Frage genauer stellen."),
        (Query("Rat\udcff"), "Die Frage oder ein Filter enthält Zeichen, die kein gültiges Unicode sind."),
        (
            Query("Rat", filters=Filters(kinds=("\ud800",))),
            "Die Frage oder ein Filter enthält Zeichen, die kein gültiges Unicode sind.",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_a_sentence(
    engine_of: EngineOf, query: Query, sentence: str
) -> None:
    with pytest.raises(BadQuery) as refused:
        engine_of({"a": "Der Rat tagt."}).search(query)
    assert str(refused.value) == sentence


def test_a_question_may_have_just_as_many_characters_as_allowed(engine_of: EngineOf) -> None:
    assert found(engine_of({"a": "Der Rat tagt."}), "Rat " * 250) == ["a"]


@pytest.mark.parametrize("question", ["Xyzzy", "und der die das", "?!", "🦔", "\x00", "日本"])
@pytest.mark.parametrize("mode", Mode)
def test_a_question_without_any_known_word_finds_nothing(engine_of: EngineOf, question: str, mode: Mode) -> None:
    result = engine_of({"a": "Der Rat tagt.", "b": "Der Wald wächst."}).search(Query(question, mode=mode))
    assert (result.hits, result.total) == ((), 0)


def test_relevance_is_the_calibrated_cosine_and_share_of_words(engine_of: EngineOf) -> None:
    engine = engine_of({"car": "Ein Wagen hält.", "wood": "Ein Forst wächst."})
    hits = engine.search(Query("Auto", mode=Mode.DENSE)).hits
    calibration = load_calibration("begriffe")
    wanted = [calibration.relevance(1.0, 0.0), calibration.relevance(0.0, 0.0)]
    assert [hit.relevance for hit in hits] == pytest.approx(wanted)


def test_the_share_of_words_is_the_bm25_over_what_the_question_could_attain(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Bücherbus", "b": "Gebühr"})
    evidence = engine.weigh(
        Query("Bücherbus", mode=Mode.LEXICAL), Counter(["bucherbus"]), engine.encoder.encode_query("Bücherbus")
    )
    # idf · (k1 + 1) · tf / (tf + k1) with tf = 1, average length and k1 = 1.2, over idf · (k1 + 1)
    assert evidence.words.tolist() == pytest.approx([1 / 2.2])


@pytest.mark.parametrize(("mode", "first"), [(Mode.LEXICAL, "side"), (Mode.HYBRID, "side"), (Mode.DENSE, "apart")])
def test_words_that_stand_side_by_side_as_in_the_question_count_wherever_words_do(
    engine_of: EngineOf, mode: Mode, first: str
) -> None:
    texts = {"apart": "Messe im Dorf, alte Gasse.", "side": "Gasse im Dorf, alte Messe."}
    hits = engine_of(texts, {key: {"title": "Rat"} for key in texts}).search(Query("alte Messe Rat", mode=mode)).hits
    assert hits[0].document.id == first


@pytest.mark.parametrize("mode", [Mode.LEXICAL, Mode.HYBRID])
def test_a_document_that_speaks_of_it_more_than_once_goes_before_one_that_does_so_once(
    engine_of: EngineOf, mode: Mode
) -> None:
    section = "Die Abfuhr kommt in dieser Straße am Montag. " * 12
    texts: dict[str, str | tuple[str, ...]] = {"once": (section,), "twice": (section, section)}
    hits = engine_of(texts).search(Query("Abfuhr", mode=mode, collapse=False)).hits
    assert [hit.document.id for hit in hits] == ["twice", "twice", "once"]


def test_words_of_the_question_are_marked_in_the_hits(engine_of: EngineOf) -> None:
    hit = engine_of({"a": "Räte und Gremien: der Rat."}).search(Query("Rat")).hits[0]
    assert [hit.passage.text[start:end] for start, end in hit.marks] == ["Räte", "Rat"]


def test_the_result_repeats_the_question_and_names_the_snapshot(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Der Rat tagt."})
    result = engine.search(Query("  Rat? "))
    assert (result.query, result.snapshot) == ("  Rat? ", engine.snapshot.id)
    assert result.took_ms > 0


@pytest.mark.parametrize(
    ("question", "url"),
    [
        ("Ehrenamtliche gewinnen", "/api/v1/documents/ehrenamt/original#page=3"),
        ("Große Wohnungen für Familien", "/api/v1/documents/wohnen/original"),
        ("Friedhofssatzung", "https://tannfurt.example/satzung"),
    ],
)
def test_a_hit_leads_to_the_original_at_its_page_else_to_the_published_address(
    papers_index: Path, question: str, url: str
) -> None:
    engine = open_engine(papers_index, load_encoder())
    with engine.snapshot:
        assert engine.search(Query(question)).hits[0].url == url


def test_an_id_of_any_characters_stays_one_part_of_an_address() -> None:
    assert original_path("a/b ü?#") == "/api/v1/documents/a%2Fb%20%C3%BC%3F%23/original"


def test_a_hit_without_original_and_address_has_no_url(engine_of: EngineOf) -> None:
    assert engine_of({"a": "Der Rat tagt."}).search(Query("Rat")).hits[0].url is None


def test_vectors_of_nothing_do_not_count_as_candidates(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Der Bücherbus fährt.", "b": "Die Gebühr steigt."})
    evidence = engine.weigh(Query("Bücherbus"), Counter(["bucherbus"]), engine.encoder.encode_query("Bücherbus"))
    assert evidence.rows.tolist() == [0]
    assert np.count_nonzero(evidence.cosine) == 0
