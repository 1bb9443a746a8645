"""Pairs of words that mean the same, from the training texts: forms of a word, compounds and their parts, short forms.

A passage seldom holds a word in two forms, so that passages alone lay them side by side only by and by. The analyser
knows which forms belong together; the texts say which ones occur, and what an abbreviation stands for
("Aufenthaltsgesetz (AufenthG)").
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set

from modelle.analyser import GermanAnalyser, load_analyser
from modelle.compounds import CompoundSplitter
from modelle.language import load_language

WordPair = tuple[str, str]

_RAREST = 3
_SHORTEST = 4
_WORD = re.compile(rf"\b[A-Za-zÄÖÜäöüß]{{{_SHORTEST},30}}\b")
_DEFINITION = re.compile(r"\b([A-ZÄÖÜ][\wäöüß-]{3,}(?:[ -][\wäöüß]+){0,5}) \(([A-ZÄÖÜ][A-Za-zÄÖÜäöü]{1,9})\)")
_WOMEN = "innen"


def word_pairs(texts: Iterable[str], held_out: Iterable[str], draw: random.Random) -> list[WordPair]:
    """Pairs from `texts`, in an order of chance; no form of a word of `held_out`, with which a model is measured."""
    analyser = load_analyser()
    counts: Counter[str] = Counter()
    definitions: Counter[WordPair] = Counter()
    for text in texts:
        counts.update(_WORD.findall(text))
        definitions.update(_definitions(text))
    hidden = {_stem(analyser, word) for form in held_out for word in _WORD.findall(form)}
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for word, count in counts.items():
        stem = _stem(analyser, word)
        if count >= _RAREST and stem and stem not in hidden:
            by_stem[stem].append(word)
    pairs = [*_forms(by_stem.values(), draw), *_women(by_stem.values()), *_parts(by_stem.values(), hidden, analyser)]
    pairs += [pair for pair, count in definitions.items() if count >= _RAREST]
    draw.shuffle(pairs)
    return pairs


def _stem(analyser: GermanAnalyser, word: str) -> str:
    tokens = analyser.tokens(word)
    return tokens[0].term if tokens else ""


def _forms(groups: Iterable[list[str]], draw: random.Random) -> Iterator[WordPair]:
    """Every form with another one of the same word."""
    for group in groups:
        forms = sorted({word.lower() for word in group})
        for form in forms:
            others = [other for other in forms if other != form]
            if others:
                yield form, draw.choice(others)


def _women(groups: Iterable[list[str]]) -> Iterator[WordPair]:
    """ "Bürgerinnen und Bürger" with "Bürger"."""
    for group in groups:
        women = [word for word in group if word.endswith(_WOMEN)]
        men = [word for word in group if word[:1].isupper() and not word.endswith((_WOMEN, "in"))]
        for woman in women:
            for man in men:
                yield f"{woman} und {man}", man


def _parts(groups: Iterable[list[str]], hidden: Set[str], analyser: GermanAnalyser) -> Iterator[WordPair]:
    """A compound with its parts, the last one first ("Ausbau Radwege" for "Radwegeausbau")."""
    splitter = load_language().splitter
    for group in groups:
        word = max(group, key=len).lower().replace("ß", "ss")
        parts = _outer_parts(splitter, word)
        if parts and not any(_stem(analyser, part) in hidden for part in parts):
            yield word, " ".join([parts[-1], *parts[:-1]])


def _outer_parts(splitter: CompoundSplitter, word: str) -> list[str]:
    return [word[span.start : span.end] for span in splitter.split(word, nested=False)]


def _definitions(text: str) -> Iterator[WordPair]:
    """Abbreviations with what they stand for, where every letter of the one stands in the other in this order."""
    for match in _DEFINITION.finditer(text):
        words, short = match.group(1).split(" "), match.group(2)
        for start in range(len(words)):
            meaning = " ".join(words[start:])
            if meaning[:1].lower() == short[:1].lower() and len(meaning) > len(short) + 2 and _spells(meaning, short):
                yield short, meaning
                break


def _spells(meaning: str, short: str) -> bool:
    letters = iter(meaning.lower())
    return all(letter in letters for letter in short.lower())
