"""The published test sets of German words, and what counts as right.

`compounds.tsv`: a word and its parts ("Land(es)|hauptstadt": the link in brackets; " / " between two splits that are
both right). Parts of under four letters are boundaries, but nobody has to find them. `whole_words.tsv`: words that must
not be split. `word_forms.tsv`: two forms of one word. Half "a" was for tuning, half "b" was kept apart.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

DATA = Path(__file__).parent / "data"
HALVES = ("a", "b")
Parts = tuple[str, ...]


def rows(name: str, half: str | None = None) -> list[dict[str, str]]:
    """Rows of a set, of one half only if it is given."""
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines, delimiter="\t") if half in (None, row.get("half"))]


def plain(word: str) -> str:
    """Lower case, ss for ß."""
    return word.lower().replace("ß", "ss")


def is_right_split(gold: str, parts: Sequence[str]) -> bool:
    """Whether the parts of four letters or more are those of one of the right splits, with or without their links."""
    return any(_is_like(split, parts) for split in gold.split(" / "))


def _is_like(split: str, parts: Sequence[str]) -> bool:
    wanted, short = [], set()
    for part in plain(split).split("|"):
        base, whole = re.sub(r"\(.*\)", "", part), re.sub(r"[()]", "", part)
        if len(base) < 4:
            short |= {base, whole}
        else:
            wanted.append({base, whole})
    found = [part for part in map(plain, parts) if len(part) >= 4 and part not in short]
    return len(found) == len(wanted) and all(part in right for part, right in zip(found, wanted, strict=True))


def accuracy(split: Callable[[str], Iterable[str]], half: str | None = None) -> tuple[float, float]:
    """Share of compounds split rightly, share of whole words left whole.

    `split`: parts of a word as written, in order; the word alone, or nothing, where it is not split.
    """
    compounds, whole = rows("compounds", half), rows("whole_words", half)
    right = sum(is_right_split(row["parts"], list(split(row["word"]))) for row in compounds)
    left = sum(
        all(len(part) in (0, len(plain(row["word"]))) for part in map(plain, split(row["word"]))) for row in whole
    )
    return right / len(compounds), left / len(whole)
