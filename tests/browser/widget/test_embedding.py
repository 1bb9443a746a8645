"""The widget on pages of other people: two at once, in a dialog, moved about, told by attributes, coloured."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Embed = Callable[..., tuple[Page, Any]]


def ask(page: Page, question: str) -> None:
    page.get_by_role("combobox").fill(question)
    page.keyboard.press("Enter")


def test_two_widgets_on_one_page_answer_apart(embed: Embed, watch: Any) -> None:
    page, _ = embed(
        '<fundstelle-suche id="eins" filter-kind="Checkliste"></fundstelle-suche>'
        '<fundstelle-suche id="zwei" hits="3" form="compact"></fundstelle-suche>'
    )
    one, two = page.locator("#eins"), page.locator("#zwei")
    expect(two.get_by_role("combobox")).to_be_visible()
    one.get_by_role("combobox").fill("Erste")
    one.get_by_role("combobox").press("Enter")
    two.get_by_role("combobox").fill("Zweite")
    two.get_by_role("combobox").press("Enter")
    expect(one.get_by_role("heading", name="Erste 1")).to_be_visible()
    expect(two.get_by_role("heading", name="Zweite 1")).to_be_visible()
    expect(one.get_by_role("article")).to_have_count(1)
    assert [(search["query"], search["limit"], search["filters"]) for search in watch.searches] == [
        ("Erste", 10, {"kind": ["Checkliste"]}),
        ("Zweite", 3, {}),
    ]
    described = "box => box.getRootNode().getElementById(box.getAttribute('aria-controls')).getRootNode().host.id"
    assert [each.get_by_role("combobox").evaluate(described) for each in (one, two)] == ["eins", "zwei"]


def test_filters_of_the_host_hold_and_are_not_offered(embed: Embed, watch: Any) -> None:
    page, _ = embed(
        '<fundstelle-suche filter-kind="Checkliste|Praxisbeispiel" filter-field-of-action="Feste"'
        ' filter-municipality="Tannfurt" filter-federal-state="Hessen" filter-year="2023"></fundstelle-suche>'
    )
    ask(page, "Fest")
    expect(page.get_by_role("article")).to_have_count(1)
    assert watch.searches[-1]["filters"] == {
        "kind": ["Checkliste", "Praxisbeispiel"],
        "field_of_action": ["Feste"],
        "municipality": ["Tannfurt"],
        "federal_state": ["Hessen"],
        "year": [2023],
    }
    expect(page.locator("fieldset")).to_have_count(0)
    expect(page.locator("#chips")).to_be_hidden()


@pytest.mark.parametrize(
    ("level", "wanted"), [("1", [1, 2]), ("3", [3, 4]), ("5", [5, 6]), ("9", [5, 6]), ("x", [2, 3])]
)
def test_headings_begin_at_the_hosts_level(embed: Embed, level: str, wanted: list[int]) -> None:
    page, _ = embed(f'<fundstelle-suche heading-level="{level}"></fundstelle-suche>')
    ask(page, "Fest")
    expect(page.get_by_role("heading", name="Fundstellen", level=wanted[0])).to_be_attached()
    expect(page.get_by_role("heading", name="Fest 1", level=wanted[1])).to_be_visible()


@pytest.mark.parametrize(("hits", "limit"), [("3", 3), ("0", 10), ("viele", 10), ("999", 50), ("-4", 1)])
def test_the_number_of_hits_is_kept_within_reason(embed: Embed, watch: Any, hits: str, limit: int) -> None:
    page, _ = embed(f'<fundstelle-suche hits="{hits}"></fundstelle-suche>')
    ask(page, "Fest")
    expect(page.get_by_role("article")).to_have_count(1)
    assert watch.searches[-1]["limit"] == limit


def test_the_compact_form_is_a_box_and_hits_alone(embed: Embed) -> None:
    page, _ = embed('<fundstelle-suche form="compact"></fundstelle-suche>')
    expect(page.get_by_text("Zum Ausprobieren")).to_be_hidden()
    expect(page.get_by_text("Fragen wie im Gespräch")).to_be_hidden()
    ask(page, "Fest")
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_text("Eingrenzen")).to_be_hidden()


def test_it_speaks_the_pages_language_and_english_where_that_is_said(embed: Embed) -> None:
    page, service = embed('<fundstelle-suche lang="en-GB"></fundstelle-suche>')
    service.total = 1234
    ask(page, "Fest")
    expect(page.get_by_role("status")).to_have_text("1,234 passages, 10 of them shown")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    expect(page.locator(".facts li").last).to_have_text("14 September 2023")
    assert page.locator(".passage").first.get_attribute("lang") == "de"
    page.evaluate("document.querySelector('fundstelle-suche').lang = 'fr'")
    expect(page.get_by_role("status")).to_have_text("1.234 Fundstellen, 10 davon angezeigt")


def test_an_attribute_set_later_is_followed_and_the_question_stays(embed: Embed, watch: Any) -> None:
    page, service = embed()
    service.total = 30
    ask(page, "Fest")
    expect(page.get_by_role("article")).to_have_count(10)
    page.evaluate("""() => {
      const widget = document.querySelector("fundstelle-suche");
      widget.setAttribute("hits", "4");
      widget.setAttribute("filter-kind", "Checkliste");
    }""")
    expect(page.get_by_role("article")).to_have_count(4)
    expect(page.get_by_role("combobox")).to_have_value("Fest")
    assert [(search["query"], search["limit"]) for search in watch.searches] == [("Fest", 10), ("Fest", 4)]


def test_moved_in_the_document_it_keeps_what_it_shows(embed: Embed, watch: Any) -> None:
    page, _ = embed('<div id="alt"><fundstelle-suche></fundstelle-suche></div><div id="neu"></div>')
    ask(page, "Fest")
    expect(page.get_by_role("heading", name="Fest 1")).to_be_visible()
    page.evaluate("document.getElementById('neu').append(document.querySelector('fundstelle-suche'))")
    expect(page.locator("#neu").get_by_role("heading", name="Fest 1")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_value("Fest")
    ask(page, "Markt")
    expect(page.get_by_role("heading", name="Markt 1")).to_be_visible()
    assert [search["query"] for search in watch.searches] == ["Fest", "Markt"]


def test_moved_while_an_answer_is_on_its_way_it_asks_again(embed: Embed) -> None:
    page, service = embed('<div id="alt"><fundstelle-suche></fundstelle-suche></div><div id="neu"></div>')
    service.hold()
    ask(page, "Fest")
    page.wait_for_timeout(100)
    service.held = None
    page.evaluate("document.getElementById('neu').append(document.querySelector('fundstelle-suche'))")
    expect(page.locator("#neu").get_by_role("heading", name="Fest 1")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("1 Fundstelle")


def test_taken_out_of_the_document_it_asks_nothing_more(embed: Embed, watch: Any) -> None:
    page, _ = embed()
    page.get_by_role("combobox").press_sequentially("Ver")
    page.evaluate("document.querySelector('fundstelle-suche').remove()")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.wait_for_timeout(400)
    assert sent == []


def test_in_a_dialog_escape_closes_the_list_first(embed: Embed) -> None:
    page, _ = embed("<dialog><fundstelle-suche></fundstelle-suche></dialog>")
    page.evaluate("document.querySelector('dialog').showModal()")
    dialog, box = page.get_by_role("dialog"), page.get_by_role("combobox")
    box.press_sequentially("Ver")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(dialog).to_be_visible()
    box.press("Escape")
    expect(box).to_have_value("")
    expect(dialog).to_be_visible()
    box.press("Escape")
    expect(dialog).to_be_hidden()


def test_the_host_hears_of_searches_without_their_words_and_of_what_is_opened(embed: Embed) -> None:
    page, service = embed()
    page.evaluate("""() => {
      window.heard = [];
      for (const name of ["search", "open"]) {
        document.addEventListener(`fundstelle:${name}`, (event) => {
          window.heard.push([event.type, event.target.localName, event.detail]);
          if (name === "open") event.preventDefault();
        });
      }
    }""")
    service.total = 3
    ask(page, "Geheim")
    page.get_by_role("link", name="Geheim 1").click()
    url = page.url.replace("/gastgeber", "/original#page=12")
    assert page.evaluate("window.heard") == [
        ["fundstelle:search", "fundstelle-suche", {"band": "good", "total": 3}],
        ["fundstelle:open", "fundstelle-suche", {"document": "d", "passage": "d.1", "page": 12, "url": url}],
    ]
    assert page.url.endswith("/gastgeber")


def test_the_host_sees_whether_something_was_asked(embed: Embed) -> None:
    page, _ = embed()
    asked = page.locator("fundstelle-suche:state(asked)")
    expect(asked).to_have_count(0)
    ask(page, "Fest")
    expect(asked).to_have_count(1)


def test_styles_of_the_host_and_of_the_widget_leave_each_other_alone(embed: Embed) -> None:
    page, _ = embed()
    colour = "node => getComputedStyle(node).color"
    before = page.get_by_role("heading", name="Stadt Tannfurt").evaluate(colour)
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { color: rgb(255, 0, 0); } button { display: none; } h1 { color: rgb(1, 2, 3); }");
      document.adoptedStyleSheets = [sheet];
    }""")
    ask(page, "Fest")
    assert page.get_by_role("heading", name="Fest 1").evaluate(colour) != "rgb(255, 0, 0)"
    expect(page.get_by_role("button", name="Suchen")).to_be_visible()
    assert [before, page.get_by_role("heading", name="Stadt Tannfurt").evaluate(colour)] == [
        "rgb(0, 0, 0)",
        "rgb(1, 2, 3)",
    ]


