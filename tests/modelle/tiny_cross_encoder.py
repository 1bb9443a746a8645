"""A tiny random BERT that reads a question with a passage, as sentence-transformers saves a cross-encoder."""

from pathlib import Path

from tests.modelle.tiny_bert import DIMENSIONS, MAX_TOKENS, WORDS


def save_cross_encoder(folder: Path, *, labels: int = 1, seed: int = 7) -> Path:
    """Saves the model into a new folder and gives the folder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(seed)
    folder.mkdir(parents=True)
    words = folder / "vocab.txt"
    words.write_text("\n".join(WORDS))
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=DIMENSIONS,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=MAX_TOKENS,
        num_labels=labels,
        initializer_range=1.0,  # so that texts differ clearly
    )
    model = folder / "modell"
    BertForSequenceClassification(config).save_pretrained(model)
    BertTokenizerFast(vocab=str(words), model_max_length=MAX_TOKENS).save_pretrained(model)
    return model
