"""Once a night: whether the index holds what the database holds, and putting right what it does not.

Nothing should ever differ. Where it does – a file restored from a backup, a mistake of ours – nobody has to notice it.
"""

import logging
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.clock import COPENHAGEN
from network.core.outbox import Queue
from network.features.search.indexer import INDEX_BATCH, INDEXED
from network.ports.search import SearchIndex

logger = logging.getLogger("network.worker")

HOURS = (3, 4)  # of the night, in Copenhagen


def is_due(now: datetime, last: date | None) -> bool:
    local = now.astimezone(COPENHAGEN)
    return local.hour in HOURS and local.date() != last


def reconcile(engine: Engine, reading: Engine, search: SearchIndex) -> int:
    """Ask for what is missing or old to be indexed anew, and take out what is gone; returns how many differed.

    The index is read first: what is written meanwhile is at most indexed twice. While changes wait, nothing is
    compared. `reading` is the engine that cannot write: nobody waits meanwhile. Raises SearchUnavailable.
    """
    found = dict(search.versions())
    with Session(reading) as session:
        if outbox.lag(session, Queue.INDEX)[0]:
            return 0
    wanted: set[str] = set()
    differing, recorded = 0, 0
    for kind, source in INDEXED.items():
        with Session(reading) as session:
            ids = source.all_ids(session)
        for start in range(0, len(ids), INDEX_BATCH):
            batch = ids[start : start + INDEX_BATCH]
            with Session(reading) as session:
                held = {document.key: document.version for document in source.documents(session, batch)}
            wanted |= held.keys()
            unlike = sum(found.get(key) != version for key, version in held.items())
            if unlike:
                with Session(engine) as session, session.begin():
                    outbox.record_all(session, Queue.INDEX, kind, batch)
                differing, recorded = differing + unlike, recorded + len(batch)
    gone = found.keys() - wanted
    with Session(reading) as session:
        asked_meanwhile = outbox.lag(session, Queue.INDEX)[0] > recorded
    if gone and not asked_meanwhile:  # what was hidden and is shown again just now is not gone
        search.delete(sorted(gone))
    if differing or gone:
        logger.warning("search index: %s documents differed from the database; mending it", differing + len(gone))
    return differing + len(gone)
