"""Distance between the lines of a paragraph, which may differ from page to page."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from korpus.readers.pdf_lines import Row

PARAGRAPH_GAP = 1.28
_TIGHT_LEADING = 1.18  # of the font size
_WIDEST = 2.2
_MIN_STEPS = 2


class Pitch:
    """Says how far apart two lines of one paragraph may stand."""

    def __init__(self, rows: Sequence[Row]) -> None:
        steps: list[float] = []
        certain: defaultdict[int, list[float]] = defaultdict(list)
        for above, row in pairwise(rows):
            step = above.y - row.y
            if above.page == row.page and above.region == row.region and 0 < step < _WIDEST * row.size:
                steps.append(step)
                # A sentence goes on in small letters: both lines belong to one paragraph, whatever their distance.
                if row.text[0].islower() and above.text[-1] not in ".!?:;" and above.size == row.size:
                    certain[row.page].append(step)
        self._usual = sorted(steps)[len(steps) // 3] if len(steps) >= 5 else 0.0
        self._by_page = {page: median(found) for page, found in certain.items() if len(found) >= _MIN_STEPS}

    def is_close(self, above: Row, row: Row) -> bool:
        """Whether `row` stands below `above` no further than the next line of its paragraph would."""
        usual = max(self._by_page.get(row.page, self._usual), _TIGHT_LEADING * row.size)
        same_place = above.page == row.page and above.region == row.region
        return same_place and 0 < above.y - row.y <= PARAGRAPH_GAP * usual
