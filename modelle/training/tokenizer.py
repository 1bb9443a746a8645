"""Learns the German subword vocabulary."""

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers


def new_tokenizer() -> Tokenizer:
    """An untrained word-piece tokenizer: NFKC, lower case, ß as ss; words, numbers and single marks apart."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=60))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex("[\u00ad\u200b-\u200d\ufeff]"), ""),
            normalizers.Lowercase(),
            normalizers.Replace("ß", "ss"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def learn(texts: Iterable[str], vocabulary_size: int) -> Tokenizer:
    """A tokenizer with `vocabulary_size` word pieces learned from `texts`."""
    tokenizer = new_tokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary_size,
        min_frequency=5,
        special_tokens=["[PAD]", "[UNK]"],
        limit_alphabet=300,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
