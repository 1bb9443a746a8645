"""Learns the German subword vocabulary.

A unigram model (Kudo 2018, arXiv:1804.10959) without a mark for the beginning of a word: the parts of a compound are
the same tokens as the words that they are, so `Radwegeausbau` and `Ausbau der Radwege` meet.
"""

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

_LONGEST_PIECE = 24
_INVISIBLE = "[\u00ad\u200b-\u200d\ufeff]"
# Bürger*innen, Bürger:innen, Bürger_innen, Bürger/innen, Bürger/-innen, Bürger·innen
_GENDER_MARK = r"(?<=\p{Ll})(?:[*:_·]|/-?)(?=[iI]n(?:nen)?\b)"
_FOLDED = {"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue"}


def new_tokenizer() -> Tokenizer:
    """An untrained tokenizer: NFKC, gender marks out, lower case, umlauts and ß written out; words and marks apart."""
    learned = Tokenizer(models.Unigram())
    learned.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(_INVISIBLE), ""),
            normalizers.Replace(Regex(_GENDER_MARK), ""),
            normalizers.Lowercase(),
            *(normalizers.Replace(letter, written_out) for letter, written_out in _FOLDED.items()),
        ]
    )
    learned.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return learned


def learn(texts: Iterable[str], vocabulary_size: int) -> Tokenizer:
    """A tokenizer with at most `vocabulary_size` pieces learned from `texts`."""
    learned = new_tokenizer()
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary_size,
        special_tokens=["[PAD]", "[UNK]"],
        unk_token="[UNK]",
        max_piece_length=_LONGEST_PIECE,
        show_progress=False,
    )
    learned.train_from_iterator(texts, trainer)
    return learned
