"""Reading what goes into a package: a number of SELECTs that does not depend on how much it is."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, func, or_, select

from network.core.access import Actor, readable, reader
from network.core.addresses import document_url, experience_url, method_url, thread_url
from network.core.db import AnySelect, Source, execute
from network.features.accounts.models import Account
from network.features.attachments.models import Attachment
from network.features.casefile.contents import (
    By,
    CardInside,
    DocumentInside,
    FileInside,
    MethodInside,
    PostInside,
    SummaryInside,
    ThreadInside,
)
from network.features.casefile.names import Names
from network.features.experiences.models import ExperienceCard
from network.features.library.models import Document, DocumentVersion
from network.features.library.queries import is_current_version
from network.features.methods.models import Method, MethodDocument
from network.features.methods.queries import topic_column
from network.features.municipalities.models import Organisation
from network.features.sources.models import Answer, MethodSource
from network.features.summaries.models import SummaryVersion
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
Keep = Callable[[FileInside, int | None], None]  # takes note of a file, and of the id of a post's


def _author(model: Any) -> tuple[Any, ...]:
    """Name, title, organisation or mask, code: of a mask nothing but the mask."""
    name, organisation = shown_author(model)
    has_name = model.mask.is_(None)
    return name, case((has_name, Account.title), else_=""), organisation, case((has_name, Organisation.code))


_weight: AnySelect = (
    select(func.count(), func.coalesce(func.sum(func.length(Post.html)), 0))
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.thread_id.in_(_IDS), readable(Thread), Post.hidden_at.is_(None))
)


def weight(source: Source, actor: Actor, thread_ids: Sequence[int]) -> tuple[int, int]:
    """How many posts these threads have, and how many characters."""
    row = execute(source, _weight, reader(actor) | {"ids": list(thread_ids)}).one()
    return int(row[0]), int(row[1])


_threads: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.kind,
        Thread.audience_term,
        Topic.title,
        Thread.created_at,
        Thread.resolved_at,
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .where(Thread.id.in_(_IDS), readable(Thread))
)
_is_shown = Post.hidden_at.is_(None)
_posts: AnySelect = (
    select(
        Post.thread_id,
        Post.id,
        Post.position,
        *(case((_is_shown, column)) for column in _author(Post)),
        Post.created_at,
        case((_is_shown, Post.edited_at)),
        case((_is_shown, Post.html), else_=""),
        and_(Post.best_at.is_not(None), _is_shown),
        Post.hidden_at.is_not(None),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(Post.thread_id.in_(_IDS), readable(Thread))
    .order_by(Post.thread_id, Post.position)
)
_files: AnySelect = (
    select(Post.id, Attachment.id, Attachment.file_key, Attachment.name, Attachment.media_type, Attachment.size)
    .join(Post, Post.id == Attachment.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.thread_id.in_(_IDS), readable(Thread), _is_shown, Attachment.removed_at.is_(None))
    .order_by(Attachment.id)
)
_summaries: AnySelect = (
    select(SummaryVersion.thread_id, SummaryVersion.html, *_author(SummaryVersion), SummaryVersion.at)
    .join(
        Thread, and_(Thread.id == SummaryVersion.thread_id, Thread.summary_number == SummaryVersion.number)
    )
    .join(Account, Account.id == SummaryVersion.edited_by_id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .where(
        Thread.id.in_(_IDS), readable(Thread), Thread.summary_length > 0, SummaryVersion.hidden_at.is_(None)
    )
)  # fmt: skip


def threads(source: Source, actor: Actor, ids: Sequence[int], names: Names, keep: Keep) -> dict[int, ThreadInside]:
    """Those of these threads that the actor may read, with their posts and files."""
    if not ids:
        return {}
    wanted = reader(actor) | {"ids": list(ids)}
    files: dict[int, list[FileInside]] = defaultdict(list)
    for post_id, attachment_id, key, name, media_type, size in execute(source, _files, wanted):
        file = FileInside(key, name, names.path(name), media_type, size)
        files[post_id].append(file)
        keep(file, attachment_id)
    posts: dict[int, list[PostInside]] = defaultdict(list)
    for thread_id, post_id, position, name, title, organisation, code, *rest in execute(source, _posts, wanted):
        by = By(name or "", title or "", organisation or "", code)
        at, edited, html, best, hidden = rest
        own = tuple(files[post_id])
        posts[thread_id].append(PostInside(post_id, position, by, at, edited, html, bool(best), bool(hidden), own))
    summaries = {
        thread_id: SummaryInside(html, By(*by), at) for thread_id, html, *by, at in execute(source, _summaries, wanted)
    }
    found: dict[int, ThreadInside] = {}
    for number, slug, title, *rest in execute(source, _threads, wanted):
        values = (number, title, thread_url(number, slug), *rest, summaries.get(number), tuple(posts[number]))
        found[number] = ThreadInside(*values)
    return found


_documents: AnySelect = (
    select(
        Document.id,
        Document.slug,
        Document.title,
        Account.name,
        Account.title,
        Organisation.full_name,
        Organisation.code,
        Document.audience_term,
        Document.html,
        Document.shared_at,
        DocumentVersion.number,
        DocumentVersion.file_key,
        DocumentVersion.name,
        DocumentVersion.media_type,
        DocumentVersion.size,
    )
    .join(DocumentVersion, is_current_version)
    .join(Organisation, Organisation.id == Document.organisation_id)
    .join(Account, Account.id == Document.author_id)
    .where(Document.id.in_(_IDS), readable(Document))
    .order_by(Document.id)
)


def documents(source: Source, actor: Actor, ids: Sequence[int], names: Names, keep: Keep) -> dict[int, DocumentInside]:
    """Those of these documents that the actor may read, each with its newest file."""
    found: dict[int, DocumentInside] = {}
    for row in execute(source, _documents, reader(actor) | {"ids": list(ids)}) if ids else ():
        number, slug, title, *by, term, html, at, version, key, name, media_type, size = row
        file = FileInside(key, name, names.path(name), media_type, size)
        keep(file, None)
        url = document_url(number, slug)
        found[number] = DocumentInside(number, title, url, By(*by), term, html, at, version, file)
    return found


_beside: AnySelect = (
    select(MethodDocument.method_id, MethodDocument.document_id)
    .join(Document, Document.id == MethodDocument.document_id)
    .where(MethodDocument.method_id.in_(_IDS), readable(Document))
    .order_by(MethodDocument.document_id)
)


def documents_beside(source: Source, actor: Actor, method_ids: Sequence[int]) -> dict[int, list[int]]:
    """The documents that lie beside methods, as far as the actor may read them."""
    found: dict[int, list[int]] = defaultdict(list)
    for method_id, document_id in execute(source, _beside, reader(actor) | {"ids": list(method_ids)}):
        found[method_id].append(document_id)
    return found


_methods: AnySelect = (
    select(
        Method.id,
        Method.slug,
        Method.title,
        func.coalesce(Account.name, ""),
        func.coalesce(Account.title, ""),
        Organisation.full_name,
        Organisation.code,
        Method.kind,
        Method.audience_term,
        Method.summary,
        Method.html,
        Method.cost_band,
        Method.licence,
        topic_column,
        func.coalesce(Method.shared_at, Method.created_at, type_=Method.created_at.type),
        Method.looked_through_at,
        Method.number,
        Method.withdrawn_at,
        Method.withdrawn_reason,
    )
    .join(Organisation, Organisation.id == Method.organisation_id)
    .outerjoin(Account, Account.id == Method.owner_id)
    .where(Method.id.in_(_IDS), readable(Method))
)
_cards: AnySelect = (
    select(
        ExperienceCard.method_id,
        ExperienceCard.id,
        func.coalesce(Account.name, ""),
        func.coalesce(Account.title, ""),
        Organisation.full_name,
        Organisation.code,
        ExperienceCard.audience_term,
        ExperienceCard.stage,
        ExperienceCard.origin,
        func.coalesce(
            select(Organisation.full_name.label("from_name"))
            .where(Organisation.id == ExperienceCard.copied_from_id)
            .correlate(ExperienceCard)
            .scalar_subquery(),
            "",
        ),
        ExperienceCard.year,
        ExperienceCard.place,
        ExperienceCard.cost,
        ExperienceCard.hours,
        ExperienceCard.again,
        ExperienceCard.html,
        ExperienceCard.changed_at,
    )
    .join(Method, Method.id == ExperienceCard.method_id)
    .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
    .outerjoin(Account, Account.id == ExperienceCard.author_id)
    .where(ExperienceCard.method_id.in_(_IDS), readable(ExperienceCard), readable(Method))
    .order_by(ExperienceCard.id)
)
_contributors: AnySelect = (
    select(MethodSource.method_id, *_author(Post))
    .join(Post, Post.id == MethodSource.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(
        MethodSource.method_id.in_(_IDS),
        _is_shown,
        or_(readable(Thread), MethodSource.answer == Answer.YES.value),
    )
    .order_by(Post.position)
)


def methods(
    source: Source,
    actor: Actor,
    ids: Sequence[int],
    beside: dict[int, list[int]],
    found: dict[int, DocumentInside],
) -> dict[int, MethodInside]:
    """Those of these methods that the actor may read, with the experience on them. `found`: the documents beside."""
    if not ids:
        return {}
    wanted = reader(actor) | {"ids": list(ids)}
    cards: dict[int, list[CardInside]] = defaultdict(list)
    for method_id, card_id, name, title, organisation, code, *rest in execute(source, _cards, wanted):
        by = By(name, title, organisation, code)
        cards[method_id].append(CardInside(card_id, experience_url(card_id), by, *rest))
    helped: dict[int, list[By]] = defaultdict(list)
    for method_id, *by_columns in execute(source, _contributors, wanted):
        helped[method_id].append(By(*by_columns))
    rows = execute(source, _methods, wanted)
    return {
        row[0]: _method(row, [found[number] for number in beside[row[0]]], cards[row[0]], helped[row[0]])
        for row in rows
    }


def _method(row: Any, documents: list[DocumentInside], cards: list[CardInside], helped: list[By]) -> MethodInside:
    number, slug, title, name, job, organisation, code, kind, term, summary, html, cost, licence, topics, *rest = row
    titles = tuple(sorted(line.partition("\t")[2] for line in (topics or "").splitlines()))
    by, url = By(name, job, organisation, code), method_url(number, slug)
    values = (number, title, url, by, kind, term, summary, html, cost, licence, titles, *rest)
    beside = (tuple(documents), tuple(cards), tuple(dict.fromkeys(helped)))
    return MethodInside(*(values + beside))
