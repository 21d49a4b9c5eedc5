"""Collections as the search index sees them: what is said of the whole, and apart from that what is said before each
thing, which is for those alone who may read that thing too.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from network.core.access import MERGED
from network.core.db import AnySelect, execute
from network.features.accounts.models import Account
from network.features.collections.kinds import KINDS, NAMED, Kind
from network.features.collections.models import PRIVATE, Collection, CollectionItem
from network.features.experiences.reach import narrower
from network.features.methods.models import DRAFT_TERM
from network.features.municipalities.models import Organisation
from network.features.search.facets import Author, facets, names
from network.ports.search import Document

KIND = "collection"


def key(collection_id: int) -> str:
    return f"{KIND}:{collection_id}"


def item_key(collection_id: int, item_id: int) -> str:
    return f"{KIND}_item:{collection_id}:{item_id}"


_is_shown = (
    Collection.id.in_(bindparam("ids", expanding=True)),
    Collection.deleted_at.is_(None),
    Collection.audience_term != PRIVATE,
)
_given_by = (Account.name, Organisation.full_name, Organisation.code, Organisation.group)
_collections: AnySelect = (
    select(
        Collection.id,
        Collection.title,
        Collection.plain,
        Collection.audience_term,
        Collection.changed_at,
        Collection.version,
        *_given_by,
    )
    .join(Organisation, Organisation.id == Collection.organisation_id)
    .outerjoin(Account, Account.id == Collection.owner_id)
    .where(*_is_shown)
)


def _items_of(kind: Kind) -> AnySelect:
    return (
        select(
            Collection.id,
            CollectionItem.id,
            CollectionItem.plain,
            Collection.audience_term,
            kind.term,
            Collection.changed_at,
            CollectionItem.version,
            *_given_by,
        )
        .join(CollectionItem, CollectionItem.collection_id == Collection.id)
        .join(Organisation, Organisation.id == Collection.organisation_id)
        .outerjoin(Account, Account.id == Collection.owner_id)
        .join(kind.model, kind.id == kind.column)
        .where(
            *_is_shown,
            CollectionItem.removed_at.is_(None),
            CollectionItem.plain != "",
            kind.term.not_in((DRAFT_TERM, MERGED)),
        )
    )


_items = union_all(*map(_items_of, KINDS))


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One for each collection that is shared, and one for what is said before each of its things."""
    wanted = {"ids": list(ids)}
    for number, title, plain, term, at, version, *columns in execute(session, _collections, wanted):
        author = Author(*columns)
        yield Document(
            key=key(number),
            kind=KIND,
            group=key(number),
            title=title,
            text=plain,
            audience=term,
            created=at,
            version=version,
            facets=facets(KIND, at, author),
            names=names(KIND, author),
        )
    for number, item_id, plain, term, thing_term, at, version, *columns in execute(session, _items, wanted):
        narrow = narrower(term, thing_term)
        if narrow is not None:
            author = Author(*columns)
            yield Document(
                key=item_key(number, item_id),
                kind=KIND,
                group=key(number),
                title="",
                text=plain,
                audience=narrow,
                created=at,
                version=version,
                facets=facets(KIND, at, author),
                names=names(KIND, author),
            )


_item_ids: AnySelect = select(CollectionItem.id).where(CollectionItem.collection_id == bindparam("collection_id"))


def keys(session: Session, collection_id: int) -> tuple[str, ...]:
    """Every key that may stand in the index for it and for what lies or lay in it."""
    items = execute(session, _item_ids, {"collection_id": collection_id}).scalars()
    return (key(collection_id), *(item_key(collection_id, number) for number in items))


def holding(session: Session, kind_name: str, ids: Sequence[int]) -> Sequence[int]:
    """Those that hold one of these things: who may read what is said before it changes with who may read the thing."""
    column = NAMED[kind_name].column
    return session.scalars(select(CollectionItem.collection_id).where(column.in_(ids)).distinct()).all()


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Collection.id).order_by(Collection.id)).all()
