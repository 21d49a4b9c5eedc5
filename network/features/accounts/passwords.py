"""Passwords: argon2id; length over composition; nothing that others try first.

The list holds those of the 30,000 most common passwords that are long enough to pass (from the frequency lists of
zxcvbn, MIT licence) and Danish ones of the same kind.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from string import digits

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from network.core.errors import N_, Invalid

MIN_LENGTH = 12
MAX_LENGTH = 200  # hashing costs by length; nobody types more

_hasher = PasswordHasher()
_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyzæøå", "0123456789", "qwertyuiopåasdfghjklæøzxcvbnm")
_FEW = 6  # letters and digits that hardly change how soon a password is guessed


def _composed(password: str) -> str:
    """NFC: whether an å comes as one character or as two depends on the machine it is typed on."""
    longest = 4 * MAX_LENGTH + 1  # four become one at most; composing costs by the square of what comes
    return unicodedata.normalize("NFC", password[:longest])


def _folded(text: str) -> str:
    """Only letters and digits, without case, accents and spellings of æøå."""
    spelled = unicodedata.normalize("NFC", text).casefold().translate(_DANISH)
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", spelled)))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The passwords of the list, and the words that are in it with digits around them."""
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    listed = {_folded(line) for line in text.splitlines()}
    return frozenset(listed | {word for word in (line.strip(digits) for line in listed) if len(word) >= _FEW})


@lru_cache(maxsize=1)
def _sequences() -> tuple[str, ...]:
    return tuple(_folded(order * MAX_LENGTH) for alphabet in _ALPHABETS for order in (alphabet, alphabet[::-1]))


@lru_cache(maxsize=1)
def _decoy() -> str:
    """A hash to check against when the address is unknown, so that the answer takes as long."""
    return _hasher.hash("nobody has this password")


def checked(password: str, field: str, *personal: str) -> str:
    """The password in NFC, if it may be used. `personal` are names that make it guessable. Raises Invalid."""
    password = _composed(password)
    if len(password) < MIN_LENGTH:
        raise Invalid(N_("The password needs at least %(limit)s characters."), field, limit=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid(N_("The password can have at most %(limit)s characters."), field, limit=MAX_LENGTH)
    if _is_common(password):
        raise Invalid(N_("That password is one of the first that others would try. Choose another."), field)
    if _is_built_on(personal, _folded(password)):
        raise Invalid(N_("The password must not be built on your own or your municipality's name."), field)
    return password


def _is_common(password: str) -> bool:
    if len(set(password.casefold())) < 5:
        return True
    folded = _folded(password)
    word = folded.strip(digits)
    if folded in _common() or (word in _common() and len(folded) - len(word) < _FEW):
        return True
    return len(folded) >= _FEW and any(folded in sequence for sequence in _sequences())


def _is_built_on(names: tuple[str, ...], folded: str) -> bool:
    """Whether little is left without the names and their words, or only digits: a year, a date, a number to call."""
    words = {_folded(word) for name in names for word in (name, *re.split(r"[\W_]+", name))} | {"kommune"}
    longest_first = sorted((word for word in words if len(word) > 2), key=len, reverse=True)
    rest = re.sub("|".join(longest_first), "", folded)
    return rest != folded and (len(rest) < _FEW or (rest.isdecimal() and len(rest) < MIN_LENGTH))


def hashed(password: str) -> str:
    return _hasher.hash(_composed(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Takes as long when there is no hash."""
    try:
        return _hasher.verify(password_hash or _decoy(), _composed(password)[:MAX_LENGTH]) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)
