"""The house's embedding endpoint: batches, patience, what is refused, and what happens while it is away."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modelle import Encoder, ModelContract, ModelMismatch, ModelNotFound, ModelUnreachable, endpoint, load_encoder
from modelle.address import Address
from modelle.library import add_endpoint
from modelle.prompts import Prompts


@dataclass
class Server:
    """Gives for each text the vector [its length, 1]. `answers`: what is answered instead, one after the other."""

    served: str = "modell"
    most: int = 1000
    answers: list[tuple[int, Any, dict[str, str]]] = field(default_factory=list)
    inputs: list[list[str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        handler = type("Handler", (_Handler,), {"server_of": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        return f"openai:http://127.0.0.1:{self._server.server_address[1]}/v1#modell"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    server_of: Server

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server, texts = self.server_of, asked["input"]
        assert (self.path, asked["model"]) == ("/v1/embeddings", "modell")
        server.headers.append(dict(self.headers))
        status, value, headers = 200, None, {}
        if server.answers:
            status, value, headers = server.answers.pop(0)
        elif len(texts) > server.most:
            status, value = 413, {"error": "batch"}
        else:
            server.inputs.append(texts)
            rows = [{"index": row, "embedding": [float(len(text)), 1.0]} for row, text in enumerate(texts)]
            value = {"model": server.served, "data": rows[::-1]}
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited in between, in seconds; nobody really waits."""
    slept: list[float] = []
    monkeypatch.setattr(endpoint.time, "sleep", slept.append)
    return slept


Opener = Callable[..., Encoder]


@pytest.fixture
def opened(server: Server) -> Opener:
    """Opens the server, and forgets what it was asked for that."""

    def make(name: str | None = None, expected: ModelContract | None = None) -> Encoder:
        encoder = load_encoder(name or server.name, expected)
        server.inputs.clear()
        return encoder

    return make


