"""Limits on what is read often, such as searching: writing each attempt down would cost more than answering it.

Each process gives everybody a few attempts at a time and writes them down together when they are used. So a limit holds
across processes and restarts but for what is out at that moment.
"""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import Engine

from network.core.errors import TooMany
from network.core.patience import writing_briefly
from network.core.ratelimit import Limit, check, count

LEASE = 10  # attempts that are given at a time
MOST_KEPT = 10_000  # askers whose attempts a process remembers


class Leases:
    """The attempts that one process has given out."""

    def __init__(self) -> None:
        self._used: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def take(self, engine: Engine, limit: Limit, who: object) -> None:
        """Count one attempt. Raises TooMany when the limit is used up."""
        bucket = limit.bucket(who)
        with self._lock:
            used = self._used.pop(bucket, 0)
            self._used[bucket] = used + 1
            if len(self._used) > MOST_KEPT:
                self._used.popitem(last=False)
        if used < LEASE:
            return
        due = 0
        with writing_briefly(engine) as session:
            try:
                check(session, limit, who)
            except TooMany:
                self._add(bucket, -1)
                raise
            due = self._all_but_one(bucket)
            if due:
                count(session, limit, who, due)
            due = 0
        if due:  # not written down: somebody else is writing for long
            self._add(bucket, due)

    def _all_but_one(self, bucket: str) -> int:
        """What is to be written down; who comes at the same moment does not write the same down again."""
        with self._lock:
            used = self._used.get(bucket, 0)
            if used:
                self._used[bucket] = 1
            return max(0, used - 1)

    def _add(self, bucket: str, times: int) -> None:
        with self._lock:
            if bucket in self._used:
                self._used[bucket] = max(0, self._used[bucket] + times)

    def forget(self) -> None:
        """As after a restart."""
        with self._lock:
            self._used.clear()
