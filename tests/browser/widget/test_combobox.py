"""Suggestions below the box: the combobox pattern with a list and manual selection, by keyboard and by pointer."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

Embed = Callable[..., tuple[Page, Any]]


@pytest.fixture
def page(embed: Embed) -> Page:
    """A host's page with the widget."""
    return embed()[0]


@pytest.fixture
def box(page: Page) -> Locator:
    """The box, with nothing in it."""
    return page.get_by_role("combobox", name="Ihre Frage")


def active(box: Locator) -> str | None:
    """Text of the option that assistive technology is told to be active."""
    script = "box => box.getRootNode().getElementById(box.getAttribute('aria-activedescendant'))?.textContent ?? null"
    return box.evaluate(script)  # type: ignore[no-any-return]


def test_suggestions_open_while_typing_and_the_tree_says_so(page: Page, box: Locator) -> None:
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("Ver")
    expect(page.locator("fundstelle-suche")).to_match_aria_snapshot("""
      - search:
        - combobox "Ihre Frage" [expanded]: Ver
        - listbox "Vorschläge":
          - option "Vereinsfest"
          - option "Vereinsförderung"
          - option "Verein gründen"
        - button "Suchen"
    """)
    expect(box).to_be_focused()


def test_arrows_go_round_through_the_options_and_the_box(page: Page, box: Locator) -> None:
    box.press_sequentially("Ver")
    expect(page.get_by_role("option")).to_have_count(3)
    walked = [active(box)]
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        box.press(key)
        walked.append(active(box))
    assert walked == [
        None,
        "Vereinsfest",
        "Vereinsförderung",
        "Verein gründen",
        None,
        "Verein gründen",
        "Vereinsförderung",
    ]
    expect(page.get_by_role("option", selected=True)).to_have_text(["Vereinsförderung"])
    expect(box).to_have_value("Ver")


def test_enter_takes_the_active_option_and_asks_it(page: Page, box: Locator, watch: Any) -> None:
    box.press_sequentially("Ver")
    expect(page.get_by_role("option")).to_have_count(3)
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Vereinsfest 1")).to_be_visible()
    expect(box).to_have_value("Vereinsfest")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert [search["query"] for search in watch.searches] == ["Vereinsfest"]


def test_enter_without_an_active_option_asks_what_was_typed(page: Page, box: Locator, watch: Any) -> None:
    box.press_sequentially("Ver")
    expect(page.get_by_role("option")).to_have_count(3)
    box.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert [search["query"] for search in watch.searches] == ["Ver"]


def test_escape_closes_the_list_and_then_empties_the_box(page: Page, box: Locator) -> None:
    box.press_sequentially("Ver")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("Ver")
    box.press("Escape")
    expect(box).to_have_value("")
    expect(box).to_be_focused()


def test_a_choice_does_not_open_the_list_again(page: Page, box: Locator, answers: Any) -> None:
    box.press_sequentially("Ver")
    page.get_by_role("option", name="Verein gründen").click()
    expect(page.get_by_role("heading", name="Verein gründen 1")).to_be_visible()
    page.wait_for_timeout(400)
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_be_focused()
    assert answers.posted("suggest") == [{"prefix": "Ver", "limit": 8}]


def test_only_the_last_keys_are_asked_for_and_never_by_address(page: Page, box: Locator, answers: Any) -> None:
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    box.press_sequentially("Vereinsf", delay=20)
    expect(page.get_by_role("option")).to_have_count(3)
    assert answers.posted("suggest") == [{"prefix": "Vereinsf", "limit": 8}]
    assert not [url for url in seen if "Ver" in url]


def test_a_late_suggestion_does_not_open_over_the_answer(page: Page, box: Locator) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/suggest", hold)
    box.press_sequentially("Ver")
    page.wait_for_timeout(300)
    box.press("Enter")
    expect(page.get_by_role("heading", name="Ver 1")).to_be_visible()
    held[0].fulfill(json={"suggestions": [{"text": "Vereinsfest", "kind": "title"}]})
    page.wait_for_timeout(200)
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_leaving_the_box_closes_the_list_and_tab_goes_on(page: Page, box: Locator) -> None:
    box.press_sequentially("Ver")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Suchen")).to_be_focused()


@pytest.mark.parametrize("status", [404, 503])
def test_without_suggestions_the_widget_answers_all_the_same(
    page: Page, box: Locator, watch: Any, answers: Any, status: int
) -> None:
    watch.allowed = ("Failed to load resource",)
    page.route("**/api/v1/suggest", lambda route: route.fulfill(status=status, json={"detail": "Nein."}))
    box.press_sequentially("Ver", delay=250)
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(page.get_by_role("heading", name="Ver 1")).to_be_visible()


@pytest.mark.parametrize("answer", [{}, {"suggestions": None}, {"suggestions": [None, {"text": 7}]}, []])
def test_suggestions_that_are_none_stay_closed(page: Page, box: Locator, answer: Any) -> None:
    page.route("**/api/v1/suggest", lambda route: route.fulfill(json=answer))
    with page.expect_response("**/api/v1/suggest"):
        box.press_sequentially("Ver")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_suggestion_with_markup_is_text(page: Page, box: Locator, answers: Any) -> None:
    answers.suggestions = ["<img src=x onerror='window.hit = 1'><b>Fest</b>"]
    box.press_sequentially("Fe")
    expect(page.get_by_role("option")).to_have_text(answers.suggestions)
    assert page.evaluate("window.hit") is None
