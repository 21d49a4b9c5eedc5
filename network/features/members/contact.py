"""How a member is reached: their page, their number and what counts as one, their address."""

import re

from network.core.addresses import member_url
from network.core.errors import N_, Invalid
from network.core.text import clean_line

MAX_LENGTH = 30
DANISH_LENGTH = 8  # digits
_NUMBER = re.compile(r"(?:\+|00)?[\d\s()/.-]+")


def checked_phone(text: str) -> str:
    """The number as it was typed, or nothing. Raises Invalid."""
    line = clean_line(text)
    count = sum(character.isdigit() for character in line)
    is_number = _NUMBER.fullmatch(line) and line.isascii() and DANISH_LENGTH <= count <= 15 and len(line) <= MAX_LENGTH
    if line and not is_number:
        raise Invalid(N_("Write a phone number with 8 digits, or with + and the country code in front."), "phone")
    return line


def phone_url(phone: str) -> str | None:
    """What a telephone dials; None when there is no number."""
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return None
    if phone.startswith("+"):
        return f"tel:+{digits}"
    if digits.startswith("00") and len(digits) > DANISH_LENGTH:
        return f"tel:+{digits[2:]}"
    return f"tel:+45{digits}" if len(digits) == DANISH_LENGTH else f"tel:{digits}"


class Reachable:
    """Whom a page says how to reach. Whoever shows members derives their row from it."""

    __slots__ = ()
    id: int
    name: str
    email: str
    phone: str

    @property
    def url(self) -> str:
        return member_url(self.id, self.name)

    @property
    def phone_url(self) -> str | None:
        return phone_url(self.phone)

    @property
    def mail_url(self) -> str:
        return f"mailto:{self.email}"
