"""Fetching a publication."""

from flask import Blueprint, Response, redirect, request

from network.core.errors import NotFound
from network.features.publications.queries import count_while_reading, published_file
from network.features.publishing.models import ArticleKind
from network.features.publishing.queries import article_view
from network.web.access import Access, access
from network.web.database import db, session
from network.web.identity import current_actor

blueprint = Blueprint("publications", __name__)


@blueprint.get("/udgivelser/<int:article_id>/hent")
@access(Access.PUBLIC)
def download(article_id: int) -> Response:
    """The file itself, which is counted while the publication is out."""
    actor = current_actor()
    article = article_view(session(), actor, ArticleKind.PUBLICATION, article_id)
    file = published_file(session(), actor, article.id)
    if file is None:
        raise NotFound
    if article.is_out and request.method == "GET":
        count_while_reading(db.engine, article.id)
    return redirect(f"{file.document.url}/original", 302)  # type: ignore[return-value]
