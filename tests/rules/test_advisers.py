"""An adviser is let in at few doors, and at all others the answer is the same whatever stands behind them."""

import importlib
import pkgutil
import re
from typing import Any

import pytest
from sqlalchemy import SelectBase
from sqlalchemy.dialects import sqlite

from network import features
from network.core.access import Actor, OrganisationKind, reader
from network.core.widening import for_reader
from network.web.access import Access, declared
from tests.rules.posts import POSTS, path_of, token_of
from tests.rules.routes import kept_routes
from tests.rules.tables import fingerprints
from tests.rules.test_others import forget_attempts, sent
from tests.rules.town import ADVISER, READERS, Town
from tests.rules.walk import UNKNOWN, changed

# Every door that is open to advisers beside those that are open to everybody
DOORS = {
    *("accounts.show", "accounts.change_password", "accounts.change_address", "accounts.choose_language"),
    *("accounts.end_other_sessions", "erasure.show", "erasure.export", "erasure.erase_own"),
    *("ownfeeds.index", "ownfeeds.end", "search.clear_recent"),
    *("notifications.index", "notifications.read_all", "notices.read"),
    "advisers.index",
    # Each asks whether the thread has been opened to the adviser
    *("threads.reply", "quoting.reply", "editing.edit", "notifications.follow_thread", "moderation.answer"),
    *("drafts.save", "drafts.delete", "attachments.upload"),
}


NARROW = re.compile(r'("?\w+"?)\.audience_term IN \(\?, \?, \?, \?\)')
WIDE = re.compile(
    rf"\({NARROW.pattern} OR \1\.id IN \(__\[POSTCOMPILE_reader_invited_\w+\]\) AND \1\.audience_term != \?\)"
)
COUNTED = re.compile(r"_\d+(?=\])")  # lists of values are numbered through
OPENED = {"thread", "document", '"plan"'}


def _statements() -> dict[str, Any]:
    """Every statement that stands in a module by a name."""
    modules = (module.name for module in pkgutil.walk_packages(features.__path__, "network.features."))
    return {
        f"{name}.{key}": value
        for name in modules
        for key, value in vars(importlib.import_module(name)).items()
        if isinstance(value, SelectBase)
    }


def test_a_statement_is_wider_for_an_adviser_by_what_is_open_to_them_and_by_nothing_else() -> None:
    adviser = Actor(1, 1, OrganisationKind.ADVISER, invited=frozenset({"thread:1"}))
    widened = 0
    for name, statement in _statements().items():
        narrow, wide = (
            COUNTED.sub("", str(one.compile(dialect=sqlite.dialect())))
            for one in (statement, for_reader(statement, reader(adviser)))
        )
        assert WIDE.sub(r"\1.audience_term IN (?, ?, ?, ?)", wide) == narrow, name
        asked = [row for row in NARROW.findall(narrow) if row in OPENED or row.startswith(("thread_", "plan_"))]
        assert len(WIDE.findall(wide)) == len(asked), name
        widened += bool(asked)
    assert widened > 50


def test_an_adviser_is_let_in_at_these_doors_only(town: Town) -> None:
    app = town.world.app
    assert {name for name in app.view_functions if declared(app, name) is Access.INVITED} == DOORS


ACCESS = {route["endpoint"]: route["access"] for route in kept_routes()}


@pytest.mark.parametrize("endpoint", [name for name in POSTS if ACCESS[name] not in (Access.PUBLIC, Access.INVITED)])
def test_what_members_do_an_adviser_cannot(town: Town, endpoint: str) -> None:
    client = town.world.client(town.people[ADVISER])
    fields = POSTS[endpoint].fields | {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    assert client.post(path_of(town, endpoint), data=fields).status_code == 403
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


def test_an_adviser_writes_nowhere_but_in_what_is_open_to_them_and_cannot_tell_what_is_there(town: Town) -> None:
    client = town.world.client(town.people[ADVISER])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for audience in sorted(set(READERS) - {"public", "own A"}):
        forget_attempts(town)
        for path, number, fields in (
            ("/traade/{}/svar", town.threads[audience].id, {"body": "Kan I se det her?"}),
            ("/traade/{}/svar", town.threads[audience].id, {"body": ""}),
            ("/traade/{}/svar", town.threads[audience].id, {"body": "Hvordan ser det ud?", "preview": "1"}),
            ("/indlaeg/{}/ret", town.replies[audience], {"body": "Nu står der mine ord", "version": "2"}),
            ("/indlaeg/{}/svar-moderator", town.replies[audience], {"answer": "Hvorfor?"}),
            ("/traade/{}/foelg", town.threads[audience].id, {"follow": "1"}),
        ):
            refused = sent(client, path.format(number), fields | token)
            missing = sent(client, path.format(UNKNOWN), fields | token)
            assert refused.status == 404
            assert refused.likeness() == missing.likeness()
        begun = {"body": "Kan jeg gemme her?"} | token
        refused, missing = (
            sent(client, "/kladder/gem", begun | {"place": f"reply:{number}"})
            for number in (town.threads[audience].id, UNKNOWN)
        )
        assert refused.status == 404
        assert refused.likeness() == missing.likeness()
    public = town.threads["public"].id
    for act, fields in (("svar", {"body": "Det ved jeg."}), ("foelg", {"follow": "1"})):
        assert client.post(f"/traade/{public}/{act}", data=fields | token).status_code == 403
    assert client.post(f"/indlaeg/{town.replies['own A']}/ret", data={"body": "Mine ord"} | token).status_code == 403
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}
