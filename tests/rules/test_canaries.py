"""Words that only some may see are looked for wherever anybody can look, and the looking itself is put to the test."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import BooleanClauseList, Date, true

from network.core import access
from network.core.access import Actor, Audience, Invitable
from network.core.db import AnySelect
from network.features.accounts.models import Account
from network.features.calls import queries as tables
from network.features.members import queries as profiles
from network.features.municipalities.models import Organisation
from network.features.summaries import queries as short
from network.features.threads import found, lists
from tests.rules.crawl import visit
from tests.rules.leaks import first_leak, leaks, seen
from tests.rules.town import (
    ADVISER,
    COORDINATOR,
    KINDS,
    MASK,
    MASKED_HOME,
    MASKED_NAME,
    MASKED_SLUG,
    MEMBER_A,
    MEMBER_B,
    PARTNER,
    READERS,
    ROLES,
    VISITOR,
    Town,
    word,
)
from tests.rules.walk import Walk, logged

MAILED = ("public", "network", "municipalities", "own A", "own B")  # where somebody else than the asker replies
WalkOf = Callable[[str], Walk]


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_counts_or_can_tell_what_is_not_theirs(town: Town, walk_of: WalkOf, role: str) -> None:
    assert list(leaks(town, walk_of(role))) == []


@pytest.mark.parametrize("role", ROLES)
def test_everybody_finds_all_that_is_theirs(town: Town, walk_of: WalkOf, role: str) -> None:
    """By links and by search. Otherwise a site that shows nothing to anybody would pass."""
    own = walk_of(role)
    linked = "\n".join(page.received for page in own.linked)
    theirs = [canary.text for canary in town.canaries if role in canary.readers]
    assert [text for text in theirs if text not in linked] == []
    searched = [canary.text for canary in town.content() if role in canary.readers and "file" not in canary.text]
    assert searched
    assert [text for text in searched if 'class="rows"' not in own.found[text].body] == []


@pytest.mark.parametrize("role", ROLES)
def test_an_address_that_somebody_else_passed_on_shows_no_more(town: Town, walk_of: WalkOf, role: str) -> None:
    known = {page.path for other in ROLES for page in walk_of(other).linked}
    passed_on = sorted(known - {page.path for page in walk_of(role)})
    client = town.world.client(town.people[role])
    for path in passed_on:
        unsaid = [canary for canary in town.canaries if canary.text not in path]  # what is asked for is in the answer
        assert list(seen(role, [visit(client, path)], unsaid)) == []


def test_what_stands_in_threads_is_mailed_only_to_those_who_may_read_it(town: Town) -> None:
    """Replies, with the title, to whoever asked; nothing of documents to anybody."""
    words = {word(audience, kind): (audience, kind) for audience in READERS for kind in KINDS}
    mailed, masked = set(), 0
    for mail in town.world.mails():
        assert not any(words in mail.as_string() for words in (MASKED_NAME, MASKED_HOME, MASKED_SLUG))
        masked += MASK[1:] in mail.get_content()
        text = f"{mail['Subject']}\n{mail['From']}\n{mail.get_content()}"
        held = {words[found] for found in words if found in text}
        readable = town.mailboxes.get(mail["To"].addresses[0].addr_spec, frozenset())
        assert {audience for audience, _kind in held} <= readable
        mailed |= held
    assert mailed == {(audience, kind) for audience in MAILED for kind in ("title", "reply")}
    assert masked == 2  # of a reply to a question, and of an answer to a call


@pytest.mark.parametrize("role", ROLES)
def test_the_log_holds_no_word_of_what_was_read_or_sought(town: Town, walk_of: WalkOf, role: str) -> None:
    lines = walk_of(role).log
    assert len(lines) >= len(list(walk_of(role)))
    assert [line for line in lines for canary in town.canaries if canary.text in line] == []


def test_the_log_holds_no_link_that_opens_something(town: Town) -> None:
    client = town.world.client()
    links = (town.invitation, town.reset, town.address, town.stop)
    lines: list[str] = []
    with logged(lines):
        assert [visit(client, link).status for link in links] == [200, 200, 200, 200]
        assert [visit(client, link + "/").status for link in links] == [404, 404, 404, 404]
    assert len(lines) == 8
    assert [line for line in lines for link in links if link.rpartition("/")[2] in line] == []


WEAKNESSES = {
    "visitors are taken for members": VISITOR,
    "partners are taken for municipalities": PARTNER,
    "one municipality reads what is another's own": MEMBER_A,
    "threads forget who may read them": PARTNER,
    "library forgets who may read it": VISITOR,
    "topics count what may not be read": PARTNER,
    "the index answers everybody": COORDINATOR,
    "members are shown to everybody": VISITOR,
    "members' best replies forget who may read them": PARTNER,
    "hidden posts are shown": VISITOR,
    "hidden threads are shown": MEMBER_B,
    "the hidden is listed": MEMBER_A,
    "hidden names are shown at posts": COORDINATOR,
    "hidden names are shown in lists": VISITOR,
    "hidden names are shown in boxes": MEMBER_B,
    "hidden names are shown in tables": PARTNER,
    "hidden names are shown in reports": MEMBER_B,
    "hidden names are shown in search": PARTNER,
    "hidden names are shown in history": MEMBER_B,
    "hidden names are shown in profiles": MEMBER_A,
    "hidden names are shown in summaries": VISITOR,
    "hidden names are shown in summaries' histories": MEMBER_B,
    "threads without a name are listed by municipality": MEMBER_A,
    "the queue is open to everybody": PARTNER,
    "advisers are taken for members": ADVISER,
    "an invitation opens every thread": ADVISER,
}


@pytest.mark.parametrize(("weakness", "victim"), WEAKNESSES.items())
def test_a_weakened_rule_is_noticed(town: Town, monkeypatch: pytest.MonkeyPatch, weakness: str, victim: str) -> None:
    _weaken(monkeypatch, town, weakness)
    assert first_leak(town, victim)


MODERATES = {"reader_moderates": 1}
EVERY_OWN = frozenset(f"own:{number}" for number in range(1, 200))
EVERYONE = EVERY_OWN | {Audience.PUBLIC, Audience.NETWORK, Audience.MUNICIPALITIES}
WIDER = {
    "visitors are taken for members": frozenset({Audience.NETWORK.value}),
    "partners are taken for municipalities": frozenset({Audience.MUNICIPALITIES.value}),
    "one municipality reads what is another's own": EVERY_OWN,
}


def _weaken(patch: pytest.MonkeyPatch, town: Town, weakness: str) -> None:
    if weakness in WIDER:
        right = access._terms
        patch.setattr(access, "_terms", lambda actor: right(actor) | WIDER[weakness])
        patch.setattr("network.web.identity.ANONYMOUS", Actor())
    elif weakness == "the index answers everybody":
        patch.setattr(type(town.world.app.ports.search), "gather", _gathering_everything(town))
    elif weakness == "hidden posts are shown":
        patch.setattr("network.features.threads.posts.sees_hidden", lambda *_: True)
    elif weakness.startswith("hidden names"):
        _show_names(patch, weakness.rpartition(" ")[2])
    elif weakness == "threads without a name are listed by municipality":
        _list_by_municipality(patch)
    elif weakness == "hidden threads are shown":
        patch.setattr("network.features.threads.head.reader", lambda actor: access.reader(actor) | MODERATES)
    elif weakness == "the hidden is listed":
        _forget_what_is_hidden(patch)
    elif weakness == "the queue is open to everybody":
        patch.setattr(Actor, "moderates", True)
    elif weakness == "advisers are taken for members":
        patch.setattr(Actor, "is_adviser", False)
    elif weakness == "an invitation opens every thread":
        every = frozenset(Invitable.THREAD.key(number) for number in range(1, 200))
        patch.setattr("network.features.accounts.queries.opened_keys", lambda *_: every)
    elif weakness == "members are shown to everybody":
        patch.setattr("network.features.municipalities.queries.allows", lambda *_: True)
    else:
        feature = weakness.partition(" ")[0].rstrip("'")
        colleague = access.reader(town.people[MEMBER_A])
        patch.setattr(f"network.features.{feature}.queries.reader", lambda _actor: colleague)


def _forget_what_is_hidden(patch: pytest.MonkeyPatch) -> None:
    """The list rule without its second half, in the statements of the lists."""
    patch.setattr(lists, "readable", access._addressed)
    _make_lists_anew(patch)


ASKING = {
    "posts": "threads.posts",
    "history": "editing.queries",
    "histories": "summaries.queries",
    "reports": "moderation.queries",
}


def _show_names(patch: pytest.MonkeyPatch, where: str) -> None:
    """Each place asks for itself, so each is weakened by itself."""
    if where in ASKING:
        patch.setattr(f"network.features.{ASKING[where]}.sees_name", lambda *_: True)
    elif where == "profiles":
        patch.setattr(profiles, "_best_given", lambda *, goes_on: _without_masks(_best_given(goes_on=goes_on)))
    elif where == "summaries":
        patch.setattr(short, "_shown", _unmasked(short._shown))
    elif where == "boxes":
        patch.setattr("network.features.threads.queries.shown_author", lambda _: (Account.name, Organisation.full_name))
    elif where == "tables":
        patch.setattr(tables, "_answers", _unmasked(tables._answers))
    elif where == "search":
        patch.setattr(found, "_found", _unmasked(found._found))
    else:
        patch.setattr(lists, "_row_columns", _unmasked(lists._row_columns))
        _make_lists_anew(patch)


_best_given = profiles._best_given


def _without_masks(statement: AnySelect) -> AnySelect:
    """The statement without its condition that a post has its author's name."""
    whole = statement.whereclause
    assert isinstance(whole, BooleanClauseList)
    kept = [part for part in whole.clauses if "mask" not in str(part)]
    assert len(kept) < len(whole.clauses)
    bare: AnySelect = statement._generate()
    bare._where_criteria = tuple(kept)
    return bare


def _unmasked(statement: AnySelect) -> AnySelect:
    """The statement with the author's own name and municipality."""
    right = {"case": Account.name, "coalesce": Organisation.full_name}
    columns = [
        c if isinstance(c.type, Date) else right.get(getattr(c, "name", "") or c.__visit_name__, c)
        for c in statement.selected_columns
    ]
    return statement.with_only_columns(*columns, maintain_column_froms=True)


def _list_by_municipality(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lists, "_has_name", true())
    _make_lists_anew(patch)


def _make_lists_anew(patch: pytest.MonkeyPatch) -> None:
    for name in ("_list_statement", "_pinned"):
        patch.setattr(lists, name, getattr(lists, name).__wrapped__)


def _gathering_everything(town: Town) -> Any:
    gather = type(town.world.app.ports.search).gather
    return lambda self, query, _audiences, counted=(): gather(self, query, EVERYONE, counted)
