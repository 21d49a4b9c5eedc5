"""From the index's hits to what a reader sees: the database is asked again for everything that is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, audience_of
from network.core.addresses import member_url, post_url
from network.core.policy import Action, allows
from network.features.attachments.queries import FoundAttachment, found_attachments
from network.features.experiences.queries import FoundCard, found_cards
from network.features.library.found import FoundDocument, found_documents, found_pages
from network.features.library.types import type_label
from network.features.methods.found import FoundMethod, found_methods
from network.features.plans.found import FoundPlan, found_plans
from network.features.summaries.queries import FoundSummary, found_summaries
from network.features.threads.found import FoundPost, found_posts
from network.ports.search import Hit, Query, SearchIndex
from network.ports.search.snippets import Segments, mark, snippet

PAGE_SIZE = 20
MAX_PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownHit:
    key: str
    kind: str
    title: Segments
    url: str
    snippet: Segments
    context: str  # "Tomme boliger"
    page: int | None
    audience: Audience
    created_at: datetime
    author_name: str = ""  # empty when nobody is named, or a mask stands in its place
    author_url: str | None = None  # for those who may see members
    organisation_name: str = ""  # of the author, or the mask; empty when it stands in the context


@dataclass(frozen=True, slots=True)
class SearchPage:
    hits: tuple[ShownHit, ...]
    total: int
    number: int  # of this page, from 1
    has_more: bool


def search_page(
    session: Session, index: SearchIndex, actor: Actor, query: Query, with_words: Callable[[str], str]
) -> SearchPage:
    """One page of results. `with_words` adds the words sought to an address, so that the page can mark them.

    Raises SearchUnavailable.
    """
    results = index.search(query, actor.terms)
    hits = shown(session, actor, results.hits, results.terms, with_words)
    return SearchPage(
        hits=hits,
        # A hit that the database no longer vouches for is counted no more than it is shown.
        total=results.total - (len(results.hits) - len(hits)),
        number=query.offset // query.limit + 1,
        has_more=query.offset + query.limit < results.total,
    )


def _ids(hits: tuple[Hit, ...], prefix: str) -> list[tuple[int, ...]]:
    return [_numbers(hit.key) for hit in hits if hit.key.startswith(prefix)]


def _numbers(key: str) -> tuple[int, ...]:
    return tuple(map(int, key.split(":")[1:]))


def shown(
    session: Session,
    actor: Actor,
    hits: tuple[Hit, ...],
    terms: frozenset[str],
    with_words: Callable[[str], str],
) -> tuple[ShownHit, ...]:
    """Those of the hits that the actor may read, in their order, with the terms marked."""
    posts = found_posts(session, actor, [numbers[0] for numbers in _ids(hits, "post:")])
    summaries = found_summaries(session, actor, [numbers[0] for numbers in _ids(hits, "summary:")])
    documents = found_documents(session, actor, [numbers[0] for numbers in _ids(hits, "document:")])
    pages = found_pages(session, actor, [(numbers[0], numbers[1]) for numbers in _ids(hits, "page:")])
    attached = found_attachments(session, actor, _ids(hits, "attachment"))
    cards = found_cards(session, actor, [numbers[0] for numbers in _ids(hits, "experience:")])
    methods = found_methods(session, actor, [numbers[0] for numbers in _ids(hits, "method:")])
    plans = found_plans(session, actor, [numbers[0] for numbers in _ids(hits, "plan:")])
    seen: list[ShownHit | None] = []
    for hit in hits:
        numbers = _numbers(hit.key)
        if hit.key.startswith("post:"):
            post = posts.get(numbers[0])
            seen.append(_post_hit(actor, hit.key, post, terms) if post else None)
        elif hit.key.startswith("attachment"):
            attachment = attached.get(numbers)
            seen.append(_attachment_hit(actor, hit.key, attachment, terms) if attachment else None)
        elif hit.key.startswith("experience:"):
            card = cards.get(numbers[0])
            seen.append(_card_hit(hit.key, card, terms) if card else None)
        elif hit.key.startswith("method:"):
            method = methods.get(numbers[0])
            seen.append(_method_hit(hit.key, method, terms) if method else None)
        elif hit.key.startswith("plan:"):
            plan = plans.get(numbers[0])
            seen.append(_plan_hit(hit.key, plan, terms) if plan else None)
        elif hit.key.startswith("summary:"):
            summary = summaries.get(numbers[0])
            seen.append(_summary_hit(hit.key, summary, terms) if summary else None)
        else:
            document = documents.get(numbers[0]) if len(numbers) == 1 else pages.get((numbers[0], numbers[1]))
            seen.append(_document_hit(hit.key, document, terms, with_words) if document else None)
    return tuple(hit for hit in seen if hit is not None)


def _profile(actor: Actor, account_id: int, name: str) -> str | None:
    """Where the named member is shown to the actor; nowhere, when a mask stands in the name's place."""
    return member_url(account_id, name) if name and allows(Action.SEE_MEMBERS, actor) else None


