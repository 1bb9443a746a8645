"""What visitors say in the widget, and what of it the real service keeps."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from service.feedback import FeedbackFile
from service.feedback.file import current_day

Ask = Callable[[str], None]

FITTING = "Wo kann ich die Förderung von Begegnung beantragen?"
UNFITTING = "Wie repariert man einen Vergaser am Mofa?"


@pytest.fixture(scope="module")
def kept_in(tmp_path_factory: pytest.TempPathFactory) -> FeedbackFile:
    return FeedbackFile(tmp_path_factory.mktemp("ablage") / "rueckmeldungen.sqlite")


@pytest.fixture(scope="module")
def address(serve: Callable[..., AbstractContextManager[str]], kept_in: FeedbackFile) -> Iterator[str]:
    """The real service with feedback switched on."""
    with serve(feedback=True, unanswered=True, feedback_file=kept_in.path) as origin:
        yield origin


@pytest.fixture(autouse=True)
def nothing_kept(kept_in: FeedbackFile, page: Page) -> None:
    """Every test begins with an empty file; suggestions play no part."""
    page.route("**/api/v1/suggest", lambda route: route.fulfill(json={"suggestions": []}))
    kept_in.delete()


def files(kept_in: FeedbackFile) -> bytes:
    return b"".join(path.read_bytes() for path in Path(kept_in.path).parent.iterdir())


def test_a_yes_is_kept_with_passage_and_band(page: Page, ask: Ask, kept_in: FeedbackFile) -> None:
    with page.expect_response("**/api/v1/search") as answered:
        ask(FITTING)
    hit = answered.value.json()["hits"][0]
    form = page.get_by_role("group", name="Hat das geholfen?").first
    form.get_by_role("button", name="Ja").click()
    expect(page.get_by_text("Danke für die Rückmeldung.")).to_be_focused()
    [reply] = kept_in.read().replies
    assert (reply.day, reply.passage, reply.band.value, reply.helpful, reply.comment) == (
        current_day(),
        hit["passage"]["id"],
        hit["band"],
        True,
        None,
    )
    assert FITTING.encode() not in files(kept_in)


def test_a_no_asks_why_and_is_sent_only_then(page: Page, ask: Ask, kept_in: FeedbackFile) -> None:
    ask(FITTING)
    form = page.get_by_role("group", name="Hat das geholfen?").first
    form.get_by_role("button", name="Nein").click()
    expect(form.get_by_text("Bitte keine Namen, Anschriften oder anderen persönlichen Angaben.")).to_be_visible()
    assert kept_in.read().replies == ()
    form.get_by_role("textbox").fill("Die Frist\nfehlt.")
    form.get_by_role("button", name="Absenden").click()
    expect(page.get_by_text("Danke für die Rückmeldung.")).to_be_focused()
    [reply] = kept_in.read().replies
    assert (reply.helpful, reply.comment) == (False, "Die Frist fehlt.")


def test_an_unanswered_question_is_counted_and_its_text_kept_only_after_a_click(
    page: Page, ask: Ask, kept_in: FeedbackFile
) -> None:
    for _ in range(2):
        with page.expect_response("**/api/v1/unanswered") as counted:
            ask(UNFITTING)
        assert (counted.value.status, counted.value.request.post_data_json) == (204, {"query": None, "consent": False})
    assert [tally.questions for tally in kept_in.read().unanswered] == [2]
    assert b"Vergaser" not in files(kept_in)
    page.get_by_role("button", name="Frage übermitteln").click()
    expect(page.get_by_text("Danke, die Frage ist übermittelt.")).to_be_focused()
    kept = kept_in.read()
    assert kept.questions == ((current_day(), UNFITTING),)
    assert [tally.questions for tally in kept.unanswered] == [2]


def test_a_file_that_takes_nothing_is_said_and_the_search_goes_on(
    page: Page, ask: Ask, kept_in: FeedbackFile, watch: Any
) -> None:
    watch.allowed = ("503",)
    ask(FITTING)
    form = page.get_by_role("group", name="Hat das geholfen?").first
    whole = kept_in.path.read_bytes()
    kept_in.path.write_bytes(b"Das ist keine Datenbank. " * 200)
    try:
        form.get_by_role("button", name="Ja").click()
        expect(form.get_by_role("alert")).to_have_text(
            "Die Angabe konnte gerade nicht gespeichert werden; die Suche ist davon nicht betroffen."
        )
    finally:
        kept_in.path.write_bytes(whole)
    form.get_by_role("button", name="Ja").click()
    expect(page.get_by_text("Danke für die Rückmeldung.")).to_be_focused()
    assert len(kept_in.read().replies) == 1
