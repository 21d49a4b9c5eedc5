"""A thread's keywords as one column of the statement that reads it: not one statement more, however many there are."""

from dataclasses import dataclass

from sqlalchemy import literal, or_, select

from network.core.danish_order import danish_key
from network.core.statements import lines
from network.features.keywords.models import Keyword, KeywordState, ThreadKeyword
from network.features.threads.models import Thread

SHOWN = (KeywordState.ACTIVE.value, KeywordState.RETIRED.value)
is_shown = or_(*(Keyword.state == state for state in SHOWN))  # a list too is written into the statement each time

keyword_column = (
    select(lines(Keyword.slug + literal("\t") + Keyword.title))
    .select_from(ThreadKeyword)
    .join(Keyword, Keyword.id == ThreadKeyword.keyword_id)
    .where(ThreadKeyword.thread_id == Thread.id, is_shown)
    .correlate(Thread)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class KeywordLink:
    slug: str
    title: str

    @property
    def url(self) -> str:
        return f"/traade/?noegleord={self.slug}"


def keywords_of(column: str | None) -> tuple[KeywordLink, ...]:
    """What the column holds, in the order of the Danish alphabet."""
    if not column:
        return ()
    links = (KeywordLink(*line.split("\t", 1)) for line in column.split("\n"))
    return tuple(sorted(links, key=lambda link: danish_key(link.title)))
