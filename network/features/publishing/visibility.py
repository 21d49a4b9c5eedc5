"""When what the network publishes is out. The clock alone decides: nothing has to run for it."""

from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_

from network.core import clock
from network.core.access import Actor, readable, reader
from network.core.db import UtcDateTime
from network.core.policy import Action, allows
from network.features.publishing.models import Article, ArticleState


def is_out() -> ColumnElement[bool]:
    """A condition whose parameters are `visitor`: it is published, and its moment has come."""
    return and_(
        readable(Article),
        Article.state == ArticleState.PUBLISHED.value,
        Article.published_at <= bindparam("now", type_=UtcDateTime),
    )


def is_shown() -> ColumnElement[bool]:
    """A condition whose parameters are `visitor`: it is out, or the reader is one of those who publish."""
    return or_(is_out(), and_(readable(Article), bindparam("publishes", type_=Integer) == 1))


def visitor(actor: Actor) -> dict[str, object]:
    """Who reads, and when, as the parameters of a statement with one of these conditions."""
    return {**reader(actor), "now": clock.now(), "publishes": int(allows(Action.PUBLISH, actor))}
