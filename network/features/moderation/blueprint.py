"""What the views of moderation share."""

from flask import Blueprint, Response, redirect

from network.features.moderation import queries
from network.web.database import read_session
from network.web.identity import current_actor

blueprint = Blueprint("moderation", __name__)
UNUSABLE = 422


def went_to(url: str) -> Response:
    return redirect(url, 303)  # type: ignore[return-value]


def card(post_id: int) -> queries.PostCard:
    """Through the reading engine: a form that is only shown again must not hold up those who write."""
    with read_session() as reader:
        return queries.post_card(reader, current_actor(), post_id)
