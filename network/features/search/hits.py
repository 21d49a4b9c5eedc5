"""From the index's hits to what a reader sees: the database is asked again for everything that is shown."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, audience_of
from network.core.addresses import member_url, post_url
from network.core.byline import byline
from network.core.policy import Action, allows
from network.features.attachments.queries import FoundAttachment, found_attachments
from network.features.collections.found import FoundCollection, found_collections
from network.features.experiences.queries import FoundCard, found_cards
from network.features.library.found import FoundDocument, found_documents, found_pages
from network.features.library.types import type_label
from network.features.members.found import FoundMember, found_members
from network.features.methods.found import FoundMethod, found_methods
from network.features.municipalities.found import FoundOrganisation, found_organisations
from network.features.plans.found import FoundPlan, found_plans
from network.features.publishing.found import FoundArticle, found_articles
from network.features.summaries.queries import FoundSummary, found_summaries
from network.features.threads.found import FoundPost, found_posts, texts_of
from network.features.topics.found import FoundTopic, found_topics
from network.ports.search import Hit, Kept
from network.ports.search.snippets import Segments, mark, snippet

Numbers = tuple[int, ...]
MOST_KEPT = 300  # snippets for the same words
WithWords = Callable[[str], str]  # adds the words sought to an address, so that the page can mark them


class ShownHit(NamedTuple):
    """A page of results has sixty of them."""

    key: str
    kind: str
    title: Segments
    url: str
    snippet: Segments
    context: str  # "Tomme boliger"
    page: int | None
    audience: Audience
    created_at: datetime | None
    author_name: str = ""  # empty when nobody is named, or a mask stands in its place
    author_url: str | None = None  # for those who may see members
    organisation_name: str = ""  # of the author, or the mask; empty when it stands in the context

    @property
    def byline(self) -> str:
        """Who wrote it, where it stands under another title."""
        return byline(self.author_name, self.organisation_name)


Given = FoundMethod | FoundCard | FoundCollection | FoundPlan
Loader = Callable[[Session, Actor, Sequence[Numbers]], Mapping[Numbers, Any]]
Shower = Callable[[Actor, str, Any, frozenset[str], WithWords], ShownHit]


def _singles(places: Sequence[Numbers]) -> list[int]:
    return [place[0] for place in places]


def _by_place(found: Mapping[int, Any]) -> dict[Numbers, Any]:
    return {(number,): one for number, one in found.items()}


def _organisations(kind: str) -> Loader:
    return lambda session, _actor, places: _by_place(found_organisations(session, kind, _singles(places)))


def _pages(session: Session, actor: Actor, places: Sequence[Numbers]) -> dict[Numbers, Any]:
    found: Any = found_pages(session, actor, [(one[0], one[1]) for one in places])
    return dict(found)


# All but posts, which are quoted
LOADERS: dict[str, Loader] = {
    "summary": lambda session, actor, places: _by_place(found_summaries(session, actor, _singles(places))),
    "document": lambda session, actor, places: _by_place(found_documents(session, actor, _singles(places))),
    "page": _pages,
    "attachment": found_attachments,
    "attachment_page": found_attachments,
    "method": lambda session, actor, places: _by_place(found_methods(session, actor, _singles(places))),
    "experience": lambda session, actor, places: _by_place(found_cards(session, actor, _singles(places))),
    "collection": found_collections,
    "collection_item": found_collections,
    "plan": lambda session, actor, places: _by_place(found_plans(session, actor, _singles(places))),
    "article": lambda session, actor, places: _by_place(found_articles(session, actor, _singles(places))),
    "topic": lambda session, _actor, places: _by_place(found_topics(session, _singles(places))),
    "municipality": _organisations("municipality"),
    "partner": _organisations("partner"),
    "member": lambda session, actor, places: _by_place(found_members(session, actor, _singles(places))),
}


def shown(
    session: Session,
    actor: Actor,
    hits: Iterable[Hit],
    terms: frozenset[str],
    with_words: WithWords = str,
    kept: Kept | None = None,
) -> tuple[ShownHit, ...]:
    """Those of the hits that the actor may read, in their order, with the terms marked.

    `kept` is what the index remembers for these terms.
    """
    places = [(hit.key, *parts_of(hit.key)) for hit in hits]
    wanted: defaultdict[str, list[Numbers]] = defaultdict(list)
    for _key, kind, numbers in places:
        if kind in SHOWERS:
            wanted[kind].append(numbers)
    kept = {} if kept is None else kept
    found = {kind: LOADERS[kind](session, actor, of_kind) for kind, of_kind in wanted.items() if kind in LOADERS}
    if "post" in wanted:
        found["post"] = _quoted(session, actor, _singles(wanted["post"]), terms, kept)
    seen = []
    for key, kind, numbers in places:
        one = found[kind].get(numbers) if kind in found else None
        if one is not None:
            seen.append(SHOWERS[kind](actor, key, one, terms, with_words))
    return tuple(seen)


class QuotedPost(NamedTuple):
    post: FoundPost
    snippet: Segments
    author_url: str | None


def _quoted(
    session: Session, actor: Actor, ids: Sequence[int], terms: frozenset[str], kept: Kept
) -> dict[Numbers, QuotedPost]:
    """A post says the same to everybody who seeks the same words, until it is changed: its text is read once for them.

    Whether the reader may see it has been asked already, and is asked each time.
    """
    posts = found_posts(session, actor, list(ids))
    known = {post.id: kept[key] for post in posts.values() if (key := (post.id, post.version)) in kept}
    texts = texts_of(session, actor, [post for post in posts.values() if post.id not in known])
    for post in posts.values():
        if post.id not in known:
            known[post.id] = snippet(texts.get(post.id, ""), terms)
            if len(kept) < MOST_KEPT:
                kept[post.id, post.version] = known[post.id]
    sees_members = allows(Action.SEE_MEMBERS, actor)
    return {
        (post.id,): QuotedPost(
            post,
            known[post.id],
            member_url(post.author_id, post.author_name) if post.author_name and sees_members else None,
        )
        for post in posts.values()
    }


def parts_of(key: str) -> tuple[str, Numbers]:
    """ "page:12:7" is a page, of 12 the 7th."""
    kind, *numbers = key.split(":")
    return kind, tuple(map(int, numbers))


def _profile(actor: Actor, account_id: int, name: str) -> str | None:
    """Where the named member is shown to the actor; nowhere, when a mask stands in the name's place."""
    return member_url(account_id, name) if name and allows(Action.SEE_MEMBERS, actor) else None


