"""One of several ways to look at a list: a filter, an order, a tab."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    current: bool
    count: int | None = None  # how many there are behind it, where that is known
