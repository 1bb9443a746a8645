"""Forgives typing errors: a word that the index does not hold is replaced by the nearest one that it does hold."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from indexer import Store
from modelle import Analyser, Token

_SHORTEST = 5
_LONGEST = 40
_LONG = 8
"""From this length of the term on, two errors are forgiven, else one."""

_RARE = 2
_COMMONER = 20
"""A word that stands in `_RARE` passages at most may be an error of the corpus; one that many times as common is
offered."""

_VERB_ENDINGS = ("t", "st", "et", "te", "ten")
"""What the stemmer leaves at a verb: "backt" is a form of "backen" and no slip for "back"."""

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
            term = tokens[0].term
            nearest = _one_slip(word.lower(), term, analyser, store) or _nearest(term, analyser, store)
            if nearest is not None:
                nearest = nearest.capitalize() if word[:1].isupper() and nearest.islower() else nearest
                found = found[:start] + (nearest.lower() if word.islower() else nearest) + found[end:]
    return None if found == question else found


def _one_slip(word: str, term: str, analyser: Analyser, store: Store) -> str | None:
    """The word, whose term is `term`, with two neighbouring letters exchanged or one left out, if the index holds that:
    such slips in an ending ("Förderugn") make another stem, which is not near."""
    exchanged = (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1))
    left_out = (word[:place] + word[place + 1 :] for place in range(len(word)))
    whole = {}
    for slip in (*exchanged, *left_out):
        tokens = analyser.tokens(slip)
        if tokens and not _is_form(term, tokens[0].term):
            whole[slip] = tokens[0].term
    held = store.passage_frequencies(set(whole.values()))
    best = max(whole, key=lambda slip: held[whole[slip]], default="")
    return best if best and held[whole[best]] else None


def commoner(question: str, analyser: Analyser, store: Store, is_word: Callable[[str], bool]) -> str | None:
    """The question with rare words replaced by common ones that differ by one letter; None where there is none.

    A corpus has typing errors, too: a word that stands in it once is no proof that it is right.
    """
    whole = [token for token in analyser.tokens(question) if token.weight == 1.0]
    held = store.passage_frequencies({token.term for token in whole})
    found = question
    for token in reversed(whole):
        word = question[token.start : token.end]
        if not (0 < held[token.term] <= _RARE and _SHORTEST <= len(word) <= _LONGEST and word.isalpha()):
            continue
        if not is_word(word):
            common = _nearest(token.term, analyser, store, least=_COMMONER * held[token.term])
            found = found[: token.start] + (common or word) + found[token.end :]
    return None if found == question else found


def _nearest(term: str, analyser: Analyser, store: Store, least: int = 0) -> str | None:
    """A word of the index whose term differs least, the commonest of those; None where none is near.

    With `least`, one that differs by a single letter and stands in so many passages at least.
    """
    errors = 2 if len(term) >= _LONG and not least else 1
    written = _written(term, errors, analyser, store)
    frequencies = store.passage_frequencies(written)
    near = [
        one for one in written if frequencies[one] >= least and not (least and one == term) and not _is_form(term, one)
    ]
    if not near:
        return None
    best = min(near, key=lambda one: (distance(term, one, errors), -frequencies[one], one))
    return written[best].most_common(1)[0][0]


def _is_form(term: str, other: str) -> bool:
    """Whether a term is the other one with a verb's ending."""
    return term.startswith(other) and term[len(other) :] in _VERB_ENDINGS


def _written(term: str, errors: int, analyser: Analyser, store: Store) -> dict[str, Counter[str]]:
    """Terms of the index that differ by so many letters at most, with how often they are written how in some
    passages."""
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
    return written


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
