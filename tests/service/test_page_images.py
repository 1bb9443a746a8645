"""The image of a cited page over the API."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from indexer.build import build_index
from korpus.page_image import PageNotShown, PageRenderer, PageTooSlow
from modelle import Analyser, Encoder
from service.app import create_app
from service.errors import Busy, NotThere
from service.page_images import PageImages, WantedPage
from service.settings import Settings
from tests.service.conftest import Paper, Part, read_papers

SENTENCE = "Die Stadt gewinnt Ehrenamtliche über Vereine."
POLICY = "default-src 'none'"


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, analyser: Analyser) -> Iterator[TestClient]:
    """The service over one PDF of two pages, of which the second is cited."""
    folder = tmp_path_factory.mktemp("seiten")
    canvas = Canvas(str(folder / "ehrenamt.pdf"), pagesize=(400, 300))
    for line in ("Deckblatt", SENTENCE):
        canvas.drawString(50, 200, line)
        canvas.showPage()
    canvas.save()
    paper = Paper("a/ehrenamt", "Ehrenamt", (Part(SENTENCE, 2),), folder / "ehrenamt.pdf", "application/pdf")
    build_index(folder / "index", [paper], read_papers, encoder, analyser)
    with TestClient(create_app(Settings(index=folder / "index", rate_limit=0))) as client:
        yield client


def test_a_hit_names_the_image_of_its_page_and_it_shows_the_passage(asking: TestClient) -> None:
    [hit] = asking.post("/api/v1/search", json={"query": "Wie gewinnt man Ehrenamtliche?"}).json()["hits"]
    assert hit["page_image"] == "/api/v1/passages/a%2Fehrenamt.0/page.webp"
    response = asking.get(hit["page_image"], params={"width": 800})
    assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")
    assert response.headers["content-security-policy"].startswith(POLICY)
    assert response.headers["x-content-type-options"] == "nosniff"
    image = Image.open(io.BytesIO(response.content)).convert("RGB")
    assert (image.format, image.size) == (None, (800, 600))
    # Blue is what the highlight takes away; black letters have none either, so not all of the band counts.
    assert np.mean(np.asarray(image)[184:202, 104:500, 0] > np.asarray(image)[184:202, 104:500, 2] + 60.0) > 0.5
    assert np.all(np.asarray(image)[230:] > 250)


def test_the_passage_names_the_image_too(asking: TestClient) -> None:
    shown = asking.get("/api/v1/passages/a%2Fehrenamt.0").json()
    assert shown["page_image"] == "/api/v1/passages/a%2Fehrenamt.0/page.webp"


def test_an_image_that_the_client_has_is_not_sent_again(asking: TestClient) -> None:
    path = "/api/v1/passages/a%2Fehrenamt.0/page.webp"
    tag = asking.get(path).headers["etag"]
    again = asking.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("?page=1", 404, "Auf Seite 1 steht diese Textstelle nicht; sie steht auf Seite 2."),
        ("?page=3", 404, "Auf Seite 3 steht diese Textstelle nicht; sie steht auf Seite 2."),
        ("?page=0", 422, "Der Wert von „page“ muss mindestens 1 sein."),
        ("?width=199", 422, "Der Wert von „width“ muss mindestens 200 sein."),
        ("?width=2001", 422, "Der Wert von „width“ darf höchstens 2000 sein."),
    ],
)
def test_pages_and_widths_that_cannot_be_are_refused(asking: TestClient, query: str, status: int, detail: str) -> None:
    response = asking.get(f"/api/v1/passages/a%2Fehrenamt.0/page.webp{query}")
    assert (response.status_code, response.json()["detail"]) == (status, detail)


@pytest.mark.parametrize(
    ("passage", "detail"),
    [
        ("fehlt.0", "Diese Textstelle gibt es nicht, oder nicht mehr."),
        ("satzung.0", "Das Original dieses Dokuments ist nicht aufbewahrt; ein Bild der Seite gibt es daher nicht."),
        ("wohnen.0", "Bilder von Seiten gibt es nur für PDF-Dateien."),
        (
            "ehrenamt.0",
            "Die PDF-Datei ist beschädigt; die Seite lässt sich nicht zeigen, das Original aber herunterladen.",
        ),
    ],
)
def test_where_there_is_no_image_a_sentence_says_why(client: TestClient, passage: str, detail: str) -> None:
    response = client.get(f"/api/v1/passages/{passage}/page.webp")
    assert (response.status_code, response.json()["detail"]) == (404, detail)


class CountingRenderer(PageRenderer):
    """Draws nothing, and notes what it was asked for."""

    def __init__(self, error: PageNotShown | None = None) -> None:
        super().__init__()
        self.error = error
        self.asked: list[int] = []

    def render(self, path: Path, page: int, text: str, width: int) -> bytes:  # noqa: ARG002
        self.asked.append(page)
        if self.error:
            raise self.error
        return bytes(100)


def wanted(page: int) -> WantedPage:
    return WantedPage(Path("x.pdf"), "0" * 64, page, "Text", 500)


def asked_for(images: PageImages, *pages: int) -> list[Any]:
    async def ask() -> list[Any]:
        return await asyncio.gather(*(images.image(wanted(page)) for page in pages), return_exceptions=True)

    return asyncio.run(ask())


def test_who_asks_at_the_same_time_or_later_gets_the_image_that_was_drawn_once() -> None:
    renderer = CountingRenderer()
    images = PageImages(renderer)
    assert asked_for(images, 1, 1, 2, 1) == [bytes(100)] * 4
    assert asked_for(images, 1, 2) == [bytes(100)] * 2
    assert sorted(renderer.asked) == [1, 2]
    images.close()


def test_no_more_bytes_are_kept_than_allowed_and_the_latest_stay() -> None:
    renderer = CountingRenderer()
    images = PageImages(renderer, kept_bytes=250)
    for page in (1, 2, 1, 3, 1, 2):
        asked_for(images, page)
    assert renderer.asked == [1, 2, 3, 2]
    images.close()


@pytest.mark.parametrize(
    ("error", "expected"), [(PageTooSlow("Zu langsam."), Busy), (PageNotShown("Beschädigt."), NotThere)]
)
def test_an_image_that_cannot_be_drawn_is_said_and_asked_for_anew(error: PageNotShown, expected: type) -> None:
    renderer = CountingRenderer(error)
    images = PageImages(renderer)
    [said] = asked_for(images, 1)
    assert (type(said), str(said)) == (expected, str(error))
    renderer.error = None
    assert asked_for(images, 1) == [bytes(100)]
    images.close()


def test_more_than_can_wait_are_refused_at_once() -> None:
    images = PageImages(CountingRenderer())
    found = asked_for(images, *range(60))
    assert sum(isinstance(one, Busy) for one in found) == 10
    images.close()
