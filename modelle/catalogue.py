"""Which embedding models there are and how they are opened."""

from dataclasses import dataclass
from pathlib import Path

from modelle.contract import Encoder
from modelle.errors import ModelNotFound
from modelle.static import StaticEncoder, is_static_model

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A model that ships with the product: its folder lies in this room under its name."""

    name: str
    version: str

    @property
    def folder(self) -> Path:
        return _HERE / self.name


SHIPPED = (CatalogueEntry("fundstelle-static-de", "1"),)
DEFAULT_MODEL = SHIPPED[0].name


def load_encoder(name: str | None = None) -> Encoder:
    """Opens a model of the catalogue by name, or a model folder by its path; the default model without either.

    A static model never imports torch. Raises ModelNotFound or ModelDamaged.
    """
    wanted = name or DEFAULT_MODEL
    for entry in SHIPPED:
        if entry.name == wanted:
            return StaticEncoder(entry.folder, entry.name, entry.version)
    folder = Path(wanted)
    if not (folder / "modules.json").is_file():
        known = ", ".join(entry.name for entry in SHIPPED)
        raise ModelNotFound(
            f"Das Modell „{wanted}“ gibt es nicht. Bekannt sind: {known}."
            " Möglich ist auch der Pfad eines Modellordners."
        )
    if is_static_model(folder):
        return StaticEncoder(folder, str(folder), "")
    from modelle.transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(folder, str(folder), "")
