"""The house's order: who may import whom, read from the source files."""

import ast
from pathlib import Path

import pytest

ROOMS = ("korpus", "modelle", "indexer", "service")
MAY_IMPORT = {
    "korpus": {"korpus"},
    "modelle": {"modelle"},
    "indexer": {"indexer", "korpus", "modelle"},
    "service": {"service", "indexer", "modelle", "korpus"},
}
# Of the reading room, the service knows the words (Document and the like) and whom to ask for the image of a page, but
# no reader; the files themselves are opened in the reading room's own processes.
SERVICE_MAY_IMPORT_FROM_KORPUS = {"korpus.document", "korpus.page_image"}
INDEXER_BUILDING_SIDE = {"indexer.build", "indexer.passages", "indexer.writing"}


def imported_modules(path: Path) -> set[str]:
    """Absolute names of all modules that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide which room is meant"
            found.add(str(node.module))
    return found


def modules_of(repository: Path, room: str) -> list[Path]:
    files = sorted((repository / room).rglob("*.py"))
    assert files, f"room {room} is empty"
    return files


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(repository: Path, room: str) -> None:
    for path in modules_of(repository, room):
        ours = {name.split(".")[0] for name in imported_modules(path)} & set(ROOMS)
        assert ours <= MAY_IMPORT[room], f"{path.relative_to(repository)} imports {sorted(ours - MAY_IMPORT[room])}"


def test_only_the_command_line_builds_and_reads_documents(repository: Path) -> None:
    for path in modules_of(repository, "service"):
        if path == repository / "service" / "cli.py":
            continue
        names = imported_modules(path)
        building = {name for name in names if any(name.startswith(module) for module in INDEXER_BUILDING_SIDE)}
        reading = {name for name in names if name.split(".")[0] == "korpus"} - SERVICE_MAY_IMPORT_FROM_KORPUS
        assert not building | reading, f"{path.relative_to(repository)} imports {sorted(building | reading)}"
