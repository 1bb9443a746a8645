"""Images of pages: what is highlighted, and what happens with files that cannot be shown."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from indexer import Passage
from indexer.passages import cut_passages
from korpus.assemble import assemble
from korpus.discovery import discover
from korpus.page_image import PageNotShown, PageRenderer, PageTooSlow
from korpus.page_image_worker import HIGHLIGHT, Pixels, draw, in_pixels, work
from korpus.page_words import page_words, word_texts
from korpus.source import ReadLimits

SAMPLES = Path(__file__).parent.parent.parent / "korpus" / "beispiele" / "dokumente"
KITA = SAMPLES / "fairer-zugang" / "kita-platz-und-einschulung.pdf"
NEEDED = 0.95
SENTENCE = "Der Rat tagt am Montag im Saal."


@cache
def passages_of(path: Path) -> list[Passage]:
    (source,), _ = discover([path])
    return cut_passages(assemble(source, ReadLimits()))


def covered(box: Pixels, bands: list[Pixels]) -> bool:
    x, y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    return any(left <= x < right and top <= y < bottom for left, top, right, bottom in bands)


def highlighted_words(path: Path, number: int, text: str) -> list[str]:
    """Words of the page whose middle lies in a band."""
    bands = draw(path, number, text, 1000)[1]
    with pypdfium2.PdfDocument(path) as document:
        page = document[number - 1]
        words = page_words(page)
        place = page.render(scale=(1000 - 0.01) / page.get_width()).get_posconv(page)
        boxes = in_pixels([word.box for word in words], place)
    return [word.text for word, box in zip(words, boxes, strict=True) if covered(box, bands)]


@pytest.fixture
def renderer() -> Iterator[PageRenderer]:
    made = PageRenderer()
    yield made
    made.close()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """One page with a sentence between two others."""
    return pdf(tmp_path / "seite.pdf")


def pdf(path: Path, password: str | None = None) -> Path:
    encrypt = None if password is None else StandardEncryption(password, ownerPassword="owner")
    canvas = Canvas(str(path), pagesize=(400, 300), encrypt=encrypt)
    for y, line in ((250, "Davor steht etwas anderes."), (200, SENTENCE), (150, "Danach kommt noch mehr.")):
        canvas.drawString(50, y, line)
    canvas.save()
    return path


def test_the_words_of_the_sample_passages_are_highlighted() -> None:
    shares, letters, others = [], 0, 0
    for path in sorted(SAMPLES.rglob("*.pdf")):
        for passage in passages_of(path):
            assert passage.first_page is not None
            assert passage.last_page is not None
            numbers = range(passage.first_page, passage.last_page + 1)
            shown = "".join(word for number in numbers for word in highlighted_words(path, number, passage.text))
            wanted = "".join(word_texts(passage.text))
            same = sum(min(shown.count(letter), wanted.count(letter)) for letter in set(wanted))
            shares.append(same / len(wanted))
            letters += len(wanted)
            others += len(shown) - same
    assert len(shares) > 100
    assert min(shares) >= NEEDED
    assert others / letters < 0.01


def test_each_page_shows_its_own_part_and_exactly_that() -> None:
    passage = next(one for one in passages_of(KITA) if (one.first_page, one.last_page) == (2, 3))
    first, second = (highlighted_words(KITA, number, passage.text) for number in (2, 3))
    assert second[:3] == ["75", "700", "euro"]
    assert second[-2:] == ["haushaltsbera", "tungen"]
    assert "".join(first + second) == "".join(word_texts(passage.text))
    assert {"elternbegleitung", "stiftung"} <= set(first)  # the table's cells


def test_a_column_does_not_reach_into_the_other() -> None:
    passage = next(one for one in passages_of(KITA) if (one.first_page, one.last_page) == (2, 3))
    image, bands = draw(KITA, 2, passage.text, 1000)
    assert bands
    assert all(right - left < image.width / 2 for left, _, right, _ in bands)


def test_the_image_is_tinted_in_the_bands_and_unchanged_elsewhere(page: Path) -> None:
    plain, none = draw(page, 1, "", 800)
    image, bands = draw(page, 1, SENTENCE, 800)
    assert (none, len(bands)) == ([], 1)
    assert image.getpixel((bands[0][0], bands[0][1])) == HIGHLIGHT
    assert ImageChops.difference(plain, image).getbbox() == bands[0]
    left, top, _, bottom = bands[0]
    assert 97 <= left <= 103
    assert 170 < top < 185
    assert 200 < bottom < 215


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_and_cropped_pages_are_tinted_where_the_words_are_seen(
    page: Path, tmp_path: Path, rotation: int
) -> None:
    writer = PdfWriter(clone_from=PdfReader(page))
    writer.pages[0].cropbox = RectangleObject((40, 100, 300, 290))
    writer.pages[0].rotate(rotation)
    turned = tmp_path / "gedreht.pdf"
    writer.write(turned)
    image, [(left, top, right, bottom)] = draw(turned, 1, SENTENCE, 760)
    long, short = (right - left, bottom - top) if rotation % 180 == 0 else (bottom - top, right - left)
    assert long > 5 * short
    dark = image.convert("L").crop((left, top, right, bottom)).point(lambda value: 255 if value < 100 else 0)
    box = dark.getbbox()
    assert box is not None
    inked = (box[2] - box[0], box[3] - box[1]) if rotation % 180 == 0 else (box[3] - box[1], box[2] - box[0])
    assert inked[0] > 0.95 * long
    assert image.width == 760


def test_an_image_is_webp_of_the_width_asked_for(renderer: PageRenderer, page: Path) -> None:
    for width in (200, 1000, 2000):
        image = Image.open(io.BytesIO(renderer.render(page, 1, SENTENCE, width)))
        assert (image.format, image.width) == ("WEBP", width)
        assert abs(image.height - width * 3 / 4) <= 1


def test_a_very_high_page_becomes_narrower(tmp_path: Path) -> None:
    path = tmp_path / "rolle.pdf"
    canvas = Canvas(str(path), pagesize=(100, 14_000))
    canvas.drawString(10, 10, "Rolle")
    canvas.save()
    assert draw(path, 1, "", 1000)[0].size[1] <= 4001


BROKEN: dict[str, tuple[Callable[[Path], object], int, str]] = {
    "damaged": (lambda path: path.write_bytes(b"%PDF-1.4\n" + b"\xff\x00" * 50), 1, "ist beschädigt"),
    "empty": (lambda path: path.write_bytes(b""), 1, "ist beschädigt"),
    "gone": (lambda _path: None, 1, "ist beschädigt"),
    "locked": (lambda path: pdf(path, "geheim"), 1, "mit einem Passwort geschützt"),
    "no such page": (pdf, 2, "Diese Seite hat die PDF-Datei nicht"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_shown_is_said_in_a_sentence_and_the_next_page_is_drawn(
    renderer: PageRenderer, page: Path, tmp_path: Path, name: str
) -> None:
    make, number, sentence = BROKEN[name]
    make(tmp_path / "kaputt.pdf")
    with pytest.raises(PageNotShown, match=sentence):
        renderer.render(tmp_path / "kaputt.pdf", number, SENTENCE, 500)
    assert renderer.render(page, 1, SENTENCE, 500)


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_drawn(page: Path, tmp_path: Path) -> None:
    slow = tmp_path / "langsam.pdf"
    canvas = Canvas(str(slow), pageCompression=1)
    canvas.setFillAlpha(0.5)
    for number in range(60_000):
        canvas.circle(300 + number % 7, 400, 290, fill=1)
    canvas.save()
    renderer = PageRenderer(timeout_s=1.0)
    try:
        renderer.render(page, 1, SENTENCE, 500)
        began = time.monotonic()
        with pytest.raises(PageTooSlow, match="länger als 1 Sekunden"):
            renderer.render(slow, 1, SENTENCE, 2000)
        assert time.monotonic() - began < 20
        assert renderer.render(page, 1, SENTENCE, 500)
    finally:
        renderer.close()


def test_a_process_that_dies_is_replaced(renderer: PageRenderer, page: Path) -> None:
    before = renderer.render(page, 1, SENTENCE, 500)
    assert renderer._process is not None
    renderer._process.process.kill()
    renderer._process.process.wait()
    with pytest.raises(PageNotShown, match="zum Absturz"):
        renderer.render(page, 1, SENTENCE, 500)
    assert renderer.render(page, 1, SENTENCE, 500) == before


def test_threads_get_the_images_that_one_alone_would_get(renderer: PageRenderer, page: Path) -> None:
    widths = [300, 400, 500]
    expected = {width: renderer.render(page, 1, SENTENCE, width) for width in widths}
    found: list[tuple[int, bytes]] = []
    threads = [
        threading.Thread(target=lambda width=width: found.append((width, renderer.render(page, 1, SENTENCE, width))))
        for width in widths * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted([*expected.items()] * 3)


def test_too_little_memory_is_said(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr("korpus.page_image_worker.draw", fail)
    task = {"path": str(page), "page": 1, "text": "", "width": 500}
    assert work(task) == {
        "failure": "Die Seite braucht zu viel Arbeitsspeicher und lässt sich nicht zeigen; bitte das Original öffnen."
    }
