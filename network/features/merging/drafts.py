"""What had been begun in a thread when that is merged into another. No function commits."""

import secrets
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from network.core import clock
from network.features.calls.models import Call
from network.features.drafts.models import Draft
from network.features.drafts.places import TEXTS, Place, answer_field

APART: dict[str, Any] = {"synchronize_session": False}


def move_drafts(session: Session, thread_id: int, target_id: int) -> None:
    """What was begun here is a reply there; who has begun both finds both in one draft."""
    columns: list[str] = session.scalar(select(Call.columns).where(Call.thread_id == thread_id)) or []
    here, there = Place(thread_id).name, Place(target_id).name
    drafts = select(Draft.account_id, Draft.id, Draft.fields)
    begun = {account: (draft, fields) for account, draft, fields in session.execute(drafts.where(Draft.place == there))}
    for account_id, draft_id, fields in session.execute(drafts.where(Draft.place == here)).all():
        kept_id, kept = begun.get(account_id, (draft_id, {}))
        both = kept | _added(kept, fields, columns)
        values: dict[str, Any] = {"place": there, "fields": both}
        if both != fields:  # otherwise an open page goes on saving it
            values |= {"version": secrets.token_hex(8), "writer": "", "updated_at": clock.now()}
        if kept_id != draft_id:
            session.execute(delete(Draft).where(Draft.id == draft_id), execution_options=APART)
        session.execute(update(Draft).where(Draft.id == kept_id).values(values), execution_options=APART)


def _added(kept: dict[str, Any], moved: dict[str, Any], columns: list[str]) -> dict[str, Any]:
    """The other draft's text, with what it answers a call under the headings, below the kept one; its files and hidden
    name too.
    """
    headings = {answer_field(number): f"# {column}\n\n" for number, column in enumerate(columns)}
    answers = (headings.get(name, "") + moved[name] for name in TEXTS if moved.get(name))
    texts = (kept.get("body", ""), *answers)
    added = {
        "body": "\n\n".join(text for text in texts if text),
        "attachments": f"{kept.get('attachments', '')} {moved.get('attachments', '')}".strip(),
        "hide_name": kept.get("hide_name") or moved.get("hide_name"),
    }
    return {name: value for name, value in added.items() if value}
