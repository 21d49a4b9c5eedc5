"""Values that more than one kind of setting has."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit


class SettingsError(Exception):
    """One sentence that says which value is wrong and what it should be."""


def one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = env.get(name) or choices[0]
    if value not in choices:
        raise SettingsError(f"{name} is {value!r}; it must be {' or '.join(choices)}.")
    return value


def parts_of(name: str, value: str) -> SplitResult:
    """The parts of an address whose host and port can be read."""
    try:
        found = urlsplit(value)
        _ = found.hostname, found.port
    except ValueError as error:
        raise SettingsError(f"{name} is no address that can be read: {error}.") from None
    return found
