"""A tiny random BERT as sentence-transformers saves it, and the same exported to ONNX."""

import json
import warnings
from pathlib import Path
from typing import Any

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "rat", "haus", "query", "passage", ":")
DIMENSIONS = 16
MAX_TOKENS = 12


def tiny_parts(folder: Path, **config: Any) -> tuple[Any, Any]:
    """Configuration, with what `config` adds, and tokenizer; makes the folder and puts the words into it."""
    from transformers import BertConfig, BertTokenizerFast

    folder.mkdir(parents=True)
    words = folder / "vocab.txt"
    words.write_text("\n".join(WORDS))
    made = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=DIMENSIONS,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=MAX_TOKENS,
        **config,
    )
    return made, BertTokenizerFast(vocab=str(words), model_max_length=MAX_TOKENS)


def save_transformer(
    folder: Path, *, pooling: str = "mean", prompts: dict[str, str] | None = None, seed: int = 7
) -> Path:
    """Saves the model into a new folder and gives the folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertModel

    torch.manual_seed(seed)
    config, tokenizer = tiny_parts(folder)
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    modules = [Transformer(str(folder / "bert")), Pooling(DIMENSIONS, pooling_mode=pooling), Normalize()]
    model = SentenceTransformer(modules=modules, device="cpu", prompts=prompts)
    model.save(str(folder / "modell"), create_model_card=False)
    return folder / "modell"


def export_to_onnx(folder: Path, *, output: str = "last_hidden_state", more_inputs: tuple[str, ...] = ()) -> None:
    """Adds `onnx/model.onnx` to a model's folder."""
    import torch
    from transformers import BertModel

    class Hidden(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel.from_pretrained(str(folder), attn_implementation="eager")

        def forward(self, input_ids: Any, attention_mask: Any, *others: Any) -> Any:
            hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return hidden + sum(other.sum() * 0 for other in others)

    names = ["input_ids", "attention_mask", *more_inputs]
    given = tuple(torch.ones((2, 5), dtype=torch.long) for _ in names)
    (folder / "onnx").mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Hidden().eval(),
            given,
            str(folder / "onnx" / "model.onnx"),
            input_names=names,
            output_names=[output],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in (*names, output)},
            dynamo=False,
        )


def to_int8(folder: Path) -> None:
    """Adds `onnx/model_quint8_avx2.onnx`, made of `onnx/model.onnx`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    source, target = folder / "onnx" / "model.onnx", folder / "onnx" / "model_quint8_avx2.onnx"
    quantize_dynamic(source, target, weight_type=QuantType.QUInt8)


def change_json(path: Path, **values: Any) -> None:
    """Changes values of a JSON file."""
    path.write_text(json.dumps(json.loads(path.read_text()) | values))
