"""The worker process of `korpus.page_image`: draws a page of a PDF file and lays a band over a passage's words.

PDFium runs no scripts here, draws one page at a time and may crash: then only this process ends.
"""

import base64
import io
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw

from korpus.page_highlight import bands, matched_words
from korpus.page_words import Box, page_words, word_texts
from korpus.worker import work_off

MAX_MEMORY_BYTES = 1024**3
HIGHLIGHT = (255, 226, 125)
"""Multiplied with the page: black stays black and white becomes this, light enough for a contrast of 16 to 1."""
_MAX_HEIGHT_PX = 4_000
_QUALITY = 75
_METHOD = 1
"""Of 0 to 6: more work for smaller files."""

_DAMAGED = "Die PDF-Datei ist beschädigt; die Seite lässt sich nicht zeigen, das Original aber herunterladen."
_LOCKED = "Die PDF-Datei ist mit einem Passwort geschützt; die Seite lässt sich nicht zeigen."
_NO_PAGE = "Diese Seite hat die PDF-Datei nicht; bitte die Seitenzahl prüfen."
_TOO_LARGE = "Die Seite braucht zu viel Arbeitsspeicher und lässt sich nicht zeigen; bitte das Original öffnen."


Pixels = tuple[int, int, int, int]
"""Left, top, right, bottom in the image; right and bottom excluded."""


def draw(path: Path, number: int, text: str, width: int) -> tuple[Image.Image, list[Pixels]]:
    """A page, from 1, as an RGB image of the width, and the bands laid over the words of the passage's `text`.

    A page that is very high becomes narrower. Raises pypdfium2.PdfiumError, and IndexError where there is no such page.
    """
    with pypdfium2.PdfDocument(path) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        page_width, page_height = page.get_size()
        # A trifle less, for the library rounds up.
        scale = min((width - 0.01) / page_width, _MAX_HEIGHT_PX / page_height)
        bitmap = page.render(scale=scale, rev_byteorder=True)
        words = page_words(page)
        boxes = bands(words, matched_words(word_texts(text), [word.text for word in words]))
        found = in_pixels(boxes, bitmap.get_posconv(page))
        return highlighted(bitmap.to_pil().convert("RGB"), found), found


def in_pixels(boxes: list[Box], place: pypdfium2.PdfPosConv) -> list[Pixels]:
    """Boxes of a page as they stand in its image, which may be turned and cropped."""
    found = []
    for left, top, right, bottom in boxes:
        (x, y), (further_x, further_y) = place.to_bitmap(left, -top), place.to_bitmap(right, -bottom)
        found.append((min(x, further_x), min(y, further_y), max(x, further_x), max(y, further_y)))
    return found


def highlighted(image: Image.Image, boxes: list[Pixels]) -> Image.Image:
    """The image with a band over each box; where bands overlap they are no darker."""
    layer = Image.new("RGB", image.size, "white")
    pencil = ImageDraw.Draw(layer)
    for left, top, right, bottom in boxes:
        pencil.rectangle((left, top, right - 1, bottom - 1), fill=HIGHLIGHT)
    return ImageChops.multiply(image, layer)


def work(task: dict[str, Any]) -> dict[str, Any]:
    """The image as WebP in base64, or a German sentence that says why there is none."""
    try:
        image, _ = draw(Path(task["path"]), task["page"], task["text"], task["width"])
        content = io.BytesIO()
        image.save(content, "WEBP", quality=_QUALITY, method=_METHOD)
    except pypdfium2.PdfiumError as error:
        return {"failure": _LOCKED if error.err_code == raw.FPDF_ERR_PASSWORD else _DAMAGED}
    except IndexError:
        return {"failure": _NO_PAGE}
    except MemoryError:
        return {"failure": _TOO_LARGE}
    except (OSError, ValueError, ZeroDivisionError, SystemError):
        return {"failure": _DAMAGED}
    return {"image": base64.b64encode(content.getvalue()).decode("ascii")}


if __name__ == "__main__":
    work_off(work, MAX_MEMORY_BYTES)
