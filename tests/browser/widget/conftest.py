"""Pages of other people that embed the widget, and a service that answers whatever the widget may ask."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

Reply = dict[str, Any]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
HOST = """<!doctype html>
<html lang="de">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Stadt Tannfurt</title>
  <script type="module" src="/widget/fundstelle.js"></script>
</head>
<body>
  <main>
    <h1>Stadt Tannfurt</h1>
    {body}
  </main>
</body>
</html>"""
PAGE_IMAGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1414"><rect width="100%" height="100%" fill="#fff"/>'
    '<rect x="120" y="300" width="760" height="90" fill="#ffe79a"/></svg>'
)


class Answers:
    """Answers in the service's place whatever is not a search; what was sent is kept."""

    def __init__(self) -> None:
        self.about: Reply = {"feedback": False, "unanswered": False}
        self.suggestions = ["Vereinsfest", "Vereinsförderung", "Verein gründen"]
        self.passage = "Der Antrag wird vor dem Fest gestellt."
        self.sent: list[tuple[str, Reply]] = []
        self.failing: set[str] = set()

    def attach(self, page: Page) -> None:
        page.route(re.compile(r"/api/v1/(?!search|facets|documents)"), self._answer)

    def posted(self, name: str) -> list[Reply]:
        """Bodies that were posted to a route."""
        return [body for route, body in self.sent if route == name]

    def _answer(self, route: Route) -> None:
        name = re.split(r"[/?]", route.request.url.partition("/api/v1/")[2])
        what = name[2] if name[0] == "passages" else name[0]
        if route.request.method == "POST":
            self.sent.append((what, route.request.post_data_json))
        if what in self.failing:
            route.fulfill(status=503, json={"detail": "Der Index wird gerade ausgetauscht."})
        elif what == "page.webp":
            route.fulfill(body=PAGE_IMAGE, content_type="image/svg+xml")
        elif what in ("feedback", "unanswered"):
            route.fulfill(status=204)
        else:
            route.fulfill(json=self._reply(what))

    def _reply(self, what: str) -> Reply:
        if what == "about":
            return self.about
        if what == "suggest":
            return {"suggestions": [{"text": text, "kind": "title"} for text in self.suggestions]}
        place = {"text": self.passage, "page": 13, "last_page": 13, "page_label": None}
        if what == "similar":
            document = {"id": "e", "title": "Merkblatt Feste", "language": "de"}
            return {"passages": [{"document": document, "passage": place, "url": "/anderswo#page=13"}]}
        assert what == "neighbours=1"
        return {"before": [place | {"text": "Was davor steht."}], "after": [place | {"text": "Was danach steht."}]}


@pytest.fixture
def answers() -> Answers:
    """What the service answers beside searches on a page that `embed` opens."""
    return Answers()


@pytest.fixture
def embed(
    new_page: Callable[..., Page], address: str, service_type: Callable[[], Any], answers: Answers
) -> Callable[..., tuple[Page, Any]]:
    """Opens a host's page with a strict policy; comes with the page and what answers its searches."""

    def open_host(
        body: str = "<fundstelle-suche></fundstelle-suche>", policy: str = POLICY, **options: Any
    ) -> tuple[Page, Any]:
        page = new_page(**options)
        service = service_type()
        service.attach(page)
        answers.attach(page)
        headers = {"Content-Security-Policy": policy, "Content-Type": "text/html; charset=utf-8"}
        page.route("**/gastgeber", lambda route: route.fulfill(body=HOST.format(body=body), headers=headers))
        page.goto(f"{address}/gastgeber")
        page.get_by_role("combobox", include_hidden=True).first.wait_for(state="attached")
        return page, service

    return open_host
