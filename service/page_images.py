"""Images of cited pages: asked for one at a time, and the latest kept in memory."""

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from indexer import Passage, Snapshot
from korpus.page_image import PageNotShown, PageRenderer, PageTooSlow
from service.errors import Busy, NotThere
from service.passages import passage_row
from service.places import place_of

_KEPT_BYTES = 32 * 1024**2
_MOST_WAITING = 50
_RETRY_AFTER_S = 2


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A page of a kept original with a passage's text to highlight. Equal ones give the same image."""

    path: Path = field(compare=False)
    sha256: str
    page: int
    text: str
    width: int


def wanted_page(snapshot: Snapshot, passage_id: str, page: int | None, width: int) -> WantedPage:
    """What is needed to draw a page of a passage, by default its first.

    :raises NotThere: where there is no such passage, or no image of that page.
    """
    store = snapshot.store
    [passage] = store.passages([passage_row(store, passage_id)])
    place = place_of(snapshot, passage)
    original = snapshot.original(passage.document_id)
    if original is None:
        raise NotThere("Das Original dieses Dokuments ist nicht aufbewahrt; ein Bild der Seite gibt es daher nicht.")
    if place.page_image is None or passage.first_page is None:
        raise NotThere("Bilder von Seiten gibt es nur für PDF-Dateien.")
    number = passage.first_page if page is None else page
    if not passage.first_page <= number <= (passage.last_page or passage.first_page):
        raise NotThere(f"Auf Seite {number} steht diese Textstelle nicht; sie steht auf {_pages(passage)}.")
    return WantedPage(original, place.document.sha256, number, passage.text, width)


def _pages(passage: Passage) -> str:
    if passage.last_page in (None, passage.first_page):
        return f"Seite {passage.first_page}"
    return f"den Seiten {passage.first_page} bis {passage.last_page}"


class PageImages:
    """Draws in a thread and a process of its own, so that no question waits for an image."""

    def __init__(self, renderer: PageRenderer, kept_bytes: int = _KEPT_BYTES) -> None:
        self._renderer = renderer
        self._thread = ThreadPoolExecutor(1, "page-image")
        self._kept: OrderedDict[WantedPage, bytes] = OrderedDict()
        self._kept_bytes = kept_bytes
        self._lock = threading.Lock()
        self._waiting = 0

    async def image(self, wanted: WantedPage) -> bytes:
        """The page as an image.

        :raises NotThere: where it cannot be shown. :raises Busy: where that takes too long or too many wait.
        """
        with self._lock:
            if wanted in self._kept:
                self._kept.move_to_end(wanted)
                return self._kept[wanted]
        if self._waiting >= _MOST_WAITING:
            raise Busy("Gerade werden sehr viele Seiten gezeigt; bitte gleich noch einmal versuchen.", _RETRY_AFTER_S)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._draw, wanted)
        except PageTooSlow as error:
            raise Busy(str(error), _RETRY_AFTER_S) from error
        except PageNotShown as error:
            raise NotThere(str(error)) from error
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Ends the process."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._renderer.close()

    def _draw(self, wanted: WantedPage) -> bytes:
        # Whoever waited for the thread may find that somebody else had asked for the same.
        with self._lock:
            kept = self._kept.get(wanted)
        if kept is not None:
            return kept
        image = self._renderer.render(wanted.path, wanted.page, wanted.text, wanted.width)
        with self._lock:
            self._keep(wanted, image)
        return image

    def _keep(self, wanted: WantedPage, image: bytes) -> None:
        self._kept[wanted] = image
        while sum(map(len, self._kept.values())) > self._kept_bytes:
            self._kept.popitem(last=False)
