"""The page that tells how to embed the widget: it shows it at work and hands out what to copy."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def embedding(new_page: Callable[..., Page], address: str) -> Callable[..., Page]:
    """Opens the page with the real service behind it."""

    def opened(**options: Any) -> Page:
        page = new_page(**options)
        page.goto(f"{address}/einbetten")
        expect(page.get_by_role("combobox")).to_have_count(2)
        return page

    return opened


def test_both_forms_answer_beside_each_other(embedding: Callable[..., Page]) -> None:
    page = embedding()
    for name, rows in (("So sieht es aus: volle Form, hell", 10), ("Knappe Form, dunkel", 3)):
        shown = page.get_by_role("region", name=name)
        shown.get_by_role("combobox").fill("Wie hoch ist der Zuschuss für Vereinsfeste?")
        shown.get_by_role("combobox").press("Enter")
        expect(shown.get_by_role("article").first).to_be_visible()
        assert shown.get_by_role("article").count() <= rows
    grounds = page.locator(".widget").evaluate_all("nodes => nodes.map((n) => getComputedStyle(n).backgroundColor)")
    assert grounds == ["rgb(245, 246, 243)", "rgb(17, 24, 27)"]


def test_the_lines_are_copied_and_that_is_said(embedding: Callable[..., Page]) -> None:
    page = embedding(permissions=["clipboard-read", "clipboard-write"])
    figure = page.get_by_role("figure", name="Genau diese Fassung, mit Prüfsumme")
    figure.get_by_role("button", name="Kopieren").click()
    expect(figure.get_by_role("status")).to_have_text("Kopiert.")
    assert page.evaluate("navigator.clipboard.readText()") == figure.locator("code").text_content()


def test_where_copying_is_refused_that_is_said(embedding: Callable[..., Page]) -> None:
    page = embedding()
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('nein'); }; }")
    page.get_by_role("button", name="Kopieren").first.click()
    expect(page.get_by_role("status").first).to_contain_text("bitte den Text von Hand auswählen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_for_everyone(embedding: Callable[..., Page], width: int, scheme: str) -> None:
    page = embedding(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate(OVERFLOW) == 0
