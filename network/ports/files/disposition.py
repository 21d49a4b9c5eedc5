"""The header that makes a browser keep a file instead of showing it (RFC 6266)."""

import unicodedata
from urllib.parse import quote

_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_SAFE = "!#$&+-.^_`|~"  # RFC 8187


def attachment(name: str) -> str:
    """With the name in full, and in ASCII for whoever cannot read that."""
    letters = unicodedata.normalize("NFC", name).translate(_PLAIN)
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    plain = "".join(character for character in plain if character.isprintable() and character not in '"\\%/')
    return f"attachment; filename=\"{plain.strip() or 'fil'}\"; filename*=UTF-8''{quote(name, safe=_SAFE)}"