def _post_hit(actor: Actor, key: str, post: FoundPost, terms: frozenset[str]) -> ShownHit:
    return ShownHit(
        key=key,
        kind="thread" if post.position == 1 else "post",
        title=mark(post.title, terms),
        url=post_url(post.id),
        snippet=snippet(post.plain, terms),
        context=post.topic_title,
        author_name=post.author_name,
        author_url=_profile(actor, post.author_id, post.author_name),
        organisation_name=post.organisation_name,
        page=None,
        audience=audience_of(post.audience_term),
        created_at=post.created_at,
    )


def _attachment_hit(actor: Actor, key: str, found: FoundAttachment, terms: frozenset[str]) -> ShownHit:
    return ShownHit(
        key=key,
        kind="document",
        title=mark(found.name, terms),
        url=found.url,
        snippet=snippet(found.text, terms),
        context=found.context,
        author_name=found.author_name,
        author_url=_profile(actor, found.author_id, found.author_name),
        organisation_name=found.organisation_name,
        page=found.page,
        audience=audience_of(found.audience_term),
        created_at=found.uploaded_at,
    )


def _method_hit(key: str, found: FoundMethod, terms: frozenset[str]) -> ShownHit:
    return ShownHit(
        key=key,
        kind=str(found.kind),
        title=mark(found.title, terms),
        url=found.url,
        snippet=snippet("\n\n".join((found.summary, found.plain)), terms),
        context=found.organisation_name,
        page=None,
        audience=audience_of(found.audience_term),
        created_at=found.looked_through_at,
    )


def _plan_hit(key: str, found: FoundPlan, terms: frozenset[str]) -> ShownHit:
    return ShownHit(
        key=key,
        kind="plan",
        title=mark(found.title, terms),
        url=found.url,
        snippet=snippet("\n\n".join((found.summary, found.plain)), terms),
        context=found.organisation_name,
        page=None,
        audience=audience_of(found.audience_term),
        created_at=found.changed_at,
    )


def _card_hit(key: str, found: FoundCard, terms: frozenset[str]) -> ShownHit:
    return ShownHit(
        key=key,
        kind="experience",
        title=mark(found.method_title, terms),
        url=found.url,
        snippet=snippet(found.plain, terms),
        context=found.organisation_name,
        page=None,
        audience=audience_of(found.audience_term),
        created_at=found.changed_at,
    )


def _summary_hit(key: str, summary: FoundSummary, terms: frozenset[str]) -> ShownHit:
    return ShownHit(
        key=key,
        kind="summary",
        title=mark(summary.title, terms),
        url=summary.url,
        snippet=snippet(summary.plain, terms),
        context=summary.topic_title,
        page=None,
        audience=audience_of(summary.audience_term),
        created_at=summary.at,
    )


def _document_hit(key: str, found: FoundDocument, terms: frozenset[str], with_words: Callable[[str], str]) -> ShownHit:
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
