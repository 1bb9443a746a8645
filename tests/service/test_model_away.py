"""Searching while the house's embedding endpoint is away: words alone, and the answer says so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from modelle import FloatArray, ModelMismatch, ModelUnreachable
from service.app import create_app
from service.calibration import load_calibration
from service.evaluate import EvaluationError, whole
from service.mode import Mode
from service.query import Query
from service.search import WORDS_ALONE, SearchEngine
from service.settings import Settings
from tests.service.conftest import ConceptEncoder

EngineOf = Callable[..., SearchEngine]


class AwayEncoder(ConceptEncoder):
    """Answers while a corpus is built, and then no more."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def encode_passages(self, texts: Any) -> FloatArray:
        here = ConceptEncoder()
        return np.array([here.encode_query(text) for text in texts], np.float32)

    def encode_query(self, _text: str) -> FloatArray:
        raise self.error or ModelUnreachable("Der Einbettungsdienst „http://innen:8080“ ist weg.")


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.DENSE])
@pytest.mark.parametrize("error", [ModelUnreachable("weg"), ModelMismatch("anderes Modell")])
def test_search_goes_on_with_words_alone_and_says_so(engine_of: EngineOf, mode: Mode, error: Exception) -> None:
    engine = engine_of({"a": "Der Wagen hält.", "b": "Das Auto hält."}, encoder=AwayEncoder(error))
    result = engine.search(Query("Auto", mode=mode))
    assert [hit.document.id for hit in result.hits] == ["b"]
    assert result.notice == (
        "Der Dienst, der den Sinn von Texten vergleicht, ist gerade nicht erreichbar; gesucht wurde nur nach den"
        " Wörtern der Frage."
    )


def test_relevance_is_then_that_of_words_alone(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Der Wagen hält.", "b": "Das Auto hält."}, encoder=AwayEncoder())
    [hit] = engine.search(Query("Auto")).hits
    assert hit.relevance == pytest.approx(load_calibration("*").relevance(0.0, 1 / 2.2))


def test_who_asked_for_words_alone_is_told_nothing(engine_of: EngineOf) -> None:
    engine = engine_of({"a": "Das Auto hält."}, encoder=AwayEncoder())
    result = engine.search(Query("Auto", mode=Mode.LEXICAL))
    assert ([hit.document.id for hit in result.hits], result.notice) == (["a"], None)


def test_while_the_model_is_there_no_notice_is_given(engine_of: EngineOf) -> None:
    assert engine_of({"a": "Das Auto hält."}).search(Query("Auto")).notice is None


def test_the_api_hands_the_notice_on_without_the_address(papers_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelle.static.StaticEncoder.encode_query", AwayEncoder().encode_query)
    with TestClient(create_app(Settings(index=papers_index))) as client:
        answer = client.post("/api/v1/search", json={"query": "Bücherbus"})
    assert answer.status_code == 200
    assert answer.json()["notice"] == WORDS_ALONE
    assert [hit["document"]["id"] for hit in answer.json()["hits"]] == ["protokoll"]
    assert "innen" not in answer.text


def test_a_measurement_is_not_made_with_words_alone(engine_of: EngineOf) -> None:
    result = engine_of({"a": "Das Auto hält."}, encoder=AwayEncoder()).search(Query("Auto"))
    with pytest.raises(EvaluationError, match=r"Messung wurde abgebrochen.*nicht erreichbar"):
        whole(result)
