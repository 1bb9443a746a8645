"""Whatever the service sends beside hits is shown as text, or left out where it is none; the widget goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

Embed = Callable[..., tuple[Page, Any]]

HOSTILE = '<img src=x onerror="window.hit = 1"><script>window.hit = 2</script>&amp; \u202eabc\u202c \u0645\u0631\u062d'
IMAGE = "/api/v1/passages/d.1/page.webp"


def ask(page: Page, question: str) -> None:
    page.get_by_role("combobox").fill(question)
    page.keyboard.press("Enter")


def harmless(page: Page) -> bool:
    """Nothing of HOSTILE became an element, and nothing of it ran."""
    made = "document.querySelector('fundstelle-suche').shadowRoot.querySelectorAll('script, img[src=x]').length"
    return page.evaluate(made) == 0 and page.evaluate("window.hit") is None


def test_what_surrounds_a_hit_is_text(embed: Embed, answers: Any) -> None:
    answers.passage = HOSTILE
    page, _ = embed()
    page.route(
        "**/api/v1/passages/*?neighbours=1",
        lambda route: route.fulfill(json={"before": [{"text": HOSTILE}], "after": [{"text": HOSTILE}]}),
    )
    ask(page, "Fest")
    page.get_by_role("button", name="Davor und danach").click()
    expect(page.locator(".context")).to_have_text([HOSTILE, HOSTILE])
    page.get_by_role("button", name="Ähnliche Stellen").click()
    expect(page.locator(".snippet")).to_have_text(HOSTILE)
    bidi = page.locator(".context, .snippet").evaluate_all("nodes => nodes.map((n) => getComputedStyle(n).unicodeBidi)")
    assert bidi == ["isolate"] * 3
    assert harmless(page)


def test_what_helps_on_is_text_and_leads_to_the_service(embed: Embed, address: str) -> None:
    page, service = embed()
    heading = {"document": "../d?x", "title": HOSTILE, "heading_path": [HOSTILE, HOSTILE], "passage": "d&1", "page": 1}
    alternatives = {"headings": [heading], "filters": [], "spelling": HOSTILE}
    service.failure = lambda route: route.fulfill(
        json=service.reply("x", [service.hit("Nahe", band="none")], band="none") | {"alternatives": alternatives}
    )
    ask(page, "Brot")
    expect(page.locator("#nothing").get_by_role("button")).to_have_text(HOSTILE)
    link = page.locator(".nearest").get_by_role("link")
    expect(link).to_have_text(HOSTILE)
    assert link.get_attribute("href") == f"{address}/dokumente/..%2Fd%3Fx?passage=d%261"
    assert harmless(page)


def test_values_of_filters_are_text(embed: Embed) -> None:
    page, _ = embed()
    page.route("**/api/v1/facets", lambda route: route.fulfill(json={"kind": {HOSTILE: 1, "Checkliste": 2}}))
    page.reload()
    ask(page, "Fest")
    page.get_by_role("checkbox", name="window.hit").check()
    expect(page.get_by_role("button", name=f"Filter aufheben: Art: {HOSTILE}")).to_be_visible()
    assert harmless(page)


@pytest.mark.parametrize("given", ["javascript:window.hit=1", "data:text/html,x", "http://[", "vbscript:x"])
def test_addresses_that_open_no_document_are_no_links(embed: Embed, given: str) -> None:
    page, service = embed()
    hit = service.hit("Titel", url=given, page_image=given, also_in=[{"title": "Zweitens", "page": 1, "url": given}])
    service.failure = lambda route: route.fulfill(json=service.reply("x", [hit]))
    ask(page, "Fest")
    article = page.get_by_role("article")
    expect(article.get_by_role("link")).to_have_text(["Alle Stellen des Dokuments"])
    expect(article.get_by_role("button", name="Seite ansehen")).to_have_count(0)


@pytest.mark.parametrize("answer", [{}, [], None, {"before": None, "after": None}, {"passages": None}, "{"])
def test_malformed_answers_beside_hits_stop_nothing(embed: Embed, answer: Any) -> None:
    page, _ = embed()

    def broken(route: Route) -> None:
        if answer == "{":
            route.fulfill(body="{", content_type="application/json")
        else:
            route.fulfill(json=answer)

    for path in ("**/api/v1/about", "**/api/v1/facets", "**/api/v1/passages/**", "**/api/v1/suggest"):
        page.route(path, broken)
    page.reload()
    page.get_by_role("combobox").press_sequentially("Fest")
    page.wait_for_timeout(250)
    page.keyboard.press("Enter")
    article = page.get_by_role("article")
    expect(article).to_be_visible()
    article.get_by_role("button", name="Ähnliche Stellen").click()
    expect(article).to_contain_text("Das ließ sich gerade nicht laden. Bitte versuchen Sie es noch einmal.")


def test_where_the_hosts_policy_forbids_images_the_link_is_left(embed: Embed, watch: Any, address: str) -> None:
    watch.allowed = ("img-src",)
    policy = f"default-src 'none'; script-src {address}; connect-src {address}"
    page, service = embed(policy=policy)
    service.failure = lambda route: route.fulfill(json=service.reply("x", [service.hit("Titel", page_image=IMAGE)]))
    ask(page, "Fest")
    article = page.get_by_role("article")
    article.get_by_role("button", name="Seite ansehen").click()
    expect(article.get_by_role("alert")).to_have_text(
        "Das Bild der Seite lässt sich hier nicht zeigen; bitte das Dokument öffnen."
    )
    expect(article.get_by_role("link", name="Im Dokument öffnen (Seite 12)")).to_be_visible()
