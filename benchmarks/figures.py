"""Statistics to measure: of all 40,000 posts, three years of them, most of them answers to questions."""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from benchmarks import growth
from benchmarks.cases import NETWORK, R1, Case, in_turn, repeated
from benchmarks.scene import Scene
from benchmarks.visitors import Visitor, cookies_of
from network.core.addresses import municipality_url
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.threads.models import Thread, ThreadKind
from network.features.topics.models import Topic
from network.settings import Settings

STATISTICS = "statistics of three years, for the secretariat"
ANEW = "statistics, worked out anew"
OWN = "a municipality's own figures, for the secretariat"
CHART = b'role="img"'


def office(engine: Engine, settings: Settings, scene: Scene) -> tuple[Visitor, str]:
    """The secretariat's browser, and the address of a municipality that writes much.

    What is imported are discussions; those of all topics but the one whose list is measured become questions.
    """
    listed = parse_qs(urlsplit(scene.filtered).query)["emne"][0]
    with Session(engine) as session, session.begin():
        others = select(Topic.id).where(Topic.slug != listed)
        session.execute(update(Thread).where(Thread.topic_id.in_(others)).values(kind=ThreadKind.QUESTION.value))
        author = session.get_one(Account, scene.hot.author_id)
        town = municipality_url(session.get_one(Organisation, author.organisation_id).slug)
    (account,) = growth.members(engine, 1, "kontor", roles="secretariat")
    return Visitor(cookies_of(settings, [account])[0]), town


def cases(secretariat: Visitor, town: str) -> list[Case]:
    """The page as it is kept, and, for information, with a period that nobody has asked for yet each time."""
    page, own = "/sekretariat/statistik?fra=2023-09&til=2026-08", f"{town}/svar?fra=2023-09&til=2026-08"
    spans = ((first, last) for first in range(1, 9) for last in range(1, 9))
    anew = [f"/sekretariat/statistik?fra=2023-{first:02}&til=2026-{last:02}" for first, last in spans]
    return [
        Case(STATISTICS, NETWORK, repeated(secretariat.get(page)), 100, shows=(CHART, 7), reference=R1, bar=4.0),
        Case(OWN, NETWORK, repeated(secretariat.get(own)), 100, shows=(CHART, 2), reference=R1, bar=4.0),
        Case(ANEW, NETWORK, in_turn([secretariat.get(path) for path in anew]), 8, reference=R1),
    ]
