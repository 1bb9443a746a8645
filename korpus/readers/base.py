"""What every reader of a file format gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from korpus.document import Block
from korpus.source import ReadLimits


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file's content before metadata are settled.

    `declared`: what the author wrote for us, such as YAML front matter: raw keys and values, checked later.
    `found`: what the file says of itself under our field names (title, date, publisher, language, ...).
    `page_count`: None for formats without pages. `warnings`: German sentences for the report.
    """

    blocks: tuple[Block, ...]
    declared: Mapping[str, object] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    page_count: int | None = None
    warnings: tuple[str, ...] = ()


ReadFormat = Callable[[Path, ReadLimits], RawDocument]
"""Reads one file; raises FileLeftOut with a German sentence. Each reader module has one, named `read`."""