def test_the_host_chooses_colours_and_reaches_parts(embed: Embed) -> None:
    page, _ = embed()
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`fundstelle-suche { --fundstelle-accent: rgb(90, 0, 90); --fundstelle-radius: 0px; }
        fundstelle-suche::part(hit) { border-top-width: 7px; }`);
      document.adoptedStyleSheets = [sheet];
    }""")
    ask(page, "Fest")
    style = "(node, name) => getComputedStyle(node)[name]"
    button = page.get_by_role("button", name="Suchen")
    assert button.evaluate(style, "backgroundColor") == "rgb(90, 0, 90)"
    assert button.evaluate(style, "borderTopLeftRadius") == "0px"
    assert page.get_by_role("article").evaluate(style, "borderTopWidth") == "7px"


@pytest.mark.parametrize(
    ("theme", "device", "ground"),
    [
        ("light", "dark", "rgb(255, 255, 255)"),
        ("dark", "light", "rgb(25, 34, 38)"),
        ("auto", "dark", "rgb(25, 34, 38)"),
        ("auto", "light", "rgb(255, 255, 255)"),
    ],
)
def test_the_theme_is_the_hosts_choice_or_the_devices(embed: Embed, theme: str, device: str, ground: str) -> None:
    page, _ = embed(f'<fundstelle-suche theme="{theme}"></fundstelle-suche>', color_scheme=device)
    ask(page, "Fest")
    assert page.get_by_role("article").evaluate("node => getComputedStyle(node).backgroundColor") == ground


def test_what_the_host_wrote_inside_stays_until_the_widget_speaks(embed: Embed, watch: Any) -> None:
    watch.allowed = ("Failed to load resource",)
    page, _ = embed('<fundstelle-suche><p>Zu den <a href="/dokumente">Dokumenten</a></p></fundstelle-suche>')
    expect(page.get_by_text("Zu den Dokumenten")).to_be_hidden()
    page.route("**/texte.de.json", lambda route: route.fulfill(status=503))
    page.reload()
    expect(page.get_by_text("Zu den Dokumenten")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)
