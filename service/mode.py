"""How to search."""

from enum import StrEnum


class Mode(StrEnum):
    """Which evidence counts: meaning and words together, meaning only, or words only."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"
