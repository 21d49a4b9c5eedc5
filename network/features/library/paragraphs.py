"""The text of a page as paragraphs a person can read."""

import itertools
import re

from network.core.media_types import PDF

_BULLET = re.compile(r"[\ue000-\uf8ff]")  # symbol fonts have their bullets where Unicode has nothing
_BEGINS_ITEM = re.compile(r"\s*(?:[•▪◦–☐☑·-]|\d{1,2}[.)])\s")
FULL_LINE = 0.75  # of the page's usual line; a shorter line ends its paragraph


def paragraphs(text: str, media_type: str) -> list[str]:
    """The paragraphs of one page. A PDF knows only lines: those that fill the measure run on into the next."""
    lines = [line.strip() for line in _BULLET.sub("•", text).split("\n") if line.strip()]
    if media_type != PDF or len(lines) < 3:
        return lines
    measure = sorted(map(len, lines))[len(lines) * 9 // 10]
    joined = lines[:1]
    for before, line in itertools.pairwise(lines):
        if len(before) >= FULL_LINE * measure and not _BEGINS_ITEM.match(line):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined
