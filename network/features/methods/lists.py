"""Lists of methods: what was looked through last comes first, so that what nobody minds any more sinks."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Integer, bindparam, or_, select, tuple_

from network.core import clock, cursor
from network.core.access import Actor, Audience, audience_of, readable, reader
from network.core.addresses import method_url
from network.core.db import AnySelect, Source, UtcDateTime, at_most, execute
from network.features.methods.models import CostBand, Method, MethodKeyword, MethodKind, MethodState, MethodTopic
from network.features.methods.queries import is_kept, topic_column
from network.features.municipalities.models import Organisation

PAGE = 50


@dataclass(frozen=True, slots=True)
class MethodRow:
    id: int
    kind: MethodKind
    state: MethodState
    slug: str
    title: str
    summary: str
    cost_band: CostBand | str
    organisation_name: str
    audience_term: str
    chosen_audience: Audience
    looked_through_at: datetime
    review_due: date | None
    reviewed_at: datetime | None
    topic_column: str | None

    @property
    def url(self) -> str:
        return method_url(self.id, self.slug)

    @property
    def is_draft(self) -> bool:
        return self.state == MethodState.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.state == MethodState.WITHDRAWN

    @property
    def audience(self) -> Audience:
        return self.chosen_audience if self.is_draft else audience_of(self.audience_term)

    @property
    def is_overdue(self) -> bool:
        return self.review_due is not None and self.review_due < clock.today()

    @property
    def topic_titles(self) -> str:
        return ", ".join(sorted(line.split("\t", 1)[1] for line in (self.topic_column or "").split("\n") if line))


@dataclass(frozen=True, slots=True)
class MethodList:
    rows: tuple[MethodRow, ...]
    next_cursor: str | None


_row_columns: AnySelect = select(
    Method.id,
    Method.kind,
    Method.state,
    Method.slug,
    Method.title,
    Method.summary,
    Method.cost_band,
    Organisation.full_name,
    Method.audience_term,
    Method.audience,
    Method.looked_through_at,
    Method.review_due,
    Method.reviewed_at,
    topic_column,
).join(Organisation, Organisation.id == Method.organisation_id)
_with_topic = select(MethodTopic.method_id).where(MethodTopic.topic_id == bindparam("topic_id"))
_with_keyword = select(MethodKeyword.method_id).where(MethodKeyword.keyword_id == bindparam("keyword_id"))
_FILTERS = {
    "topic_id": Method.id.in_(_with_topic),
    "keyword_id": Method.id.in_(_with_keyword),
    "organisation_id": Method.organisation_id == bindparam("organisation_id"),
    "kind": Method.kind == bindparam("kind"),
    "cost_band": Method.cost_band == bindparam("cost_band"),
}
_is_shared = Method.state == MethodState.SHARED.value
_keeps = is_kept(bindparam("reader_account"))


@cache
def _list_statement(filters: frozenset[str], limit: int, *, own: bool, goes_on: bool) -> AnySelect:
    if own:  # drafts and what was withdrawn too
        rows = _row_columns.where(or_(readable(Method), _keeps), _keeps)
    else:
        rows = _row_columns.where(readable(Method), _is_shared)
    rows = rows.where(*(_FILTERS[name] for name in sorted(filters)))
    if goes_on:
        rows = rows.where(
            tuple_(Method.looked_through_at, Method.id)
            < tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        )
    return at_most(rows.order_by(Method.looked_through_at.desc(), Method.id.desc()), limit)


def method_list(
    source: Source,
    actor: Actor,
    *,
    own: bool = False,
    topic_id: int | None = None,
    keyword_id: int | None = None,
    organisation_id: int | None = None,
    kind: MethodKind | None = None,
    cost_band: CostBand | None = None,
    after: str = "",
    limit: int = PAGE,
) -> MethodList:
    """Shared methods that the actor may read; with `own` those that they keep. Raises cursor.BadCursor."""
    given = {
        "topic_id": topic_id,
        "keyword_id": keyword_id,
        "organisation_id": organisation_id,
        "kind": kind,
        "cost_band": cost_band,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    statement = _list_statement(frozenset(chosen), limit + 1, own=own, goes_on=bool(after))
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = reader(actor) | chosen | {"last_at": last_at, "last_id": last_id}
    found = [MethodRow(*row) for row in execute(source, statement, wanted)]
    more = cursor.encode(found[limit - 1].looked_through_at, found[limit - 1].id) if len(found) > limit else None
    return MethodList(tuple(found[:limit]), more)
