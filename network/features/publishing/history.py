"""What an article said before, for those who publish."""

from dataclasses import dataclass

from network.core.access import Actor
from network.core.db import Source, execute
from network.core.policy import Action, require
from network.features.publishing.fields import fields_of_kind
from network.features.publishing.models import ArticleKind, ArticleVersion
from network.features.publishing.queries import ArticleView, article_view
from network.features.versions.history import VersionPage, version_page, versions_of


@dataclass(frozen=True, slots=True)
class History:
    article: ArticleView
    page: VersionPage


_versions = versions_of(ArticleVersion, ArticleVersion.article_id)


def history(source: Source, actor: Actor, kind: ArticleKind, article_id: int, before: int) -> History:
    """Versions older than number `before`. Raises NotFound, Forbidden."""
    article = article_view(source, actor, kind, article_id)
    require(Action.PUBLISH, actor, article)
    rows = execute(source, _versions, {"owner": article.id, "before": before, "first": 1})
    return History(article, version_page(rows, fields_of_kind(kind)))
