"""One of several ways to look at a list: a filter, an order, a tab."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    current: bool
    count: int | None = None  # how many there are behind it, where that is known


def chosen_url(url: str, arguments: Mapping[str, object]) -> str:
    """The address of a list with what is chosen in it. `url_for` would build the same address anew for each choice."""
    query = urlencode({name: value for name, value in arguments.items() if value is not None})
    return f"{url}?{query}" if query else url
