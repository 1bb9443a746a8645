"""Every state of the widget for everyone: by axe-core, by what a screen reader is told, by keyboard, by large text."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

Embed = Callable[..., tuple[Page, Any]]

TEXT = "Der Zuschuss beträgt 500 Euro. Der Antrag wird vor dem Fest gestellt.\n- Bauamt\n- Ordnungsamt"
HIT = """- article "Leitfaden Feste":
  - heading "Leitfaden Feste" [level=3]:
    - link "Leitfaden Feste"
  - list:
    - listitem: Checkliste
    - listitem: Tannfurt
    - listitem: 14. September 2023
  - paragraph: "Abschnitt: Vorhaben"
  - blockquote:
    - strong:
      - text: Der
      - mark: Zuschuss
      - text: beträgt 500 Euro.
    - text: Der
    - mark: Antrag
    - text: wird vor dem Fest gestellt. - Bauamt - Ordnungsamt
  - paragraph: "Fast gleich lautend auch in:"
  - list:
    - listitem:
      - link "Merkblatt, Seite 2"
  - text: "gut passend Seite 12 (gedruckt: 10)"
  - link "Im Dokument öffnen (Seite 12)"
  - link "Alle Stellen des Dokuments"
  - paragraph: "Herausgegeben von Stadt Tannfurt Lizenz: CC BY 4.0"
  - group "Mehr zu dieser Stelle":
    - button "Davor und danach"
    - button "Seite ansehen"
    - button "Ähnliche Stellen"
    - button "Quelle kopieren"
  - group "Hat das geholfen?":
    - text: Hat das geholfen?
    - button "Ja"
    - button "Nein"
"""
NEAR = {"document": "d", "title": "Leitfaden", "heading_path": ["Feste", "Anträge"], "passage": "d.2", "page": 3}
ALTERNATIVES = {"headings": [NEAR], "filters": [{"field": "year", "hits": 4}], "spelling": "Brot backen"}
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
# What readers may set by WCAG 2.2, 1.4.12; important, as an extension of the browser sets it.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`p { margin-block-end: 2em !important; }
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }`);
  for (const root of [document, document.querySelector("fundstelle-suche").shadowRoot]) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}"""
CUT_OFF = """() => [...document.querySelector("fundstelle-suche").shadowRoot.querySelectorAll("*")]
  .filter((node) => node.checkVisibility() && !node.closest(".unseen, .snippet, .facts"))
  .filter((node) => getComputedStyle(node).overflow !== "visible" || node.scrollWidth > node.clientWidth + 1)
  .filter((node) => node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.outerHTML.slice(0, 80))"""


def reply(service: Any, band: str = "good") -> Callable[[Route], None]:
    """Two hits that have all that a hit can have."""
    same = {"title": "Merkblatt", "page": 2, "url": "/merkblatt"}
    more = {"page_image": "/api/v1/passages/d.1/page.webp", "page_label": "10", "also_in": [same], "band": band}
    document = {"publisher": "Stadt Tannfurt", "licence": "CC BY 4.0"}

    def answer(route: Route) -> None:
        hits = [
            service.hit("Leitfaden Feste", text=TEXT, marks=[[4, 12], [35, 41]], rank=rank, document=document, **more)
            for rank in (1, 2)
        ]
        for hit in hits:
            hit["passage"]["sentence"] = [0, 30]
        alternatives = ALTERNATIVES if band == "none" else None
        route.fulfill(json=service.reply("x", hits, 12, band) | {"alternatives": alternatives})

    return answer


def ask(page: Page, question: str) -> None:
    page.get_by_role("combobox").fill(question)
    page.keyboard.press("Enter")


