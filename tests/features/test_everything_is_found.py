"""Each column that holds text is found by searching, or stands here with the reason why it is not."""

from typing import Any

from sqlalchemy import JSON, Column, String

from network.models import Base

FOUND = {
    "thread": {"title", "kind"},
    "post": {"plain"},
    "summary_version": {"plain"},
    "keyword": {"title"},
    "attachment": {"name", "media_type"},
    "attachment_page": {"text"},
    "document": {"title", "plain"},
    "method": {"title", "summary", "plain", "kind"},
    "experience_card": {"plain", "place"},
    "document_version": {"media_type"},
    "collection": {"title", "plain"},
    "collection_item": {"plain"},
    "plan": {"title", "summary", "plain"},
    "article": {"title", "lead", "plain", "kind"},
    "document_page": {"text"},
    "topic": {"title", "description", "synonyms", "topic_group"},
    "organisation": {"code", "name", "full_name", "aliases", "region", "municipality_group"},
    "account": {"name", "title"},
    "profile": {"ask_about"},
    "portrait": {"plain"},
}
SOURCE = "what the plain text beside it was made from, or the other way round"
NAME = "a name in addresses, made from a title"
WORD = "one of a few words that the program knows"
KEY = "says which form was sent, or where something is kept"
OWN = "seen by its writer alone"
REVIEW = "seen by those who moderate, and by whom it is about"
SECRET = "of an account, and nobody's to find"
LATER = "how things are done, and nothing that a person reads"
NOT_FOUND = {
    "thread": {"slug": NAME, "audience_term": WORD, "mask": "stands for a hidden name", "lock_reason": REVIEW},
    "post": {
        "markdown": SOURCE,
        "html": SOURCE,
        "mask": "stands for a hidden name",
        "submission": KEY,
    },
    "post_revision": "what a post said before; who looks for it opens the history",
    "summary_version": {
        "markdown": SOURCE,
        "html": SOURCE,
        "submission": KEY,
        "mask": "stands for a hidden name",
    },
    "keyword": {"slug": NAME, "state": WORD},
    "attachment": {"file_key": KEY, "text_state": WORD, "text_outcome": WORD},
    "document": {
        "slug": NAME,
        "markdown": SOURCE,
        "html": SOURCE,
        "audience_term": WORD,
        "submission": KEY,
        "language": WORD,
        "licence": WORD,
    },
    "document_version": {
        "file_key": KEY,
        "name": "the title says it better",
        "text_state": WORD,
        "text_outcome": WORD,
        "findings": WORD,
        "submission": KEY,
    },
    "method": {
        "slug": NAME,
        "texts": SOURCE,
        "html": SOURCE,
        "state": WORD,
        "cost_band": WORD,
        "licence": WORD,
        "audience": WORD,
        "audience_term": WORD,
        "withdrawn_reason": "what is withdrawn is not found; the reason stands on its page",
    },
    "method_version": "what a method said before; who looks for it opens the history",
    "method_source": "whose words stand in a method; the method is found",
    "method_thread": {"relation": WORD},
    "experience_card": {
        "texts": SOURCE,
        "html": SOURCE,
        "worked": "begins as the plain text does",
        "failed": "begins as the plain text does",
        "stage": WORD,
        "origin": WORD,
        "again": WORD,
        "audience": WORD,
        "audience_term": WORD,
        "submission": KEY,
    },
    "collection": {
        "slug": NAME,
        "markdown": SOURCE,
        "html": SOURCE,
        "audience": WORD,
        "audience_term": WORD,
        "submission": KEY,
    },
    "collection_item": {"markdown": SOURCE, "html": SOURCE},
    "plan": {
        "slug": NAME,
        "texts": SOURCE,
        "html": SOURCE,
        "advisers": SOURCE,
        "begins": "its first month",
        "phase": WORD,
        "phases": WORD,
        "state": WORD,
        "audience": WORD,
        "audience_term": WORD,
    },
    "plan_document": {"phase": WORD},
    "plan_version": "what a plan said before",
    "article": {
        "slug": NAME,
        "facts": SOURCE,
        "markdown": SOURCE,
        "html": SOURCE,
        "state": WORD,
        "audience_term": WORD,
    },
    "article_version": "what the network published before",
    "site_page": "stands at the foot of every page",
    "site_page_version": "what a page about the network said before",
    "front_block": {"block": WORD},
    "portrait": {"cycle_phase": WORD, "markdown": SOURCE, "html": SOURCE},
    "scanned_page": {"outcome": WORD},
    "stored_file": "the bytes; their documents are found",
    "topic": {"slug": NAME, "submission": KEY},
    "organisation": {"kind": WORD, "slug": NAME, "participation": WORD},
    "account": {
        "email": "an address is looked up in the directory",
        "email_key": SECRET,
        "password_hash": SECRET,
        "roles": WORD,
        "state": WORD,
        "language": WORD,
    },
    "profile": {"phone": "a number is called, not searched for", "reach_by": WORD},
    "call": "what answers should hold stands in the post; the table is made of answers, which are found",
    "draft": OWN,
    "saved_search": OWN,
    "report": REVIEW,
    "hiding": REVIEW,
    "moderation_entry": "the log of moderation has its own page",
    "takedown": "says what is no longer there for others, to those who made it",
    "notice": "says what is new about a method or an event, which is found",
    "notification": "says what is new; the post is found",
    "merged_thread": "why threads were merged stands on the thread's page",
    "split_thread": "why posts were moved stands on the thread's page",
    "mention": "names whom a post names; the post is found",
    "answered_before": LATER,
    "missed_search": "for the secretariat, on a page of its own",
    "synonym_group": "for the secretariat, on a page of its own",
    "join_request": "who asks to join, for the secretariat alone",
    "mail_domain": "whom a coordinator may invite; on the page of members",
    "sign_in_session": SECRET,
    "invitation": SECRET,
    "account_token": SECRET,
    "api_key": SECRET,
    "feed_key": SECRET,
    "audit_entry": SECRET,
    "outbox": LATER,
    "measured": LATER,
    "rate_event": LATER,
    "imported": LATER,
}


def holds_text(column: Column[Any]) -> bool:
    return isinstance(getattr(column.type, "impl", column.type), JSON | String)


def test_every_text_is_found_or_said_not_to_be() -> None:
    untold = []
    for table in Base.metadata.sorted_tables:
        reasons = NOT_FOUND.get(table.name, {})
        if isinstance(reasons, str):
            continue
        columns = {column.name for column in table.columns if holds_text(column)}
        untold += sorted(f"{table.name}.{name}" for name in columns - FOUND.get(table.name, set()) - set(reasons))
    assert untold == []
