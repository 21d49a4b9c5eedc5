"""No word of a thread before readers whom it was not written for, unless its author has said yes."""

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from network.core.access import MERGED
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid
from network.features.experiences.reach import reaches_no_more
from network.features.sources.models import Answer, MethodSource
from network.features.summaries.models import SummaryVersion
from network.features.threads.models import Post, Thread

RUN = 4  # so many words in a row are somebody's words
_WORDS = re.compile(r"\w+")

_sources: AnySelect = (
    select(
        MethodSource.answer,
        Thread.audience_term,
        Thread.title,
        Post.position,
        func.coalesce(Post.plain, SummaryVersion.plain),
        or_(Post.hidden_at.is_not(None), SummaryVersion.hidden_at.is_not(None)),
    )
    .outerjoin(Post, Post.id == MethodSource.post_id)
    .outerjoin(SummaryVersion, SummaryVersion.id == MethodSource.summary_id)
    .join(Thread, Thread.id == func.coalesce(Post.thread_id, SummaryVersion.thread_id))
    .where(MethodSource.method_id == bindparam("method_id"))
)


def require_consent(session: Session, method_id: int, term: str, texts: Iterable[str]) -> None:
    """Raises Invalid when readers of `term` would read words of a thread that is not for them, whose author has not
    said yes, or which a moderator has hidden.
    """
    runs: set[tuple[str, ...]] | None = None
    for answer, thread_term, title, position, plain, is_hidden in execute(session, _sources, {"method_id": method_id}):
        is_for_all = thread_term != MERGED and reaches_no_more(term, thread_term)
        if not is_hidden and (is_for_all or answer == Answer.YES):
            continue
        runs = set(_runs("\n".join(texts))) if runs is None else runs
        own = (title, plain) if position == 1 else (plain,)
        if any(run in runs for text in own for run in _runs(text)):
            raise Invalid(
                N_(
                    "The method holds words of a thread that fewer may read, and not all who wrote them have said yes."
                    " Choose fewer readers, write it in your own words, or save it for fewer and ask them on the"
                    " method's page."
                ),
                "audience",
            )


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [word.casefold() for word in _WORDS.findall(text)]
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
