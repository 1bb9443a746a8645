"""Which models there are and how embedding models are opened. The list is `data/modelle.json`."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from modelle.address import SCHEME, Address
from modelle.backend import Backend, files_needed, split_name
from modelle.checksums import model_checksum, paths_in, sums_of
from modelle.contract import Encoder, ModelContract
from modelle.errors import ModelNotFetched, ModelNotFound
from modelle.kind import ModelKind, kind_of
from modelle.library import ModelRecord, check, find, folder_of
from modelle.prompts import Prompts, folder_prompts
from modelle.static import StaticEncoder, static_folder

_HERE = Path(__file__).parent
_DATA = _HERE / "data" / "modelle.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure, in per cent. `revision`: the commit that was measured, None where that is not stated."""

    set: str
    measure: str
    value: float
    source: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A model that ships with the product (its folder lies in this room under its name) or that can be downloaded.

    `repo`: on the hub, None for a shipped one. `max_tokens`: the longest text, None where it is unlimited or stated by
    the model's folder alone. `size_mb`: of the weights. `own_code`: whether torch needs the model's own Python files.
    """

    name: str
    kind: ModelKind = ModelKind.EMBEDDING
    version: str = ""
    repo: str | None = None
    dimensions: int | None = None
    max_tokens: int | None = None
    prompts: Prompts = field(default_factory=Prompts)
    licence: str | None = None
    size_mb: float | None = None
    static: bool = False
    own_code: bool = False
    figures: tuple[Figure, ...] = ()
    source: str | None = None

    @property
    def folder(self) -> Path:
        """Where a shipped model lies."""
        return _HERE / self.name

    @property
    def shipped(self) -> bool:
        return self.repo is None


@cache
def catalogue() -> tuple[CatalogueEntry, ...]:
    """All models known by name, the shipped ones first."""
    values = json.loads(_DATA.read_text("utf-8"))
    sources: dict[str, str] = values["quellen"]
    return tuple(_entry_from(model, sources) for model in values["modelle"])


def _entry_from(model: dict[str, Any], sources: dict[str, str]) -> CatalogueEntry:
    fields = {name: model[name] for name in CatalogueEntry.__dataclass_fields__ if name in model}
    figures = tuple(Figure(**{**one, "source": sources[one["source"]]}) for one in model.get("figures", ()))
    prompts = Prompts(model.get("query_prompt", ""), model.get("passage_prompt", ""))
    source = sources.get(model.get("source", ""))
    kind = ModelKind(model.get("kind", ModelKind.EMBEDDING))
    return CatalogueEntry(**{**fields, "kind": kind, "figures": figures, "prompts": prompts, "source": source})


SHIPPED = tuple(entry for entry in catalogue() if entry.shipped)
DEFAULT_MODEL = SHIPPED[0].name


def catalogue_entry(name: str) -> CatalogueEntry | None:
    """The entry of a name or a repository, None where the catalogue has none."""
    return next((entry for entry in catalogue() if name in (entry.name, entry.repo)), None)


def load_encoder(name: str | None = None, expected: ModelContract | None = None) -> Encoder:
    """Opens a model by name, a model folder by its path, or an endpoint; the default model without a name.

    No network is touched but that of an endpoint, which is asked for nothing yet where `expected`, the contract of
    an index, is given. A static or an exported model never imports torch. Raises ModelError.
    """
    wanted = name or DEFAULT_MODEL
    for entry in SHIPPED:
        if entry.name == wanted:
            return StaticEncoder(entry.folder, entry.name, entry.version)
    if wanted.startswith(SCHEME):
        return _endpoint(wanted, wanted, None, expected)
    record = find(wanted)
    if record is not None:
        return _installed(record, expected)
    base, backend = split_name(wanted)
    folder = Path(base)
    if (folder / "modules.json").is_file() or static_folder(folder) is not None:
        _refuse_reranker(folder, wanted)
        return _opened(folder, wanted, backend)
    raise ModelNotFound(_unknown(wanted))


def known_prompts(repo: str | None, name: str) -> Prompts:
    """The prompts that the catalogue knows for a repository or a name."""
    entry = catalogue_entry(repo or "") or catalogue_entry(split_name(name)[0])
    return entry.prompts if entry is not None else Prompts()


def _installed(record: ModelRecord, expected: ModelContract | None) -> Encoder:
    """Opens a model of the user's folder; its files must be those that were recorded."""
    if record.endpoint is not None:
        return _endpoint(record.endpoint, record.name, record.prompts, expected)
    folder, backend = folder_of(record.name), split_name(record.name)[1]
    _refuse_reranker(folder, record.name)
    check(record)
    prompts = record.prompts or folder_prompts(folder, known_prompts(record.repo, record.name))
    static = static_folder(folder)
    if static is not None and prompts == Prompts():
        return StaticEncoder(static, record.name, record.revision or "")
    checksum = model_checksum(record.files, prompts, backend)
    contract = ModelContract(record.name, record.revision or "", checksum, 0)
    return _transformer(folder, contract, backend, prompts, own_code=record.own_code)


