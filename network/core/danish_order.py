"""The order of the Danish alphabet: … x y z æ ø å, with aa as å."""

import unicodedata
from functools import lru_cache

LETTERS = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "é": "e", "ü": "y"}
_LETTERS = str.maketrans(LETTERS)


@lru_cache(maxsize=4096)
def danish_key(text: str) -> str:
    """A key to sort by. Follows Retskrivningsordbogen § 4: aa sorts as å in Danish names."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    return folded.translate(_LETTERS)
