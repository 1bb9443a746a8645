"""What can be used as a model: the shipped ones, those of the user's folder, and those that can be downloaded."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from safetensors import safe_open

from modelle.backend import split_name
from modelle.catalogue import CatalogueEntry, Figure, catalogue, catalogue_entry, known_prompts
from modelle.kind import ModelKind, kind_of
from modelle.library import ModelRecord, folder_of, installed
from modelle.prompts import Prompts, folder_prompts
from modelle.static import WEIGHTS


class ModelState(StrEnum):
    """Whether a model can be used at once."""

    SHIPPED = "shipped"
    INSTALLED = "installed"
    ENDPOINT = "endpoint"
    AVAILABLE = "available"


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model with what is known of it; None and empty where nothing is.

    `version`: of a shipped model, or the commit of one that was downloaded. `size_mb`: of its files, of an available
    one of its weights.
    """

    name: str
    kind: ModelKind
    state: ModelState
    version: str | None
    repo: str | None
    dimensions: int | None
    max_tokens: int | None
    prompts: Prompts
    licence: str | None
    size_mb: float | None
    own_code: bool
    figures: tuple[Figure, ...]
    source: str | None
    endpoint: str | None = None


def list_models() -> list[ListedModel]:
    """All models, those of the catalogue first and in its order. Raises ModelDamaged for an unreadable record."""
    records = {record.name: record for record in installed()}
    listed = []
    for entry in catalogue():
        record = records.pop(entry.name, None)
        listed.append(_of_record(record) if record is not None else _of_entry(entry))
    return listed + [_of_record(record) for record in records.values()]


def _of_entry(entry: CatalogueEntry) -> ListedModel:
    return ListedModel(
        name=entry.name,
        kind=entry.kind,
        state=ModelState.SHIPPED if entry.shipped else ModelState.AVAILABLE,
        version=entry.version or None,
        repo=entry.repo,
        dimensions=_dimensions(entry.folder) if entry.shipped else entry.dimensions,
        max_tokens=entry.max_tokens,
        prompts=entry.prompts,
        licence=entry.licence,
        size_mb=_size_mb(entry.folder) if entry.shipped else entry.size_mb,
        own_code=entry.own_code,
        figures=entry.figures,
        source=entry.source,
    )


def _of_record(record: ModelRecord) -> ListedModel:
    entry = catalogue_entry(record.repo or "") or catalogue_entry(split_name(record.name)[0])
    prompts = known_prompts(record.repo, record.name)
    return ListedModel(
        name=record.name,
        kind=kind_of(folder_of(record.name)),
        state=ModelState.INSTALLED if record.endpoint is None else ModelState.ENDPOINT,
        version=record.revision,
        repo=record.repo,
        dimensions=entry.dimensions if entry else None,
        max_tokens=entry.max_tokens if entry else None,
        prompts=record.prompts or folder_prompts(folder_of(record.name), prompts),
        licence=entry.licence if entry else None,
        size_mb=round(sum(file.size for file in record.files.values()) / 1e6, 1) if record.files else None,
        own_code=record.own_code,
        figures=entry.figures if entry else (),
        source=entry.source if entry else None,
        endpoint=record.endpoint,
    )


def _size_mb(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1)


def _dimensions(folder: Path) -> int | None:
    """Read from the head of the weights, without the weights."""
    with safe_open(folder / WEIGHTS, "numpy") as weights:
        shapes = [weights.get_slice(name).get_shape() for name in weights.keys()]  # noqa: SIM118
    return max((int(shape[1]) for shape in shapes if len(shape) == 2), default=None)
