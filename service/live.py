"""The live snapshot of a running service: notices a new CURRENT and changes over between two questions."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer import IndexerError, current_id, open_snapshot, read_manifest
from modelle import Analyser, Encoder, ModelError, Reranker, load_analyser, load_encoder
from service.errors import NotServing
from service.search import SearchEngine

_log = logging.getLogger(__name__)


def open_engine(
    index: Path,
    encoder: Encoder | None = None,
    analyser: Analyser | None = None,
    reranker: Reranker | None = None,
) -> SearchEngine:
    """Opens the live snapshot with the model and analyser it was made with.

    `encoder` is used again where the snapshot names its model. Raises IndexerError or ModelError.
    """
    wanted = read_manifest(index).model
    if encoder is None or encoder.contract != wanted:
        encoder = load_encoder(wanted.name, wanted)
    analyser = analyser or load_analyser()
    snapshot = open_snapshot(index, encoder.contract, analyser.contract)
    return SearchEngine.of(snapshot, encoder, analyser, reranker)


@dataclass(slots=True)
class _Opened:
    """An engine and how many questions are using it; a retired one is closed after the last of them."""

    engine: SearchEngine
    users: int = 0
    retired: bool = False


class LiveIndex:
    """Hands out the engine of the live snapshot. Safe to call from several threads.

    `snapshot_id`: of the live one. `warning`: why a newer snapshot could not be opened, None while all is well; the
    older one goes on answering.
    """

    def __init__(self, index: Path, reranker: Reranker | None = None) -> None:
        """Opens the live snapshot. Raises IndexerError or ModelError."""
        self._index = index
        self._lock = threading.Lock()
        engine = open_engine(index, reranker=reranker)
        # None once it is closed: whatever still knows this object, a router for one, keeps no model in memory.
        self._opened: _Opened | None = _Opened(engine)
        self.snapshot_id = engine.snapshot.id
        self.warning: str | None = None

    @contextmanager
    def engine(self) -> Iterator[SearchEngine]:
        """The engine for one question; its snapshot stays open until the block ends."""
        with self._lock:
            opened = self._opened
            if opened is None:
                raise NotServing("Der Dienst wird gerade beendet; bitte gleich noch einmal fragen.")
            opened.users += 1
        try:
            yield opened.engine
        finally:
            with self._lock:
                opened.users -= 1
                done = opened.retired and opened.users == 0
            if done:
                opened.engine.snapshot.close()

    def follow(self) -> bool:
        """Changes over to a new live snapshot; whether there was one that could be opened."""
        opened = self._opened
        if opened is None:
            return False
        before = opened.engine
        try:
            if current_id(self._index) == before.snapshot.id:
                self.warning = None
                return False
            engine = open_engine(self._index, before.encoder, before.analyser, before.reranker)
        except (IndexerError, ModelError) as error:
            self._warn(str(error))
            return False
        except Exception as error:  # whatever it is, the older snapshot goes on answering
            self._warn(f"Unerwarteter Fehler ({type(error).__name__}); bitte den Index neu bauen.")
            return False
        self._exchange(_Opened(engine))
        self.warning = None
        return True

    def _warn(self, sentence: str) -> None:
        if self.warning != sentence:
            _log.error("Ein neuer Stand konnte nicht geöffnet werden: %s", sentence)
        self.warning = sentence

    def close(self) -> None:
        """Closes the snapshot once nobody asks any more."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            self._retire(opened)

    def _exchange(self, new: _Opened) -> None:
        with self._lock:
            old = self._opened
            if old is not None:
                self._opened, self.snapshot_id = new, new.engine.snapshot.id
        self._retire(new if old is None else old)

    def _retire(self, opened: _Opened) -> None:
        with self._lock:
            opened.retired = True
            unused = opened.users == 0
        if unused:
            opened.engine.snapshot.close()
