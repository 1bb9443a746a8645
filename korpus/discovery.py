"""Finds the files that can become documents."""

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from korpus.document import ReadFailure
from korpus.errors import DamagedFile, KorpusError, MetadataError, UnknownFormat
from korpus.metadata_files import SIDECAR_SUFFIX, decides_metadata, is_folder_defaults
from korpus.readers import READERS_VERSION, format_of

MAX_ID_LENGTH = 80
_HASH_LENGTH = 8
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe"})
_LEFT_BY_PROGRAMS = {"thumbs.db", "desktop.ini", "ehthumbs.db"}


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file that can become a document; see `korpus.source.Source` for the fields that all sources have.

    `original`: absolute path. `root`: absolute path of the indexed folder that `path` is relative to.
    `sha256`: of the file's bytes, lower-case hex.
    """

    document_id: str
    path: str
    fingerprint: str
    original: Path
    root: Path
    sha256: str


@dataclass(slots=True)
class _Search:
    """What has been seen so far: real paths, so that links and overlapping folders count once."""

    files: set[Path] = field(default_factory=set)
    folders: set[Path] = field(default_factory=set)
    failures: list[ReadFailure] = field(default_factory=list)


def discover(paths: Sequence[Path]) -> tuple[list[FileSource], list[ReadFailure]]:
    """Files below `paths` in the order given, within a folder by path, and the files that no reader knows.

    Hidden files, sidecars, folder defaults and editors' lock and backup files are passed over.

    :raises KorpusError: if a path does not exist.
    """
    search = _Search()
    sources: list[FileSource] = []
    for given in paths:
        start = given.absolute()
        if not _exists(start):
            raise KorpusError(f"Der Pfad „{given}“ ist nicht vorhanden; bitte die Schreibweise prüfen.")
        root = start if start.is_dir() else start.parent
        files = _files_below(start, root, search) if start.is_dir() else iter([start])
        for file in files:
            source = _examine(file, root, search)
            if source is not None:
                sources.append(source)
    return _with_unique_ids(sources), search.failures


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens; umlauts become two letters; a long one ends in a hash."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not plain:
        return f"dokument-{_short_hash(text)}"
    if len(plain) > MAX_ID_LENGTH:
        return f"{plain[: MAX_ID_LENGTH - _HASH_LENGTH - 1].rstrip('-')}-{_short_hash(text)}"
    return plain


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LENGTH]


def _relative(file: Path, root: Path) -> str:
    """Path below `root` in NFC; bytes of a name that are not UTF-8 become replacement characters."""
    readable = os.fsencode(file.relative_to(root).as_posix()).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", readable)


def _real(path: Path) -> Path:
    """The path with links followed; the path itself where links lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name longer than the file system allows
        return False


def _is_passed_over(name: str) -> bool:
    lower = name.lower()
    return name.startswith((".", "~$")) or name.endswith("~") or lower.endswith(".bak") or lower in _LEFT_BY_PROGRAMS


def _files_below(folder: Path, root: Path, search: _Search) -> Iterator[Path]:
    """Files of a folder and its folders by path; a folder that was seen before, also through a link, is not entered."""
    real = _real(folder)
    if real in search.folders:
        return
    search.folders.add(real)
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: unicodedata.normalize("NFC", entry.name))
    except OSError:
        message = f"Der Ordner „{_relative(folder, root)}“ lässt sich nicht öffnen; bitte die Zugriffsrechte prüfen."
        search.failures.append(ReadFailure(_relative(folder, root), DamagedFile.__name__, message))
        return
    names = {unicodedata.normalize("NFC", entry.name) for entry in entries}
    for entry in entries:
        if _is_passed_over(entry.name):
            continue
        if entry.is_dir():
            yield from _files_below(entry, root, search)
        elif entry.name.endswith(SIDECAR_SUFFIX):
            _check_sidecar(entry, names, root, search)
        else:
            yield entry


def _check_sidecar(sidecar: Path, names: set[str], root: Path, search: _Search) -> None:
    """Reports a sidecar beside which no file lies, as its author believes that it counts."""
    if is_folder_defaults(sidecar):
        return
    stem = unicodedata.normalize("NFC", sidecar.name.removesuffix(SIDECAR_SUFFIX))
    others = names - {unicodedata.normalize("NFC", sidecar.name)}
    if not any(name == stem or Path(name).stem == stem for name in others):
        path = _relative(sidecar, root)
        message = f"Die Angaben in „{path}“ gehören zu keiner Datei; bitte den Dateinamen prüfen."
        search.failures.append(ReadFailure(path, MetadataError.__name__, message))


def _examine(file: Path, root: Path, search: _Search) -> FileSource | None:
    real = _real(file)
    if real in search.files:
        return None
    search.files.add(real)
    path = _relative(file, root)
    if not file.is_file():
        _fail(search, path, DamagedFile, f"„{path}“ führt zu keiner Datei; bitte die Verknüpfung prüfen.")
        return None
    if format_of(file) is None:
        ending = f"die Endung „{file.suffix}“" if file.suffix else "Dateien ohne Endung"
        message = (
            f"„{path}“ wird nicht gelesen, weil {ending} unbekannt {'ist' if file.suffix else 'sind'}; "
            "bitte als PDF, DOCX, HTML, Markdown oder Textdatei speichern."
        )
        _fail(search, path, UnknownFormat, message)
        return None
    try:
        digest, fingerprint = _digests(file, root, path)
    except OSError:
        message = f"„{path}“ lässt sich nicht öffnen; bitte die Zugriffsrechte prüfen."
        _fail(search, path, DamagedFile, message)
        return None
    return FileSource(slug(path), path, fingerprint, file, root, digest)


def _fail(search: _Search, path: str, error: type[KorpusError], message: str) -> None:
    search.failures.append(ReadFailure(path, error.__name__, message))


def _digests(file: Path, root: Path, path: str) -> tuple[str, str]:
    """sha256 of the file, and of all that decides what reading it gives."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    whole = hashlib.sha256(f"{READERS_VERSION}\0{path}\0{digest}".encode())
    for metadata in decides_metadata(file, root):
        whole.update(b"\0" + hashlib.sha256(metadata.read_bytes()).digest())
    return digest, whole.hexdigest()


def _with_unique_ids(sources: list[FileSource]) -> list[FileSource]:
    """Sources that share an id get a hash of their path, and of the whole path where that does not tell them apart."""
    for key in (lambda source: source.path, lambda source: str(source.original)):
        counts = Counter(source.document_id for source in sources)
        sources = [
            replace(source, document_id=f"{source.document_id}-{_short_hash(key(source))}")
            if counts[source.document_id] > 1
            else source
            for source in sources
        ]
    return sources
