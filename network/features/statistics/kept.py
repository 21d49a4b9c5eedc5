"""What is worked out from all that is written is kept until something is written.

Everything that changes what somebody may find leaves a row in the outbox, so the newest of them says whether the
figures still stand. Adding up 40,000 posts takes as long as ten pages; asking for that row takes no time.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, func, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.db import AnySelect, execute
from network.core.outbox import OutboxRow
from network.features.search.models import AnsweredBefore

MOST = 40  # pages; one of them may hold ten thousand pairs
AT_LONGEST = timedelta(minutes=10)  # what leaves no row, the name of a municipality say, is seen by then
Made = TypeVar("Made")

_marker: AnySelect = select(
    select(func.max(OutboxRow.id)).scalar_subquery(),
    select(func.max(AnsweredBefore.id)).scalar_subquery(),
)


@dataclass(slots=True)
class _Kept:
    """Pages of one moment, oldest first."""

    marker: tuple[object, ...]
    pages: dict[Hashable, tuple[datetime, object]] = field(default_factory=dict)


# By the connections that it was read over: another database has others, and what was kept goes when they do
_kept: WeakKeyDictionary[Pool, _Kept] = WeakKeyDictionary()


def kept(session: Session, key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gave under this key, or gives now where something has been written since."""
    marker, now = tuple(execute(session, _marker, {}).one()), clock.now()
    pool = session.connection().engine.pool
    known = _kept.get(pool)
    if known is None or known.marker != marker:
        known = _kept[pool] = _Kept(marker)
    found = known.pages.get(key)
    if found and timedelta() <= now - found[0] < AT_LONGEST:
        return cast(Made, found[1])
    made = make()
    known.pages.pop(key, None)
    for outdated in list(known.pages)[: len(known.pages) - MOST + 1]:
        known.pages.pop(outdated, None)
    known.pages[key] = (now, made)
    return made
