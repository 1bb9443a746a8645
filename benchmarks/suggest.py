"""How fast suggestions come: `python -m benchmarks.suggest INDEX`.

Asks for every beginning, one to twelve letters long, of some of the index's own nouns.
"""

import argparse
import time
from pathlib import Path

from benchmarks.speed_measure import percentiles
from service.live import open_engine

_WORDS = 200
_LONGEST = 12
_LIMIT = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path, help="folder of an index")
    engine = open_engine(parser.parse_args().index)
    with engine.snapshot:
        engine.analyser.terms("Wärmt die Wortzerlegung auf")
        started = time.perf_counter()
        engine.suggestions.find("a", _LIMIT)
        print(f"{engine.snapshot.store.passage_count} passages, {len(engine.snapshot.words)} nouns")
        print(f"first suggestions, with the index made: {time.perf_counter() - started:.3f} s")
        words = list(engine.snapshot.words)
        words = words[:: max(1, len(words) // _WORDS)]
        prefixes = list(dict.fromkeys(word[:length].lower() for word in words for length in range(1, _LONGEST + 1)))
        times = []
        for prefix in prefixes:
            started = time.perf_counter()
            engine.suggestions.find(prefix, _LIMIT)
            times.append(1000 * (time.perf_counter() - started))
        figures = ", ".join(f"{name} {value:.2f}" for name, value in percentiles(times).items())
        print(f"{len(prefixes)} prefixes, milliseconds: {figures}, longest {max(times):.2f}")


if __name__ == "__main__":
    main()
