"""Forgives typing errors: a word that the index does not hold is replaced by the nearest one that it does hold."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from indexer import Store
from modelle import Analyser, Token

_SHORTEST = 5
_LONGEST = 40
_LONG = 8
"""From this length of the term on, two errors are forgiven, else one."""

_MOST_WORDS = 3
_LOOKED_AT = 20


def corrected(question: str, analyser: Analyser, store: Store, is_word: Callable[[str], bool]) -> str | None:
    """The question with its unknown words replaced; None where all are known or nothing is near.

    A compound of known parts is known, and so is what `is_word` says to be one. Names and rare words that the index
    does not hold may be replaced: whoever asks must be told.
    """
    words: defaultdict[int, list[Token]] = defaultdict(list)
    for token in analyser.tokens(question):
        words[token.position].append(token)
    held = store.passage_frequencies({token.term for tokens in words.values() for token in tokens})
    found = question
    unknown = [tokens for tokens in words.values() if not any(held[token.term] for token in tokens)]
    for tokens in reversed(unknown[:_MOST_WORDS]):
        start, end = min(token.start for token in tokens), max(token.end for token in tokens)
        word = question[start:end]
        is_compound = any(token.end - token.start < end - start for token in tokens)
        if _SHORTEST <= len(word) <= _LONGEST and word.isalpha() and not is_compound and not is_word(word):
            nearest = _one_slip(word.lower(), analyser, store) or _nearest(tokens[0].term, analyser, store)
            if nearest is not None:
                nearest = nearest.capitalize() if word[:1].isupper() and nearest.islower() else nearest
                found = found[:start] + (nearest.lower() if word.islower() else nearest) + found[end:]
    return None if found == question else found


def _one_slip(word: str, analyser: Analyser, store: Store) -> str | None:
    """The word with two neighbouring letters exchanged or one left out, if the index holds that: such slips in an
    ending ("Förderugn") make another stem, which is not near."""
    exchanged = (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1))
    left_out = (word[:place] + word[place + 1 :] for place in range(len(word)))
    whole = {}
    for slip in (*exchanged, *left_out):
        tokens = analyser.tokens(slip)
        if tokens:
            whole[slip] = tokens[0].term
    held = store.passage_frequencies(set(whole.values()))
    best = max(whole, key=lambda slip: held[whole[slip]], default="")
    return best if best and held[whole[best]] else None


def _nearest(term: str, analyser: Analyser, store: Store) -> str | None:
    """A word of the index whose term differs least, the commonest of those; None where none is near."""
    errors = 2 if len(term) >= _LONG else 1
    rows = store.similar(term, errors, _LOOKED_AT)
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    distances: dict[str, int] = {}
    for passage in store.passages(rows.tolist()):
        for token in analyser.tokens(passage.text):
            if token.weight < 1.0 or " " in passage.text[token.start : token.end]:
                continue
            if token.term not in distances:
                distances[token.term] = distance(term, token.term, errors)
            if distances[token.term] <= errors:
                written[token.term][passage.text[token.start : token.end]] += 1
    if not written:
        return None
    frequencies = store.passage_frequencies(written)
    best = min(written, key=lambda one: (distances[one], -frequencies[one], one))
    return written[best].most_common(1)[0][0]


def distance(one: Sequence[str], other: Sequence[str], most: int) -> int:
    """How many letters must be put in, left out, replaced or exchanged with their neighbour to get from one word to
    the other (optimal string alignment; Boytsov 2011, doi:10.1145/1963190.1963191); more than `most` is `most + 1`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        row = [place]
        for position, letter_there in enumerate(other, 1):
            same = letter == letter_there
            cost = min(last[position] + 1, row[position - 1] + 1, last[position - 1] + (not same))
            swapped = place > 1 and position > 1 and letter == other[position - 2] and one[place - 2] == letter_there
            row.append(min(cost, before[position - 2] + 1) if swapped else cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
