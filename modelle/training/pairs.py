"""Pairs of (question, passage) made from passages: in a batch, every other pair's passage is a negative."""

import random
from collections.abc import Iterator

from modelle.training.texts import TrainingPassage

KEEP_SENTENCE_SHARE = 0.1
"""How often the question's sentence stays in its passage, so that exact words count too (Lee et al. 2019, 9.1)."""
CROP_WORDS = (4, 12)
TITLE_SHARE = 0.5
"""How often a passage is shown with title and heading in front, as the indexer gives it to the encoder."""
HEADING_SHARE = 0.35
"""How often the heading itself is the question."""


def pairs_of(passage: TrainingPassage, draw: random.Random) -> Iterator[tuple[str, str]]:
    """One or two pairs of a passage: (heading, passage) and (sentence or part of one, rest of the passage)."""
    above = " ".join(part for part in (passage.title, passage.heading) if part)
    if above and draw.random() < HEADING_SHARE:
        yield above, passage.text
    if len(passage.sentences) >= 2:
        yield _inverse_cloze(passage, above, draw)


def _inverse_cloze(passage: TrainingPassage, above: str, draw: random.Random) -> tuple[str, str]:
    """A sentence, often only some words of it, as the question for the rest of its passage."""
    picked = draw.randrange(len(passage.sentences))
    question = passage.sentences[picked]
    words = question.split()
    if len(words) > CROP_WORDS[1] and draw.random() < 0.6:
        length = draw.randint(*CROP_WORDS)
        start = draw.randrange(len(words) - length + 1)
        question = " ".join(words[start : start + length])
    rest = passage.sentences
    if draw.random() >= KEEP_SENTENCE_SHARE:
        rest = rest[:picked] + rest[picked + 1 :]
    text = " ".join(rest)
    return question, f"{above} {text}" if above and draw.random() < TITLE_SHARE else text
