"""Members as the search index sees them: what stands in the directory, for those who may look into it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from network.core.access import Audience
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import is_members
from network.features.members.models import Competence, Profile
from network.features.municipalities.models import Organisation
from network.features.search.facets import Author, facets, names
from network.features.topics.models import Topic
from network.ports.search import Document

KIND = "member"


def key(account_id: int) -> str:
    return f"{KIND}:{account_id}"


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """Those whose access is open. What somebody wrote on the side – a phone number – is not searched."""
    known: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    topics = select(Competence.account_id, Topic.title, Topic.synonyms).join(Topic, Topic.id == Competence.topic_id)
    for account_id, title, synonyms in session.execute(topics.where(Competence.account_id.in_(ids))):
        known[account_id].append((title, synonyms))
    rows = session.execute(
        select(
            Account.id,
            Account.name,
            Account.title,
            func.coalesce(Profile.ask_about, ""),
            Account.created_at,
            Account.version,
            Organisation.full_name,
            Organisation.code,
            Organisation.group,
        )
        .join(Organisation, Organisation.id == Account.organisation_id)
        .outerjoin(Profile, Profile.account_id == Account.id)
        .where(Account.id.in_(ids), Account.state == AccountState.ACTIVE.value, is_members)
    )
    for account_id, name, title, ask_about, created_at, version, organisation, code, group in rows:
        author = Author(name, organisation, code, group)
        titles = [topic for topic, _synonyms in known[account_id]]
        yield Document(
            key=key(account_id),
            kind=KIND,
            group=key(account_id),
            title=name,
            text="\n\n".join((title, organisation, ask_about)),
            # What they know weighs less than what is written about it, of which they would hide the first page
            also="\n".join((*titles, *(synonyms.replace("|", "\n") for _topic, synonyms in known[account_id]))),
            audience=Audience.NETWORK,
            created=created_at,
            version=version,
            facets=facets(KIND, None, author),
            names=names(KIND, author, " ".join(titles)),
        )


def keys(_session: Session, account_id: int) -> tuple[str, ...]:
    return (key(account_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Account.id).order_by(Account.id)).all()
