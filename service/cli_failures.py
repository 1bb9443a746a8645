"""What the command line says and how it ends where a command fails."""

import sys
from collections.abc import Callable

import typer

from service.errors import kind_and_place
from service.german_help import german_sentence, is_wrong_call

EXIT_FAILED = 1
EXIT_WRONG_CALL = 2
EXIT_LEFT_OUT = 3
"""`index` has published what it could read, but some files were left out."""
EXIT_INTERRUPTED = 130


def fail(sentence: str, code: int) -> int:
    """Writes to stderr what went wrong; the exit code again."""
    sys.stderr.write(f"Fehler: {sentence}\n")
    return code


def failure(error: BaseException, is_ours: Callable[[BaseException], bool]) -> tuple[str, int]:
    """One German sentence for an error that ended a command, and the exit code.

    `is_ours` says whether the error's message is such a sentence.
    """
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return "Abgebrochen; was vorher galt, gilt weiter.", EXIT_INTERRUPTED
    if isinstance(error, Exception) and is_wrong_call(error):
        return german_sentence(error), EXIT_WRONG_CALL
    if is_ours(error):
        return str(error), EXIT_FAILED
    if isinstance(error, OSError) and error.filename is not None:
        return f"Auf „{error.filename}“ lässt sich nicht zugreifen; bitte Pfad und Rechte prüfen.", EXIT_FAILED
    return f"Ein unerwarteter Fehler ist aufgetreten ({kind_and_place(error)}); bitte melden.", EXIT_FAILED
