"""Ways for reading a file to go wrong, run by the workers of `test_reading.py`; the file's name says which."""

import os
import sys
import time

from korpus.assemble import assemble
from korpus.discovery import FileSource
from korpus.document import ReadResult
from korpus.source import ReadLimits


def misbehave(source: FileSource, limits: ReadLimits) -> ReadResult:
    """Hangs, dies, prints or fails before it reads, as the file's name says."""
    what = source.original.stem.split("_")[-1]
    if what == "haengt":
        time.sleep(600)
    elif what == "stirbt":
        os._exit(3)
    elif what == "spricht":
        sys.stdout.write("{}\n")
        sys.stdout.flush()
    elif what == "speicher":
        raise MemoryError
    elif what == "fehler":
        raise ZeroDivisionError("1/0")
    elif what == "langsam":
        time.sleep(0.3)
    return assemble(source, limits)
