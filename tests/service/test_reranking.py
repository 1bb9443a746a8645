"""The last stage: the best passages in the order of a model that reads them with the question."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from modelle import FloatArray, ModelFailed, load_reranker
from service.app import create_app
from service.evaluate import EvaluationError, whole
from service.fusion import mix, with_reranked
from service.mode import Mode
from service.query import Query
from service.search import NOT_RERANKED, RERANKED_PASSAGES, SearchEngine
from service.settings import Settings
from tests.modelle.tiny_cross_encoder import save_cross_encoder

EngineOf = Callable[..., SearchEngine]
Run = Callable[..., Any]

TEXTS = {
    "often": "Der Rat, der Rat und der Rat.",
    "twice": "Der Rat und der Rat tagen.",
    "once": "Der Rat tagt im Saal und berät.",
}


class LongestFirst:
    """Scores a passage by its length."""

    name = "längste"

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, question: str, passages: Sequence[str]) -> FloatArray:
        self.asked.append((question, list(passages)))
        return np.array([len(passage) for passage in passages], np.float32)


class Broken(LongestFirst):
    def scores(self, _question: str, _passages: Sequence[str]) -> FloatArray:
        raise ModelFailed("Das Modell „kaputt“ ist ausgefallen (RuntimeError).")


def found(engine: SearchEngine, **query: Any) -> list[str]:
    return [hit.document.id for hit in engine.search(Query("Rat", **query)).hits]


def test_the_order_is_that_of_the_rerankers_scores(engine_of: EngineOf) -> None:
    engine = engine_of(TEXTS)
    assert found(engine) == ["often", "twice", "once"]
    assert found(replace(engine, reranker=LongestFirst())) == ["once", "often", "twice"]


def test_the_reranker_is_given_title_headings_and_text_of_the_best_passages(engine_of: EngineOf) -> None:
    reranker = LongestFirst()
    many = {f"a{number:02}": f"Der Rat tagt {number}." for number in range(RERANKED_PASSAGES + 5)}
    engine = replace(engine_of(many, {key: {"title": f"Titel {key}"} for key in many}), reranker=reranker)
    hits = engine.search(Query("Rat", limit=RERANKED_PASSAGES + 5)).hits
    [(question, passages)] = reranker.asked
    assert (question, len(passages)) == ("Rat", RERANKED_PASSAGES)
    assert passages[0] == "Titel a00\nDer Rat tagt 0."
    assert [hit.document.id for hit in hits[RERANKED_PASSAGES:]] == ["a20", "a21", "a22", "a23", "a24"]


def test_a_place_keeps_its_relevance_whoever_stands_there(engine_of: EngineOf) -> None:
    engine = engine_of(TEXTS)
    before = [hit.relevance for hit in engine.search(Query("Rat")).hits]
    after = [hit.relevance for hit in replace(engine, reranker=LongestFirst()).search(Query("Rat")).hits]
    assert after == before
    assert after == sorted(after, reverse=True)


@pytest.mark.parametrize("mode", [Mode.LEXICAL, Mode.DENSE])
def test_words_alone_and_meaning_alone_are_left_as_they_are(engine_of: EngineOf, mode: Mode) -> None:
    reranker = LongestFirst()
    engine = engine_of(TEXTS)
    assert found(replace(engine, reranker=reranker), mode=mode) == found(engine, mode=mode)
    assert reranker.asked == []


def test_a_reranker_that_fails_leaves_the_ranking_before_and_a_notice(engine_of: EngineOf) -> None:
    engine = engine_of(TEXTS)
    result = replace(engine, reranker=Broken()).search(Query("Rat"))
    assert [hit.document.id for hit in result.hits] == found(engine)
    assert result.notice == NOT_RERANKED
    with pytest.raises(EvaluationError, match="Messung wurde abgebrochen"):
        whole(result)


def test_a_question_without_hits_asks_no_model(engine_of: EngineOf) -> None:
    reranker = LongestFirst()
    result = replace(engine_of(TEXTS), reranker=reranker).search(Query("Kamele"))
    assert (result.hits, result.notice, reranker.asked) == ((), None, [])


def test_the_explanation_names_the_rerankers_score(engine_of: EngineOf) -> None:
    engine = engine_of(TEXTS)
    [plain, *_] = engine.search(Query("Rat", explain=True)).hits
    [hit, *_] = replace(engine, reranker=LongestFirst()).search(Query("Rat", explain=True)).hits
    assert plain.explanation is not None
    assert plain.explanation.reranked is None
    assert hit.explanation is not None
    assert hit.explanation.reranked == len("-\n" + TEXTS["once"])


def test_ties_keep_their_order_and_what_was_not_compared_stays_behind() -> None:
    rows = np.array([10, 11, 12, 13])
    evidence = mix(rows, np.array([0.9, 0.8, 0.7, 0.6], np.float32), np.zeros(4, np.float32), 1.0, 0.0)
    reranked = with_reranked(evidence, np.array([1.0, 2.0, 1.0], np.float32))
    assert reranked.rows.tolist() == [11, 10, 12, 13]
    assert reranked.cosine.tolist() == pytest.approx([0.8, 0.9, 0.7, 0.6])
    assert reranked.reranked.tolist() == [2.0, 1.0, 1.0]


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("cross") / "a")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_search_on_the_command_line_follows_a_real_cross_encoder(
    run: Run, cross_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "akten"
    folder.mkdir()
    texts = {name: f"{name} haus {'rat ' * number}".strip() for number, name in enumerate(("eins", "zwei", "drei"))}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    assert run("index", folder, "--index", tmp_path / "index").code == 0
    ask = ("search", "haus", "--index", tmp_path / "index", "--json")
    plain = run(*ask).json["hits"]
    hits = run(*ask, "--explain", "--reranker", cross_encoder).json["hits"]
    given = [f"{hit['document']['title']}\n{hit['passage']['text']}" for hit in plain]
    scores = load_reranker(str(cross_encoder)).scores("haus", given)
    wanted = [plain[place]["document"]["id"] for place in np.argsort(-scores)]
    assert [hit["document"]["id"] for hit in hits] == wanted
    assert [hit["explanation"]["reranked"] for hit in hits] == pytest.approx(sorted(scores.tolist())[::-1], abs=1e-3)
    monkeypatch.setenv("FUNDSTELLE_RERANKER", str(cross_encoder))
    assert [hit["document"]["id"] for hit in run(*ask).json["hits"]] == wanted


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_service_goes_on_with_the_notice_where_the_model_fails(
    papers_index: Path, cross_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("geheim")

    with TestClient(create_app(Settings(index=papers_index, reranker=str(cross_encoder)))) as client:
        assert client.post("/api/v1/search", json={"query": "Bücherbus"}).json()["notice"] is None
        monkeypatch.setattr("sentence_transformers.CrossEncoder.predict", fail)
        answer = client.post("/api/v1/search", json={"query": "Bücherbus"})
    assert (answer.status_code, answer.json()["notice"]) == (200, NOT_RERANKED)
    assert "geheim" not in answer.text


def test_an_unknown_reranker_ends_the_start_with_a_sentence(run: Run, papers_index: Path) -> None:
    ended = run("serve", "--index", papers_index, "--reranker", "gibtsnicht")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Fehler: Das Modell „gibtsnicht“ gibt es nicht; bekannt sind dafür: bge-reranker-v2-m3")
