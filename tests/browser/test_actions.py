"""What can be done with a hit: reading on, its page, the like, its source, and saying whether it helped."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

Ask = Callable[[str], None]

TEXT = "Der Zuschuss beträgt 500 Euro."
BAD_STATUS = "Failed to load resource"


@pytest.fixture
def hit(page: Page, service: Any, ask: Ask) -> Any:
    """The only hit of a question, with a picture of its page."""
    hit = service.hit(
        "Richtlinie",
        text=TEXT,
        page_label="10",
        page_image="/api/v1/passages/d.1/page.webp?page=12",
        document={"publisher": "Stadt Tannfurt"},
    )
    service.failure = lambda route: route.fulfill(json=service.reply("x", [hit]))
    ask("Wie hoch ist der Zuschuss?")
    article = page.get_by_role("article")
    expect(article).to_be_visible()
    return article


def passage(text: str, position: int) -> dict[str, Any]:
    place = {"page": 12, "last_page": 12, "page_label": None, "heading_path": []}
    return {"id": f"d.{position}", "position": position, "text": text} | place


def test_the_passages_before_and_after_come_on_demand_and_go_again(page: Page, hit: Any) -> None:
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.partition("/api/v1/")[2])
        route.fulfill(json={"before": [passage("Davor steht das.", 0)], "after": [], "passage": passage(TEXT, 1)})

    page.route("**/api/v1/passages/d.1?neighbours=1", answer)
    button = hit.get_by_role("button", name="Davor und danach")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(hit.locator(".context")).to_have_text(["Davor steht das.", "Hier endet das Dokument."])
    order = hit.locator(".context, .passage").evaluate_all("nodes => nodes.map(node => node.className)")
    assert order == ["context", "passage", "context"]
    button.click()
    expect(hit.get_by_text("Davor steht das.")).to_be_hidden()
    button.click()
    expect(hit.get_by_text("Davor steht das.")).to_be_visible()
    assert asked == ["passages/d.1?neighbours=1"]


def test_what_cannot_be_loaded_is_said_beside_the_button_and_can_be_tried_again(
    page: Page, hit: Any, watch: Any
) -> None:
    watch.allowed = (BAD_STATUS,)
    page.route("**/api/v1/passages/d.1/similar?limit=3", lambda route: route.fulfill(status=500, body="{}"))
    button = hit.get_by_role("button", name="Ähnliche Stellen")
    button.click()
    expect(hit.get_by_role("alert")).to_have_text(
        "Das ließ sich gerade nicht laden. Bitte versuchen Sie es noch einmal."
    )
    expect(button).to_have_attribute("aria-expanded", "false")
    page.unroute("**/api/v1/passages/d.1/similar?limit=3")
    other = {
        "document": {"title": "Leitfaden", "language": "de"},
        "passage": passage("Auch hier.", 4),
        "url": "/o#page=12",
    }
    page.route("**/api/v1/passages/d.1/similar?limit=3", lambda route: route.fulfill(json={"passages": [other]}))
    button.click()
    expect(hit.get_by_role("link", name="Leitfaden, Seite 12")).to_be_visible()
    expect(hit.locator(".snippet")).to_have_text("Auch hier.")
    expect(hit.get_by_role("alert")).to_have_count(0)


PICTURE = "**/api/v1/passages/d.1/page.webp?page=12"


def test_the_cited_page_is_shown_as_a_picture(page: Page, hit: Any) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
    page.route(PICTURE, lambda route: route.fulfill(body=picture, content_type="image/svg+xml"))
    hit.get_by_role("button", name="Seite ansehen").click()
    shown = hit.get_by_role("img", name="Seite 12 aus „Richtlinie“; die Stelle ist hervorgehoben.")
    expect(shown).to_be_visible()
    assert shown.evaluate("node => node.decode().then(() => node.naturalWidth)") == 10
    expect(hit.get_by_role("link", name="Seite 12 aus „Richtlinie“")).to_have_attribute("href", re.compile("#page=12$"))


def test_a_picture_that_cannot_be_shown_leaves_words(page: Page, hit: Any, watch: Any) -> None:
    watch.allowed = (BAD_STATUS,)
    page.route(PICTURE, lambda route: route.fulfill(status=404))
    hit.get_by_role("button", name="Seite ansehen").click()
    expect(hit.get_by_role("alert")).to_contain_text("Das Bild der Seite lässt sich hier nicht zeigen")
    expect(hit.get_by_role("img")).to_have_count(0)


SOURCE = "Stadt Tannfurt: Richtlinie, 14. September 2023, Seite 12 (gedruckt: 10), Abschnitt „Vorhaben“. "


def test_the_source_is_copied_in_one_line(page: Page, hit: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hit.get_by_role("button", name="Quelle kopieren").click()
    expect(hit.get_by_role("button", name="Quelle kopiert")).to_be_visible()
    expect(page.locator("#said")).to_have_text("Die Quellenangabe ist kopiert.")
    expect(page.get_by_role("status")).to_have_text("1 Fundstelle")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{SOURCE}{page.url.partition('#')[0]}original#page=12 (abgerufen am ")


def test_where_the_browser_does_not_copy_the_source_stands_selected(page: Page, hit: Any) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    hit.get_by_role("button", name="Quelle kopieren").click()
    box = hit.get_by_role("textbox", name="Quellenangabe")
    expect(box).to_be_focused()
    assert box.input_value().startswith(SOURCE)
    assert box.evaluate("node => node.selectionEnd - node.selectionStart === node.value.length")


def test_the_host_is_told_what_is_found_and_opened_and_never_the_question(page: Page, service: Any, ask: Ask) -> None:
    page.evaluate(
        """() => {
          window.told = [];
          for (const name of ["fundstelle:search", "fundstelle:open"]) {
            document.addEventListener(name, (event) => {
              told.push([name, event.detail]);
              if (name === "fundstelle:open") event.preventDefault();
            });
          }
        }"""
    )
    ask("Geheimfrage")
    page.locator("a.open").first.click()
    assert page.url.partition("#")[0].endswith("/"), "the host has said that it opens the document itself"
    base = page.url.partition("#")[0]
    opened = {"document": "d", "passage": "d.1", "page": 12, "url": f"{base}original#page=12"}
    assert page.evaluate("told") == [
        ["fundstelle:search", {"band": "good", "total": 1}],
        ["fundstelle:open", opened],
    ]
