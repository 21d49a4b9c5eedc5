"""What is measured on: which thread, which words, who asks. Chosen from the data by rule, the same every time."""

import re
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from network.core.addresses import POSTS_A_PAGE, thread_url
from network.features.threads.listing import TYPES
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic
from network.ports.search.danish import fold
from network.ports.search.query_text import FUNCTION_WORDS

WORDS_SEARCHED = 200
THREADS_OF_A_WORD = 30
LOOKED_AT = 5_000  # posts
_WORD = re.compile(r"[a-zæøå]{4,}")
SEARCHED = "huse"  # in nearly every other thread, and no stop word


@dataclass(frozen=True, slots=True)
class Place:
    """A thread with more than one page."""

    id: int
    slug: str
    author_id: int
    post_count: int

    def url(self, after: int = 0) -> str:
        return thread_url(self.id, self.slug, after)

    def last_page(self) -> str:
        """The address of its last full page."""
        return self.url((self.post_count // POSTS_A_PAGE - 1) * POSTS_A_PAGE)


@dataclass(frozen=True, slots=True)
class Scene:
    hot: Place  # the thread whose first 20 posts are as long as most threads' are
    longest: Place
    replied_to: Place  # replies go where nothing else is measured
    filtered: str  # a list of 50 threads of one topic and kind
    first_pages: tuple[str, ...]  # the 999 threads with most posts
    full_pages: tuple[str, ...]  # 999 pages of 20 posts, from as many threads as have them
    searched: tuple[str, ...]  # words that 20 threads have, from rare ones to common ones
    reply: str  # Markdown of a post of middling length
    reply_html: str


def choose(engine: Engine) -> Scene:
    with Session(engine) as session:
        columns = select(Thread.id, Thread.slug, Thread.author_id, Thread.post_count)
        places = [Place(*row) for row in session.execute(columns.order_by(Thread.post_count.desc(), Thread.id))]
        hot, replied_to = _typical(session, [place for place in places if place.post_count > POSTS_A_PAGE])
        middling = select(Post.markdown, Post.html).order_by(func.length(Post.markdown), Post.id)
        total = session.scalar(select(func.count()).select_from(Post)) or 0
        markdown, html = session.execute(middling.offset(total // 2).limit(1)).one()
        filtered = _filtered(session)
        searched = _searched(session)
    return Scene(
        hot=hot,
        longest=places[0],
        replied_to=replied_to,
        filtered=filtered,
        searched=searched,
        first_pages=tuple(place.url() for place in places[:999]),
        full_pages=_full_pages(places, 999),
        reply=markdown,
        reply_html=html,
    )


def _typical(session: Session, places: list[Place]) -> tuple[Place, Place]:
    """Two threads whose first page is of middling length."""
    first_page = select(func.sum(func.length(Post.html))).where(Post.position <= POSTS_A_PAGE)
    sizes = {place: session.scalar(first_page.where(Post.thread_id == place.id)) or 0 for place in places}
    ordered = sorted(places, key=lambda place: (sizes[place], place.id))
    middle = len(ordered) // 2
    return ordered[middle], ordered[middle + 1]


def _searched(session: Session) -> tuple[str, ...]:
    """Evenly taken of all words, by how many of the first posts have them."""
    threads: dict[str, set[int]] = {}
    for thread_id, plain in session.execute(select(Post.thread_id, Post.plain).order_by(Post.id).limit(LOOKED_AT)):
        for word in set(_WORD.findall(plain.lower())):
            threads.setdefault(word, set()).add(thread_id)
    known = sorted((len(ids), word) for word, ids in threads.items() if len(ids) >= THREADS_OF_A_WORD)
    words = [word for _, word in known if not word.startswith(SEARCHED) and fold(word) not in FUNCTION_WORDS]
    return tuple(words[at * len(words) // WORDS_SEARCHED] for at in range(WORDS_SEARCHED))


def _filtered(session: Session) -> str:
    """By the topic and kind that most threads have."""
    pairs = select(Topic.slug, Thread.kind).join(Topic, Topic.id == Thread.topic_id)
    most = pairs.group_by(Topic.slug, Thread.kind).order_by(func.count().desc(), Topic.slug).limit(1)
    slug, kind = session.execute(most).one()
    names = {value.value: name for name, value in TYPES.items()}
    return f"/traade/?emne={slug}&type={names[kind]}"


def _full_pages(places: list[Place], wanted: int) -> tuple[str, ...]:
    """First pages before second ones, second ones before third ones …"""
    pages: list[str] = []
    for after in count(0, POSTS_A_PAGE):
        here = [place.url(after) for place in places if place.post_count >= after + POSTS_A_PAGE]
        pages += here
        if len(pages) >= wanted or not here:
            return tuple(pages[:wanted])
    raise AssertionError("unreachable")
