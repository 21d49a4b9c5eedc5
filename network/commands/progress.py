"""How long work shows that it goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, one line elsewhere. Gives what to call with each bit of `length` that is done."""
    with click.progressbar(length=length, label=f"{label:<22}") as bar:
        yield bar.update