def _post(_actor: Actor, key: str, found: QuotedPost, terms: frozenset[str], with_words: WithWords) -> ShownHit:
    post = found.post
    return ShownHit(
        key=key,
        kind="thread" if post.position == 1 else "post",
        title=mark(post.title, terms),
        url=with_words(post_url(post.id)),
        snippet=found.snippet,
        context=post.topic_title,
        page=None,
        audience=audience_of(post.audience_term),
        created_at=post.created_at,
        author_name=post.author_name,
        author_url=found.author_url,
        organisation_name=post.organisation_name,
    )


def _attachment(
    actor: Actor, key: str, found: FoundAttachment, terms: frozenset[str], with_words: WithWords
) -> ShownHit:
    return ShownHit(
        key=key,
        kind="attachment",
        title=mark(found.name, terms),
        url=with_words(found.url),
        snippet=snippet(found.text, terms),
        context=found.context,
        page=found.page,
        audience=audience_of(found.audience_term),
        created_at=found.uploaded_at,
        author_name=found.author_name,
        author_url=_profile(actor, found.author_id, found.author_name),
        organisation_name=found.organisation_name,
    )


def _summary(_actor: Actor, key: str, summary: FoundSummary, terms: frozenset[str], with_words: WithWords) -> ShownHit:
    return ShownHit(
        key=key,
        kind="summary",
        title=mark(summary.title, terms),
        url=with_words(summary.url),
        snippet=snippet(summary.plain, terms),
        context=summary.topic_title,
        page=None,
        audience=audience_of(summary.audience_term),
        created_at=summary.at,
    )


