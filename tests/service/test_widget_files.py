"""The widget as it is served: one file, joined from its sources, small, and for ever the same under its version."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.widget import join
from service.widget.files import WidgetFiles

FILES = WidgetFiles.read()


def test_the_file_is_small_enough_and_needs_no_other_script() -> None:
    text = FILES.contents["fundstelle.js"]
    assert len(gzip.compress(text)) <= 20_000
    assert not re.search(rb"^(import|export) ", text, re.M)


def test_names_are_declared_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nconst twice = b;\n')
    (tmp_path / "b.js").write_text("export const b = 1;\nfunction twice() {}\n")
    monkeypatch.setattr(join, "ENTRY", tmp_path / "a.js")
    with pytest.raises(ValueError, match=r"twice is declared in b\.js and in a\.js"):
        join.joined()


def test_comments_stay_behind_and_strings_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        "/** Gone. */",
        'export const a = "https://a.example/**/b"; // kept',
        "// gone",
        "const n = /** @type {any} */ (1);",
    ]
    (tmp_path / "a.js").write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(join, "ENTRY", tmp_path / "a.js")
    assert join.joined().endswith('\nconst a = "https://a.example/**/b"; // kept\nconst n = (1);\n')


def shape(value: Any) -> Any:
    """A text's names with the fields that its sentences fill in."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return sorted(re.findall(r"\{\w+\}", value))


def test_both_languages_say_the_same_things() -> None:
    german, english = (json.loads(FILES.contents[f"texte.{language}.json"]) for language in ("de", "en"))
    assert (german["language"], english["language"]) == ("de", "en-GB")
    assert shape(german) == shape(english)


def test_every_text_is_used(repository: Path) -> None:
    sources = "".join(path.read_text() for path in (repository / "service/widget/quellen").glob("*.js"))
    unused = [
        key
        for name, group in json.loads(FILES.contents["texte.de.json"]).items()
        for key in (group if isinstance(group, dict) else [name])
        if name not in ("band", "failure", "filter") and not re.search(rf"\.{key}\b", sources)
    ]
    assert unused == []


def test_the_latest_is_asked_for_again_and_a_version_never(client: TestClient) -> None:
    latest = client.get("/widget/fundstelle.js")
    version = client.get(f"/widget/{FILES.version}/fundstelle.js")
    assert latest.content == version.content == FILES.contents["fundstelle.js"]
    assert latest.headers["content-type"] == version.headers["content-type"] == "text/javascript; charset=utf-8"
    assert latest.headers["cache-control"] == "no-cache"
    assert version.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/widget/texte.en.json").json()["language"] == "en-GB"
    assert client.get(f"/widget/{FILES.version}/texte.de.json").json()["language"] == "de"


@pytest.mark.parametrize(
    "path", ["/widget/0.1.0-0000000000/fundstelle.js", "/widget/join.py", "/widget/quellen/hits.js"]
)
def test_no_other_version_and_no_other_file_is_given(client: TestClient, path: str) -> None:
    assert client.get(f"/widget/{path}").status_code == 404


def test_the_integrity_hash_is_that_of_the_bytes() -> None:
    digest = hashlib.sha384(FILES.contents["fundstelle.js"]).digest()
    assert base64.b64decode(FILES.integrity.removeprefix("sha384-")) == digest
    changed = WidgetFiles(FILES.contents | {"texte.de.json": b"{}"})
    assert changed.version != FILES.version
