"""Names of files in the package, such that they can be unpacked on every machine."""

import re
import unicodedata

from network.core.text import clean_line

MAX_NAME = 80  # characters, ending included: with its folder it fits into what Windows takes, however deep it is put
MAX_ENDING = 12
MAX_BYTES = 200  # of UTF-8 before the ending: Linux takes 255 for a name, and one emoji is four of them or more
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """The name without what Windows refuses; æ, ø and å stay."""
    plain = clean_line(_REFUSED.sub("-", unicodedata.normalize("NFC", name))).strip(" .") or "fil"
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem or len(ending) > MAX_ENDING:
        return _cut(plain, MAX_NAME)
    return _cut(stem, MAX_NAME - len(ending) - 1) + dot + ending


def _cut(text: str, length: int) -> str:
    return text[:length].encode()[:MAX_BYTES].decode(errors="ignore").rstrip(" .")


class Names:
    """Gives each file of a folder a name of its own, whatever its letters' case."""

    def __init__(self, folder: str) -> None:
        self._folder, self._taken = folder, set[str]()

    def path(self, name: str) -> str:
        wanted = safe_name(name)
        stem, dot, ending = wanted.rpartition(".")
        stem, tail = (stem, dot + ending) if stem else (wanted, "")
        number, given = 1, wanted
        while given.casefold() in self._taken:
            number += 1
            mark = f" ({number})"
            given = stem[: MAX_NAME - len(tail) - len(mark)] + mark + tail
        self._taken.add(given.casefold())
        return f"{self._folder}/{given}"