def _refuse_reranker(folder: Path, name: str) -> None:
    """Raises ModelNotFound: sentence-transformers would make vectors with it all the same, which mean nothing."""
    if kind_of(folder) is ModelKind.RERANKER:
        raise ModelNotFound(_orders_only(name))


def _orders_only(name: str) -> str:
    return f"Das Modell „{name}“ ordnet Fundstellen neu und macht keine Vektoren; bitte mit --reranker angeben."


def _opened(folder: Path, name: str, backend: Backend) -> Encoder:
    """Opens a model folder that has no record."""
    prompts = folder_prompts(folder, known_prompts(None, folder.name))
    static = static_folder(folder)
    if static is not None and prompts == Prompts():
        return StaticEncoder(static, name, "")
    try:
        sums = sums_of(folder, files_needed(paths_in(folder), backend))
    except ModelNotFetched as error:
        raise ModelNotFound(str(error)) from error
    contract = ModelContract(name, "", model_checksum(sums, prompts, backend), 0)
    return _transformer(folder, contract, backend, prompts, own_code=False)


def _transformer(folder: Path, named: ModelContract, backend: Backend, prompts: Prompts, *, own_code: bool) -> Encoder:
    """`named`: name, version and checksum; the dimensions are the model's own."""
    if backend is Backend.TORCH:
        from modelle.transformer import SentenceTransformerEncoder

        return SentenceTransformerEncoder(folder, named.name, named.version, named.checksum, prompts, own_code=own_code)
    from modelle.exported import ExportedEncoder

    return ExportedEncoder(folder, named.name, named.version, named.checksum, prompts, backend)


def _endpoint(address: str, name: str, prompts: Prompts | None, expected: ModelContract | None) -> Encoder:
    from modelle.endpoint import EndpointEncoder

    found = Address.parse(address)
    return EndpointEncoder(found, name, prompts or known_prompts(found.model, found.model), expected)


def _unknown(wanted: str) -> str:
    """German sentence for a model that is not there."""
    entry = catalogue_entry(split_name(wanted)[0])
    if entry is not None and entry.kind is ModelKind.RERANKER:
        return _orders_only(wanted)
    if entry is not None:
        return (
            f"Das Modell „{wanted}“ ist noch nicht geladen; bitte einmal aufrufen: fundstelle models fetch {wanted}"
            " – oder ohne Netz den Ordner von einem Datenträger nehmen: fundstelle models add ORDNER"
        )
    known = ", ".join(entry.name for entry in catalogue() if entry.kind is ModelKind.EMBEDDING)
    return (
        f"Das Modell „{wanted}“ gibt es nicht. Bekannt sind: {known}."
        " Möglich ist auch der Pfad eines Modellordners; „fundstelle models“ zeigt alle."
    )
