"""Who is told what a build is doing."""

from typing import Protocol


class Progress(Protocol):
    """Is told what a build is doing."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage of `total` steps begins (None: unknown); `name` is German."""
        ...

    def advance(self, steps: int = 1) -> None: ...


class NoProgress:
    """Tells nobody."""

    def stage(self, name: str, total: int | None) -> None:
        pass

    def advance(self, steps: int = 1) -> None:
        pass
