"""Measures the shipped model: `python -m benchmarks.encoder`.

How fast it encodes passages of 100 words and questions, how long it takes to load and what memory it needs, beside
sentence-transformers with the same weights in the same run; whether both give the same vectors; and how many forms of
German words it lays side by side. Texts come from the training data in `../shared`, where that folder lies.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

_DATA = Path(__file__).parents[2] / "shared" / "data" / "train"
_WORDS = 100
_COUNT = 20_000
_COMPARED = 1_000
_QUESTIONS = 1_000
_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=_DATA)
    parser.add_argument("--part", choices=["ours", "theirs"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        print(json.dumps(_measured(arguments.part, arguments.data)))
        return
    rows = {part: _in_a_process(part, arguments.data) for part in ("ours", "theirs")}
    vectors = {part: np.array(row.pop("vectors"), dtype=np.float32) for part, row in rows.items()}
    print("| | Fundstelle | sentence-transformers | ratio |", "|---|---|---|---|", sep="\n")
    for name, value in rows["ours"].items():
        other = rows["theirs"][name]
        print(f"| {name} | {value:,.3f} | {other:,.3f} | {value / other:.2f} |")
    cosines = (vectors["ours"] * vectors["theirs"]).sum(axis=1)
    print(f"\nleast cosine of the two on {len(cosines):,} texts: {cosines.min():.7f}")
    _print_files_and_forms()


def _in_a_process(part: str, data: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.encoder", "--part", part, "--data", str(data)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def _measured(part: str, data: Path) -> dict[str, Any]:
    """What one process measures of one of the two."""
    passages, questions = _texts(data)
    before = _memory_mb()
    started = time.perf_counter()
    encode, encode_one = _ours() if part == "ours" else _theirs()
    encode_one("Wie wird man Mitglied im Integrationsrat?")
    loaded = time.perf_counter() - started
    memory = _memory_mb() - before
    speeds, times = [], []
    for number in range(_ROUNDS):
        random.Random(number).shuffle(passages)  # the encoder remembers the tokens of the latest texts
        started = time.perf_counter()
        encode(passages)
        speeds.append(len(passages) / (time.perf_counter() - started))
        for question in questions:
            started = time.perf_counter()
            encode_one(question)
            times.append(1000 * (time.perf_counter() - started))
    return {
        "passages of 100 words per second, words not seen before": speeds[0],
        "passages of 100 words per second": median(speeds),
        "a question, p50, ms": median(times),
        "load and first question, s": loaded,
        "memory for it, MB": memory,
        "vectors": encode(sorted(passages)[:_COMPARED]).tolist(),
    }


def _ours() -> tuple[Callable[[Sequence[str]], Any], Callable[[str], Any]]:
    from modelle import load_encoder

    encoder = load_encoder()
    assert "torch" not in sys.modules
    return encoder.encode_passages, encoder.encode_query


def _theirs() -> tuple[Callable[[Sequence[str]], Any], Callable[[str], Any]]:
    from sentence_transformers import SentenceTransformer

    from modelle.catalogue import SHIPPED

    model = SentenceTransformer(str(SHIPPED[0].folder), device="cpu", trust_remote_code=True)

    def encode(texts: Sequence[str]) -> Any:
        return model.encode(list(texts), batch_size=1024, normalize_embeddings=True, show_progress_bar=False)

    return encode, lambda text: encode([text])[0]


def _texts(data: Path) -> tuple[list[str], list[str]]:
    """Passages of 100 words, as many as wanted, and questions."""
    from modelle.training.texts import read_rows

    words: list[str] = []
    for row in read_rows(data / "karlsruhe_dokumente.jsonl.xz"):
        words += str(row["text"]).split()
        if len(words) >= _WORDS * _COUNT:
            break
    passages = [" ".join(words[start : start + _WORDS]) for start in range(0, _WORDS * _COUNT, _WORDS)]
    questions = [str(row["question"])[:1000] for row in read_rows(data / "karlsruhe_anfragen_qa.jsonl.xz")]
    return passages, questions[:_QUESTIONS]


def _memory_mb() -> float:
    """Resident memory of this process, MB."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def _print_files_and_forms() -> None:
    from modelle import load_encoder
    from modelle.catalogue import SHIPPED
    from modelle.training.forms import load_pairs, shares_together

    size = sum(path.stat().st_size for path in SHIPPED[0].folder.rglob("*") if path.is_file())
    pairs = load_pairs()
    shares = shares_together(load_encoder(), pairs)
    print(f"files: {size / 1e6:.1f} MB", f"forms side by side, of {len(pairs)} pairs:", sep="\n")
    for kind, share in shares.items():
        print(f"  {kind or 'all'}: {100 * share:.1f} %")


if __name__ == "__main__":
    main()
