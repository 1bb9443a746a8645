"""Settles metadata: sidecar, then front matter, then the file itself, then folder defaults, else missing."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from korpus.errors import MetadataError
from korpus.metadata_files import folder_defaults, sidecars
from korpus.metadata_values import CHECKS, UnusableError, data, known_kind
from korpus.metadata_yaml import load_mapping
from korpus.readers.decode import decode

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """Checked values under our field names, and German sentences on what could not be used."""

    values: Mapping[str, Value]
    warnings: tuple[str, ...] = ()

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name, ())
        return value if isinstance(value, tuple) else (value,)


@dataclass(slots=True)
class _Settling:
    values: dict[str, Value] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def add(self, place: str, layer: Mapping[str, object]) -> None:
        """Takes what no layer before has given; `place` says in warnings where the layer lies."""
        for key, given in layer.items():
            name = _field_names().get(_folded(key))
            if name is None:
                self.warnings.append(f"{place}: {_unknown_key(key)}")
            elif name not in self.values and not _is_missing(given):
                self._check(place, key, name, given)

    def _check(self, place: str, key: str, name: str, given: object) -> None:
        try:
            self.values[name] = CHECKS[name](given)
        except UnusableError as error:
            extent = "nur zum Teil" if error.usable else "nicht"
            self.warnings.append(f"{place}: Das Feld „{key}“ wird {extent} verwendet, denn {error}.")
            if error.usable:
                self.values[name] = error.usable
        else:
            kind = self.values[name]
            if name == "kind" and isinstance(kind, str) and not known_kind(kind):
                self.warnings.append(f"{place}: Die Dokumentart „{kind}“ ist nicht bekannt und wird so übernommen.")


def settle_metadata(file: Path, root: Path, declared: Mapping[str, object], found: Mapping[str, str]) -> Metadata:
    """All metadata of a file.

    `declared`: front matter. `found`: what the file says of itself; unusable values there are dropped in silence,
    since nobody wrote them for us.
    """
    settling = _Settling()
    for sidecar in sidecars(file):
        _add_file(settling, sidecar)
    settling.add("Kopf der Datei", declared)
    spoken = len(settling.warnings)
    settling.add("Datei", found)
    del settling.warnings[spoken:]
    for defaults in folder_defaults(file, root):
        _add_file(settling, defaults)
    return Metadata(settling.values, tuple(settling.warnings))


def _add_file(settling: _Settling, path: Path) -> None:
    try:
        settling.add(f"„{path.name}“", load_mapping(decode(path.read_bytes())))
    except (MetadataError, UnicodeDecodeError, OSError) as error:
        reason = str(error) if isinstance(error, MetadataError) else "die Datei ist nicht lesbar"
        settling.warnings.append(f"Die Angaben in „{path.name}“ werden nicht verwendet, denn {reason}.")


def _is_missing(given: object) -> bool:
    return given is None or given == [] or (isinstance(given, str) and given.strip().lower() in {"", "~", "null"})


def _folded(key: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", key).lower() if char not in " -_")


@cache
def _field_names() -> dict[str, str]:
    """Our name by every spelling that is accepted."""
    names: dict[str, str] = {}
    for ours, others in data()["felder"].items():
        names |= {_folded(spelling): ours for spelling in (ours, *others)}
    return names


def _unknown_key(key: str) -> str:
    if _folded(key) in {"id", "kennung"}:
        return "Eine Kennung lässt sich nicht angeben; sie ergibt sich aus dem Dateipfad."
    near = get_close_matches(_folded(key), _field_names(), n=1, cutoff=0.6)
    hint = f"; gemeint ist vielleicht „{_spelling(near[0])}“" if near else ""
    return f"Das Feld „{key}“ ist unbekannt{hint}."


def _spelling(folded: str) -> str:
    """The accepted spelling as it stands in the data file."""
    everything: Iterable[str] = (word for ours, others in data()["felder"].items() for word in (ours, *others))
    return next(word for word in everything if _folded(word) == folded)
