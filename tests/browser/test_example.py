"""The JavaScript example of docs/beispiele in a browser."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Watch

ASK = """async (question) => {
    const { ask, citations } = await import("/beispiel/suche.mjs");
    try {
        return citations(location.origin, await ask(location.origin, question));
    } catch (error) {
        return "Fehler: " + error.message;
    }
}"""


def asked(page: Page, repository: Path, question: str) -> Any:
    source = (repository / "docs" / "beispiele" / "suche.mjs").read_text(encoding="utf-8")
    page.route("**/beispiel/suche.mjs", lambda route: route.fulfill(body=source, content_type="text/javascript"))
    return page.evaluate(ASK, question)


def test_the_example_gives_numbered_citations(page: Page, address: str, repository: Path) -> None:
    shown = asked(page, repository, "Wie hoch ist der Zuschuss für Vereinsfeste?")
    first = shown.split("\n\n")[0].splitlines()
    assert first[0].startswith("[1] ")
    assert first[1].strip().startswith(address)


def test_the_example_says_what_is_wrong_in_the_services_sentence(page: Page, watch: Watch, repository: Path) -> None:
    watch.allowed = ("422",)  # Chromium writes every such answer to the console
    assert asked(page, repository, " ") == "Fehler: Die Frage ist leer; bitte eine Frage eingeben."
