"""The mail about a reply, at once, to whoever started the thread."""

from datetime import timedelta

from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import can_read
from network.core.addresses import post_url, unsubscribe_url
from network.core.byline import byline
from network.core.errors import N_
from network.core.outbox import OutboxRow
from network.features.accounts.mails import Builder, Draft
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import actor_by_account
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Event
from network.features.notifications.service import stop_token
from network.features.threads.models import Post, Thread

EXCERPT = 600  # characters
AT_ONCE = timedelta(days=5)  # a mail server may be down over a weekend; what is older is no news


def reply_posted(session: Session, row: OutboxRow, secret: str) -> Draft | None:
    """None when the one who asked wants no mail, wrote the reply, or may no longer read it."""
    post = session.get(Post, row.subject_id)
    if post is None or post.created_at < clock.now() - AT_ONCE:
        return None
    thread = session.get_one(Thread, post.thread_id)
    if post.hidden_at is not None or thread.hidden_at is not None:
        return None
    starter = session.get_one(Account, thread.author_id)
    if starter.id == post.author_id or not _wants_mail(starter):
        return None
    if not can_read(actor_by_account(session, starter.id), thread):
        return None
    stop = unsubscribe_url(stop_token(secret, starter.id))
    values = {
        "name": starter.name,
        "title": thread.title,
        "who": _who(session, post),
        "excerpt": excerpt(post.plain),
        "post_path": post_url(post.id),
        "stop_path": stop,
    }
    return Draft(
        starter.email,
        starter.language,
        N_("Reply to: %(title)s"),
        "reply",
        values,
        key=f"post:{post.id}:{starter.id}",
        conversation=f"thread:{thread.id}",
        unsubscribe_path=stop,
    )


def _who(session: Session, post: Post) -> str:
    """The beginning of a sentence."""
    if post.mask is not None:
        return post.mask[:1].upper() + post.mask[1:]
    author, organisation = session.get_one(Account, post.author_id), session.get_one(Organisation, post.organisation_id)
    return f"{byline(author.name, organisation.full_name)},"


def _wants_mail(account: Account) -> bool:
    has_joined = account.state == AccountState.ACTIVE and account.password_hash is not None
    return has_joined and account.reply_mail_stopped_at is None


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text, ended at a word."""
    if len(text) <= length:
        return text
    cut = text[:length]
    return (cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut).rstrip() + " …"


MAILS: dict[str, Builder] = {Event.REPLIED: reply_posted}
