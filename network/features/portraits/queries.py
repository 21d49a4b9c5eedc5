"""Reading what a municipality says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam, func, literal, or_, select

from network.core.addresses import topic_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, Source, execute
from network.core.statements import lines
from network.features.municipalities.models import Organisation
from network.features.portraits.models import CHALLENGES, POTENTIALS, CyclePhase, Portrait, PortraitTopic
from network.features.topics.models import Topic
from network.features.topics.queries import TopicOption, in_order


@dataclass(frozen=True, slots=True)
class ChosenTopic:
    slug: str
    title: str

    @property
    def url(self) -> str:
        return topic_url(self.slug)


@dataclass(frozen=True, slots=True)
class PortraitView:
    """What a municipality has said; empty where it has not."""

    challenges: tuple[ChosenTopic, ...]
    potentials: tuple[ChosenTopic, ...]
    cycle_phase: CyclePhase | None
    cycle_year: int | None
    markdown: str
    html: Markup

    @property
    def slugs(self) -> frozenset[str]:
        return frozenset(topic.slug for topic in (*self.challenges, *self.potentials))


_topics = (
    select(lines(Topic.group + literal("\t") + Topic.slug + literal("\t") + Topic.title))
    .select_from(PortraitTopic)
    .join(Topic, Topic.id == PortraitTopic.topic_id)
    .where(PortraitTopic.organisation_id == Organisation.id)
    .correlate(Organisation)
    .scalar_subquery()
)
portrait_columns = (
    func.coalesce(Portrait.cycle_phase, ""),
    Portrait.cycle_year,
    func.coalesce(_topics, ""),
    func.coalesce(Portrait.markdown, ""),
    func.coalesce(Portrait.html, ""),
)


def with_portrait(rows: AnySelect) -> AnySelect:
    """The same rows of organisations, with what each has said of itself last in them."""
    return rows.add_columns(*portrait_columns).outerjoin(Portrait, Portrait.organisation_id == Organisation.id)


_portrait = with_portrait(select(Organisation.id)).where(Organisation.id == bindparam("organisation_id"))


def portrait_of(source: Source, organisation_id: int) -> PortraitView:
    """What a municipality that is there has said of itself."""
    return portrait_from(execute(source, _portrait, {"organisation_id": organisation_id}).one()[1:])


def portrait_from(row: Sequence[Any]) -> PortraitView:
    """Of the columns above."""
    phase, year, column, markdown, html = row
    chosen = [line.split("\t", 2) for line in column.split("\n") if line]
    by_group = {group: _in(group, chosen) for group in (CHALLENGES, POTENTIALS)}
    return PortraitView(
        by_group[CHALLENGES],
        by_group[POTENTIALS],
        CyclePhase(phase) if phase else None,
        year,
        markdown,
        Markup(html),  # noqa: S704 -- sanitised when it was written, by core.text
    )


def _in(group: str, chosen: list[list[str]]) -> tuple[ChosenTopic, ...]:
    found = (ChosenTopic(slug, title) for of, slug, title in chosen if of == group)
    return tuple(sorted(found, key=lambda topic: danish_key(topic.title)))


_choosable: AnySelect = select(Topic.slug, Topic.title, Topic.group, Topic.place).where(
    Topic.group.in_((CHALLENGES, POTENTIALS)),
    or_(Topic.retired_at.is_(None), Topic.slug.in_(bindparam("kept", expanding=True))),
)


def choosable_topics(source: Source, kept: frozenset[str]) -> dict[str, tuple[TopicOption, ...]]:
    """The challenges and potentials that are offered, and those that were chosen before, by their group."""
    found = in_order(TopicOption(*row) for row in execute(source, _choosable, {"kept": sorted(kept)}))
    return {group: tuple(topic for topic in found if topic.group == group) for group in (CHALLENGES, POTENTIALS)}