def axe(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core finds, as (rule, places)."""
    rules = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, options=rules).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]


def tree(place: Locator) -> str:
    """What assistive technology is told of it, without the addresses of links."""
    lines = place.aria_snapshot().splitlines()
    return "\n".join(re.sub(r"^( *- link .*):$", r"\1", line) for line in lines if "- /url:" not in line)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_state(embed: Embed, answers: Any, watch: Any, width: int, theme: str) -> None:
    watch.allowed = ("Failed to load resource",)
    answers.about = {"feedback": True, "unanswered": True}
    body = f'<fundstelle-suche theme="{theme}"></fundstelle-suche>'
    page, service = embed(body, viewport={"width": width, "height": 800}, color_scheme=theme)
    found = {"empty": axe(page)}

    page.get_by_role("combobox").press_sequentially("Ver")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    found["suggestions"] = axe(page)

    service.failure = reply(service)
    ask(page, "Zuschuss")
    expect(page.get_by_role("article")).to_have_count(2)
    found["results"] = axe(page)

    page.locator("#box").evaluate("box => { box.open = true; }")
    page.locator("label.choice").first.click()
    found["filters"] = axe(page)

    article = page.get_by_role("article").first
    for name in ("Davor und danach", "Seite ansehen", "Ähnliche Stellen"):
        article.get_by_role("button", name=name).click()
        expect(article.get_by_role("button", name=name)).to_have_attribute("aria-expanded", "true")
    article.get_by_role("button", name="Quelle kopieren").click()
    article.get_by_role("button", name="Nein").click()
    found["context"] = axe(page)

    service.failure = reply(service, "none")
    ask(page, "Brot")
    expect(page.get_by_role("button", name="Brot backen")).to_be_visible()
    page.get_by_text("Trotzdem ansehen").click()
    found["nothing fitting"] = axe(page)

    service.failure = lambda route: route.fulfill(status=502, body="Bad Gateway")
    ask(page, "Zuschuss")
    expect(page.get_by_role("button", name="Noch einmal versuchen")).to_be_visible()
    found["failure"] = axe(page)
    assert found == {state: [] for state in found}


def test_axe_finds_nothing_in_a_dialog_and_in_the_compact_form(embed: Embed) -> None:
    page, service = embed(
        '<button id="open">Suche öffnen</button><dialog aria-label="Suche">'
        '<fundstelle-suche form="compact" heading-level="2"></fundstelle-suche></dialog>'
    )
    page.evaluate("document.querySelector('dialog').showModal()")
    service.failure = reply(service)
    ask(page, "Zuschuss")
    expect(page.get_by_role("article")).to_have_count(2)
    assert axe(page) == []


def test_axe_finds_nothing_where_two_widgets_stand(embed: Embed) -> None:
    page, _ = embed(
        '<fundstelle-suche label="Feste"></fundstelle-suche><fundstelle-suche label="Wohnen"></fundstelle-suche>'
    )
    for name in ("Feste", "Wohnen"):
        search = page.get_by_role("search", name=name)
        search.get_by_role("combobox").fill(name)
        search.get_by_role("combobox").press("Enter")
        expect(page.get_by_role("region", name=f"Fundstellen: {name}").get_by_role("article")).to_have_count(1)
    assert axe(page) == []


def test_a_screen_reader_is_told_what_a_hit_is(embed: Embed, answers: Any) -> None:
    answers.about = {"feedback": True, "unanswered": False}
    page, service = embed()
    service.failure = reply(service)
    ask(page, "Zuschuss")
    expect(page.get_by_role("article")).to_have_count(2)
    region = page.get_by_role("region", name="Fundstellen")
    assert tree(region).startswith("""- region "Fundstellen":
  - heading "Fundstellen" [level=2]
  - status: 12 Fundstellen, 2 davon angezeigt
  - paragraph
  - alert
  - group:
    - list:
      - listitem:
        - article "Leitfaden Feste":
""")
    assert tree(region.get_by_role("article").first) == HIT.rstrip()


def test_what_changes_is_said_in_regions_that_were_there_before(embed: Embed, watch: Any) -> None:
    watch.allowed = ("Failed to load resource",)
    page, service = embed()
    regions = page.get_by_role("status").or_(page.get_by_role("alert"))
    before = regions.element_handles()
    ask(page, "Fest")
    expect(page.get_by_role("status")).to_have_text("1 Fundstelle")
    service.failure = lambda route: route.fulfill(status=503, json={"detail": "Wartung."})
    ask(page, "Feste")
    expect(page.locator("#failure")).to_contain_text("Wartung.")
    ask(page, " ")
    expect(page.locator("#note")).to_have_text("Bitte geben Sie eine Frage ein.")
    # The message's button is its own; the regions are those of the beginning.
    assert [one.evaluate("node => node.isConnected && node.id") for one in before] == ["note", "status", "failure"]
    assert regions.count() == len(before)


def walk(page: Page, key: str = "Tab", most: int = 60) -> list[str]:
    """Names of what takes focus inside the widget, in order, until focus has left it."""
    script = """() => {
      const host = document.activeElement;
      if (host?.localName !== "fundstelle-suche") return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(host.shadowRoot.activeElement);
      const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      const node = host.shadowRoot.activeElement;
      const name = (node.labels?.[0] ?? node).innerText.trim().replace(/\\s+/g, " ");
      return seen ? name : `unsichtbar: ${name}`;
    }"""
    names: list[str] = []
    while len(names) < most:
        page.keyboard.press(key)
        name = page.evaluate(script)
        if name is None:
            return names
        names.append(name)
    raise AssertionError(f"focus does not leave the widget: {names}")


def test_the_keyboard_reaches_everything_in_order_and_leaves_again(embed: Embed) -> None:
    page, service = embed(
        '<a href="#davor">Davor</a><fundstelle-suche no-filters></fundstelle-suche><a href="#x">X</a>'
    )
    service.failure = reply(service)
    ask(page, "Zuschuss")
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("link", name="Davor", exact=True).focus()
    hit = [
        "Leitfaden Feste",
        "Merkblatt, Seite 2",
        "Im Dokument öffnen (Seite 12)",
        "Alle Stellen des Dokuments",
        "Davor und danach",
        "Seite ansehen",
        "Ähnliche Stellen",
        "Quelle kopieren",
    ]
    wanted = ["Ihre Frage", "Suchen", *hit, *hit, "Weitere Fundstellen"]
    assert walk(page) == wanted
    expect(page.get_by_role("link", name="X", exact=True)).to_be_focused()
    assert walk(page, "Shift+Tab") == wanted[::-1]


def test_all_of_a_hit_opens_and_closes_by_keyboard(embed: Embed) -> None:
    page, service = embed()
    service.failure = reply(service)
    ask(page, "Zuschuss")
    article = page.get_by_role("article").first
    for name, shown in {
        "Davor und danach": article.get_by_text("Was davor steht."),
        "Seite ansehen": article.get_by_role("img"),
        "Ähnliche Stellen": article.get_by_role("link", name="Merkblatt Feste, Seite 13"),
    }.items():
        control: Locator = article.get_by_role("button", name=name)
        control.press("Enter")
        expect(shown).to_be_visible()
        expect(control).to_have_attribute("aria-expanded", "true")
        expect(control).to_be_focused()
        control.press(" ")
        expect(shown).to_be_hidden()
        expect(control).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("form", ["full", "compact"])
def test_at_320_pixels_and_with_wide_spacing_nothing_is_cut_off(embed: Embed, answers: Any, form: str) -> None:
    answers.about = {"feedback": True, "unanswered": True}
    body = f'<fundstelle-suche form="{form}"></fundstelle-suche>'
    page, service = embed(body, viewport={"width": 320, "height": 640})
    service.failure = reply(service)
    ask(page, "Zuschuss")
    article = page.get_by_role("article").first
    for name in ("Davor und danach", "Seite ansehen", "Ähnliche Stellen"):
        article.get_by_role("button", name=name).click()
        expect(article.get_by_role("button", name=name)).to_have_attribute("aria-expanded", "true")
    expect(article.get_by_role("img")).to_be_visible()
    assert (page.evaluate(OVERFLOW), page.evaluate(CUT_OFF)) == (0, [])
    page.evaluate(SPACING)
    assert (page.evaluate(OVERFLOW), page.evaluate(CUT_OFF)) == (0, [])


def test_forced_colours_keep_edges_and_what_is_chosen(embed: Embed) -> None:
    page, service = embed(forced_colors="active")
    page.get_by_role("combobox").press_sequentially("Ver")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    grounds = page.get_by_role("option").evaluate_all("nodes => nodes.map((n) => getComputedStyle(n).backgroundColor)")
    assert grounds[0] != grounds[1] == grounds[2]
    service.failure = reply(service)
    ask(page, "Zuschuss")
    expect(page.get_by_role("article")).to_have_count(2)
    edges = page.locator(".primary:visible, .hit, #question, .secondary:visible").evaluate_all(
        "nodes => nodes.map((n) => getComputedStyle(n)).map((s) => [s.borderTopStyle, parseFloat(s.borderTopWidth)])"
    )
    assert edges == [["solid", 1]] * 5


def test_reduced_motion_moves_nothing(embed: Embed) -> None:
    page, service = embed(reduced_motion="reduce")
    service.hold()
    ask(page, "Fest")
    expect(page.get_by_role("status")).to_have_text("Die Suche läuft …")
    script = "host => host.shadowRoot.getAnimations().length"
    assert page.locator("fundstelle-suche").evaluate(script) == 0
