"""The process of `indexer.writing.analysing`: each line on standard input is a list of texts as JSON, each line on
standard output the list of their terms. It ends with standard input."""

import json
import os
import sys
from dataclasses import asdict
from typing import BinaryIO

from modelle.analyser import load_analyser
from modelle.contract import Analyser


def serve(tasks: BinaryIO, answers: BinaryIO, analyser: Analyser) -> None:
    """Says which analyser it is, then works off tasks until there are none."""
    _answer(answers, asdict(analyser.contract))
    for line in tasks:
        _answer(answers, [" ".join(analyser.terms(text)) for text in json.loads(line)])


def _answer(answers: BinaryIO, answer: object) -> None:
    answers.write(json.dumps(answer).encode("ascii") + b"\n")
    answers.flush()


def main() -> None:
    """Entry of the process."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the answers.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers, load_analyser())


if __name__ == "__main__":
    main()
