"""The user's model folder: every model in a folder of its name, with a record of where it came from and its checksums.

`FUNDSTELLE_MODELLE`, else `fundstelle/modelle` below the user's data folder (XDG).
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modelle.backend import files_needed, split_name
from modelle.checksums import FileSum, check_sums, paths_in, sums_of
from modelle.errors import ModelDamaged, ModelNotFetched
from modelle.prompts import Prompts

RECORD = "fundstelle.json"
UNFINISHED = ".laden"
"""Folder for downloads that are not complete; what lies there is gone on with."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(@[a-z0-9-]+)?")


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """What is known of a model in the folder.

    `repo`, `revision`: repository and commit it was downloaded from, None where unknown. `added`: ISO 8601, UTC.
    `own_code`: whether the model's own Python files may be run. `prompts`: None means as the model's folder states.
    `endpoint`: the address, where the model is served elsewhere; such a record has no files.
    """

    name: str
    repo: str | None = None
    revision: str | None = None
    added: str = ""
    own_code: bool = False
    prompts: Prompts | None = None
    endpoint: str | None = None
    files: Mapping[str, FileSum] = field(default_factory=dict)


def models_folder() -> Path:
    """Where the user's models lie; the folder need not exist."""
    chosen = os.environ.get("FUNDSTELLE_MODELLE")
    if chosen:
        return Path(chosen).expanduser()
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "fundstelle" / "modelle"


def folder_of(name: str) -> Path:
    """Folder of a model of that name, whether it is there or not. Raises ModelNotFetched for an impossible name."""
    if not _NAME.fullmatch(name):
        raise ModelNotFetched(
            f"„{name}“ geht nicht als Name eines Modells; erlaubt sind Buchstaben ohne Umlaute, Ziffern, Punkt und"
            " Striche."
        )
    return models_folder() / name


def installed() -> list[ModelRecord]:
    """All models in the folder by name. Raises ModelDamaged for a record that cannot be read."""
    folder = models_folder()
    if not folder.is_dir():
        return []
    return [read_record(path.parent) for path in sorted(folder.glob(f"*/{RECORD}")) if path.parent.name != UNFINISHED]


def find(name: str) -> ModelRecord | None:
    """The record of a model, None where the folder has none of that name."""
    known = _NAME.fullmatch(name) is not None and (folder_of(name) / RECORD).is_file()
    return read_record(folder_of(name)) if known else None


def read_record(folder: Path) -> ModelRecord:
    """The record in a model's folder. Raises ModelDamaged where it cannot be read."""
    path = folder / RECORD
    try:
        values: dict[str, Any] = json.loads(path.read_text("utf-8"))
        prompts = values.pop("prompts")
        files = {name: FileSum(**file) for name, file in values.pop("files").items()}
        return ModelRecord(**values, prompts=Prompts(**prompts) if prompts else None, files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelDamaged(
            f"Die Angaben zum Modell in „{path}“ sind nicht lesbar ({error}); bitte das Modell neu beschaffen."
        ) from error


def write_record(folder: Path, record: ModelRecord) -> None:
    """Writes the record of a model into its folder."""
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    with (folder / RECORD).open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def now() -> str:
    """The time for a record."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def check(record: ModelRecord) -> None:
    """Compares a model's files with its record. Raises ModelNotFound or ModelDamaged."""
    check_sums(folder_of(record.name), record.name, record.files)


def add_folder(
    source: Path,
    name: str,
    *,
    prompts: Prompts | None = None,
    own_code: bool = False,
    overwrite: bool = False,
) -> ModelRecord:
    """Copies a model brought on a stick into the user's folder, and checks it if it has a record already.

    `source` is not changed. Raises ModelNotFetched, ModelDamaged.
    """
    free_folder(name, overwrite)
    brought = read_record(source) if (source / RECORD).is_file() else ModelRecord(name)
    if brought.files:
        check_sums(source, name, brought.files)
    paths = sorted(brought.files) or files_needed(_readable(source), split_name(name)[1], own_code=own_code)
    target = models_folder() / UNFINISHED / name
    with _writing(target):
        for path in paths:
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, target / path)
        record = replace(
            brought,
            name=name,
            added=now(),
            own_code=own_code or brought.own_code,
            prompts=prompts or brought.prompts,
            files=sums_of(target, paths),
        )
        finish(target, record)
    return record


def add_endpoint(address: str, name: str, *, prompts: Prompts | None = None, overwrite: bool = False) -> ModelRecord:
    """Notes an endpoint under a name of the house. Raises ModelNotFetched."""
    free_folder(name, overwrite)
    record = ModelRecord(name, added=now(), prompts=prompts, endpoint=address)
    target = models_folder() / UNFINISHED / name
    with _writing(target):
        finish(target, record)
    return record


def free_folder(name: str, overwrite: bool) -> Path:
    """The folder for a new model. Raises ModelNotFetched where the name is taken and may not be used again."""
    folder = folder_of(name)
    if folder.exists() and not overwrite:
        raise ModelNotFetched(
            f"Ein Modell „{name}“ liegt schon im Ordner „{models_folder()}“; bitte einen anderen Namen wählen (--name)"
            " oder es ersetzen (--replace)."
        )
    return folder


def finish(prepared: Path, record: ModelRecord) -> None:
    """Writes the record and moves a prepared folder to its name, in the place of an older one."""
    write_record(prepared, record)
    folder = folder_of(record.name)
    if folder.exists():
        old = _fresh(models_folder() / UNFINISHED / f"{record.name}.alt")
        folder.rename(old)
        prepared.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        prepared.rename(folder)


def _readable(source: Path) -> list[str]:
    """Paths of a model's files. Raises ModelNotFetched where the folder holds no model."""
    paths = paths_in(source) if source.is_dir() else []
    if "modules.json" not in paths and "model.safetensors" not in paths:
        raise ModelNotFetched(
            f"„{source}“ ist kein Modellordner; erwartet wird ein Ordner von sentence-transformers, mit „modules.json“."
        )
    return paths


def _fresh(folder: Path) -> Path:
    """An empty folder, or the place for one."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Makes the folder; whatever fails leaves nothing behind. Raises ModelNotFetched where it is the disk."""
    try:
        _fresh(target).mkdir()
        yield
    except OSError as error:
        raise ModelNotFetched(
            f"Das Modell konnte nicht in den Ordner „{models_folder()}“ geschrieben werden ({error}); bitte freien"
            " Platz und Rechte prüfen."
        ) from error
    finally:
        shutil.rmtree(target, ignore_errors=True)
