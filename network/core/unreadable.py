"""Why a file cannot be read. Raised by whoever looks into untrusted bytes, told to people as an outcome."""


class Unreadable(Exception):
    """The file is not what can be read; never a fault of the reader."""


class Damaged(Unreadable):
    """Broken, cut short, or contradicting itself."""


class Unsupported(Unreadable):
    """Sound or not, nobody here reads this type."""


class TooHeavy(Unreadable):
    """Reading it would cost more than is allowed."""


class Encrypted(Unreadable):
    """Nothing is legible without a password."""
