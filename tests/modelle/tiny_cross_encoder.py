"""A tiny random BERT that reads a question with a passage, as sentence-transformers saves a cross-encoder."""

from pathlib import Path

from tests.modelle.tiny_bert import tiny_parts


def save_cross_encoder(folder: Path, *, labels: int = 1, seed: int = 7) -> Path:
    """Saves the model into a new folder and gives the folder."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(seed)
    config, tokenizer = tiny_parts(folder, num_labels=labels, initializer_range=1.0)  # so that texts differ clearly
    model = folder / "modell"
    BertForSequenceClassification(config).save_pretrained(model)
    tokenizer.save_pretrained(model)
    return model
