"""Mails at once: about a reply to whoever started the thread, and about a post to those whom it names."""

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
from network.features.mentions.models import Mention
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Event
from network.features.notifications.service import stop_token
from network.features.threads.models import Post, Thread

EXCERPT = 600  # characters
AT_ONCE = timedelta(days=5)  # a mail server may be down over a weekend; what is older is no news


def reply_posted(session: Session, row: OutboxRow, secret: str) -> Draft | None:
    """None when the one who asked wants no mail, wrote the reply, is named in it, or may no longer read it."""
    post = _recent(session, row)
    if post is None:
        return None
    thread = session.get_one(Thread, post.thread_id)
    if thread.author_id == post.author_id or session.get(Mention, (post.id, thread.author_id)) is not None:
        return None
    return _about(session, secret, post, thread, thread.author_id, N_("Reply to: %(title)s"), "reply")


def member_named(session: Session, row: OutboxRow, secret: str) -> Draft | None:
    """None when they want no mail, may not read the post, or were mailed the reply before it named them."""
    post = _recent(session, row)
    if post is None:
        return None
    thread, account_id = session.get_one(Thread, post.thread_id), int(row.payload["account_id"])
    is_reply_to_own = thread.author_id == account_id != post.author_id
    if row.payload.get("is_edit") and is_reply_to_own:
        return None
    return _about(session, secret, post, thread, account_id, N_("You are named in: %(title)s"), "mention")


def _recent(session: Session, row: OutboxRow) -> Post | None:
    """The post that the mail is about; None when it is no news any more or has been hidden."""
    post = session.get(Post, row.subject_id)
    if post is None or post.hidden_at is not None:
        return None
    happened_at = row.recorded_at if row.event == Event.MENTIONED else post.created_at  # a correction may name somebody
    return post if happened_at >= clock.now() - AT_ONCE else None


def _about(
    session: Session, secret: str, post: Post, thread: Thread, account_id: int, subject: str, template: str
) -> Draft | None:
    """A mail about a post, one for each account whatever it is sent for."""
    account = session.get_one(Account, account_id)
    if thread.hidden_at is not None or not wants_mail(account):
        return None
    if not can_read(actor_by_account(session, account.id), thread):
        return None
    stop = unsubscribe_url(stop_token(secret, account.id))
    values = {
        "name": account.name,
        "title": thread.title,
        "who": _who(session, post),
        "excerpt": excerpt(post.plain),
        "post_path": post_url(post.id),
        "stop_path": stop,
    }
    return Draft(
        account.email,
        account.language,
        subject,
        template,
        values,
        key=f"post:{post.id}:{account.id}",
        conversation=f"thread:{thread.id}",
        unsubscribe_path=stop,
    )


def _who(session: Session, post: Post) -> str:
    """The beginning of a sentence."""
    if post.mask is not None:
        return post.mask[:1].upper() + post.mask[1:]
    author, organisation = session.get_one(Account, post.author_id), session.get_one(Organisation, post.organisation_id)
    return f"{byline(author.name, organisation.full_name)},"


def wants_mail(account: Account) -> bool:
    """Whether mails that can be stopped are sent to them."""
    has_joined = account.state == AccountState.ACTIVE and account.password_hash is not None
    return has_joined and account.reply_mail_stopped_at is None


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text, ended at a word."""
    if len(text) <= length:
        return text
    cut = text[:length]
    return (cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut).rstrip() + " …"


MAILS: dict[str, Builder] = {Event.REPLIED: reply_posted, Event.MENTIONED: member_named}
