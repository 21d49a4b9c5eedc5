"""Names behind an @ in a text, as they may have been meant: nobody ends a name with a mark."""

import re
from dataclasses import dataclass

from network.core.danish_sql import fold_text

MOST_WORDS = 6  # of a name
_AT = re.compile(r"(?<![\w@.+/-])@(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]{0,60})")
_WHERE = re.compile(r"\s?\(([^()\n]{2,80})\)")
_QUOTED = re.compile(r"^[ ]{0,3}>.*$", re.MULTILINE)  # whoever was named there has been told
_CODE = re.compile(r"^```.*?(?:^```|\Z)|`[^`\n]*`", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Named:
    """What follows one @: every name that it may be, the longest first, with what stands in brackets behind it."""

    names: tuple[tuple[str, str], ...]


def folded(name: str) -> str:
    """As `danish_folded` folds the name of an account."""
    return fold_text(" ".join(name.split()))


def named_in(markdown: str) -> list[Named]:
    """Each @ of a text with a word behind it, but for those in quotes and code; the same words once."""
    text = _QUOTED.sub("", _CODE.sub("", markdown)) if "@" in markdown else ""
    return list(dict.fromkeys(_named(text, match.end()) for match in _AT.finditer(text)))


def _named(text: str, start: int) -> Named:
    found: list[tuple[str, str]] = []
    words: list[str] = []
    at = start
    while len(words) < MOST_WORDS and (match := _WORD.match(text, at)):
        words.append(match[0])
        where = _WHERE.match(text, match.end())
        name = folded(" ".join(words))
        found.append((name, folded(where[1]) if where else ""))
        if name != name.rstrip("'’-"):
            found.append((name.rstrip("'’-"), ""))
        at = match.end() + 1
        if text[match.end() : at] not in (" ", "\u00a0"):
            break
    return Named(tuple(reversed(found)))
