"""Checksums of a model's files, and of a model as a whole."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from modelle.errors import ModelDamaged, ModelNotFound
from modelle.prompts import Prompts


@dataclass(frozen=True, slots=True)
class FileSum:
    """`size` in bytes, `sha256` in lower-case hex."""

    size: int
    sha256: str


def file_sum(path: Path) -> FileSum:
    """Size and checksum of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileSum(file.tell(), digest)


def paths_in(folder: Path) -> list[str]:
    """Paths of all files below a folder, with slashes; what begins with a dot is left out."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def sums_of(folder: Path, paths: Iterable[str]) -> dict[str, FileSum]:
    """Checksums of the files named, by path."""
    return {path: file_sum(folder / path) for path in paths}


def check_sums(folder: Path, name: str, expected: Mapping[str, FileSum]) -> None:
    """Raises ModelNotFound for a missing file, ModelDamaged for one that was changed since it was recorded."""
    again = f"bitte das Modell neu beschaffen: fundstelle models fetch {name}"
    for path, wanted in expected.items():
        try:
            size = (folder / path).stat().st_size
            found = file_sum(folder / path) if size == wanted.size else FileSum(size, "")
        except OSError as error:
            raise ModelNotFound(f"Im Modell „{name}“ fehlt die Datei „{folder / path}“; {again}") from error
        if found != wanted:
            raise ModelDamaged(
                f"Im Modell „{name}“ ist die Datei „{folder / path}“ nicht mehr die, die geladen wurde; {again}"
            )


def model_checksum(sums: Mapping[str, FileSum], prompts: Prompts, backend: str) -> str:
    """sha256 over all that decides a vector: files by path, prompts and backend. Read-me files do not."""
    checksum = hashlib.sha256(f"{backend}\0{prompts.query}\0{prompts.passage}\0".encode())
    for path, file in sorted(sums.items()):
        if not path.endswith(".md"):
            checksum.update(f"{path}\0{file.sha256}\0".encode())
    return checksum.hexdigest()
