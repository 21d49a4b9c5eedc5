"""Rewriting a page about the network. No function commits."""

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock
from network.core.access import Actor
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import AnySelect, dialect_insert, execute
from network.core.errors import N_, NetworkError
from network.core.page_text import render_page
from network.core.policy import Action, require
from network.core.text import checked_body
from network.features.pages.models import SitePage, SitePageVersion
from network.features.pages.queries import written_page


class PageConflict(NetworkError):
    """The page was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("The text has been changed since you opened it."))


_of_submission: AnySelect = select(SitePageVersion.id).where(
    SitePageVersion.submission == bindparam("submission"), SitePageVersion.edited_by_id == bindparam("actor_id")
)
_insert_version = insert(SitePageVersion)


def rewrite(
    session: Session,
    actor: Actor,
    name: str,
    body: str,
    *,
    number: int,
    submission: str | None = None,
    not_cpr: bool = False,
) -> None:
    """Put a text in the place of version `number`; 0 is what the page said at first. The same submission twice counts once.

    Raises Forbidden, Invalid, and PageConflict when the page has another version by now.
    """  # noqa: E501
    require(Action.EDIT_PAGE, actor)
    markdown = checked_body(body).strip()
    rendered = render_page(markdown)
    if submission and execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).first():
        return
    now = written_page(session, name)
    if number != (now.number if now else 0):
        raise PageConflict
    if now and now.markdown == markdown:
        return
    has_number = passed_over({"body": markdown}, not_cpr=not_cpr)
    at = clock.now()
    version = {"name": name, "number": number + 1, "markdown": markdown, "edited_by_id": actor.id, "at": at}
    try:
        with session.begin_nested():  # two at once would write the same number
            execute(session, _insert_version, version | {"submission": submission})
    except IntegrityError as error:
        raise PageConflict from error
    values = {"markdown": markdown, "html": rendered.html, "number": number + 1, "changed_at": at}
    new = dialect_insert(session.get_bind().dialect.name, SitePage)
    execute(session, new.on_conflict_do_update(index_elements=["name"], set_=values), {"name": name, **values})
    audit.note(session, actor, NOT_CPR if has_number else "page-rewrite", f"page:{name}")
