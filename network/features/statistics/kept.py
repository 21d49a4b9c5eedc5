"""What is worked out from all that is written is kept until something is written.

Everything that changes what somebody may find leaves a row in the outbox, so the newest of them says whether the
figures still stand. Adding up 40,000 posts takes as long as ten pages; asking for that row takes no time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, func, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.db import AnySelect, execute
from network.core.outbox import OutboxRow
from network.features.search.models import AnsweredBefore

MOST = 200  # pages
AT_LONGEST = timedelta(minutes=10)  # what leaves no row, the name of a municipality say, is seen by then
Made = TypeVar("Made")
Marker = tuple[object, ...]

_marker: AnySelect = select(
    select(func.max(OutboxRow.id)).scalar_subquery(),
    select(func.max(AnsweredBefore.id)).scalar_subquery(),
)
# By the connections that it was read over: another database has others, and what was kept goes when they do
_kept: WeakKeyDictionary[Pool, OrderedDict[Hashable, tuple[Marker, datetime, object]]] = WeakKeyDictionary()


def kept(session: Session, key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gave under this key, or gives now where something has been written since."""
    marker, now = tuple(execute(session, _marker, {}).one()), clock.now()
    of_database = _kept.setdefault(session.connection().engine.pool, OrderedDict())
    found = of_database.get(key)
    if found and found[0] == marker and timedelta() <= now - found[1] < AT_LONGEST:
        return cast(Made, found[2])
    made = make()
    of_database[key] = (marker, now, made)
    while len(of_database) > MOST:
        of_database.popitem(last=False)
    return made
