"""A real process: it announces its address, answers, and ends without losing a question."""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from service.errors import NotServing
from service.serving import _listen, serve
from service.settings import Settings

Serving = Callable[..., tuple[subprocess.Popen[str], str]]
SLOW = """
import time
from service.search import SearchEngine
search = SearchEngine.search
def slow(engine, query):
    print("working", flush=True)
    time.sleep(1)
    return search(engine, query)
SearchEngine.search = slow
from service.cli import main
main()
"""


def test_the_service_announces_the_address_on_which_it_answers(serving: Serving, papers_index: Path) -> None:
    process, address = serving("--index", str(papers_index))
    assert httpx2.get(f"{address}/readyz").json()["status"] == "ok"
    page = httpx2.get(f"{address}/")
    assert page.status_code == 200
    assert "server" not in page.headers
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0


def test_sigterm_ends_the_service_after_the_questions_under_way(serving: Serving, papers_index: Path) -> None:
    process, address = serving("--index", str(papers_index), code=SLOW)
    answers: list[httpx2.Response] = []
    asking = threading.Thread(
        target=lambda: answers.append(httpx2.post(f"{address}/api/v1/search", json={"query": "Friedhof"}, timeout=30))
    )
    asking.start()
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    process.send_signal(signal.SIGTERM)
    asking.join(timeout=30)
    assert process.wait(timeout=30) == 0
    assert [answer.json()["hits"][0]["document"]["id"] for answer in answers] == ["satzung"]


def test_an_address_that_is_too_long_is_refused_and_not_repeated(serving: Serving, papers_index: Path) -> None:
    process, address = serving("--index", str(papers_index))
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"GET /" + b"Xylophonquittung" * 4096)  # just over 64 KiB, and no end in sight
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in answer.lower()
    assert httpx2.get(f"{address}/healthz").status_code == 200
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert "Xylophonquittung" not in out + err + answer.decode("latin-1")


def test_answers_on_a_kept_connection_do_not_wait_for_acknowledgements() -> None:
    with (
        _listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_below_a_path_the_service_announces_it_and_builds_its_addresses_with_it(
    serving: Serving, papers_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDSTELLE_ROOT_PATH", "/suche")
    _, address = serving("--index", str(papers_index))
    assert address.endswith("/suche")
    origin = address.removesuffix("/suche")  # what a proxy asks for once it has taken the path off
    hit = httpx2.post(f"{origin}/api/v1/search", json={"query": "Ehrenamtliche"}).json()["hits"][0]
    assert hit["url"] == "/suche/api/v1/documents/ehrenamt/original#page=3"
    for path in ("/", "/page/skip.js", "/api/v1/documents/ehrenamt/original"):
        assert httpx2.get(origin + path).status_code == 200, path


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_in_use_is_said_in_a_sentence(papers_index: Path, taken: int) -> None:
    with pytest.raises(NotServing) as refused:
        serve(Settings(index=papers_index, port=taken), announce=pytest.fail)
    assert str(refused.value) == (
        f"Auf der Adresse 127.0.0.1, Port {taken}, kann der Dienst nicht hören:"
        " der Port ist schon belegt; bitte einen anderen wählen, zum Beispiel: --port 8080"
    )


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("192.0.2.1", "dieser Rechner hat die Adresse nicht; bitte eine andere wählen, zum Beispiel: --host 0.0.0.0"),
        ("256.0.0.1", "die Adresse ist nicht bekannt; bitte eine andere wählen, zum Beispiel: --host 127.0.0.1"),
        ("x" * 64, "die Adresse ist nicht bekannt; bitte eine andere wählen, zum Beispiel: --host 127.0.0.1"),
        ("::g", "die Adresse ist nicht bekannt; bitte eine andere wählen, zum Beispiel: --host 127.0.0.1"),
    ],
)
def test_an_address_that_cannot_be_taken_is_said_in_a_sentence(papers_index: Path, host: str, reason: str) -> None:
    with pytest.raises(NotServing) as refused:
        serve(Settings(index=papers_index, host=host, port=0), announce=pytest.fail)
    assert str(refused.value) == f"Auf der Adresse {host}, Port 0, kann der Dienst nicht hören: {reason}"


@pytest.fixture
def sigterm() -> Iterator[None]:
    """Puts back what handled SIGTERM before."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("sigterm")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("host", "wanted"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://localhost:"), ("::1", "http://[::1]:")]
)
def test_either_signal_ends_the_service_quietly(
    papers_index: Path, number: signal.Signals, host: str, wanted: str
) -> None:
    announced: list[str] = []

    def announce(address: str) -> None:
        announced.append(address)
        os.kill(os.getpid(), number)

    serve(Settings(index=papers_index, host=host, port=0), announce)
    [address] = announced
    assert address.startswith(wanted)
