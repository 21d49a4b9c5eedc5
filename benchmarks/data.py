"""The data that is measured on: generated, imported and indexed once, then kept outside the repository.

It lies in $NETWORK_BENCH_DATA, else ${XDG_CACHE_HOME:-~/.cache}/network-bench, under a name that changes with whatever
would make it another: the generator, the schema, the rendering and the index.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import generate

ROOT = Path(__file__).resolve().parent.parent
MAKERS = (
    "benchmarks/generate.py",
    "network/demo/threads/*.md",
    "network/migrations/versions/*.py",
    "network/core/text.py",
    "network/features/threads/indexing.py",
    "network/ports/search/compounds.py",
    "network/ports/search/danish*",
    "network/ports/search/lexicon/danish.bin",
    "network/ports/search/whoosh/schema.py",  # which says the version of all that an index holds
)


def cache_folder() -> Path:
    given = os.environ.get("NETWORK_BENCH_DATA")
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(given).resolve() if given else Path(cache) / "network-bench"


def digest(*patterns: str) -> str:
    """Of what all these files hold."""
    found = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _name() -> str:
    return f"set-{digest(*MAKERS)}"


def prepared() -> Path:
    """The data folder of a network with everything imported and indexed; made when it is not there yet."""
    found = cache_folder() / _name()
    if not found.is_dir():
        found.parent.mkdir(parents=True, exist_ok=True)
        for outdated in found.parent.glob("set-*"):
            shutil.rmtree(outdated)
        _make(found)
    return found


def _make(folder: Path) -> None:
    print("Preparing the data once (40,000 posts; some minutes) …", flush=True)
    part, source = folder.with_name("set-unfinished"), folder.with_name("set-source")
    generate.generate(source)
    environment = {**os.environ, "NETWORK_MODE": "development", "NETWORK_DATA": str(part)}
    for name in ("NETWORK_DATABASE_URL", "NETWORK_SEARCH", "NETWORK_MAIL"):
        environment.pop(name, None)
    subprocess.run(
        [sys.executable, "-m", "network", "import", str(source), "--audience", "public"],
        check=True,
        cwd=ROOT,
        env=environment,
    )
    shutil.rmtree(source)
    part.rename(folder)


@contextmanager
def working_copy() -> Iterator[Path]:
    """A copy to write to, gone afterwards. On the same file system, for what a commit costs depends on it."""
    source = prepared()
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=source.parent))
    try:
        shutil.copytree(source, folder / "data")
        yield folder / "data"
    finally:
        shutil.rmtree(folder)
