"""How to search."""

from enum import StrEnum


class Mode(StrEnum):
    """Welche Belege zählen: Sinn und Wörter zusammen, nur Sinn, nur Wörter."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"
