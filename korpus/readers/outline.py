"""Gathers blocks in reading order and gives each the headings above it."""

from korpus.document import Block, BlockKind

MAX_LEVEL = 6


class Outline:
    """Blocks so far, for formats without pages. Blocks without text are dropped."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._open: list[tuple[int, str]] = []

    def heading(self, level: int, text: str) -> None:
        """Opens a heading; those of the same or a deeper level end."""
        if not text:
            return
        level = min(max(level, 1), MAX_LEVEL)
        self._open = [(other, title) for other, title in self._open if other < level]
        self._open.append((level, text))
        self.blocks.append(Block(BlockKind.HEADING, text, self._path(), level))

    def add(self, kind: BlockKind, text: str) -> None:
        """A paragraph, list or table below the open headings."""
        if text:
            self.blocks.append(Block(kind, text, self._path()))

    def _path(self) -> tuple[str, ...]:
        return tuple(title for _, title in self._open)
