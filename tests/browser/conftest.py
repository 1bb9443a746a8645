"""A real Chromium before the real page; the service behind it is real unless a test answers in its place."""

import hashlib
import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

import service.widget
from indexer.build import build_index
from korpus.document import Block, BlockKind, Document, PageStart, ReadResult
from modelle import load_analyser, load_encoder
from service.app import create_app
from service.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT_MS = 5_000
SOURCES = Path(service.widget.__file__).parent / "quellen"

Reply = dict[str, Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of an installed Chromium; without one the browser tests fail rather than pass unseen."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    pytest.fail(
        f"Für die Browsertests fehlt Chromium (gesucht: {', '.join(BROWSERS)}). Bitte tests/install-browser ausführen."
    )


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser a module, not a session: while Playwright runs, no other test could run an event loop."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of papers.json as a source of the corpus; its original is a stand-in that can be opened."""

    data: dict[str, Any]
    original: Path

    @property
    def document_id(self) -> str:
        return str(self.data["id"])

    @property
    def path(self) -> str:
        return self.original.name

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(self.data).encode()).hexdigest()

    def read(self) -> ReadResult:
        data = dict(self.data)
        parts = data.pop("blocks")
        data["fields_of_action"] = tuple(data["fields_of_action"])
        checksum = hashlib.sha256(self.original.read_bytes()).hexdigest()
        document = Document(path=self.path, sha256=checksum, media_type="application/pdf", language="de", **data)
        return ReadResult(document, tuple(block for part in parts for block in blocks(part)))


def blocks(part: dict[str, Any]) -> tuple[Block, Block]:
    """A heading and its paragraph."""
    path = tuple(part["heading"])
    pages = (PageStart(0, part["page"], part["label"]),) if "page" in part else ()
    heading = Block(BlockKind.HEADING, path[-1], heading_path=path, level=len(path), pages=pages)
    return heading, Block(BlockKind.PARAGRAPH, part["text"], heading_path=path, pages=pages)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of papers.json."""
    folder = tmp_path_factory.mktemp("papers")
    sources = []
    for data in json.loads((Path(__file__).parent / "papers.json").read_text(encoding="utf-8")):
        original = folder / f"{data['id']}.pdf"
        original.write_bytes(b"%PDF-1.7\n% " + data["title"].encode())
        sources.append(Paper(data, original))
    index = folder / "index"
    index.mkdir()
    build_index(index, sources, lambda some: ((s, s.read()) for s in some), load_encoder(), load_analyser())
    return index


@pytest.fixture(scope="session")
def serve(papers: Path) -> Callable[..., AbstractContextManager[str]]:
    """Runs the real service over the papers, with further settings; comes as its address without a slash at its end."""

    @contextmanager
    def served(**settings: Any) -> Iterator[str]:
        app = create_app(Settings(index=papers, rate_limit=0, **settings))
        with listening() as (listener, origin), running(app, listener):
            yield origin

    return served


@pytest.fixture(scope="session")
def address(serve: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The real service as it is without settings, as an address without a slash at its end."""
    with serve() as origin:
        yield origin


@contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def running(app: "FastAPI", listener: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=1))
    # A connection that a browser has left open must keep neither the server nor the test run alive.
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started:
            assert thread.is_alive(), "The service did not start."
            assert time.monotonic() < deadline, "The service is not ready after 30 seconds."
            time.sleep(0.02)
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@dataclass
class Watch:
    """What a page must never do, collected while it is open."""

    origin: str
    allowed: tuple[str, ...] = ()
    complaints: list[str] = field(default_factory=list)
    searches: list[Reply] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._complain(True, str(error)))
        page.on("request", lambda request: self._request(request.method, request.url, request.post_data))

    def _console(self, message: ConsoleMessage) -> None:
        self._complain(message.type in ("error", "warning"), f"{message.text} ({message.location['url']})")

    def _complain(self, wrong: bool, text: str) -> None:
        if wrong and not any(part in text for part in self.allowed):
            self.complaints.append(text)

    def _request(self, method: str, url: str, body: str | None) -> None:
        parts = urlsplit(url)
        self._complain(f"{parts.scheme}://{parts.netloc}" != self.origin, f"request to another origin: {url}")
        if method == "POST" and parts.path == "/api/v1/search":
            self.searches.append(json.loads(body or "{}"))


