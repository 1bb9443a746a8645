"""What the page keeps to itself: the question, and everything a browser could store."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from playwright.sync_api import Page, expect

Ask = Callable[[str], None]


def test_nothing_is_stored(page: Page, ask: Ask) -> None:
    ask("Zuschuss")
    expect(page.get_by_role("article").first).to_be_visible()
    assert page.context.cookies() == []
    stored = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
      (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""
    assert page.evaluate(stored) == [0, 0, 0, 0, 0]


def test_the_question_is_in_no_address_that_reaches_the_server(page: Page, ask: Ask) -> None:
    seen: list[str] = []
    page.on("request", lambda request: seen.extend([request.url, request.headers.get("referer", "")]))
    ask("Geheimfrage")
    expect(page.get_by_role("status")).not_to_be_empty()
    page.reload()
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_have_value("Geheimfrage")
    expect(page.get_by_role("status")).not_to_be_empty()
    assert len(seen) > 10
    assert not [address for address in seen if "Geheimfrage" in unquote_plus(address.partition("#")[0])]


def test_without_script_a_form_asks_and_its_question_is_in_no_address(
    new_page: Callable[..., Page], address: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address)
    page.get_by_label("Ihre Frage").fill("Wie hoch ist der Zuschuss für Vereinsfeste?")
    page.get_by_role("button", name="Suchen").click()
    first = page.get_by_role("article").first
    expect(first.get_by_role("heading")).to_have_text("Richtlinie zur Förderung von Begegnung")
    expect(first.locator("mark").first).to_be_visible()
    expect(first).to_contain_text("Seite 12 (gedruckt: 10)")
    assert page.url == f"{address}/suche"
    expect(page.get_by_label("Ihre Frage")).to_have_value("Wie hoch ist der Zuschuss für Vereinsfeste?")


def test_the_policy_forbids_inline_script_and_style(page: Page, watch: Any) -> None:
    watch.allowed = ("Content Security Policy", "/missing")
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.executed = true";
          document.body.append(script);
          const place = document.createElement("div");
          place.innerHTML = '<img src="/missing" onerror="window.executed = true" style="width: 7px">';
          document.body.append(place);
        }"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.executed") is None
    assert page.locator("img[src='/missing']").evaluate("node => node.style.width") == ""
