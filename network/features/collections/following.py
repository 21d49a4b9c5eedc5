"""Following a collection, and telling those who do of what has come into it. No function commits."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable_by_member
from network.core.db import dialect_insert, execute
from network.core.policy import Action, require
from network.features.accounts.models import Account, AccountState
from network.features.collections.kinds import Kind
from network.features.collections.models import Collection, CollectionFollower
from network.features.collections.queries import CollectionView, collection_view
from network.features.municipalities.models import Organisation
from network.features.notices.models import NoticeKind
from network.features.notices.service import tell


def follow(session: Session, actor: Actor, collection_id: int, *, follows: bool) -> CollectionView:
    """The actor is told of what comes into it from now on, or not any more. Raises NotFound, Forbidden."""
    view = collection_view(session, actor, collection_id)
    require(Action.FOLLOW, actor, view)
    if follows:
        new = dialect_insert(session.get_bind().dialect.name, CollectionFollower).on_conflict_do_nothing()
        execute(session, new, {"collection_id": collection_id, "account_id": actor.id})
    else:
        own = (CollectionFollower.collection_id == collection_id, CollectionFollower.account_id == actor.id)
        session.execute(delete(CollectionFollower).where(*own))
    return view


def tell_followers(
    session: Session, actor: Actor, collection: CollectionView, kind: Kind, thing_id: int, item_id: int
) -> None:
    """Those who may read both the collection and what has come into it."""
    member = (Organisation.id, Organisation.kind)
    readers = (
        select(Account.id)
        .join(CollectionFollower, CollectionFollower.account_id == Account.id)
        .join(Organisation, Organisation.id == Account.organisation_id)
        .join(Collection, Collection.id == CollectionFollower.collection_id)
        .join(kind.model, kind.id == thing_id)
        .where(
            Collection.id == collection.id,
            Account.state == AccountState.ACTIVE,
            Account.id != actor.id,
            readable_by_member(Collection, *member),
            readable_by_member(kind.model, *member),
        )
    )
    told = session.scalars(readers).all()
    about = {"collection_id": collection.id, "organisation_id": actor.organisation_id, "about_id": item_id}
    tell(session, told, NoticeKind.COLLECTED, f"{collection.id}:{item_id}", **about)
