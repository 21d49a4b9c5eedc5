"""From what the pages read to what programs get. Nothing is read here that the features' queries do not let through."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.cursor import BadCursor
from network.core.errors import NotFound
from network.core.text import plain_text
from network.features.api import shapes
from network.features.experiences.lists import card_list
from network.features.experiences.queries import card_view
from network.features.library.queries import document_list, document_view, page_texts
from network.features.methods.lists import method_list
from network.features.methods.queries import method_view
from network.features.municipalities.queries import municipalities
from network.features.partners.queries import partners
from network.features.plans.lists import plan_list
from network.features.plans.queries import plan_view
from network.features.threads.head import thread_head
from network.features.threads.lists import thread_list
from network.features.threads.queries import thread_page
from network.features.topics.queries import topics

ROWS = 30
PAGES = 50  # of a document

Url = Callable[[str], str]  # a path → the whole address
Asked = Mapping[str, Any]  # filters by name, "after" and the ids in the path


def thread_rows(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.Page[shapes.Thread]:
    """Raises BadCursor."""
    found = thread_list(session, actor, limit=ROWS, **asked)
    rows = (
        shapes.Thread(
            id=row.id,
            title=row.title,
            kind=row.kind,
            topic=row.topic_title,
            author=row.author_name or None,
            organisation=row.organisation_name,
            audience=row.audience,
            created_at=row.created_at,
            last_post_at=row.last_post_at,
            replies=row.reply_count,
            best_replies=row.best_count,
            resolved_at=row.resolved_at,
            deadline=row.deadline,
            keywords=tuple(keyword.title for keyword in row.keywords),
            url=url(row.url),
        )
        for row in found.rows
    )
    return shapes.Page(tuple(rows), found.next_cursor)


def post_rows(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.Page[shapes.Post]:
    """A hidden name is hidden here, whoever asks: what programs fetch travels. Raises NotFound, BadCursor."""
    after = _place(asked["after"])
    head = thread_head(session, actor, asked["number"])
    page = thread_page(session, actor, head, after)
    rows = (
        shapes.Post(
            id=post.id,
            position=post.position,
            author=None if post.mask or post.is_hidden else post.author_name or None,
            organisation="" if post.is_hidden else post.mask or post.organisation_name,
            created_at=post.created_at,
            edited_at=None if post.is_hidden else post.edited_at,
            is_best=post.is_best,
            is_hidden=post.is_hidden,
            thanks=0 if post.is_hidden else post.thanks_count,
            html="" if post.is_hidden else str(post.html),
            text="" if post.is_hidden else plain_text(str(post.html)),
            url=url(post.url),
        )
        for post in page.posts
    )
    return shapes.Page(tuple(rows), str(page.last_shown) if page.next_url else None)


def method_rows(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.Page[shapes.Method]:
    """Raises BadCursor."""
    found = method_list(session, actor, limit=ROWS, **asked)
    rows = (
        shapes.Method(
            id=row.id,
            title=row.title,
            kind=row.kind,
            summary=row.summary,
            organisation=row.organisation_name,
            audience=row.audience,
            cost_band=row.cost_band,
            topics=_titles(row.topic_column),
            looked_through_at=row.looked_through_at,
            reviewed_at=row.reviewed_at,
            url=url(row.url),
        )
        for row in found.rows
    )
    return shapes.Page(tuple(rows), found.next_cursor)


def method(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.MethodText:
    """Raises NotFound."""
    found = method_view(session, actor, asked["number"])
    return shapes.MethodText(
        id=found.id,
        title=found.title,
        kind=found.kind,
        summary=found.summary,
        organisation=found.organisation_name,
        owner=found.owner_name,
        audience=found.audience,
        cost_band=found.cost_band,
        licence=found.licence,
        topics=tuple(link.title for link in found.topics),
        keywords=tuple(link.title for link in found.keywords),
        version=found.number,
        shared_at=found.shared_at,
        looked_through_at=found.looked_through_at,
        reviewed_at=found.reviewed_at,
        withdrawn_at=found.withdrawn_at,
        texts={name: text for name, text in found.texts.items() if text},
        url=url(found.url),
    )


def experience_rows(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.Page[shapes.Experience]:
    """Raises NotFound, BadCursor."""
    view = method_view(session, actor, asked["number"])
    found = card_list(session, actor, view.id, after=asked["after"], limit=ROWS)
    rows = (
        shapes.Experience(
            id=row.id,
            organisation=row.organisation_name,
            stage=row.stage,
            origin=row.origin,
            year=row.year,
            place=row.place,
            cost=row.cost,
            hours=row.hours,
            again=row.again,
            worked=row.worked,
            failed=row.failed,
            audience=row.audience,
            url=url(row.url),
        )
        for row in found.rows
    )
    return shapes.Page(tuple(rows), found.next_cursor)


def experience(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.ExperienceText:
    """Raises NotFound."""
    found = card_view(session, actor, asked["number"])
    return shapes.ExperienceText(
        id=found.id,
        method_id=found.method_id,
        organisation=found.organisation_name,
        author=found.author_name,
        stage=found.stage,
        origin=found.origin,
        copied_from=found.copied_from,
        year=found.year,
        place=found.place,
        cost=found.cost,
        hours=found.hours,
        again=found.again,
        texts={name: text for name, text in found.texts.items() if text},
        audience=found.audience,
        changed_at=found.changed_at,
        url=url(found.url),
    )


def document_rows(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.Page[shapes.Document]:
    """Raises BadCursor."""
    found = document_list(session, actor, limit=ROWS, **asked)
    rows = (
        shapes.Document(
            id=row.id,
            title=row.title,
            description=row.plain,
            organisation=row.organisation_name,
            owner=row.owner_name,
            topic=row.topic_title or None,
            audience=row.audience,
            media_type=row.media_type,
            size=row.size,
            pages=row.page_count,
            shared_at=row.shared_at,
            url=url(row.url),
            file_url=url(f"{row.url}/original"),
        )
        for row in found.rows
    )
    return shapes.Page(tuple(rows), found.next_cursor)


def document(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.DocumentText:
    """Raises NotFound, BadCursor."""
    after = _place(asked["after"])
    found = document_view(session, actor, asked["number"])
    if found.is_withdrawn:
        raise NotFound
    texts = page_texts(session, found, after + 1, PAGES + 1)
    pages = tuple(
        shapes.DocumentPage(number, text, is_recognised, url(found.page_url(number)))
        for number, text, is_recognised in texts[:PAGES]
    )
    return shapes.DocumentText(
        id=found.id,
        title=found.title,
        organisation=found.organisation_name,
        owner=found.owner_name,
        topic=found.topic_title or None,
        audience=found.audience,
        language=found.language,
        licence=found.licence,
        media_type=found.media_type,
        size=found.size,
        version=found.number,
        shared_at=found.shared_at,
        pages=pages,
        next=str(pages[-1].number) if len(texts) > PAGES else None,
        url=url(found.url),
        file_url=url(f"{found.url}/original"),
    )


def plan_rows(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.Page[shapes.Plan]:
    """Raises BadCursor."""
    found = plan_list(session, actor, limit=ROWS, **asked)
    rows = (
        shapes.Plan(
            id=row.id,
            title=row.title,
            summary=row.summary,
            organisation=row.organisation_name,
            phase=row.phase,
            topics=_titles(row.topic_column),
            audience=row.audience,
            changed_at=row.changed_at,
            url=url(row.url),
        )
        for row in found.rows
    )
    return shapes.Page(tuple(rows), found.next_cursor)


def plan(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.PlanText:
    """Raises NotFound."""
    found = plan_view(session, actor, asked["number"])
    phases = tuple(
        shapes.Phase(phase, step.progress, step.begins or None, step.ends or None)
        for phase, step in found.steps.items()
        if step.is_told
    )
    return shapes.PlanText(
        id=found.id,
        title=found.title,
        summary=found.summary,
        organisation=found.organisation_name,
        author=found.author_name,
        advisers=found.advisers,
        grant=found.grant,
        phase=found.phase,
        phases=phases,
        topics=tuple(link.title for link in found.topics),
        texts={name: text for name, text in found.texts.items() if text},
        audience=found.audience,
        changed_at=found.changed_at,
        url=url(found.url),
    )


def municipality_rows(session: Session, _actor: Actor, _asked: Asked, url: Url) -> shapes.Page[shapes.Municipality]:
    rows = (
        shapes.Municipality(
            code=row.code,
            name=row.name,
            full_name=row.full_name,
            region=row.region,
            group=row.group,
            participation=row.participation,
            url=url(f"/kommuner/{row.slug}"),
        )
        for row in municipalities(session)
    )
    return shapes.Page(tuple(rows), None)


def partner_rows(session: Session, _actor: Actor, _asked: Asked, url: Url) -> shapes.Page[shapes.Partner]:
    rows = (shapes.Partner(row.slug, row.full_name, url(row.url)) for row in partners(session))
    return shapes.Page(tuple(rows), None)


def topic_rows(session: Session, actor: Actor, _asked: Asked, url: Url) -> shapes.Page[shapes.Topic]:
    rows = (
        shapes.Topic(row.slug, row.title, row.group, row.description, url(row.url)) for row in topics(session, actor)
    )
    return shapes.Page(tuple(rows), None)


def _place(after: str) -> int:
    """The number that a list which counts goes on behind. Raises BadCursor."""
    if after and not (after.isascii() and after.isdigit() and len(after) < 9):
        raise BadCursor(after)
    return int(after or 0)


def _titles(column: str | None) -> tuple[str, ...]:
    return tuple(sorted(line.split("\t", 1)[1] for line in (column or "").split("\n") if line))
