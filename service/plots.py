"""Draws how honest relevance is, as SVG files that any browser shows."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from service import svg
from service.judging import BINS, Judged, reliability

_SIDE = 320
_LEFT, _TOP = 60, 40
_OWN, _FOREIGN, _INK = svg.BLUE, svg.ORANGE, svg.INK


def draw_plots(folder: Path, own: Sequence[Judged], foreign: Sequence[Judged]) -> list[Path]:
    """Writes `verlaesslichkeit.svg` and `verteilungen.svg` into the folder, which is made where it is missing.

    :param foreign: may be empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {
        "verlaesslichkeit.svg": _reliability([*own, *foreign]),
        "verteilungen.svg": _distributions(own, foreign),
    }
    paths = []
    for name, picture in drawn.items():
        paths.append(folder / name)
        paths[-1].write_text(picture, encoding="utf-8")
    return paths


def _reliability(judged: Sequence[Judged]) -> str:
    bins = reliability(judged)
    points = [(one.relevance, one.right) for one in bins]
    body = [_line([(0, 0), (1, 1)], _INK, dashed=True), _line(points, _OWN)]
    for (x, y), one in zip(points, bins, strict=True):
        body.append(f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="4" fill="{_OWN}"/>')
        body.append(svg.text(_x(x) + 7, _y(y) + 14, str(one.count), 11))
    return _picture("Verlässlichkeit der Relevanz", "Relevanz der ersten Fundstelle", "Anteil richtiger", body)


def _distributions(own: Sequence[Judged], foreign: Sequence[Judged]) -> str:
    shares = {_OWN: _shares(own), _FOREIGN: _shares(foreign)}
    highest = max((share for bars in shares.values() for share in bars), default=0.0) or 1.0
    width = _SIDE / BINS / 2 - 1
    body = []
    for number, (colour, bars) in enumerate(shares.items()):
        for place, share in enumerate(bars):
            left, height = _x(place / BINS) + number * (width + 1), _SIDE * share / highest
            body.append(svg.bar(left, _TOP + _SIDE - height, width, height, colour))
    body.append(svg.text(_LEFT + 170, _TOP + 16, f"eigene Fragen ({len(own)})", 13, _OWN))
    body.append(svg.text(_LEFT + 170, _TOP + 34, f"fremde Fragen ({len(foreign)})", 13, _FOREIGN))
    label = f"Anteil, oben {highest:.0%}".replace("%", " %")
    return _picture("Relevanz eigener und fremder Fragen", "Relevanz der ersten Fundstelle", label, body)


def _shares(judged: Sequence[Judged]) -> list[float]:
    counts = [0] * BINS
    for one in judged:
        counts[min(int(one.relevance * BINS), BINS - 1)] += 1
    return [count / max(len(judged), 1) for count in counts]


def _picture(title: str, below: str, beside: str, body: Iterable[str]) -> str:
    middle, bottom = _LEFT + _SIDE / 2, _TOP + _SIDE
    parts = [
        svg.text(_LEFT, 24, title, 16),
        f'<path d="M{_LEFT} {_TOP}V{bottom}H{_LEFT + _SIDE}" fill="none" stroke="{_INK}"/>',
        *(svg.text(_x(tenth / 10) - 8, bottom + 18, f"{tenth / 10:.1f}".replace(".", ","), 11) for tenth in (0, 5, 10)),
        svg.text(middle - 90, bottom + 40, below, 13),
        f'<g transform="translate(24 {_TOP + _SIDE / 2 + 60}) rotate(-90)">{svg.text(0, 0, beside, 13)}</g>',
        *body,
    ]
    return svg.drawing(_SIDE + 90, _SIDE + 100, title, parts)


def _line(points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False) -> str:
    return svg.line([(_x(x), _y(y)) for x, y in points], colour, dashed=dashed)


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)
