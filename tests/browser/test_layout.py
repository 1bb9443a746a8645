"""How the page looks: narrow and wide, light and dark, with contrast and targets that people can use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

LONG = "Einwanderungsgeschichtsberücksichtigungsverordnungsentwurfsbegründung"

# Contrast of every visible text with its ground, by the formula of WCAG 2.2 (relative luminance).
CONTRASTS = """() => {
  const channels = (colour) => {
    const numbers = colour.match(/[\\d.]+/g).map(Number);
    return colour.startsWith("color(") ? numbers.map((c, place) => (place < 3 ? 255 * c : c)) : numbers;
  };
  const light = (colour) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = channels(colour).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const root of [document.body, document.querySelector("fundstelle-suche").shadowRoot]) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode.parentElement;
      if (!walk.currentNode.data.trim() || !node.checkVisibility() || node.closest(".unseen, noscript")) continue;
      const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
      found.push([(a + 0.05) / (b + 0.05), walk.currentNode.data.trim().slice(0, 40)]);
    }
  }
  return found;
}"""

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def opened(page: Page, address: str, service_type: Any) -> Page:
    """The page with hits of every kind, a failure below them and all filters folded out."""
    service = service_type()
    service.attach(page)
    text = f"Für das Fest gibt es Geld.\n- {LONG}\n- https://beispiel.example/{'sehr-langer-pfad/' * 8}\nZahl | Wert"
    hits = [
        service.hit("Fest", text=text, marks=[[8, 12]], page_label="10", rank=1),
        service.hit(LONG, text=text, heading_path=[LONG, "Mitte", LONG], relevance=0.6, rank=2),
        service.hit("Kurz", relevance=0.1, page=None, rank=3, document={"publisher": LONG, "licence": "CC BY-SA 4.0"}),
    ]
    service.failure = lambda route: route.fulfill(json=service.reply("x", hits, 30))
    page.goto(f"{address}/#frage=Fest&art=Checkliste&kommune={LONG}")
    expect(page.locator(".hit")).to_have_count(3)
    expect(page.locator("fieldset")).to_have_count(5)
    page.locator("#box").evaluate("box => { box.open = true; }")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(
    new_page: Callable[..., Page], address: str, service_type: Any, watch: Any, scheme: str
) -> None:
    watch.allowed = ("Failed to load resource",)
    page = new_page(color_scheme=scheme)
    page.goto(address)
    expect(page.locator("#examples button")).to_have_count(3)
    found = page.evaluate(CONTRASTS)
    opened(page, address, service_type)
    found += page.evaluate(CONTRASTS)
    page.unroute("**/api/v1/search")
    page.route("**/api/v1/search", lambda route: route.abort())
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("button", name="Noch einmal versuchen")).to_be_visible()
    found += page.evaluate(CONTRASTS)
    assert len(found) > 100
    assert [(round(ratio, 2), text) for ratio, text in found if ratio < 4.5] == []


def test_at_320_pixels_nothing_scrolls_sideways(new_page: Callable[..., Page], address: str, service_type: Any) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(address)
    expect(page.locator("#examples button")).to_have_count(3)
    assert page.evaluate(OVERFLOW) == 0
    opened(page, address, service_type)
    assert page.evaluate(OVERFLOW) == 0
    edges = page.locator(".hit *, .choice *, .chip").evaluate_all(
        "nodes => nodes.map(n => n.getBoundingClientRect().right)"
    )
    assert max(edges) <= 320


@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_large_enough(new_page: Callable[..., Page], address: str, service_type: Any, width: int) -> None:
    page = opened(new_page(viewport={"width": width, "height": 800}), address, service_type)
    measure = (
        "nodes => nodes.filter(n => n.checkVisibility()).map(n => [n.getBoundingClientRect().height, n.outerHTML])"
    )
    targets = page.locator("button, summary, input[type=search], .choice, .brand a, a.open").evaluate_all(measure)
    assert len(targets) > 20
    assert [target for target in targets if target[0] < 24] == []


def test_filters_are_folded_on_a_phone_and_lead_back_to_the_hits(
    new_page: Callable[..., Page], address: str, service_type: Any, watch: Any
) -> None:
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    service_type().attach(page)
    page.goto(f"{address}/#frage=Fest")
    expect(page.get_by_role("article")).to_be_visible()
    expect(page.get_by_role("group", name="Kommune")).to_be_hidden()
    page.locator("#filters summary").tap()
    page.get_by_role("checkbox", name="Tannfurt").tap()
    expect(page.locator("#active")).to_have_text("1 gewählt")
    page.get_by_role("button", name="Fundstellen zeigen").tap()
    expect(page.get_by_role("group", name="Kommune")).to_be_hidden()
    expect(page.get_by_role("article")).to_be_in_viewport()
    assert watch.searches[-1]["filters"] == {"municipality": ["Tannfurt"]}


def test_reduced_motion_and_forced_colours_are_respected(
    new_page: Callable[..., Page], address: str, service_type: Any
) -> None:
    page = opened(new_page(reduced_motion="reduce", forced_colors="active"), address, service_type)
    page.locator("#results").evaluate("node => node.classList.add('waiting')")
    assert page.locator("#status").evaluate("node => getComputedStyle(node, '::after').animationName") == "none"
    edges = page.locator(".primary, .chip").evaluate_all(
        "nodes => nodes.map(n => getComputedStyle(n)).map(s => [s.borderTopStyle, parseFloat(s.borderTopWidth)])"
    )
    assert edges == [["solid", 1]] * 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_search_page(
    new_page: Callable[..., Page], address: str, service_type: Any, width: int, scheme: str
) -> None:
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address)
    expect(page.locator("#examples button")).to_have_count(3)
    before = Axe().run(page).response["violations"]
    after = Axe().run(opened(page, address, service_type)).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in before + after] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pictures_of_the_page_are_written(
    new_page: Callable[..., Page], address: str, tmp_path: Path, width: int, scheme: str
) -> None:
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(f"{address}/#frage=Wie+hoch+ist+der+Zuschuss+f%C3%BCr+Vereinsfeste%3F")
    expect(page.get_by_role("article").first).to_be_visible()
    picture = tmp_path / f"{width}-{scheme}.png"
    page.screenshot(path=picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == {"light": "rgb(245, 246, 243)", "dark": "rgb(17, 24, 27)"}[scheme]
