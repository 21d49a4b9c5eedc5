"""How many words of sound files survive the reading of their text, against what other programs say that they hold."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

from benchmarks import documents
from benchmarks.report import Row
from network.core import media_types
from network.ports.extract.sandbox import SandboxedExtractor

NAME = "extraction"
SHARE = 99.0  # per cent of the words
FEWEST = 30  # files
_WORD = re.compile(r"\w+")


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def kept(path: Path) -> tuple[float, Counter[str]]:
    """Per cent of the words of a file, as another program tells them, that were read; and those that were not."""
    wanted = words(Path(f"{path}{documents.REFERENCE}").read_text(encoding="utf-8"))
    extraction = SandboxedExtractor().extract(path, media_types.by_name(path.name) or "")
    found = words("\n".join(page.text for page in extraction.pages))
    lost = wanted - found
    return 100 * (1 - lost.total() / max(1, wanted.total())), lost


def rows(only: str) -> list[Row]:
    """One for each file; the bar is a floor."""
    if only.casefold() not in NAME:
        return []
    if lacking := documents.lacking():
        print(f"{NAME}: not measured here; install Debian's packages {', '.join(lacking)}")
        return []
    folder = documents.prepared()
    kinds = ("odt", "docx", "rtf", "pdf", "ods", "xlsx", "csv", "odp", "pptx")
    files = documents.of_kind(folder, *kinds)
    found = [Row(f"{NAME}, files", len(files), "files", bar=FEWEST, floor=True)]
    for path in files:
        share, lost = kept(path)
        found.append(Row(f"{NAME}, {path.name}", round(share, 2), "% of words", bar=SHARE, floor=True))
        if share < SHARE:
            print(f"{path.name} lost {lost.total()}: {', '.join(f'{w} {n}' for w, n in lost.most_common(12))}")
    return found
