"""Makes the PDF and DOCX files of the sample corpus from their sources, and the metadata beside them.

python -m korpus.beispiele.erzeugen           writes what has changed
python -m korpus.beispiele.erzeugen --check   fails if files differ from what would be written
"""

import sys
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import yaml

from korpus.beispiele.sources import DOCUMENTS, FOLDERS, SAMPLES, SampleSource, read_sources
from korpus.metadata_files import FOLDER_DEFAULTS, SIDECAR_SUFFIX

GENERATED_SUFFIXES = {".pdf", ".docx"}


def generated_files() -> dict[Path, bytes]:
    """Everything that the generator makes, by path."""
    files: dict[Path, bytes] = {}
    for folder, field_of_action in FOLDERS.items():
        defaults = {"fields_of_action": [field_of_action.value], "licence": "CC BY-SA 4.0", "language": "de"}
        files[DOCUMENTS / folder / FOLDER_DEFAULTS] = _yaml(defaults)
    for source in read_sources():
        files[source.target] = _render(source)
        files[source.target.with_suffix(SIDECAR_SUFFIX)] = _yaml(source.metadata)
    return files


def _render(source: SampleSource) -> bytes:
    if source.layout.format == "pdf":
        from korpus.beispiele.layout_pdf import render_pdf

        return render_pdf(source)
    from korpus.beispiele.layout_docx import render_docx

    return render_docx(source)


def _yaml(values: Mapping[str, object]) -> bytes:
    return yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=120).encode("utf-8")


def differences(files: dict[Path, bytes]) -> list[str]:
    """What is missing, different or left over in the folder of documents, as German lines."""
    lines = []
    for path, content in files.items():
        name = path.relative_to(SAMPLES).as_posix()
        if not path.is_file():
            lines.append(f"fehlt: {name}")
        elif not _same(path, content):
            lines.append(f"weicht ab: {name}")
    present = (path for path in DOCUMENTS.rglob("*") if path.suffix in GENERATED_SUFFIXES)
    left_over = sorted(path for path in present if path not in files)
    return lines + [f"hat keine Vorlage: {path.relative_to(SAMPLES).as_posix()}" for path in left_over]


def _same(path: Path, content: bytes) -> bool:
    """Byte for byte; DOCX by their unpacked parts, since other builds of zlib pack differently."""
    present = path.read_bytes()
    return present == content or (path.suffix == ".docx" and _parts(present) == _parts(content))


def _parts(archive: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(archive)) as parts:
        return [(name, parts.read(name)) for name in parts.namelist()]


def main(arguments: Sequence[str] = ()) -> int:
    """Writes the files, or compares them with `--check`. Returns the exit code."""
    files = generated_files()
    found = differences(files)
    if "--check" in arguments:
        for line in found:
            sys.stderr.write(line + "\n")
        return 1 if found else 0
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or not _same(path, content):
            path.write_bytes(content)
            sys.stdout.write(f"geschrieben: {path.relative_to(SAMPLES).as_posix()}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
