"""Pages beside the search: for everyone, by keyboard, without JavaScript, and with nothing from elsewhere."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

BAD_STATUS = "Failed to load resource"
PAGES = {
    "list": "/dokumente",
    "filtered": "/dokumente?municipality=Tannfurt&sort=date",
    "empty": "/dokumente?year=1999",
    "document": "/dokumente/begegnung",
    "passage": "/dokumente/begegnung?passage=begegnung.1",
    "accessibility": "/barrierefreiheit",
    "privacy": "/datenschutz",
}
ERRORS = {"not found": "/nichts", "no document": "/dokumente/nichts", "not usable": "/dokumente?page=0"}
NewPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _images_may_fail(watch: Any) -> None:
    """The originals of these papers are stand-ins that no page can be drawn of."""
    watch.allowed = (BAD_STATUS,)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_page(new_page: NewPage, address: str, width: int, scheme: str) -> None:
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = {}
    for name, path in (PAGES | ERRORS).items():
        page.goto(address + path)
        violations = Axe().run(page).response["violations"]
        found[name] = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in violations]
    assert found == {key: [] for key in found}


@pytest.mark.parametrize("path", (PAGES | ERRORS).values())
def test_nothing_is_cut_off_at_320_pixels(new_page: NewPage, address: str, path: str) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    headings = page.locator("h1, h2, h3, h4").evaluate_all("nodes => nodes.map(node => Number(node.tagName[1]))")
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_without_script_documents_are_filtered_and_read(new_page: NewPage, address: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}/dokumente")
    expect(page.get_by_role("heading", level=2)).to_have_count(6)
    page.get_by_role("group", name="Kommune").get_by_label("Tannfurt").check()
    page.get_by_role("button", name="Anwenden").click()
    expect(page.get_by_text("2 Dokumente", exact=True)).to_be_visible()
    page.get_by_role("link", name="Richtlinie zur Förderung von Begegnung", exact=True).click()
    page.get_by_role("link", name="Diese Stelle zeigen: Für Vereinsfeste").click()
    expect(page.get_by_text("Gesuchte Stelle")).to_be_in_viewport()
    expect(page.locator(".shown")).to_contain_text("höchstens 1.500 Euro")


def test_a_passage_gets_focus_and_is_in_view_even_without_a_fragment(new_page: NewPage, address: str) -> None:
    page = new_page(viewport={"width": 360, "height": 500})
    page.goto(f"{address}/dokumente/begegnung?passage=begegnung.1")
    expect(page.locator("#fundstelle")).to_be_focused()
    expect(page.locator("#fundstelle")).to_be_in_viewport()


def test_the_list_is_narrowed_by_keyboard_alone(new_page: NewPage, address: str) -> None:
    page = new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{address}/dokumente")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("summary").first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    chosen = page.locator("input:checked[type=checkbox]").input_value()
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Gewählte Filter")).to_have_text(f"Filter aufheben: Art: {chosen}")


def test_the_image_of_a_page_keeps_its_place_while_it_loads(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.route("**/page.webp", lambda route: route.abort())
    page.goto(f"{address}/dokumente/begegnung?passage=begegnung.1")
    box = page.get_by_role("img", name="Seite 12 (gedruckt: 10) des Originals als Bild").bounding_box()
    assert box is not None
    assert box["height"] / box["width"] == pytest.approx(1.414, abs=0.02)


def test_nothing_is_left_in_the_browser(new_page: NewPage, address: str) -> None:
    page = new_page()
    for path in PAGES.values():
        page.goto(address + path)
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_markup_of_documents_is_text(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(f"{address}/dokumente/webseite?passage=webseite.0")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sichere Webseiten <b>für</b> Kommunen")
    expect(page.locator(".shown")).to_contain_text("<script>window.executed = true</script>")
    assert page.evaluate("window.executed") is None


def test_on_paper_a_document_has_its_text_and_no_navigation(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(f"{address}/dokumente/begegnung")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.get_by_text("Stelle zeigen").first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
