"""The experience on a method as its page shows it."""

from dataclasses import dataclass

from flask import request, url_for
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.cursor import BadCursor
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.experiences.listing import NAMES, TABLE, CardListing, card_listing
from network.features.experiences.lists import PAGE, TABLE_PAGE, CardList, Tally, card_list, tally
from network.features.experiences.models import Stage
from network.features.experiences.queries import Wish, wishes
from network.features.methods.queries import MethodView


@dataclass(frozen=True, slots=True)
class Experience:
    """Who has tried a method, and who wants to."""

    tally: Tally
    cards: CardList
    listing: CardListing
    wishes: tuple[Wish, ...]  # none for visitors
    own_wish: bool
    alike_count: int  # municipalities like the reader's that have tried it; 0 where one has chosen among the cards
    can_tell: bool
    list_url: str
    table_url: str
    next_url: str | None
    reset_url: str | None


def experience_of(session: Session, actor: Actor, method: MethodView) -> Experience:
    """Raises NotFound for what cannot be chosen."""
    found = tally(session, actor, method.id)
    asked = card_listing(request.args, found)
    try:
        limit = TABLE_PAGE if asked.as_table else PAGE
        cards = card_list(session, actor, method.id, after=request.args.get("efter", ""), limit=limit, **asked.filters)
    except BadCursor as error:
        raise NotFound from error
    wanting = wishes(session, method.id) if actor.is_member else ()

    def address(**more: str | None) -> str:
        kept = {**asked.arguments, **({"vis": TABLE} if asked.as_table else {}), **more}
        given = {name: value for name, value in kept.items() if value}
        return url_for("methods.show", method_id=method.id, slug=method.slug, _anchor="erfaringer", **given)  # type: ignore[arg-type]

    return Experience(
        tally=found,
        cards=cards,
        listing=asked,
        wishes=wanting,
        own_wish=any(wish.organisation_id == actor.organisation_id for wish in wanting),
        alike_count=0 if asked.is_filtered or request.args.get("efter") else _alike(cards, actor),
        can_tell=method.is_shared and allows(Action.TELL_EXPERIENCE, actor),
        list_url=address(vis=None),
        table_url=address(vis=TABLE),
        next_url=address(efter=cards.next_cursor) if cards.next_cursor else None,
        reset_url=address(**dict.fromkeys(NAMES)) if asked.is_filtered else None,
    )


def _alike(cards: CardList, actor: Actor) -> int:
    """They are the first of the list: a page of them is as good as all."""
    return len(
        {row.organisation_name for row in cards.rows if (row.is_alike or row.shared) and row.stage != Stage.CONSIDERING}
        - {actor.organisation_name}
    )
