"""What the codes of a PDF font mean: characters and widths. The one place that uses pypdf's inner font class."""

import math
import re
from typing import Any

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

# PDF 32000-1, table 123, bit 19.
_FORCE_BOLD_FLAG = 1 << 18
_BOLD_NAME = re.compile(
    r"bold|black|heavy|fett|demi|[-,_ ](?:bd|blk|hv|sb)(?:$|[^a-z])|(?<=[a-z])Bd(?:$|[A-Z])", re.IGNORECASE
)
_REPLACEMENT = "\ufffd"
# PDF 32000-1, annex D.2, note 3: codes that WinAnsiEncoding leaves unused draw the bullet.
_UNUSED_IN_WIN_ANSI = frozenset("\x7f\x81\x8d\x8f\x90\x9d")

Glyph = tuple[str, float, bool]
"""Text of one code, its advance in text space units at size 1, and whether word spacing applies to it."""


class GlyphFont:
    """One font of a page, decoding byte strings into glyphs."""

    def __init__(self, resource: DictionaryObject) -> None:
        font = Font.from_font_resource(resource)
        self._encoding = font.encoding
        self._characters: dict[Any, Any] = font.character_map
        self._widths = font.character_widths
        self._default_width = float(font.character_widths.get("default", 500))
        self._scale = _glyph_scale(resource, font.sub_type)
        self._is_win_ansi = resource.get("/Encoding") == "/WinAnsiEncoding"
        self._glyphs: dict[str, Glyph] = {}
        self.bold = _is_bold(font)
        self.readable = font.interpretable and not _codes_mean_nothing(resource, font)

    def decode(self, codes: bytes) -> list[Glyph]:
        """Glyphs of a string operand. Codes without a known character have an empty text and keep their width."""
        if isinstance(self._encoding, str):
            one_byte = self._characters.get(-1) == 1
            raw = codes.decode("latin-1" if one_byte else self._encoding, "replace")
        else:
            raw = codes.decode("latin-1")
        known = self._glyphs
        return [known.get(code) or self._look_up(code) for code in raw]

    def _look_up(self, code: str) -> Glyph:
        if isinstance(self._encoding, str):
            spaced = False
            text = self._characters.get(code, code if not self._characters else "")
        else:
            spaced = code == " "
            character = self._encoding.get(ord(code), code)
            text = self._characters.get(character, character)
            text = "•" if self._is_win_ansi and text in _UNUSED_IN_WIN_ANSI else text
        if not self.readable or not isinstance(text, str) or text == _REPLACEMENT:
            text = ""
        elif text.startswith("/"):
            # A glyph name that stands for nothing known, such as "/g23".
            text = "" if len(text) > 1 else text
        # A drawn soft hyphen is a visible hyphen: Word maps both to the same glyph.
        text = text.replace("\u00ad", "-")
        width = self._widths.get(code, self._default_width)
        glyph = (text, float(width) * self._scale, spaced)
        self._glyphs[code] = glyph
        return glyph


def _glyph_scale(resource: DictionaryObject, sub_type: str) -> float:
    """Width units per text space unit: a thousandth, but what the font matrix says in Type 3 fonts."""
    if sub_type == "Type3":
        matrix: Any = resource.get("/FontMatrix")
        try:
            scale = abs(float(matrix[0])) or math.hypot(float(matrix[0]), float(matrix[1]))
        except (TypeError, ValueError, IndexError, KeyError):
            return 0.001
        return scale or 0.001
    return 0.001


def _is_bold(font: Font) -> bool:
    descriptor = font.font_descriptor
    try:
        flags, weight = int(descriptor.flags), float(descriptor.weight)
    except (TypeError, ValueError):
        flags, weight = _flags(descriptor.flags), 0.0
    return bool(_BOLD_NAME.search(font.name)) or bool(flags & _FORCE_BOLD_FLAG) or weight >= 600


def _flags(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _codes_mean_nothing(resource: DictionaryObject, font: Font) -> bool:
    """Whether codes are bare glyph numbers: a composite font with Identity encoding and no map to Unicode."""
    encoding = resource.get("/Encoding")
    return not font.character_map and isinstance(encoding, str) and encoding.startswith("/Identity")
