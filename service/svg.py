"""What the drawings share: SVG that any browser shows, without a library."""

from collections.abc import Iterable, Sequence
from html import escape

BLUE, ORANGE, INK, GREY = "#1f5fa8", "#c2571a", "#333333", "#8c8c8c"


def drawing(width: float, height: float, title: str, body: Iterable[str]) -> str:
    """A whole picture on white."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *body,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def text(x: float, y: float, words: str, size: int, colour: str = INK, anchor: str = "start") -> str:
    """Words from a place on, or up to it (`anchor` is "end"), or around it ("middle")."""
    at = f'x="{x:.1f}" y="{y:.1f}"' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    return f'<text {at} font-size="{size}" fill="{colour}">{escape(words)}</text>'


def bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def line(points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False) -> str:
    """A line through points."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<polyline points="{places}" fill="none" stroke="{colour}"{dashes}/>'
