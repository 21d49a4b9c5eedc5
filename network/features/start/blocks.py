"""The blocks of the front page, filled with what its reader may read."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.addresses import SECTIONS
from network.features.plans.lists import plan_list
from network.features.publishing.lists import newest_articles
from network.features.publishing.models import ArticleKind
from network.features.start.forms import TITLES
from network.features.start.models import Block
from network.features.start.queries import shown_blocks

SHOWN = 3


@dataclass(frozen=True, slots=True)
class ShownBlock:
    block: Block
    title: Any
    rows: tuple[Any, ...]  # each with a title, a text, an address and what stands under it
    all_url: str


@dataclass(frozen=True, slots=True)
class BlockRow:
    title: str
    text: str
    url: str
    meta: str
    at: Any = None
    has_hour: bool = False


def filled_blocks(session: Session, actor: Actor) -> tuple[ShownBlock, ...]:
    """Those that are shown and hold something."""
    blocks = shown_blocks(session)
    kinds = {block: ArticleKind(block) for block in blocks if block is not Block.PLANS}
    articles = newest_articles(session, actor, frozenset(kinds.values()), SHOWN)
    found = []
    for block in blocks:
        if block is Block.PLANS:
            rows = _plans(session, actor)
            all_url = url_for("plans.index")
        else:
            rows = tuple(_row(row) for row in articles.get(kinds[block], ()))
            all_url = url_for("publishing.index", section=SECTIONS[kinds[block]])
        if rows:
            found.append(ShownBlock(block, TITLES[block], rows, all_url))
    return tuple(found)


def _plans(session: Session, actor: Actor) -> tuple[BlockRow, ...]:
    rows = plan_list(session, actor, limit=SHOWN).rows
    return tuple(BlockRow(row.title, row.summary, row.url, row.organisation_name) for row in rows)


def _row(row: Any) -> BlockRow:
    at = row.starts_at if row.kind == ArticleKind.EVENT else row.published_at if row.kind == ArticleKind.NEWS else None
    return BlockRow(row.title, row.lead, row.url, " · ".join(row.said), at, row.kind == ArticleKind.EVENT)
