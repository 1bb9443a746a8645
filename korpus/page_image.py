"""Shows a page of a PDF file as an image with a passage's lines highlighted, drawn in a process of its own."""

import base64
import threading
from pathlib import Path

from korpus.errors import PageNotShown, PageTooSlow
from korpus.process import TaskProcess

__all__ = ["IMAGE_TYPE", "PageNotShown", "PageRenderer", "PageTooSlow"]

IMAGE_TYPE = "image/webp"
_WORKER = "korpus.page_image_worker"
_CRASHED = "Die Seite lässt sich nicht zeigen, weil die PDF-Datei das Zeichnen zum Absturz brachte."


class PageRenderer:
    """Draws one page at a time. Safe to call from several threads.

    The process starts with the first page, is replaced when a page crashes or hangs it, and ends with `close`.
    """

    def __init__(self, timeout_s: float = 5.0) -> None:
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: TaskProcess | None = None

    def render(self, path: Path, page: int, text: str, width: int) -> bytes:
        """Page number `page`, from 1, as WebP, `width` pixels wide; the words of `text` are highlighted.

        Raises PageNotShown with one German sentence, PageTooSlow where drawing took too long.
        """
        task = {"path": str(path), "page": page, "text": text, "width": width}
        with self._lock:
            self._process = self._process or TaskProcess(_WORKER)
            try:
                answer = self._process.ask(task, self._timeout_s)
            except TimeoutError:
                self._end()
                raise PageTooSlow(
                    f"Die Seite zu zeichnen dauerte länger als {self._timeout_s:g} Sekunden; bitte das Original öffnen."
                ) from None
            except (EOFError, ValueError):
                self._end()
                raise PageNotShown(_CRASHED) from None
        if "failure" in answer:
            raise PageNotShown(answer["failure"])
        return base64.b64decode(answer["image"])

    def close(self) -> None:
        """Ends the process; a page that is being drawn is given up."""
        process = self._process
        if process is not None:
            process.process.kill()
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None
