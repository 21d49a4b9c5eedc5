"""One process that opens an index and searches in it: python -m benchmarks.reader FOLDER DOCUMENTS

Prints as JSON how long opening took and what memory it and the searching need.
"""

import json
import sys
from itertools import islice
from pathlib import Path
from time import process_time

from benchmarks import corpus, engine
from network.ports.search.whoosh.index import WhooshIndex

PHRASES_FROM = 2_000  # documents


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    texts = {document.key: document.text for document in islice(corpus.documents(count), PHRASES_FROM)}
    index = WhooshIndex(folder)
    asked = [kind for kind in engine.kinds(index, texts) if kind.name != engine.WITH_TEXTS]
    before = _resident()
    began = process_time()
    index.known((), frozenset())
    opening = process_time() - began
    opened = _resident()
    taken = {kind.name: [engine.ms(kind.ours, query) for query in kind.asked] for kind in asked}
    print(
        json.dumps({"ms": opening * 1000, "opened": opened - before, "searched": _resident() - before, "taken": taken})
    )


def _resident() -> float:
    """Megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
