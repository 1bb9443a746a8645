"""Finds a passage's words among those of a page, and the bands to be laid over them.

Passage and page tell the same in nearly the same words: the passage's text has its hyphens mended and running headers
taken out, and tables and columns may come in another order. So words are compared in runs, as long as possible, and
what is left over is looked for again.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from korpus.page_words import Box, PageWord, around

_FEWEST_IN_A_RUN = 3
"""Shorter runs are words that stand all over the page, unless the passage itself is as short."""
_BRIDGED = 8
"""So many words of page or passage may lie between two parts of one run."""
_SAME_LETTERS = 0.8
_FEWEST_LETTERS = 2
_MAX_ROUNDS = 12
_CUT_INTO = 2
"""Words of the page that a word of the passage becomes where a line's end cuts it."""
_MAX_GAP_LETTERS = 400
_SAME_LINE = 0.5
"""Two words stand in one line where they share so much of their height."""
_WIDEST_GAP = 1.5
"""In heights of the line: words further apart stand in different columns or cells."""
_TAKEN = ("\x00passage", "\x00page")
"""Stand for words that have found each other; neither equals the other nor any word."""

_Opcode = tuple[str, int, int, int, int]


def matched_words(passage: Sequence[str], page: Sequence[str]) -> list[int]:
    """Places in `page` of the words that are the passage's, ascending. Both as `word_texts` gives them."""
    wanted, there = list(passage), list(page)
    fewest = min(_FEWEST_IN_A_RUN, len(passage))
    found: set[int] = set()
    for _ in range(_MAX_ROUNDS):
        runs = list(_runs(SequenceMatcher(None, wanted, there, autojunk=False).get_opcodes()))
        taken = False
        for run in runs:
            if sum(j2 - j1 for kind, _, _, j1, j2 in run if kind == "equal") < fewest:
                continue
            taken = True
            for kind, i1, i2, j1, j2 in run:
                places = range(j1, j2) if kind == "equal" else _by_letters(wanted[i1:i2], there[j1:j2], j1)
                found.update(places)
                if kind == "equal" or places:
                    wanted[i1:i2] = [_TAKEN[0]] * (i2 - i1)
                for place in places:
                    there[place] = _TAKEN[1]
        if not taken:
            break
    return sorted(found)


def bands(words: Sequence[PageWord], places: Sequence[int]) -> list[Box]:
    """Boxes over the words at `places`; neighbours in one line share one."""
    found: list[list[Box]] = []
    before = -1
    for place in places:
        box = words[place].box
        if found and place == before + 1 and _goes_on(found[-1][-1], box):
            found[-1].append(box)
        else:
            found.append([box])
        before = place
    return [around(line) for line in found]


def _runs(opcodes: Sequence[_Opcode]) -> Iterator[list[_Opcode]]:
    """Equal parts with little between them, as one run each; the ends of a run may be words that a line cut."""
    run: list[_Opcode] = []
    for opcode in opcodes:
        kind, i1, i2, j1, j2 = opcode
        if kind != "equal" and max(i2 - i1, j2 - j1) > _BRIDGED:
            if run:
                yield [*run, ("replace", i1, min(i2, i1 + 1), j1, min(j2, j1 + _CUT_INTO))]
            run = [("replace", max(i1, i2 - 1), i2, max(j1, j2 - _CUT_INTO), j2)]
        else:
            run.append(opcode)
    if run:
        yield run


def _by_letters(passage: Sequence[str], page: Sequence[str], first: int) -> list[int]:
    """Places of the page's words whose letters are the passage's: "Integra", "tion" for "Integration"."""
    wanted, there = "".join(passage), "".join(page)
    if not wanted or not there or len(wanted) + len(there) > _MAX_GAP_LETTERS:
        return []
    equal = [False] * len(there)
    for _, start, size in SequenceMatcher(None, wanted, there, autojunk=False).get_matching_blocks():
        if size >= _FEWEST_LETTERS:
            equal[start : start + size] = [True] * size
    places, start = [], 0
    for place, word in enumerate(page, first):
        if word and sum(equal[start : start + len(word)]) >= _SAME_LETTERS * len(word):
            places.append(place)
        start += len(word)
    return places


def _goes_on(line: Box, box: Box) -> bool:
    """Whether a word stands in the line of the word before it, and beside it."""
    shared = min(line[3], box[3]) - max(line[1], box[1])
    height = min(line[3] - line[1], box[3] - box[1])
    return shared >= _SAME_LINE * height and -height < box[0] - line[2] < _WIDEST_GAP * height
