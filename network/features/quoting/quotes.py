"""A post's text as a quote in Markdown."""

import re

from network.core.addresses import post_url
from network.core.db import MAX_ID

MAX_QUOTED = 3000  # characters; who answers to more answers to the thread
DEEPEST = 1  # layers of quotes inside what is quoted; what was answered to before that is left out
MOST_SOURCES = 100  # in one text
_SOURCE = re.compile(r"^[ ]{0,3}>[^\n]*\]\(/indlaeg/(\d{1,10})#", re.MULTILINE)
_LAYERS = re.compile(r"(?:[ ]{0,3}>)*")
_PICTURE = re.compile(r"!(?=\[)")
_MARKED = re.compile(r"([\\\[\]*_`<])")


def attributed(author: str, post_id: int, wrote: str) -> str:
    """The first line: who said it, and where. `wrote` holds "{name}" where the link stands."""
    name = _MARKED.sub(r"\\\1", author)
    return "> " + wrote.format(name=f"[{name}]({post_url(post_id)})")


def quoted_ids(markdown: str) -> list[int]:
    """The posts that a text says it quotes, as `attributed` writes it."""
    found = {int(number) for number in _SOURCE.findall(markdown)} if "/indlaeg/" in markdown else set()
    return sorted(number for number in found if number <= MAX_ID)[:MOST_SOURCES]


def quoted(markdown: str) -> str:
    """The text with a mark before each line. Pictures become links: they belong to the other post."""
    kept = [line for line in markdown.split("\n") if _LAYERS.match(line)[0].count(">") <= DEEPEST]  # type: ignore[index]
    text = _PICTURE.sub("", "\n".join(kept)).strip("\n")
    if len(text) > MAX_QUOTED:
        text = text[:MAX_QUOTED].rpartition("\n")[0] or text[:MAX_QUOTED].rpartition(" ")[0] or text[:MAX_QUOTED]
        text = f"{text.rstrip()}\n\n[…]"
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
