"""How a hit is shown: marks, pages, dates, relevance in words, and text that is only ever text."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

Ask = Callable[[str], None]

HOSTILE = '<script>window.hit = 1</script><img src=x onerror="window.hit = 2">&lt;b&gt; \u202eabc\u202c {question}'


CUTS: list[tuple[str, Any, list[list[str | bool]]]] = [
    ("Ein Wort.", [[4, 8]], [["Ein ", False], ["Wort", True], [".", False]]),
    ("👩‍👩‍👧 𝔉est im Mai", [[6, 10]], [["👩‍👩‍👧 ", False], ["𝔉est", True], [" im Mai", False]]),
    ("abcdef", [[4, 5], [0, 1]], [["a", True], ["bcd", False], ["e", True], ["f", False]]),
    ("abcdef", [[0, 3], [2, 5]], [["abc", True], ["de", True], ["f", False]]),
    ("abc", [[-2, 1], [2, 99], [1, 1], [2, 1]], [["a", True], ["b", False], ["c", True]]),
    ("abc", [None, [1], ["0", "1"], [0.5, 2]], [["abc", False]]),
    ("abc", None, [["abc", False]]),
    ("", [[0, 1]], []),
]


def test_marks_count_code_points_and_lose_no_text(page: Page) -> None:
    script = """async (cases) => {
      const { pieces } = await import("/quellen/marks.js");
      return cases.map(([text, marks]) => pieces(text, marks).map(({ text, marked }) => [text, marked]));
    }"""
    found = page.evaluate(script, [[text, marks] for text, marks, _ in CUTS])
    assert found == [expected for _, _, expected in CUTS]


def test_marks_stand_right_after_emoji_in_the_page(page: Page, service: Any, ask: Ask) -> None:
    text = "🎉🎉 Das Straßenfest ist bunt 🏳️‍🌈.\nEs beginnt um 15 Uhr."
    words = ["Straßenfest", "beginnt"]
    marks = [[text.index(word), text.index(word) + len(word)] for word in words]
    service.failure = lambda route: route.fulfill(
        json=service.reply("x", [service.hit("Fest", text=text, marks=marks)])
    )
    ask("Wann ist das Fest?")
    expect(page.locator(".passage mark")).to_have_text(words)
    assert page.locator(".passage").text_content() == text
    assert page.locator(".passage").inner_text() == text


def test_the_sentence_that_answers_stands_out_with_its_marks(page: Page, service: Any, ask: Ask) -> None:
    text = "🎉 Das Straßenfest ist bunt. Es beginnt um 15 Uhr. Kommen Sie!"
    sentence, words = "Es beginnt um 15 Uhr.", ["Straßenfest", "beginnt"]
    marks = [[text.index(word), text.index(word) + len(word)] for word in words]
    hit = service.hit("Fest", text=text, marks=marks)
    hit["passage"]["sentence"] = [text.index(sentence), text.index(sentence) + len(sentence)]
    service.failure = lambda route: route.fulfill(json=service.reply("x", [hit]))
    ask("Wann beginnt das Straßenfest?")
    expect(page.locator(".passage strong")).to_have_text([sentence])
    expect(page.locator(".passage strong mark")).to_have_text(["beginnt"])
    expect(page.locator(".passage mark")).to_have_text(words)
    assert page.locator(".passage").text_content() == text


def test_hostile_text_is_shown_as_text_everywhere(page: Page, service: Any, ask: Ask) -> None:
    hit = service.hit(
        HOSTILE,
        text=HOSTILE,
        marks=[[0, 8]],
        page_label=HOSTILE,
        heading_path=["Kapitel", HOSTILE],
        url="javascript:window.hit=3",
        document=dict.fromkeys(("kind", "municipality", "date", "publisher", "licence", "language"), HOSTILE),
    )
    service.failure = lambda route: route.fulfill(json=service.reply("x", [hit]))
    ask(HOSTILE)
    article = page.get_by_role("article")
    expect(article).to_be_visible()
    assert article.locator("h3").text_content() == HOSTILE
    assert article.locator(".passage").text_content() == HOSTILE
    assert article.locator(".facts li").all_text_contents() == [HOSTILE] * 3
    assert article.locator("script, img, b").count() == 0
    own = page.url.partition("#")[0]
    assert [link.get_attribute("href") for link in article.locator("a").all()] == [f"{own}dokumente/d?passage=d.1"]
    assert page.evaluate("window.hit") is None
    bidi = "nodes => nodes.map(node => getComputedStyle(node).unicodeBidi)"
    isolated = article.locator("h3, .passage, .facts li, .path span:not(.unseen), .origin span").evaluate_all(bidi)
    assert len(isolated) == 9
    assert set(isolated) == {"isolate"}


def test_the_page_is_named_and_the_printed_number_only_where_it_differs(page: Page, service: Any, ask: Ask) -> None:
    given = [
        {"page": 12, "page_label": "10"},
        {"page": 12, "page_label": "12"},
        {"page": 3, "last_page": 4, "page_label": "i"},
        {"page": None, "last_page": None},
        {"page": 5, "last_page": 5, "url": None},
    ]
    hits = [service.hit("Titel", rank=rank, **pages) for rank, pages in enumerate(given, start=1)]
    service.failure = lambda route: route.fulfill(json=service.reply("x", hits))
    ask("Frage")
    expect(page.locator(".hit .pages")).to_have_text(
        ["Seite 12 (gedruckt: 10)", "Seiten 3 bis 4 (gedruckt: i)", "Seite 5"]
    )
    at_page = "Im Dokument öffnen (Seite 12)"
    expect(page.locator(".hit a.open:not(.all)")).to_have_text(
        [at_page, at_page, "Im Dokument öffnen (Seiten 3 bis 4)", "Im Dokument öffnen"]
    )


def test_dates_are_written_out(page: Page, service: Any, ask: Ask) -> None:
    dates = ["2023-09-14", "2023-09", "2023", "bald", None]
    hits = [service.hit("Titel", rank=rank, document={"date": iso}) for rank, iso in enumerate(dates, start=1)]
    service.failure = lambda route: route.fulfill(json=service.reply("x", hits))
    ask("Frage")
    expect(page.locator(".hit")).to_have_count(5)
    facts = [hit.locator(".facts li").all_inner_texts()[2:] for hit in page.locator(".hit").all()]
    assert facts == [["14. September 2023"], ["September 2023"], ["2023"], ["bald"], []]


def test_relevance_is_said_in_words(page: Page, service: Any, ask: Ask) -> None:
    bands = ["good", "possible", "none", "constructor", None]
    hits = [service.hit("Titel", rank=rank, band=band) for rank, band in enumerate(bands, start=1)]
    service.failure = lambda route: route.fulfill(json=service.reply("x", hits))
    ask("Frage")
    expect(page.locator(".hit")).to_have_count(5)
    expect(page.locator(".hit .relevance")).to_have_text(["gut passend", "möglicherweise passend", "kaum passend"])


def test_places_that_say_the_same_are_named(page: Page, service: Any, ask: Ask) -> None:
    places = [
        {"title": f"Papier {n}", "page": n, "url": f"/api/v1/documents/d{n}/original#page={n}"} for n in range(1, 6)
    ]
    hits = [service.hit("Antrag", also_in=places), service.hit("Anderes", rank=2)]
    service.failure = lambda route: route.fulfill(json=service.reply("x", hits))
    ask("Radwege")
    first = page.get_by_role("article").first
    expect(first.locator(".same li")).to_have_text(["Papier 1, Seite 1", "Papier 2, Seite 2", "Papier 3, Seite 3"])
    expect(first.locator(".same")).to_contain_text("und an 2 weiteren Stellen")
    expect(first.get_by_role("link", name="Papier 2, Seite 2")).to_have_attribute("href", re.compile("#page=2$"))
    expect(page.get_by_role("article").nth(1).locator(".same")).to_have_count(0)


def test_a_title_is_not_repeated_as_the_first_heading(page: Page, service: Any, ask: Ask) -> None:
    hit = service.hit("Leitbild", heading_path=["Leitbild", "1 Ziele", "1.2 Wege"])
    service.failure = lambda route: route.fulfill(json=service.reply("x", [hit]))
    ask("Frage")
    expect(page.locator(".hit .path")).to_have_text("Abschnitt: 1 Ziele 1.2 Wege")
