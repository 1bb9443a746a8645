"""Opens the model that puts the best passages in order, where one is chosen."""

from pathlib import Path

from modelle.backend import Backend, split_name
from modelle.catalogue import catalogue, catalogue_entry
from modelle.contract import Reranker
from modelle.errors import ModelNotFound
from modelle.kind import ModelKind, kind_of
from modelle.library import check, find, folder_of


def load_reranker(name: str) -> Reranker:
    """Opens a cross-encoder of the user's folder by name, or a model folder by its path. No network is touched.

    Raises ModelNotFound, ModelDamaged.
    """
    base, backend = split_name(name)
    if backend is not Backend.TORCH:
        raise ModelNotFound(
            f"Ein Modell, das Fundstellen neu ordnet, rechnet nur mit torch; bitte „@{backend.value}“ weglassen."
        )
    record = find(base)
    folder = folder_of(base) if record is not None else Path(base)
    if record is None and not folder.is_dir():
        raise ModelNotFound(_unknown(base))
    if kind_of(folder) is not ModelKind.RERANKER:
        raise ModelNotFound(f"Das Modell „{base}“ ordnet keine Fundstellen; {_known()}")
    if record is not None:
        check(record)
    from modelle.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(folder, base, own_code=record is not None and record.own_code)


def _unknown(wanted: str) -> str:
    """German sentence for a model that is not there."""
    entry = catalogue_entry(wanted)
    if entry is None:
        return f"Das Modell „{wanted}“ gibt es nicht; {_known()}"
    if entry.kind is not ModelKind.RERANKER:
        return f"Das Modell „{wanted}“ ordnet keine Fundstellen; {_known()}"
    return f"Das Modell „{wanted}“ ist noch nicht geladen; bitte einmal aufrufen: fundstelle models fetch {entry.name}"


def _known() -> str:
    names = ", ".join(entry.name for entry in catalogue() if entry.kind is ModelKind.RERANKER)
    return f"bekannt sind dafür: {names}. Möglich ist auch der Pfad eines Modellordners."
