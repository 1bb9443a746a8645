"""Draws a report as one SVG: what helped, how much stays unanswered, and where the corpus has gaps."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from service import svg
from service.calibration import Band
from service.cli_output import BAND_NAMES, german_day, percent
from service.feedback.gaps import Gap
from service.feedback.report import FeedbackReport, Votes, Week

_WIDTH, _LEFT = 760, 24
_INNER = _WIDTH - 2 * _LEFT
_LABELS = 170
_ROW = 26
_COLUMNS_HEIGHT = 120
_NUMBERED_WEEKS = 26
"""Above so many columns, numbers would overlap."""
_GAPS = 12
_GAP_ROW = 40
_MAX_LETTERS = 90
_NOTHING = "nichts vorhanden"


def draw_report(file: Path, report: FeedbackReport) -> None:
    """Writes the picture to a file."""
    body, bottom = [svg.text(_LEFT, 32, _title(report), 18)], 52.0
    for heading, height, lines in (
        ("Hat das geholfen?", _ROW * max(len(report.bands), 1), _bands(report.bands)),
        ("Unbeantwortete Fragen je Woche", _COLUMNS_HEIGHT + 40, _weeks(report.weeks)),
        ("Wonach vergeblich gefragt wurde", _GAP_ROW * max(min(len(report.gaps), _GAPS), 1), _gaps(report.gaps)),
    ):
        body += [svg.text(_LEFT, bottom + 18, heading, 15), f'<g transform="translate(0 {bottom + 30:.0f})">']
        body += [*lines, "</g>"]
        bottom += height + 56
    file.write_text(svg.drawing(_WIDTH, bottom, _title(report), body), encoding="utf-8")


def _title(report: FeedbackReport) -> str:
    return "Rückmeldungen" + (f" seit {german_day(report.since)}" if report.since else "")


def _bands(bands: Mapping[Band, Votes]) -> Iterator[str]:
    """A bar for each band, as long as there are replies, parted into yes and no."""
    if not bands:
        yield _nothing()
    most = max((votes.total for votes in bands.values()), default=1)
    scale = (_INNER - _LABELS - 190) / most
    for number, (band, votes) in enumerate(bands.items()):
        top, start = number * _ROW, _LEFT + _LABELS
        yield svg.text(start - 10, top + 15, BAND_NAMES[band], 13, anchor="end")
        yield svg.bar(start, top, votes.yes * scale, 20, svg.BLUE)
        yield svg.bar(start + votes.yes * scale, top, votes.no * scale, 20, svg.ORANGE)
        said = f"{votes.yes} ja, {votes.no} nein ({percent(votes.share)})"
        yield svg.text(start + votes.total * scale + 8, top + 15, said, 13)


def _weeks(weeks: Sequence[Week]) -> Iterator[str]:
    """A column for each week; its lower part are the questions whose text was sent."""
    if not weeks:
        yield _nothing()
        return
    step = _INNER / max(len(weeks), 8)
    most = max(max(week.asked, week.texts) for week in weeks)
    bottom = _COLUMNS_HEIGHT + 14
    for number, week in enumerate(weeks):
        left, height = _LEFT + number * step, _COLUMNS_HEIGHT * week.asked / most
        yield svg.bar(left, bottom - height, step * 0.8, height, svg.GREY)
        texts = _COLUMNS_HEIGHT * week.texts / most
        yield svg.bar(left, bottom - texts, step * 0.8, texts, svg.BLUE)
        if len(weeks) <= _NUMBERED_WEEKS:
            yield svg.text(left + step * 0.4, bottom - max(height, texts) - 3, str(week.asked), 11, anchor="middle")
    yield svg.text(_LEFT, bottom + 16, f"Woche ab {german_day(weeks[0].monday)}", 11)
    if len(weeks) > 1:
        yield svg.text(_LEFT + len(weeks) * step, bottom + 16, f"bis {german_day(weeks[-1].monday)}", 11, anchor="end")
    yield svg.text(_WIDTH - _LEFT, -12, "blau: mit übermitteltem Wortlaut", 11, svg.BLUE, anchor="end")


def _gaps(gaps: Sequence[Gap]) -> Iterator[str]:
    """The gaps asked about most, each with its first question; those that the index answers by now are grey."""
    if not gaps:
        yield _nothing()
    scale = (_INNER - 60) / max((gap.count for gap in gaps), default=1)
    for number, gap in enumerate(gaps[:_GAPS]):
        top, question = number * _GAP_ROW, gap.questions[0][0]
        shown = question if len(question) <= _MAX_LETTERS else question[: _MAX_LETTERS - 1].rstrip() + "…"
        answered = "" if gap.band is Band.NONE else f"  (inzwischen: {BAND_NAMES[gap.band]})"
        yield svg.text(_LEFT, top + 12, shown + answered, 13)
        yield svg.bar(_LEFT, top + 18, gap.count * scale, 10, svg.ORANGE if gap.band is Band.NONE else svg.GREY)
        yield svg.text(_LEFT + gap.count * scale + 6, top + 27, str(gap.count), 11)


def _nothing() -> str:
    return svg.text(_LEFT, 14, _NOTHING, 13)
