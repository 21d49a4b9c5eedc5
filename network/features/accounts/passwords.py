"""Passwords: argon2id; length over composition; nothing that others try first.

The list holds those of the 30,000 most common passwords that are long enough to pass (from the frequency lists of
zxcvbn, MIT licence) and Danish ones of the same kind.
"""

from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from network.core.errors import N_, Invalid

MIN_LENGTH = 12
MAX_LENGTH = 200  # hashing costs by length; nobody types more

_hasher = PasswordHasher()
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyzæøå", "01234567890", "qwertyuiopåasdfghjklæøzxcvbnm")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.casefold() for line in text.splitlines())


@lru_cache(maxsize=1)
def _decoy() -> str:
    """A hash to check against when the address is unknown, so that the answer takes as long."""
    return _hasher.hash("nobody has this password")


def checked(password: str, field: str, *personal: str) -> str:
    """The password, if it may be used. `personal` are names that make it guessable. Raises Invalid."""
    if len(password) < MIN_LENGTH:
        raise Invalid(N_("The password needs at least %(limit)s characters."), field, limit=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid(N_("The password can have at most %(limit)s characters."), field, limit=MAX_LENGTH)
    folded = password.casefold()
    if folded in _common() or len(set(folded)) < 5 or _is_sequence(folded):
        raise Invalid(N_("That password is one of the first that others would try. Choose another."), field)
    rest = folded
    for name in sorted((name.casefold() for name in personal if len(name) > 2), key=len, reverse=True):
        rest = rest.replace(name, "")
    if len(rest) < MIN_LENGTH - 6 and rest != folded:
        raise Invalid(N_("The password must not be built on your own or your municipality's name."), field)
    return password


def _is_sequence(folded: str) -> bool:
    return any(folded in alphabet * 3 or folded in alphabet[::-1] * 3 for alphabet in _ALPHABETS)


def hashed(password: str) -> str:
    return _hasher.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Takes as long when there is no hash."""
    try:
        return _hasher.verify(password_hash or _decoy(), password[:MAX_LENGTH]) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)