def _document(_actor: Actor, key: str, found: FoundDocument, terms: frozenset[str], with_words: WithWords) -> ShownHit:
    return ShownHit(
        key=key,
        kind="document",
        title=mark(found.title, terms),
        url=found.url if found.page is None else with_words(found.url),
        snippet=snippet(found.text, terms),
        context=f"{type_label(found.media_type)} · {found.organisation_name}",
        page=found.page,
        audience=audience_of(found.audience_term),
        created_at=found.shared_at,
    )


def _of_organisation(
    key: str, kind: str, found: Given, title: str, text: str, at: datetime, terms: frozenset[str], url: str
) -> ShownHit:
    """What a municipality gives; no single author stands under it."""
    return ShownHit(
        key=key,
        kind=kind,
        title=mark(title, terms),
        url=url,
        snippet=snippet(text, terms),
        context="",
        page=None,
        audience=audience_of(found.audience_term),
        created_at=at,
        organisation_name=found.organisation_name,
    )


def _method(_actor: Actor, key: str, found: FoundMethod, terms: frozenset[str], with_words: WithWords) -> ShownHit:
    text = "\n\n".join((found.summary, found.plain))
    return _of_organisation(
        key, str(found.kind), found, found.title, text, found.looked_through_at, terms, with_words(found.url)
    )


def _card(_actor: Actor, key: str, found: FoundCard, terms: frozenset[str], with_words: WithWords) -> ShownHit:
    return _of_organisation(
        key, "experience", found, found.method_title, found.plain, found.changed_at, terms, with_words(found.url)
    )


def _collection(
    _actor: Actor, key: str, found: FoundCollection, terms: frozenset[str], with_words: WithWords
) -> ShownHit:
    return _of_organisation(
        key, "collection", found, found.title, found.plain, found.changed_at, terms, with_words(found.url)
    )


def _plan(_actor: Actor, key: str, found: FoundPlan, terms: frozenset[str], with_words: WithWords) -> ShownHit:
    text = "\n\n".join((found.summary, found.plain))
    return _of_organisation(key, "plan", found, found.title, text, found.changed_at, terms, with_words(found.url))


def _article(_actor: Actor, key: str, found: FoundArticle, terms: frozenset[str], _with_words: WithWords) -> ShownHit:
    return ShownHit(
        key=key,
        kind=found.kind,
        title=mark(found.title, terms),
        url=found.url,
        snippet=snippet("\n\n".join((found.lead, found.plain)), terms),
        context="",
        page=None,
        audience=audience_of(found.audience_term),
        created_at=found.published_at,
    )


def _topic(_actor: Actor, key: str, topic: FoundTopic, terms: frozenset[str], _with_words: WithWords) -> ShownHit:
    text = snippet(topic.text, terms)
    return ShownHit(key, "topic", mark(topic.title, terms), topic.url, text, "", None, Audience.PUBLIC, None)


def _organisation(
    _actor: Actor, key: str, found: FoundOrganisation, terms: frozenset[str], _with_words: WithWords
) -> ShownHit:
    title, text = mark(found.full_name, terms), snippet(found.said, terms)
    return ShownHit(key, found.kind, title, found.url, text, found.region, None, Audience.PUBLIC, None)


def _member(_actor: Actor, key: str, member: FoundMember, terms: frozenset[str], _with_words: WithWords) -> ShownHit:
    context = ", ".join(part for part in (member.title, member.organisation_name) if part)
    title, text = mark(member.name, terms), snippet(member.text, terms)
    return ShownHit(key, "member", title, member.url, text, context, None, Audience.NETWORK, None)


SHOWERS: dict[str, Shower] = {
    "post": _post,
    "summary": _summary,
    "document": _document,
    "page": _document,
    "attachment": _attachment,
    "attachment_page": _attachment,
    "method": _method,
    "experience": _card,
    "collection": _collection,
    "collection_item": _collection,
    "plan": _plan,
    "article": _article,
    "topic": _topic,
    "municipality": _organisation,
    "partner": _organisation,
    "member": _member,
}
