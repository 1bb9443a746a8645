"""The widget on a page of another origin: strict policy, integrity hash, and only where it is allowed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from service.widget.files import WidgetFiles


def ask(page: Page, question: str) -> None:
    """Asks, and waits until what stands there answers this question and no earlier one."""
    page.get_by_role("combobox").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")


@pytest.fixture
def host() -> Iterator[tuple[str, list[str]]]:
    """A host's own small server of another origin, and the page (markup, policy) that it answers with."""
    shown: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            markup, policy = shown
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(markup.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", shown
        server.shutdown()
        thread.join(timeout=5)


@pytest.fixture
def foreign(
    browser: Browser, serve: Any, host: tuple[str, list[str]], tmp_path: Path
) -> Iterator[tuple[Page, str, list[str]]]:
    """A page of another origin that may only use the service: with the service's address, and all that went wrong."""
    origin, shown = host
    policy = (
        "default-src 'none'; script-src {0}; connect-src {0}; img-src {0}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    files = WidgetFiles.read()
    with serve(cors_origins=origin, feedback=True, unanswered=True, feedback_file=tmp_path / "f.sqlite") as service:
        script = f"{service}/widget/{files.version}/fundstelle.js"
        head = f'<script type="module" src="{script}" integrity="{files.integrity}" crossorigin></script>'
        shown[:] = [
            f'<!doctype html><html lang="de"><title>Tannfurt</title>{head}<h1>Tannfurt</h1>'
            f"<fundstelle-suche><a href='{service}/dokumente'>Dokumente</a></fundstelle-suche>",
            policy.format(service),
        ]
        context = browser.new_context(locale="de-DE")
        page = context.new_page()
        page.set_default_timeout(5_000)
        wrong: list[str] = []
        page.on("console", lambda message: message.type in ("error", "warning") and wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page, service, wrong
        context.close()


KEPT = """async () => [
  document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length,
]"""


def test_a_whole_session_under_a_strict_policy_asks_the_service_alone_and_keeps_nothing(
    foreign: tuple[Page, str, list[str]], host: tuple[str, list[str]]
) -> None:
    page, service, wrong = foreign
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(host[0])
    box = page.get_by_role("combobox")
    box.press_sequentially("Checkl")
    expect(page.get_by_role("option").first).to_be_visible()
    ask(page, "Wie hoch ist der Zuschuss für Vereinsfeste?")
    hit = page.get_by_role("article").first
    expect(hit).to_be_visible()
    link = hit.get_by_role("heading").get_by_role("link")
    assert (link.get_attribute("href") or "").startswith(f"{service}/api/v1/documents/")
    for name in ("Davor und danach", "Ähnliche Stellen"):
        hit.get_by_role("button", name=name).click()
        expect(hit.get_by_role("button", name=name)).to_have_attribute("aria-expanded", "true")
    hit.get_by_role("button", name="Ja", exact=True).click()
    expect(hit.get_by_text("Danke für die Rückmeldung.")).to_be_visible()
    page.get_by_role("checkbox").first.check()
    expect(page.get_by_role("button", name="Filter aufheben: ")).to_be_visible()
    ask(page, "Quantenchromodynamik im Wasserball")
    page.get_by_role("button", name="Frage übermitteln").click()
    expect(page.get_by_text("Danke, die Frage ist übermittelt.")).to_be_visible()
    assert {"/".join(url.split("/")[:3]) for url in asked} == {service, host[0]}
    assert not [url for url in asked if any(word in url for word in ("Checkl", "Verein", "Wasserball"))]
    assert (page.context.cookies(), page.evaluate(KEPT)) == ([], ["", 0, 0, 0, 0, 0])
    assert wrong == []


def test_a_script_that_was_changed_does_not_run(
    foreign: tuple[Page, str, list[str]], host: tuple[str, list[str]]
) -> None:
    page, _, wrong = foreign

    def changed(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body="window.changed = true", content_type="text/javascript", headers=headers)

    page.route("**/widget/*/fundstelle.js", changed)
    page.goto(host[0])
    expect(page.get_by_role("link", name="Dokumente")).to_be_visible()
    assert page.evaluate("window.changed") is None
    assert any("integrity" in text for text in wrong)


def test_a_page_that_the_operator_has_not_named_keeps_its_own_content(
    foreign: tuple[Page, str, list[str]], host: tuple[str, list[str]]
) -> None:
    page, _, wrong = foreign
    page.goto(host[0].replace("127.0.0.1", "localhost"))
    expect(page.get_by_role("link", name="Dokumente")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)
    assert any("CORS" in text for text in wrong)
