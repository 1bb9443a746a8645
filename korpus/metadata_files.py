"""Where metadata lie on disk: sidecars beside a file, defaults in the folders above it."""

import unicodedata
from pathlib import Path

SIDECAR_SUFFIX = ".meta.yaml"
FOLDER_DEFAULTS = "_ordner.meta.yaml"


def is_folder_defaults(path: Path) -> bool:
    return path.name == FOLDER_DEFAULTS


def sidecars(file: Path) -> list[Path]:
    """Existing sidecars: `bericht.pdf.meta.yaml` before `bericht.meta.yaml`, umlauts in either Unicode form."""
    found: list[Path] = []
    for name in (file.name, file.stem):
        spellings = dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)))
        candidates = (file.with_name(spelling + SIDECAR_SUFFIX) for spelling in spellings)
        match = next((candidate for candidate in candidates if _exists(candidate)), None)
        if match is not None and not is_folder_defaults(match):
            found.append(match)
    return found


def folder_defaults(file: Path, root: Path) -> list[Path]:
    """Existing folder defaults from the file's own folder up to `root`, the nearest first."""
    folders = [file.parent, *file.parent.parents]
    within = folders[: folders.index(root) + 1] if root in folders else folders[:1]
    return [folder / FOLDER_DEFAULTS for folder in within if (folder / FOLDER_DEFAULTS).is_file()]


def decides_metadata(file: Path, root: Path) -> list[Path]:
    """All files that metadata of `file` can come from, by precedence."""
    return [*sidecars(file), *folder_defaults(file, root)]


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the name with the suffix added is longer than the file system allows
        return False
