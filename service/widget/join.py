"""Joins the widget's sources to the one file that pages embed; the service does so when it starts.

The sources are ES modules that browsers understand as they are; joined, they need one request and have one integrity
hash. Names and lines stay as they are, so that the file can be read; only the comments stay behind, in the sources. The
style sheet that they import becomes a constant.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
ENTRY = FOLDER / "quellen" / "fundstelle-suche.js"

_IMPORT = re.compile(r'^import (?P<names>[^;]*?) from "(?P<path>[^"]+)"(?: with \{ type: "(?P<type>\w+)" \})?;\n', re.M)
_COMMENT = re.compile(r"^ */\*\*(?:(?!\*/).)*\*/\n|/\*\* @(?:(?!\*/).)*\*/ ?|^ *//[^\n]*\n", re.M | re.S)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function) (\w+)", re.M)
_HEAD = """/*!
 * Fundstelle, the search widget: <fundstelle-suche api="https://...">. How to embed it: docs/widget.md.
 * Joined from the sources in service/widget/quellen, which hold the comments.
 */
"""


def joined() -> str:
    """The file's text.

    :raises ValueError: where two modules declare the same name, or the styles hold what ends a template.
    """
    parts: dict[Path, str] = {}
    _add(ENTRY, parts)
    names: dict[str, Path] = {}
    for path, text in parts.items():
        for name in _DECLARED.findall(text):
            if name in names:
                raise ValueError(f"{name} is declared in {names[name].name} and in {path.name}")
            names[name] = path
    return _HEAD + "\n" + "\n".join(parts.values())


def _add(path: Path, parts: dict[Path, str]) -> None:
    """Adds a module's text behind all that it imports."""
    if path in parts:
        return
    text = path.read_text("utf-8")
    for found in _IMPORT.finditer(text):
        other = (path.parent / found["path"]).resolve()
        if found["type"] == "css":
            parts[other] = _style_sheet(found["names"], other)
        else:
            _add(other, parts)
    bare = re.sub(r"^export ", "", _COMMENT.sub("", _IMPORT.sub("", text)), flags=re.M)
    parts[path] = re.sub(r"\n{3,}", "\n\n", bare).strip() + "\n"


def _style_sheet(name: str, path: Path) -> str:
    text = re.sub(r"/\*.*?\*/\n+", "", path.read_text("utf-8"), flags=re.S)
    if re.search(r"[`\\$]", text):
        raise ValueError(f"{path.name} cannot stand in a template")
    return f"const {name} = new CSSStyleSheet();\n{name}.replaceSync(`\n{text}`);\n"
