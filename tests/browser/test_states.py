"""What the page says and keeps when the service is slow, fails, refuses or answers with nonsense."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

NO_ANSWER = "net::ERR_FAILED"
BAD_STATUS = "Failed to load resource"

Ask = Callable[[str], None]


def problem(status: int, detail: str) -> Callable[[Route], None]:
    body = {"type": "about:blank", "title": "Fehler", "status": status, "detail": detail}
    return lambda route: route.fulfill(status=status, json=body, content_type="application/problem+json")


def test_the_number_of_hits_is_announced_in_a_region_that_was_there_before(page: Page, service: Any, ask: Ask) -> None:
    status = page.get_by_role("status")
    expect(status).to_have_text("")
    for total, said in ((1, "1 Fundstelle"), (7, "7 Fundstellen"), (1234, "1.234 Fundstellen, 10 davon angezeigt")):
        service.total = total
        ask(f"Frage nach {total}")
        expect(status).to_have_text(said)


def test_waiting_is_said_only_after_a_while_and_old_hits_stay_meanwhile(page: Page, service: Any, ask: Ask) -> None:
    ask("Alte")
    expect(page.get_by_role("heading", name="Alte 1")).to_be_visible()
    held = service.hold()
    ask("Neue")
    expect(page.get_by_role("status")).to_have_text("")
    expect(page.get_by_role("status")).to_have_text("Die Suche läuft …")
    expect(page.get_by_role("heading", name="Alte 1")).to_be_visible()
    held[0].fulfill(json=service.reply("Neue", [service.hit("Neues Dokument")]))
    expect(page.get_by_role("heading", name="Neues Dokument")).to_be_visible()
    expect(page.get_by_role("heading", name="Alte 1")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("1 Fundstelle")


@pytest.mark.parametrize("abortable", [True, False], ids=["aborted", "arrives late all the same"])
def test_a_stale_reply_is_discarded(page: Page, service: Any, ask: Ask, abortable: bool) -> None:
    if not abortable:
        page.evaluate(
            "() => { const real = fetch; window.fetch = (url, given) => real(url, {...given, signal: undefined}); }"
        )
    held = service.hold()
    ask("Erste")
    expect(page).to_have_title("Erste – Fundstelle")
    page.wait_for_timeout(50)
    ask("Zweite")
    page.wait_for_timeout(50)
    assert len(held) == 2
    held[1].fulfill(json=service.reply("Zweite", [service.hit("Zweites Dokument")]))
    expect(page.get_by_role("heading", name="Zweites Dokument")).to_be_visible()
    held[0].fulfill(json=service.reply("Erste", [service.hit("Erstes Dokument")]))
    page.wait_for_timeout(150)
    assert page.locator(".hit h3").all_inner_texts() == ["Zweites Dokument"]
    expect(page.get_by_role("status")).to_have_text("1 Fundstelle")


def test_an_error_is_said_in_the_services_words_and_old_hits_stay(
    page: Page, service: Any, ask: Ask, watch: Any
) -> None:
    watch.allowed = (BAD_STATUS,)
    ask("Erste")
    expect(page.get_by_role("heading", name="Erste 1")).to_be_visible()
    service.failure = problem(503, "Der Index wird gerade ausgetauscht.")
    ask("Zweite")
    alert = page.locator("#failure")
    expect(alert).to_contain_text("Der Index wird gerade ausgetauscht.")
    expect(alert).to_contain_text("Fundstellen zur Frage „Erste“")
    expect(page.get_by_role("heading", name="Erste 1")).to_be_visible()
    service.failure = None
    page.get_by_role("button", name="Noch einmal versuchen").click()
    expect(page.get_by_role("heading", name="Zweite 1")).to_be_visible()
    expect(alert).to_be_empty()
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_be_focused()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda route: route.abort(), "Der Suchdienst ist gerade nicht erreichbar."),
        (
            lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"),
            "Der Suchdienst meldet einen Fehler (502).",
        ),
        (lambda route: route.fulfill(body="{"), "Die Antwort des Suchdienstes war nicht lesbar."),
        (
            lambda route: route.fulfill(json={"hits": [{}], "total": 1}),
            "Die Antwort des Suchdienstes war nicht lesbar.",
        ),
        (lambda route: route.fulfill(json=[]), "Die Antwort des Suchdienstes war nicht lesbar."),
    ],
    ids=["no connection", "a proxy's page", "broken JSON", "hits without passages", "another shape"],
)
def test_every_failure_has_a_german_sentence(
    page: Page, service: Any, ask: Ask, watch: Any, answer: Callable[[Route], None], said: str
) -> None:
    watch.allowed = (NO_ANSWER, BAD_STATUS)
    service.failure = answer
    ask("Was nun?")
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(page.get_by_role("button", name="Noch einmal versuchen")).to_be_visible()


def test_a_service_that_does_not_answer_is_given_up(page: Page, service: Any) -> None:
    service.hold()
    reason = page.evaluate(
        """async () => {
          const { Api } = await import("/quellen/api.js");
          const api = new Api(new URL("/", location.href), 50);
          return api.search({ query: "x" }).catch((error) => error.reason);
        }"""
    )
    assert reason == "timeout"


def test_a_refused_question_is_said_at_the_box_without_retry(page: Page, service: Any, ask: Ask, watch: Any) -> None:
    watch.allowed = (BAD_STATUS,)
    service.failure = problem(422, "Die Frage hat 5000 Zeichen, erlaubt sind 1000. Bitte kürzen Sie sie.")
    ask("a" * 5000)
    box = page.get_by_role("combobox", name="Ihre Frage")
    expect(box).to_have_accessible_description("Die Frage hat 5000 Zeichen, erlaubt sind 1000. Bitte kürzen Sie sie.")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("button", name="Noch einmal versuchen")).to_have_count(0)
    service.failure = None
    ask("Kurz")
    expect(page.get_by_role("heading", name="Kurz 1")).to_be_visible()
    expect(box).to_have_accessible_description("")


def test_an_empty_question_is_not_sent(page: Page, service: Any, ask: Ask, watch: Any) -> None:
    ask("   ")
    expect(page.get_by_role("alert").filter(has_text="Bitte geben Sie eine Frage ein.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_be_focused()
    assert watch.searches == []


def test_nothing_found_says_what_helps_and_lets_go_of_filters(page: Page, service: Any, ask: Ask, watch: Any) -> None:
    service.total = 0
    ask("Quantenchromodynamik")
    expect(page.get_by_role("status")).to_have_text("Keine Fundstelle")
    expect(page.get_by_role("heading", name="Dazu wurde nichts gefunden.")).to_be_visible()
    expect(page.locator("#nothing")).to_contain_text("mit anderen Wörtern")
    page.locator("label.choice").first.click()
    button = page.locator("#nothing").get_by_role("button", name="Alle Filter aufheben")
    service.total = 1
    button.click()
    expect(page.get_by_role("heading", name="Quantenchromodynamik 1")).to_be_visible()
    assert watch.searches[-1]["filters"] == {}


def test_more_hits_follow_and_the_first_new_one_takes_focus(page: Page, service: Any, ask: Ask, watch: Any) -> None:
    service.total = 23
    ask("Frage")
    more = page.get_by_role("button", name="Weitere Fundstellen")
    more.click()
    expect(page.get_by_role("heading", name="Frage 11")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("23 Fundstellen, 20 davon angezeigt")
    more.click()
    expect(page.get_by_role("heading", name="Frage 21")).to_be_focused()
    expect(more).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("23 Fundstellen")
    assert page.locator(".hit h3").all_inner_texts() == [f"Frage {rank}" for rank in range(1, 24)]
    assert [search["offset"] for search in watch.searches] == [0, 10, 20]


def test_a_failure_of_more_stands_where_the_hits_would_have_come(
    page: Page, service: Any, ask: Ask, watch: Any
) -> None:
    watch.allowed = (BAD_STATUS,)
    service.total = 12
    ask("Frage")
    more = page.get_by_role("button", name="Weitere Fundstellen")
    expect(more).to_be_visible()
    service.failure = problem(500, "Das ging schief.")
    more.click()
    expect(page.get_by_role("alert").filter(has_text="Das ging schief.")).to_be_visible()
    expect(page.locator("#hits + #failure")).to_have_count(1)
    service.failure = None
    page.get_by_role("button", name="Noch einmal versuchen").click()
    expect(page.get_by_role("heading", name="Frage 11")).to_be_focused()
    expect(page.locator(".hit")).to_have_count(12)


def test_more_does_not_mix_two_questions(page: Page, service: Any, ask: Ask, watch: Any) -> None:
    service.total = 12
    ask("Erste")
    expect(page.get_by_role("heading", name="Erste 10")).to_be_visible()
    held = service.hold()
    ask("Zweite")
    page.get_by_role("button", name="Weitere Fundstellen").click()
    page.wait_for_timeout(50)
    assert [(search["query"], search["offset"]) for search in watch.searches] == [("Erste", 0), ("Zweite", 0)]
    held[0].fulfill(json=service.reply("Zweite", [service.hit("Zweites Dokument")]))
    expect(page.locator(".hit h3")).to_have_text(["Zweites Dokument"])


def test_where_nothing_fits_the_page_says_so_and_keeps_the_nearest_passages_folded(
    page: Page, service: Any, ask: Ask
) -> None:
    service.failure = lambda route: route.fulfill(
        json=service.reply("x", [service.hit("Nahe", band="none")], total=5, band="none")
    )
    ask("Wie backt man Brot?")
    expect(page.get_by_role("status")).to_have_text("Keine passende Fundstelle")
    expect(page.locator("#nothing h3")).to_have_text("Dazu wurde nichts Passendes gefunden.")
    expect(page.get_by_role("article")).to_be_hidden()
    expect(page.get_by_role("button", name="Weitere Fundstellen")).to_be_hidden()
    page.get_by_text("Trotzdem ansehen").click()
    expect(page.get_by_role("article")).to_be_visible()
    expect(page.locator(".hit .relevance")).to_have_text(["kaum passend"])
    expect(page.get_by_role("button", name="Weitere Fundstellen")).to_be_visible()
    service.failure = None
    ask("Wie fördert man Feste?")
    expect(page.get_by_role("article")).to_be_visible()
    expect(page.get_by_text("Trotzdem ansehen")).to_be_hidden()
    expect(page.locator("#nothing")).to_be_empty()


def test_an_answer_by_words_alone_says_why(page: Page, service: Any, ask: Ask) -> None:
    sentence = "Der Dienst ist gerade nicht erreichbar; gesucht wurde nur nach den Wörtern der Frage."
    service.failure = lambda route: route.fulfill(json=service.reply("x", [service.hit("Fest")]) | {"notice": sentence})
    ask("Feste")
    expect(page.get_by_role("status")).to_contain_text(sentence)
    expect(page.locator(".notice")).to_be_visible()
    service.failure = None
    ask("Wie fördert man Feste?")
    expect(page.locator(".notice")).to_have_count(0)


def test_a_forgiven_typing_error_is_said_and_can_be_taken_back(page: Page, service: Any, ask: Ask, watch: Any) -> None:
    service.failure = lambda route: route.fulfill(
        json=service.reply("Freibat", [service.hit("Freibad")])
        | {"searched": "Freibad" if route.request.post_data_json["spelling"] else None}
    )
    ask("Freibat")
    expect(page.get_by_role("status")).to_contain_text("Gesucht wurde nach „Freibad“.")
    page.get_by_role("button", name="Genau nach „Freibat“ suchen").click()
    expect(page.locator("#searched")).to_be_empty()
    assert [search["spelling"] for search in watch.searches] == [True, False]
    expect(page.get_by_role("combobox", name="Ihre Frage")).to_be_focused()


def test_nearest_passages_open_with_the_keyboard_and_more_of_them_follow(page: Page, service: Any, ask: Ask) -> None:
    def answer(route: Route) -> None:
        rank = route.request.post_data_json["offset"] + 1
        hits = [service.hit(f"Nahe {rank}", rank=rank, band="none")]
        route.fulfill(json=service.reply("x", hits, total=2, band="none"))

    service.failure = answer
    ask("Wie backt man Brot?")
    expect(page.get_by_text("Trotzdem ansehen")).to_be_visible()
    page.get_by_text("Trotzdem ansehen").press("Enter")
    page.get_by_role("button", name="Weitere Fundstellen").click()
    expect(page.locator(".hit h3")).to_have_text(["Nahe 1", "Nahe 2"])
    expect(page.get_by_role("heading", name="Nahe 2")).to_be_focused()
    expect(page.locator("#nothing h3")).to_have_count(1)


def test_where_nothing_fits_under_filters_they_can_be_taken_back(page: Page, service: Any) -> None:
    service.failure = lambda route: route.fulfill(
        json=service.reply("x", [service.hit("Nahe", band="none")], band="none")
    )
    page.goto(page.url.partition("#")[0] + "#frage=Brot&art=Satzung")
    expect(page.locator("#nothing h3")).to_have_text("Dazu wurde nichts Passendes gefunden.")
    page.locator("#nothing").get_by_role("button", name="Alle Filter aufheben").click()
    expect(page).to_have_url(page.url.partition("#")[0] + "#frage=Brot")
