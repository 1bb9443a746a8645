"""The operator's colour as pages need it: with enough contrast in the light and in the dark theme.

Contrast is that of WCAG 2.2 (relative luminance). Lightness is changed in OKLab (Ottosson 2020), where a colour keeps
its hue; chroma gives way where the screen has no such colour.
"""

import math
from dataclasses import dataclass

Rgb = tuple[float, float, float]
"""Red, green, blue of sRGB, 0 to 1."""

TEXT_CONTRAST = 4.5
LIGHT_GROUNDS = ("#ffffff", "#f5f6f3", "#e4eceb", "#e9efee")
DARK_GROUNDS = ("#192226", "#11181b", "#152327", "#233035")
"""All that the accent is written on: surface, ground, band and quiet of colours.css."""
_ON_LIGHT, _ON_DARK = "#ffffff", "#0b2329"
_MOST_DARKENED = 0.28
"""Beyond it a colour is no longer known again: yellow would be brown."""
_STEP = 0.005
_STRONGER = 0.08


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour for links and buttons. `strong`: where the pointer is over it. `on`: of text on both."""

    plain: str
    strong: str
    on: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The operator's colour in both themes."""

    light: Accent
    dark: Accent


def palette_of(colour: str) -> Palette:
    """The colour, darker or lighter where contrast wants it.

    :param colour: "#rrggbb".
    :raises ValueError: with the end of a German sentence, where it would have to be darkened beyond recognition.
    """
    lightness, chroma, hue = _to_oklch(_from_hex(colour))
    light = _until_readable(lightness, chroma, hue, LIGHT_GROUNDS, -_STEP)
    if lightness - light > _MOST_DARKENED:
        raise ValueError(
            "diese Farbe ist als Schrift auf hellem Grund nicht lesbar (verlangt ist ein Kontrast von 4,5 zu 1);"
            f" lesbar wäre zum Beispiel {_hex(light, chroma, hue)}"
        )
    dark = _until_readable(lightness, chroma, hue, DARK_GROUNDS, _STEP)
    return Palette(
        Accent(_hex(light, chroma, hue), _hex(light - _STRONGER, chroma, hue), _ON_LIGHT),
        Accent(_hex(dark, chroma, hue), _hex(dark + _STRONGER, chroma, hue), _ON_DARK),
    )


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(_from_hex(one)), _luminance(_from_hex(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _until_readable(lightness: float, chroma: float, hue: float, grounds: tuple[str, ...], step: float) -> float:
    """The lightness nearest to the colour's own that can be read on all `grounds`."""
    while min(contrast(_hex(lightness, chroma, hue), ground) for ground in grounds) < TEXT_CONTRAST:
        lightness += step
    return lightness


def _luminance(rgb: Rgb) -> float:
    red, green, blue = map(_linear, rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _gamma(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _from_hex(colour: str) -> Rgb:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _to_oklch(rgb: Rgb) -> tuple[float, float, float]:
    """Lightness 0 to 1, chroma, hue in radians."""
    red, green, blue = map(_linear, rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The nearest colour of less chroma that a screen has."""
    lightness = min(max(lightness, 0.0), 1.0)
    rgb = _to_linear_rgb(lightness, chroma, hue)
    while chroma > 0 and not all(-1e-4 <= value <= 1 + 1e-4 for value in rgb):
        chroma = max(0.0, chroma - 0.002)
        rgb = _to_linear_rgb(lightness, chroma, hue)
    return "#" + "".join(f"{round(255 * _gamma(min(max(value, 0.0), 1.0))):02x}" for value in rgb)


def _to_linear_rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
