"""Statistics counted slowly and plainly, row by row, to hold the network's own against."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from sqlalchemy import select

from network.core.clock import COPENHAGEN
from network.features.experiences.models import ExperienceCard
from network.features.methods.models import Method
from network.features.municipalities.models import Organisation
from network.features.threads.models import Post, Thread
from tests.world import World

OTHERS = {"public", "network", "municipalities"}


@dataclass
class Slow:
    """Of a period whose months are "2026-05" to "2026-11", both in it."""

    first: str
    last: str
    months: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrote: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # municipalities by month
    delays: dict[int, list[float | None]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by topic, None: no answer
    waiting: Counter[int] = field(default_factory=Counter)
    pairs: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def has(self, moment: datetime) -> bool:
        return self.first <= month(moment) <= self.last

    def median_of(self, topic_id: int) -> float | None:
        known = [delay for delay in self.delays[topic_id] if delay is not None]
        return median(known) if known else None


def month(moment: datetime) -> str:
    return f"{moment.astimezone(COPENHAGEN):%Y-%m}"


def count(world: World, first: str, last: str) -> Slow:
    with world.writing() as session:
        threads = {thread.id: thread for thread in session.scalars(select(Thread)) if _counts(thread)}
        posts = [post for post in session.scalars(select(Post)) if post.thread_id in threads and not post.hidden_at]
        cards, methods = list(session.scalars(select(ExperienceCard))), list(session.scalars(select(Method)))
        towns = {town.id: town.name for town in session.scalars(select(Organisation)) if town.kind == "municipality"}
    slow, open_methods = Slow(first, last), {method.id for method in methods if method.audience_term in OTHERS}
    for post in posts:
        _post(slow, threads[post.thread_id], post, towns)
    for card in cards:
        if slow.has(card.created_at) and card.audience_term in OTHERS and card.method_id in open_methods:
            slow.months[month(card.created_at)]["cards"] += 1
            slow.wrote[month(card.created_at)].add(card.organisation_id)
    for thread in threads.values():
        _question(slow, thread, [post for post in posts if post.thread_id == thread.id])
    return slow


def _counts(thread: Thread) -> bool:
    return thread.audience_term in OTHERS and thread.hidden_at is None


def _asks(thread: Thread) -> bool:
    return thread.kind in ("question", "call")


def _post(slow: Slow, thread: Thread, post: Post, towns: dict[int, str]) -> None:
    if not slow.has(post.created_at):
        return
    what = "replies" if post.position > 1 else "questions" if _asks(thread) else "others"
    slow.months[month(post.created_at)][what] += 1
    if post.mask is None and post.organisation_id in towns:
        slow.wrote[month(post.created_at)].add(post.organisation_id)
    ends = (post.organisation_id, thread.organisation_id)
    named = post.mask is None and thread.mask is None
    if post.position > 1 and _asks(thread) and named and ends[0] != ends[1] and set(ends) <= towns.keys():
        slow.pairs[towns[ends[0]], towns[ends[1]]].add(thread.id)


def _question(slow: Slow, thread: Thread, posts: list[Post]) -> None:
    if not (_asks(thread) and slow.has(thread.created_at)):
        return
    answers = [
        int((post.created_at - thread.created_at).total_seconds())
        for post in posts
        if post.position > 1 and (post.author_id != thread.author_id or post.mask or thread.mask)
    ]
    slow.delays[thread.topic_id].append(min(answers) if answers else None)
    if not answers and thread.lock_reason is None and thread.resolved_at is None:
        slow.waiting[thread.topic_id] += 1
