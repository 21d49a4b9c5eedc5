"""What was sought in vain in the demo, and questions that a document answered before they were asked: invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.search.models import AnsweredBefore, MissedSearch

SOUGHT = {
    "mikrohuse": (6, 3),  # how often, and how many days ago for the last time
    "solcellelaug": (4, 9),
    "vindmølleerstatning": (3, 15),
    "borgerbudget": (3, 21),
    "fortætning": (2, 30),
    "kolonihaver": (2, 44),
    "stormflodspulje": (1, 61),
}
ANSWERED = (391, 352, 307, 283, 251, 214, 186, 170, 131, 119, 88, 70, 63, 41, 26, 19, 12, 4)  # days ago


def search_in_vain(session: Session, now: datetime, members: Sequence[Actor]) -> None:
    for words, (count, days) in SOUGHT.items():
        session.add(MissedSearch(words=words, count=count, last_at=now - timedelta(days=days)))
    for number, days in enumerate(ANSWERED):
        session.add(
            AnsweredBefore(
                account_id=members[number % len(members)].id,
                key=f"document:{1 + number % 12}",
                submission=f"demo-{number}",
                at=now - timedelta(days=days),
            )
        )