@pytest.fixture
def watch(address: str) -> Iterator[Watch]:
    """Fails the test if the page wrote errors to the console (CSP violations are such) or asked another origin."""
    watching = Watch(address)
    yield watching
    assert watching.complaints == []


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens watched pages, each in a context of its own; keywords go to the context."""
    contexts = []

    def open_page(**options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "de-DE"} | options
        context = browser.new_context(**options)
        contexts.append(context)
        # The widget's modules by themselves; the service serves them joined.
        context.route(
            "**/quellen/*.js", lambda route: route.fulfill(path=SOURCES / route.request.url.rpartition("/")[2])
        )
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        watch.follow(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page], address: str) -> Page:
    """The search page as it opens, with its examples there."""
    opened = new_page()
    opened.goto(address)
    opened.wait_for_selector("#examples button")
    return opened


class Service:
    """Answers searches in the service's place, so that a test can make it slow, broken or malicious."""

    def __init__(self) -> None:
        self.total = 1
        self.text = "Eine Stelle."
        self.held: list[Route] | None = None
        self.failure: Callable[[Route], None] | None = None

    def attach(self, page: Page) -> None:
        page.route("**/api/v1/search", self._answer)

    def hold(self) -> list[Route]:
        """From now on requests wait in the list that comes back."""
        self.held = []
        return self.held

    def _answer(self, route: Route) -> None:
        if self.held is not None:
            self.held.append(route)
        elif self.failure is not None:
            self.failure(route)
        else:
            body = route.request.post_data_json
            last = min(self.total, body["offset"] + body["limit"])
            hits = [self.hit(f"{body['query']} {rank}", rank=rank) for rank in range(body["offset"] + 1, last + 1)]
            route.fulfill(json=self.reply(body["query"], hits, self.total))

    def reply(self, query: str, hits: list[Reply], total: int | None = None, band: str = "good") -> Reply:
        total = len(hits) if total is None else total
        answer = {"query": query, "hits": hits, "total": total, "band": band, "notice": None}
        return answer | {"took_ms": 1.5, "snapshot": "20250101T000000000Z-0"}

    def hit(self, title: str, *, text: str | None = None, marks: Any = (), rank: int = 1, **given: Any) -> Reply:
        document = {
            "id": "d",
            "title": title,
            "kind": "Checkliste",
            "fields_of_action": [],
            "municipality": "Tannfurt",
            "federal_state": "Hessen",
            "audience": [],
            "date": "2023-09-14",
            "publisher": None,
            "licence": None,
            "language": "de",
            "media_type": "application/pdf",
            "page_count": 20,
            "url": None,
        } | given.pop("document", {})
        return {
            "rank": rank,
            "relevance": 0.8,
            "band": "good",
            "passage": {"id": f"d.{rank}", "text": self.text if text is None else text, "marks": marks},
            "document": document,
            "page": 12,
            "last_page": 12,
            "page_label": None,
            "heading_path": ["Vorhaben"],
            "url": "/original#page=12",
        } | given


@pytest.fixture
def service_type() -> type[Service]:
    """For tests that open pages of their own."""
    return Service


@pytest.fixture
def service(page: Page) -> Service:
    """Stands between the page and the real service for searches; everything else reaches the real one."""
    standing_in = Service()
    standing_in.attach(page)
    return standing_in


@pytest.fixture
def ask(page: Page) -> Callable[[str], None]:
    """Types a question and presses Enter."""

    def type_and_enter(question: str) -> None:
        page.get_by_role("combobox", name="Ihre Frage").fill(question)
        page.keyboard.press("Enter")

    return type_and_enter
