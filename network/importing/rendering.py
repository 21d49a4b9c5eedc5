"""What costs most, in as many processes as there are cores: rendering bodies and hashing passwords."""

import multiprocessing
import os
import secrets
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from network.core.errors import Invalid
from network.core.text import checked_body, render
from network.features.accounts.passwords import hashed

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

CHUNK = 25  # items a task; a task takes about 0.1 s


@dataclass(frozen=True, slots=True)
class Body:
    markdown: str
    html: str
    plain: str


def process_pool() -> ProcessPoolExecutor:
    """As many processes as cores, started anew: nothing of this process is copied into them."""
    return ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), initializer=_follow_parent)


def _follow_parent() -> None:
    """Ctrl-C is the parent's to answer; and when it is killed, its children must not wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def render_bodies(texts: list[str]) -> list[Body | str]:
    """Each body rendered, or why it cannot be: one bad text must not stop the others."""
    return [_rendered(text) for text in texts]


def _rendered(text: str) -> Body | str:
    try:
        markdown = body_of(text)
        made = render(markdown, anchor=secrets.token_hex(4))
    except Exception as error:
        return f"the body cannot be rendered: {type(error).__name__}"
    return Body(markdown, made.html, made.plain)


def body_of(text: str) -> str:
    """The cleaned body. Raises ValueError with the reason."""
    try:
        return checked_body(text)
    except Invalid as error:
        if "length" in error.values:
            raise ValueError("the body has {length} characters; at most {limit} fit".format(**error.values)) from None
        raise ValueError("the body is empty") from None


def hash_passwords(passwords: list[str | None]) -> list[str | None]:
    return [hashed(password) if password else None for password in passwords]


def in_chunks(
    executor: Executor, work: Callable[[list[B]], list[C]], items: Iterable[A], part: Callable[[A], B], batch: int
) -> Iterator[list[tuple[A, C]]]:
    """Items with what `work` makes of a `part` of each, in order, `batch` at a time.

    Only the parts travel to the other processes. While one batch is used, the next two are worked on.
    """
    under_way: deque[tuple[list[A], list[Future[list[C]]]]] = deque()
    for chosen in batches(items, batch):
        parts = [part(item) for item in chosen]
        tasks = [executor.submit(work, parts[start : start + CHUNK]) for start in range(0, len(parts), CHUNK)]
        under_way.append((chosen, tasks))
        if len(under_way) > 2:
            yield _gathered(*under_way.popleft())
    while under_way:
        yield _gathered(*under_way.popleft())


def _gathered(items: list[A], tasks: list[Future[list[C]]]) -> list[tuple[A, C]]:
    return list(zip(items, (result for task in tasks for result in task.result()), strict=True))


def batches(items: Iterable[A], size: int) -> Iterator[list[A]]:
    """Lists of `size` items; the last may be shorter."""
    batch: list[A] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
