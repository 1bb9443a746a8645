"""A question asked of the real service, from the box to the passage with its page."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

Ask = Callable[[str], None]

GRANT = "Wie hoch ist der Zuschuss für Vereinsfeste?"


def titles(page: Page) -> list[str]:
    return page.locator(".hit h3").all_inner_texts()


def test_a_question_finds_the_marked_passage_with_its_page(page: Page, ask: Ask, watch: Any) -> None:
    ask(GRANT)
    first = page.get_by_role("article").first
    expect(first.get_by_role("heading")).to_have_text("Richtlinie zur Förderung von Begegnung")
    expect(first.locator(".facts li")).to_have_text(["Handlungsempfehlung", "Tannfurt", "14. September 2023"])
    expect(first.locator(".path")).to_contain_text("Höhe der Förderung")
    expect(first.locator(".passage")).to_contain_text("höchstens 1.500 Euro je Veranstaltung")
    assert {"Vereinsfeste", "Zuschuss"} <= set(first.locator("mark").all_inner_texts())
    expect(first.locator(".pages")).to_have_text("Seite 12 (gedruckt: 10)")
    expect(first.get_by_role("link", name="Im Dokument öffnen (Seite 12)")).to_be_visible()
    expect(first).to_contain_text("Herausgegeben von Stadt Tannfurt")
    expect(page).to_have_title(f"{GRANT} – Fundstelle")
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_be_focused()
    assert len(watch.searches) == 1


def test_the_link_opens_the_original_at_its_page(page: Page, ask: Ask) -> None:
    ask(GRANT)
    link = page.get_by_role("link", name="Im Dokument öffnen (Seite 12)")
    address = link.get_attribute("href") or ""
    assert address.endswith("#page=12")
    assert page.locator(".hit h3 a").first.get_attribute("href") == address
    answer = page.request.get(address.partition("#")[0])
    assert answer.status == 200
    assert answer.body() == b"%PDF-1.7\n% " + "Richtlinie zur Förderung von Begegnung".encode()


def test_typing_asks_nothing(page: Page, watch: Any) -> None:
    page.get_by_role("combobox", name="Ihre Frage").press_sequentially("Zuschuss")
    page.wait_for_timeout(400)
    assert watch.searches == []


def test_an_example_fills_the_box_and_asks(page: Page, watch: Any) -> None:
    example = page.locator("#examples button").first
    question = example.inner_text()
    example.click()
    expect(page.get_by_role("article").first).to_be_visible()
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_have_value(question)
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_be_focused()
    assert [search["query"] for search in watch.searches] == [question]


def test_filters_narrow_and_chips_take_them_back(page: Page, ask: Ask, watch: Any) -> None:
    ask("Zuschuss")
    expect(page.get_by_role("article").first).to_be_visible()
    unfiltered = titles(page)
    assert len(set(unfiltered)) > 2
    page.get_by_role("checkbox", name="Tannfurt").check()
    expect(page.locator(".facts", has_text="Kranichstedt")).to_have_count(0)
    assert set(titles(page)) == {"Richtlinie zur Förderung von Begegnung", "Wohnungssuche ohne Hürden"}
    page.get_by_role("checkbox", name="2021").check()
    expect(page.locator(".hit h3")).to_have_text(["Wohnungssuche ohne Hürden"])
    assert watch.searches[-1]["filters"] == {"municipality": ["Tannfurt"], "year": [2021]}
    chips = page.get_by_role("list", name="Gewählte Filter").get_by_role("button")
    expect(chips).to_have_text(
        ["Filter aufheben: Kommune: Tannfurt", "Filter aufheben: Jahr: 2021", "Alle Filter aufheben"]
    )
    chips.first.click()
    expect(page.locator(".hit h3")).not_to_have_text(["Wohnungssuche ohne Hürden"])
    assert set(titles(page)) == {"Wohnungssuche ohne Hürden", "Fachtag Ehrenamt"}
    expect(page.get_by_role("checkbox", name="Tannfurt")).not_to_be_checked()
    expect(page.get_by_role("button", name="Filter aufheben: Jahr: 2021")).to_be_focused()
    page.get_by_role("button", name="Filter aufheben: Jahr: 2021").click()
    expect(page.locator(".hit h3")).to_have_text(unfiltered)
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_be_focused()


def test_filters_show_how_many_documents_have_each_value(page: Page) -> None:
    page.locator("#filters summary").click()
    legends = page.locator("fieldset legend")
    expect(legends).to_have_text(["Art", "Handlungsfeld", "Kommune", "Land", "Jahr"])
    expect(page.get_by_role("group", name="Kommune").get_by_role("checkbox")).to_have_count(3)
    expect(page.get_by_role("checkbox", name="Brackhausen (2 Dokumente)")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Checkliste (1 Dokument)", exact=True)).to_be_visible()
    years = page.get_by_role("group", name="Jahr").locator(".value").all_inner_texts()
    assert years == ["2024", "2023", "2022", "2021"]


def test_filters_count_the_documents_of_the_answer(page: Page, ask: Ask, watch: Any, address: str) -> None:
    ask(GRANT)
    expect(page.get_by_role("article").first).to_be_visible()
    box = page.get_by_role("checkbox", name="Tannfurt")
    box.check()
    expect(page.locator(".facts", has_text="Kranichstedt")).to_have_count(0)
    expect(box).to_be_focused()
    counted = page.request.post(f"{address}/api/v1/search", data=watch.searches[-1]).json()["facets"]
    shown = page.locator(".choice").evaluate_all(
        """choices => choices.map(choice => {
          const { name, value } = choice.querySelector("input");
          return [name, value, Number(choice.querySelector(".count [aria-hidden]").textContent)];
        })"""
    )
    assert [counted[field].get(value, 0) for field, value, _ in shown] == [count for _, _, count in shown]
    assert {0, 1} <= {count for _, _, count in shown}


def test_a_shared_link_asks_at_once(page: Page, new_page: Callable[..., Page], address: str, ask: Ask) -> None:
    ask("Zuschuss & mehr?")
    page.get_by_role("checkbox", name="Checkliste").check()
    expect(page.locator(".hit h3")).to_have_text(["Checkliste verständliche Briefe"])
    assert page.url == f"{address}/#frage=Zuschuss+%26+mehr%3F&art=Checkliste"
    other = new_page()
    other.goto(page.url)
    expect(other.locator(".hit h3")).to_have_text(["Checkliste verständliche Briefe"])
    expect(other.get_by_role("combobox", name="Ihre Frage")).to_have_value("Zuschuss & mehr?")
    expect(other.get_by_role("checkbox", name="Checkliste")).to_be_checked()


def test_back_and_forward_follow_the_questions(page: Page, ask: Ask) -> None:
    first = page.locator(".hit h3").first
    ask(GRANT)
    expect(first).to_have_text("Richtlinie zur Förderung von Begegnung")
    ask("Was hilft gegen Benachteiligung bei der Wohnungssuche?")
    expect(first).to_have_text("Wohnungssuche ohne Hürden")
    page.go_back()
    expect(first).to_have_text("Richtlinie zur Förderung von Begegnung")
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_have_value(GRANT)
    page.go_back()
    expect(page.locator(".hit")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    expect(page).to_have_title("Fundstelle")
    page.go_forward()
    expect(first).to_have_text("Richtlinie zur Förderung von Begegnung")


def test_everything_works_by_keyboard(page: Page) -> None:
    keyboard = page.keyboard
    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_in_viewport()
    for _ in range(1 + page.get_by_role("banner").get_by_role("link").count()):
        keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_be_focused()
    keyboard.type("Zuschuss")
    keyboard.press("Enter")
    expect(page.get_by_role("article").first).to_be_visible()
    keyboard.press("Tab")
    expect(page.get_by_role("button", name="Suchen")).to_be_focused()
    keyboard.press("Tab")
    expect(page.locator("#filters summary")).to_be_focused()
    keyboard.press("Tab")
    box = page.get_by_role("checkbox", name="Checkliste")
    expect(box).to_be_focused()
    keyboard.press("Space")
    expect(page.locator(".hit h3")).to_have_text(["Checkliste verständliche Briefe"])
    expect(box).to_be_focused()
    keyboard.press("Space")
    expect(page.locator(".hit h3")).not_to_have_text(["Checkliste verständliche Briefe"])
    page.locator("#skip").focus()
    keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    assert "frage=Zuschuss" in page.url
    link = page.locator(".hit h3 a").first
    while not link.evaluate("node => node === node.getRootNode().activeElement"):
        keyboard.press("Tab")
    target = (link.get_attribute("href") or "").partition("#")[0]
    with page.expect_request(lambda request: request.url.partition("#")[0].endswith(target)):
        keyboard.press("Enter")


def test_a_document_with_markup_in_its_text_is_harmless(page: Page, ask: Ask) -> None:
    ask("Welche Eingaben galten als Schadcode?")
    first = page.get_by_role("article").first
    expect(first.get_by_role("heading")).to_have_text("Sichere Webseiten <b>für</b> Kommunen")
    expect(first.locator(".passage")).to_contain_text("<script>window.executed = true</script>")
    assert "Schadcode" in first.locator("mark").all_inner_texts()
    assert page.evaluate("window.executed") is None


def test_a_question_that_is_too_long_is_refused_in_german(page: Page, ask: Ask, watch: Any) -> None:
    watch.allowed = ("Failed to load resource",)
    ask("Wort " * 4000)
    alert = page.locator("#note")
    expect(alert).not_to_be_empty()
    assert "Zeichen" in alert.inner_text()


def test_a_fragment_without_a_question_opens_the_start(page: Page, address: str, watch: Any) -> None:
    for number, fragment in enumerate(["#frage=", "#art=Checkliste", "#inhalt", "#%E0%A4%A", "#jahr=abc"]):
        page.goto(f"{address}/?{number}{fragment}")
        expect(page.locator("#examples button")).to_have_count(3)
        expect(page.locator("#welcome")).to_be_visible()
    assert watch.searches == []


def test_an_unknown_filter_of_an_old_link_can_be_taken_back(new_page: Callable[..., Page], address: str) -> None:
    page = new_page()
    page.goto(f"{address}/#frage=Zuschuss&kommune=Atlantis")
    expect(page.get_by_role("heading", name="Dazu wurde nichts gefunden.")).to_be_visible()
    page.get_by_role("button", name="Filter aufheben: Kommune: Atlantis").click()
    expect(page.get_by_role("article").first).to_be_visible()
    assert page.url.endswith("#frage=Zuschuss")
