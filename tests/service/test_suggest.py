"""Suggestions for what somebody begins to type."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer import Snapshot
from modelle import Analyser
from service.search import SearchEngine
from service.suggest import PrefixIndex, Suggestion, SuggestionKind, Suggestions, trim

EngineOf = Callable[..., SearchEngine]


def suggested(analyser: Analyser, texts: Iterable[tuple[str, int]], prefix: str, limit: int = 8) -> list[str]:
    entries = [Suggestion(text, SuggestionKind.WORD, passages) for text, passages in texts]
    return [one.text for one in PrefixIndex(entries, analyser).find(prefix, limit)]


def test_what_begins_so_stands_before_that_in_which_a_word_begins_so(analyser: Analyser) -> None:
    texts = [("Wahl des Beirats", 90), ("Beirat", 2)]
    assert suggested(analyser, texts, "beir") == ["Beirat", "Wahl des Beirats"]


def test_frequent_stands_before_rare_and_short_before_long(analyser: Analyser) -> None:
    texts = [("Schulhof", 3), ("Schule", 9), ("Schulträgerschaft", 3)]
    assert suggested(analyser, texts, "schul") == ["Schule", "Schulhof", "Schulträgerschaft"]


@pytest.mark.parametrize("prefix", ["Förd", "förd", "FÖRD", "foerd", "ford", "fo\u0308rd", "  förd"])
def test_case_and_the_way_umlauts_are_typed_do_not_matter(analyser: Analyser, prefix: str) -> None:
    assert suggested(analyser, [("Förderung", 1), ("Museum", 1)], prefix) == ["Förderung"]


@pytest.mark.parametrize(("prefix", "wanted"), [("strass", ["Straße"]), ("straß", ["Straße"]), ("mü", []), ("mue", [])])
def test_an_umlaut_that_was_typed_is_meant(analyser: Analyser, prefix: str, wanted: list[str]) -> None:
    assert suggested(analyser, [("Straße", 1), ("Museum", 1)], prefix) == wanted


def test_forms_of_the_same_words_are_suggested_once(analyser: Analyser) -> None:
    texts = [("Interkulturelle Wochen", 5), ("Interkulturelle Woche", 3)]
    assert suggested(analyser, texts, "inter") == ["Interkulturelle Wochen"]


def test_short_words_inside_a_text_begin_nothing(analyser: Analyser) -> None:
    assert suggested(analyser, [("Hilfe für die Kommune", 1)], "die") == []


def test_no_more_than_asked_for_are_given_and_the_best_are_kept(analyser: Analyser) -> None:
    texts = [(f"Rat{chr(97 + number % 26)}{chr(97 + number // 26)}", number) for number in range(600)]
    found = suggested(analyser, texts, "r", limit=3)
    assert found == [texts[number][0] for number in (599, 598, 597)]


@pytest.mark.parametrize("prefix", ["", " ", "?!", "xyz", "Beirat "])
def test_what_begins_nothing_gets_no_suggestion(analyser: Analyser, prefix: str) -> None:
    assert suggested(analyser, [("Beirat", 1)], prefix) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3.2 Räume finden", "Räume finden"),
        ("IV. Räume finden", "Räume finden"),
        ("a) Räume finden", "Räume finden"),
        ("Kapitel 3: Räume finden", "Räume finden"),
        ("TOP 5 – Räume finden:", "Räume finden"),
        ("In der Kommune", "In der Kommune"),
        ("C wie Zukunft", "C wie Zukunft"),
        ("Wort " * 30, ("Wort " * 18).strip()),
    ],
)
def test_numbering_is_left_out_and_a_long_text_ends_with_a_whole_word(text: str, wanted: str) -> None:
    assert trim(text) == wanted


def test_titles_headings_and_nouns_of_the_index_are_suggested(engine_of: EngineOf) -> None:
    text = "Hier tagt der Bücherausschuss, und alle hören zu."
    engine = engine_of({"a": text, "b": text}, {"a": {"title": "Bücherei am Markt"}})
    found = engine.suggestions.find("buecher", 8)
    assert [(one.text, one.kind.value) for one in found] == [
        ("Bücherausschuss", "word"),
        ("Bücherei am Markt", "title"),
    ]


def test_an_index_without_words_suggests_titles_and_headings(engine_of: EngineOf, analyser: Analyser) -> None:
    text = "Hier tagt der Bücherausschuss, und alle hören zu."
    made = engine_of({"a": text, "b": text}, {"a": {"title": "Bücherei am Markt"}}).snapshot
    older = Snapshot(made.index_dir, made.manifest, made.store, words={})
    assert [one.text for one in Suggestions(older, analyser).find("buecher", 8)] == ["Bücherei am Markt"]


def test_get_and_post_suggest_the_same_and_nothing_is_kept(client: TestClient) -> None:
    by_address = client.get("/api/v1/suggest", params={"prefix": "ehren", "limit": 1})
    by_body = client.post("/api/v1/suggest", json={"prefix": "ehren", "limit": 1})
    assert by_address.json() == by_body.json()
    assert by_address.json()["suggestions"][0] == {"text": "Ehrenamt in Tannfurt", "kind": "title"}
    assert by_address.headers["cache-control"] == by_body.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"prefix": ""}, "Der Wert von „prefix“ darf nicht leer sein."),
        ({"prefix": "x" * 201}, "Der Wert von „prefix“ ist zu lang; erlaubt sind 200 Zeichen."),
        ({"prefix": "x", "limit": 0}, "Der Wert von „limit“ muss mindestens 1 sein."),
        ({"prefix": "x", "limit": 21}, "Der Wert von „limit“ darf höchstens 20 sein."),
        ({}, "Das Feld „prefix“ fehlt."),
        ({"prefix": "\ud800"}, "Der Wert von „prefix“ hat nicht die erwartete Form."),
    ],
)
def test_what_cannot_be_completed_is_refused_with_a_sentence(
    client: TestClient, body: dict[str, Any], detail: str
) -> None:
    response = client.post("/api/v1/suggest", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["detail"]) == (422, detail)
