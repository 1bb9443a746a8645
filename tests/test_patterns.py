"""What the product's regular expressions must not use."""

import re
from pathlib import Path

ROOMS = ("korpus", "modelle", "indexer", "service")


def test_no_group_is_atomic_or_possessive(repository: Path) -> None:
    """Before Python 3.11.5 they match wrongly or for ever (CPython issue 106052), and Debian 12 has 3.11.2."""
    possessive = re.compile(r"\)[*?+}]\+|\(\?>")
    found = [
        f"{path.relative_to(repository)}: {line.strip()}"
        for room in ROOMS
        for path in (repository / room).rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if "re.compile" in line or 'r"' in line or 'rf"' in line
        if possessive.search(line)
    ]
    assert found == []
