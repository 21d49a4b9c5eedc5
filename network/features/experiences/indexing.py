"""Cards and their files as the search index sees them: for those alone who may read the card and its method."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.features.accounts.models import Account
from network.features.attachments import indexing as files
from network.features.experiences.models import ExperienceCard
from network.features.experiences.reach import narrower
from network.features.methods.models import DRAFT_TERM, Method
from network.features.municipalities.models import Organisation
from network.features.search.facets import Author, facets, names
from network.ports.search import Document

KIND = "experience"
FACET = "card"  # a thread that tells of experience is counted apart


def key(card_id: int) -> str:
    return f"{KIND}:{card_id}"


_cards: AnySelect = (
    select(
        ExperienceCard.id,
        ExperienceCard.method_id,
        Method.title,
        ExperienceCard.place,
        ExperienceCard.plain,
        ExperienceCard.audience_term,
        Method.audience_term,
        ExperienceCard.changed_at,
        ExperienceCard.version,
        *(Account.name, Organisation.full_name, Organisation.code, Organisation.group),
    )
    .join(Method, Method.id == ExperienceCard.method_id)
    .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
    .outerjoin(Account, Account.id == ExperienceCard.author_id)
    .where(ExperienceCard.id.in_(bindparam("ids", expanding=True)), Method.audience_term != DRAFT_TERM)
)


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One for each card that somebody may read, and those of its files."""
    audiences: dict[int, str] = {}
    rows = execute(session, _cards, {"ids": list(ids)})
    for card_id, method_id, title, place, plain, term, method_term, at, version, *columns in rows:
        narrow = narrower(term, method_term)
        if narrow is None:
            continue
        audiences[card_id] = narrow
        author = Author(*columns)
        yield Document(
            key=key(card_id),
            kind=KIND,
            group=f"method:{method_id}",
            title="",
            text="\n\n".join(filter(None, (place, plain))),
            also=f"{title}\n{author.organisation}",
            audience=narrow,
            created=at,
            version=version,
            facets=facets(FACET, at, author),
            names=names(FACET, author),
        )
    yield from files.of_cards(session, audiences)


def keys(session: Session, card_id: int) -> tuple[str, ...]:
    return (key(card_id), *files.keys_of_card(session, card_id))


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(ExperienceCard.id).order_by(ExperienceCard.id)).all()