def test_vectors_come_normalised_in_the_order_of_the_texts(opened: Opener) -> None:
    vectors = opened().encode_passages(["abc", "a"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [[3 / 10**0.5, 1 / 10**0.5], [0.5**0.5, 0.5**0.5]], rtol=1e-6)


def test_the_contract_names_address_model_and_length(server: Server, opened: Opener) -> None:
    contract = opened().contract
    assert (contract.name, contract.version, contract.dimensions) == (server.name, "modell", 2)


def test_texts_are_sent_in_batches_and_empty_ones_not_at_all(server: Server, opened: Opener) -> None:
    vectors = opened().encode_passages(["a"] * 40 + [" "] + ["b"] * 30)
    assert [len(batch) for batch in server.inputs] == [32, 32, 6]
    assert np.flatnonzero(~vectors.any(axis=1)).tolist() == [40]


def test_a_batch_that_is_too_large_is_divided(server: Server, opened: Opener) -> None:
    encoder = opened()
    server.most = 2
    encoder.encode_passages(["a", "b", "c", "d", "e"])
    assert server.inputs == [["a", "b"], ["c"], ["d", "e"]]


def test_a_single_text_that_is_refused_ends_the_build_with_a_sentence(server: Server, opened: Opener) -> None:
    encoder = opened()
    server.most = 0
    with pytest.raises(ModelMismatch, match=r"nimmt einen Text nicht an \(HTTP 413\)"):
        encoder.encode_passages(["a", "b"])


def test_the_prompts_of_a_known_model_are_written_before(server: Server, tmp_path: Path) -> None:
    encoder = endpoint.EndpointEncoder(Address.parse(server.name), "haus", Prompts("query: ", "passage: "))
    server.inputs.clear()
    encoder.encode_query("Rat")
    encoder.encode_passages(["Haus"])
    assert server.inputs == [["query: Rat"], ["passage: Haus"]]


def test_a_model_that_the_catalogue_knows_gets_its_prompts() -> None:
    expected = ModelContract("x", "", "", 3)
    encoder = load_encoder("openai:http://rechner/v1#intfloat/multilingual-e5-base", expected)
    assert isinstance(encoder, endpoint.EndpointEncoder)
    assert encoder._prompts == Prompts("query: ", "passage: ")


def test_a_key_is_sent_from_the_environment(server: Server, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    opened()
    monkeypatch.setenv("FUNDSTELLE_ENDPOINT_KEY", "geheim")
    opened()
    assert [headers.get("Authorization") for headers in server.headers] == [None, "Bearer geheim"]


def test_a_busy_endpoint_is_asked_again_with_growing_patience(
    server: Server, opened: Opener, waits: list[float]
) -> None:
    encoder = opened()
    server.answers = [(503, {}, {}), (429, {}, {"Retry-After": "7"}), (500, {}, {}), (503, {}, {"Retry-After": "9999"})]
    np.testing.assert_allclose(encoder.encode_passages(["a"]), [[0.5**0.5, 0.5**0.5]])
    assert waits == [0.5, 7.0, 2.0, 60.0]


def test_an_endpoint_that_stays_away_ends_the_build_with_a_sentence(server: Server, waits: list[float]) -> None:
    encoder = load_encoder(server.name)
    server.answers = [(503, {}, {})] * 7
    with pytest.raises(ModelUnreachable, match=r"„http://127.0.0.1:\d+/v1“ antwortet gerade nicht \(HTTP 503\)"):
        encoder.encode_passages(["a"])
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0]


def test_nobody_at_the_address_is_said_so() -> None:
    closed = Server()
    closed.close()
    with pytest.raises(ModelUnreachable, match=r"ist nicht erreichbar \(ConnectError\)"):
        load_encoder(closed.name)


@pytest.mark.parametrize(
    ("status", "answer", "sentence"),
    [
        (401, {}, r"weist die Anfrage ab \(HTTP 401; der Schlüssel gehört in FUNDSTELLE_ENDPOINT_KEY\)"),
        (404, {}, r"weist die Anfrage ab \(HTTP 404\)"),
        (200, b"<html>", "antwortet nicht so, wie OpenAIs Schnittstelle es vorsieht"),
        (200, [], "antwortet nicht so"),
        (200, {"data": [{"embedding": [1, 2]}]}, "antwortet nicht so"),
        (200, {"data": []}, "gab 0 statt 1 Vektoren zurück"),
        (200, {"data": [{"index": 0, "embedding": [1, 2, 3]}]}, "liefert Vektoren mit 3 statt 2 Zahlen"),
        (200, {"data": [{"index": 0, "embedding": [1, None]}]}, "keine Zahlen"),
        (
            200,
            {"model": "anderes", "data": [{"index": 0, "embedding": [1, 2]}]},
            "liefert das Modell „anderes“, verlangt ist „modell“",
        ),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_at_once(
    server: Server, opened: Opener, waits: list[float], status: int, answer: Any, sentence: str
) -> None:
    encoder = opened()
    server.answers = [(status, answer, {})]
    with pytest.raises(ModelMismatch, match=sentence):
        encoder.encode_passages(["a"])
    assert waits == []


def test_an_index_opens_while_its_endpoint_is_away(server: Server) -> None:
    wanted = load_encoder(server.name).contract
    server.close()
    encoder = load_encoder(server.name, wanted)
    assert encoder.contract == wanted
    with pytest.raises(ModelUnreachable):
        encoder.encode_query("Rat")


def test_while_it_is_away_only_one_question_in_a_while_waits_for_it(
    server: Server, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(endpoint.time, "monotonic", lambda: now[0])
    encoder = opened()
    server.answers = [(503, {}, {})]
    for _ in range(3):
        with pytest.raises(ModelUnreachable):
            encoder.encode_query("Rat")
    assert (server.answers, server.inputs) == ([], [])
    now[0] += 10
    np.testing.assert_allclose(encoder.encode_query("a"), [0.5**0.5, 0.5**0.5])
    np.testing.assert_allclose(encoder.encode_query("b"), [0.5**0.5, 0.5**0.5])


def test_an_index_of_another_model_of_the_same_name_has_another_contract(server: Server) -> None:
    wanted = load_encoder(server.name).contract
    other = ModelContract(wanted.name, "modell-v2", "0" * 64, wanted.dimensions)
    assert load_encoder(server.name, other).contract == wanted


def test_an_endpoint_of_the_house_is_opened_by_its_name(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDSTELLE_MODELLE", str(tmp_path))
    add_endpoint(server.name, "haus", prompts=Prompts("q ", "p "))
    encoder = load_encoder("haus")
    server.inputs.clear()
    encoder.encode_query("Rat")
    assert (encoder.contract.name, encoder.contract.version, server.inputs) == ("haus", "modell", [["q Rat"]])


@pytest.mark.parametrize(
    "name", ["openai:", "openai:http://rechner", "openai:ftp://rechner/v1#m", "openai:#m", "openai:http:///v1#m"]
)
def test_an_address_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(ModelNotFound, match="ist keine Adresse eines Einbettungsdienstes"):
        load_encoder(name)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ModelNotFound, match="kein Kennwort") as error:
        load_encoder("openai:http://ich:geheim@rechner/v1#m")
    assert "geheim" not in str(error.value)
