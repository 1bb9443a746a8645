"""Downloads a public model into the user's model folder; what was begun is gone on with. Only here a hub is asked."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from modelle.backend import files_needed, split_name
from modelle.catalogue import CatalogueEntry, catalogue_entry
from modelle.checksums import sums_of
from modelle.errors import ModelDamaged, ModelNotFetched, ModelNotFound
from modelle.library import UNFINISHED, ModelRecord, check, find, finish, folder_of, models_folder, now

_PARTS = ".teile"
"""Folder for files that are not complete."""


@dataclass(frozen=True, slots=True)
class _HubFile:
    """A file as the hub lists it. `sha256` of large files, else `blob`, the git checksum."""

    size: int
    blob: str
    sha256: str | None


def fetch_model(name: str, *, revision: str | None = None, own_code: bool = False) -> tuple[ModelRecord, bool]:
    """Downloads a model of the catalogue, or of a repository written `owner/name`; gives its record, and if it is new.

    A model that lies in the folder already is only checked, unless another `revision` (branch, tag or commit) is
    wanted. Raises ModelNotFound for an unknown name, ModelNotFetched, ModelDamaged.
    """
    base, backend = split_name(name)
    entry = _entry(base)
    local_name = name.rsplit("/", 1)[-1]
    known = find(local_name)
    if known is not None and known.endpoint is None and revision in (None, known.revision):
        check(known)
        return known, False
    if entry.own_code and not own_code and name == base:
        raise ModelNotFetched(
            f"Das Modell „{base}“ bringt eigenen Programmcode mit, der beim Laden ausgeführt wird; wer ihm vertraut,"
            " gibt --trust-code an."
        )
    assert entry.repo is not None
    folder_of(local_name)
    with _hub_errors(entry.repo):
        commit, listed = _listing(entry.repo, revision or "main")
    paths = files_needed(sorted(listed), backend, own_code=own_code)
    wanted = {path: listed[path] for path in paths}
    target = models_folder() / UNFINISHED / f"{local_name}-{commit}"
    with _hub_errors(entry.repo):
        _download(entry.repo, commit, wanted, target)
        _check_download(target, wanted, entry.repo)
    try:
        shutil.rmtree(target / _PARTS)
        record = ModelRecord(local_name, entry.repo, commit, now(), own_code=own_code, files=sums_of(target, paths))
        finish(target, record)
        for other in (models_folder() / UNFINISHED).iterdir():  # commits that were begun and given up
            if other.name[: -len(commit) - 1] == local_name:
                shutil.rmtree(other, ignore_errors=True)
    except OSError as error:
        raise ModelNotFetched(
            f"Das Modell konnte nicht in den Ordner „{models_folder()}“ geschrieben werden ({error}); bitte freien"
            " Platz und Rechte prüfen."
        ) from error
    return record, True


def _entry(base: str) -> CatalogueEntry:
    """The catalogue's entry, or one for a repository that it does not know."""
    entry = catalogue_entry(base)
    if entry is not None and entry.repo is None:
        raise ModelNotFetched(f"Das Modell „{base}“ liegt dem Programm bei und muss nicht geladen werden.")
    if entry is None and base.count("/") == 1:
        return CatalogueEntry(base.rsplit("/", 1)[-1], repo=base)
    if entry is None:
        raise ModelNotFound(
            f"Das Modell „{base}“ gibt es nicht; „fundstelle models“ zeigt die bekannten. Möglich ist auch ein Name"
            " der Form „besitzer/modell“."
        )
    return entry


def _listing(repo: str, revision: str) -> tuple[str, dict[str, _HubFile]]:
    """The commit that a revision stands for, and its files."""
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile
    from huggingface_hub.utils import logging

    # What goes wrong becomes a sentence of ours.
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]

    api = HfApi(endpoint=_endpoint())
    commit = api.repo_info(repo, revision=revision).sha
    if commit is None:
        raise ModelNotFetched(f"Zum Modell „{repo}“ nennt die Plattform keinen Stand; bitte später versuchen.")
    files = {
        entry.path: _HubFile(entry.size, entry.blob_id, entry.lfs.sha256 if entry.lfs else None)
        for entry in api.list_repo_tree(repo, recursive=True, revision=commit)
        if isinstance(entry, RepoFile)
    }
    return commit, files


def _download(repo: str, commit: str, wanted: Mapping[str, _HubFile], target: Path) -> None:
    """Loads files of a commit into a folder; what lies there of them, whole or in part, is not loaded again.

    huggingface-hub's own `snapshot_download` goes on with a file within one call only; a model's weights are one file.
    """
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils._headers import build_hf_headers

    for path, file in sorted(wanted.items(), key=lambda item: item[1].size):
        done, part = target / path, target / _PARTS / path
        if done.exists():
            continue
        part.parent.mkdir(parents=True, exist_ok=True)
        done.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as stream:
            if stream.tell() > file.size:
                stream.truncate(0)
                stream.seek(0)
            http_get(
                hf_hub_url(repo, path, revision=commit, endpoint=_endpoint()),
                stream,
                resume_size=stream.tell(),
                headers=build_hf_headers(),
                expected_size=file.size,
                displayed_filename=path,
            )
        part.rename(done)


def _endpoint() -> str | None:
    """The hub's address, where another than the public one is set."""
    return os.environ.get("HF_ENDPOINT") or None


def _check_download(folder: Path, listed: Mapping[str, _HubFile], repo: str) -> None:
    """Compares what was loaded with the hub's own checksums; a wrong file is removed. Raises ModelDamaged."""
    for path, file in listed.items():
        content = hashlib.sha256() if file.sha256 else hashlib.sha1(f"blob {file.size}\0".encode())
        with (folder / path).open("rb") as stream:
            while block := stream.read(1 << 20):
                content.update(block)
        if content.hexdigest() != (file.sha256 or file.blob):
            (folder / path).unlink()
            raise ModelDamaged(
                f"Die Datei „{path}“ des Modells „{repo}“ kam verändert an und wurde verworfen; bitte noch"
                " einmal laden."
            )


@contextmanager
def _hub_errors(repo: str) -> Iterator[None]:
    """Turns what can go wrong with a hub into one German sentence."""
    import httpx2
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

    try:
        yield
    except GatedRepoError as error:
        raise ModelNotFetched(
            f"Das Modell „{repo}“ wird nur nach Anmeldung bei der Plattform herausgegeben; bitte dort zustimmen und"
            " sich mit „hf auth login“ anmelden."
        ) from error
    except RepositoryNotFoundError as error:
        raise ModelNotFetched(
            f"Das Modell „{repo}“ gibt es auf der Plattform nicht; bitte den Namen prüfen."
        ) from error
    except RevisionNotFoundError as error:
        raise ModelNotFetched(f"Den gewünschten Stand des Modells „{repo}“ gibt es nicht.") from error
    except (HfHubHTTPError, httpx2.HTTPError, OSError) as error:
        raise ModelNotFetched(
            f"Das Modell „{repo}“ konnte nicht geladen werden ({type(error).__name__}); bitte Netz und freien Platz"
            " prüfen und den Befehl wiederholen: Begonnenes wird fortgesetzt. Ohne Netz hilft „fundstelle models add“."
        ) from error
