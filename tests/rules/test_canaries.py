"""Words that only some may see are looked for wherever anybody can look, and the looking itself is put to the test."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import true

from network.core import access
from network.core.access import Actor, Audience
from network.web.requestlog import JsonFormatter
from tests.rules.crawl import crawl, visit
from tests.rules.leaks import all_leaks, seen
from tests.rules.town import CHORUS, COORDINATOR, MEMBER_A, PARTNER, READERS, ROLES, SECRETARIAT, VISITOR, Town


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_counts_or_can_tell_what_is_not_theirs(town: Town, role: str) -> None:
    assert all_leaks(town, role) == []


@pytest.mark.parametrize("role", ROLES)
def test_everybody_finds_all_that_is_theirs(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    pages = list(crawl(client, ["/"]))
    linked = "\n".join(page.text for page in pages)
    theirs = [canary for canary in town.content() if role in canary.readers]
    assert theirs
    assert [canary.text for canary in theirs if canary.text not in linked] == []
    searchable = [canary.text for canary in theirs if "file" not in canary.text]
    hits = {text: client.page(f"/soeg?q={text}").elements("ol", class_="rows") for text in searchable}
    assert [text for text, found in hits.items() if not found] == []


@pytest.mark.parametrize("role", ROLES)
def test_an_address_that_somebody_else_passed_on_shows_no_more(town: Town, role: str) -> None:
    known = {path for other in ROLES for path in crawl(town.world.client(town.people[other]), ["/"]).paths}
    client = town.world.client(town.people[role])
    assert list(seen(role, (visit(client, path) for path in sorted(known)), town.canaries)) == []


def test_no_mail_holds_what_stands_in_threads_or_documents(town: Town) -> None:
    mails = town.world.mails()
    assert len(mails) >= 4
    for mail in mails:
        text = f"{mail['Subject']}\n{mail['From']}\n{mail.get_content()}"
        assert [canary.text for canary in town.content() if canary.text in text] == []


def test_the_log_holds_no_word_of_what_was_read_sought_or_opened(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "network")
    for role in ROLES:
        client = town.world.client(town.people[role])
        crawl(client, ["/", *(path for audience in READERS for path in town.paths(audience))])
        visit(client, f"/soeg?q={CHORUS}")
        for link in (town.invitation, town.reset, town.address):
            assert visit(client, link).status == 200
            assert visit(client, link + "/").status == 404
    lines = [JsonFormatter().format(record) for record in caplog.records if record.name.startswith("network")]
    assert len(lines) > len(ROLES) * 50
    secrets = [link.rpartition("/")[2] for link in (town.invitation, town.reset, town.address)]
    for text in (*secrets, *(canary.text for canary in town.canaries)):
        assert [line for line in lines if text in line] == [], text


def _terms(*more: str) -> Callable[[Actor], frozenset[str]]:
    right = access._terms
    return lambda actor: right(actor) | set(more)


def _everything(_actor: Actor, _model: Any) -> Any:
    return true()


def _index_of(town: Town) -> tuple[type, Any]:
    index = type(town.world.app.ports.search)
    right = index.search
    everyone = {f"own:{number}" for number in range(1, 200)} | {"public", "network", "municipalities"}
    return index, lambda self, query, _audiences: right(self, query, frozenset(everyone))


def _patch(patch: pytest.MonkeyPatch, town: Town, weakness: str) -> None:
    """Weaken one rule."""
    neighbours = tuple(f"own:{number}" for number in range(1, 200))
    if weakness == "the index answers everybody":
        index, search = _index_of(town)
        patch.setattr(index, "search", search)
    elif weakness in WIDER:
        patch.setattr(access, "_terms", _terms(*(WIDER[weakness] or neighbours)))
    elif weakness == "members are shown to everybody":
        patch.setattr("network.features.municipalities.queries.allows", lambda *_: True)
    else:
        patch.setattr(f"network.features.{weakness.partition(' ')[0]}.queries.readable", _everything)


WIDER: dict[str, tuple[str, ...]] = {
    "visitors are taken for members": (Audience.NETWORK,),
    "partners are taken for municipalities": (Audience.MUNICIPALITIES,),
    "one municipality reads what is another's own": (),
}


@pytest.mark.parametrize(
    ("weakness", "victim"),
    [
        ("visitors are taken for members", VISITOR),
        ("partners are taken for municipalities", PARTNER),
        ("one municipality reads what is another's own", MEMBER_A),
        ("threads forget who may read them", PARTNER),
        ("library forgets who may read it", VISITOR),
        ("topics count what may not be read", SECRETARIAT),
        ("the index answers everybody", COORDINATOR),
        ("members are shown to everybody", PARTNER),
    ],
)
def test_a_weakened_rule_is_noticed(town: Town, monkeypatch: pytest.MonkeyPatch, weakness: str, victim: str) -> None:
    _patch(monkeypatch, town, weakness)
    assert all_leaks(town, victim) != []
