"""Ids, tokens, notes and numbers of others, put into every form that takes one."""

import io

import pytest
from sqlalchemy import delete, select

from network.core.access import Audience
from network.core.ratelimit import RateEvent
from network.features.library.models import Document
from tests.pages.client import CheckedClient, Page, fields_of
from tests.rules.crawl import Visit
from tests.rules.posts import token_of
from tests.rules.tables import fingerprints
from tests.rules.town import (
    COORDINATOR,
    MEMBER_A,
    MEMBER_B,
    MEMBERS,
    PARTNER,
    READERS,
    SECRETARIAT,
    Town,
)
from tests.rules.walk import UNKNOWN, changed
from tests.world import LEMVIG, LOLLAND, PASSWORD, World

MODERATION = (
    ("/indlaeg/{}/skjul", {"reason": "Nej."}),
    ("/indlaeg/{}/skjul", {"reason": ""}),
    ("/indlaeg/{}/vis-igen", {}),
    ("/indlaeg/{}/fasthold", {}),
    ("/indlaeg/{}/afvis", {}),
    ("/traade/{}/luk", {"reason": "Nej."}),
    ("/traade/{}/kort-fortalt/skjul", {"reason": "Nej."}),
    ("/traade/{}/kort-fortalt/skjul", {"reason": ""}),
    ("/traade/{}/luk", {"reason": ""}),
    ("/traade/{}/aabn", {}),
    ("/traade/{}/fastgoer", {"pinned": "1"}),
    ("/traade/{}/slags", {"kind": "call"}),
    ("/traade/{}/flyt", {"topic": "service"}),
    ("/traade/{}/laeg-sammen", {"target": "1", "reason": "Nej."}),
    ("/traade/{}/udskil", {"from": "2"}),
    ("/traade/{}/udskil", {"page": "0"}),
    ("/traade/{}/udskil", {"split": "1", "from_post": "2", "title": "En tråd for sig", "topic": "service"}),
)

DOCUMENTS = (
    ("/dokumenter/{}/ret", {"title": "Mit nu", "audience": "public", "version": "1"}),
    ("/dokumenter/{}/ret", {"title": ""}),
    ("/dokumenter/{}/erstat", {}),
    ("/dokumenter/{}/traek-tilbage", {"reason": "Nej."}),
    ("/dokumenter/{}/traek-tilbage", {"reason": ""}),
)


def sent(client: CheckedClient, path: str, fields: dict[str, str]) -> Visit:
    answer = client.post(path, data=fields)
    return Visit(path, answer.status_code, tuple(answer.headers.items()), answer.text)


def forget_attempts(town: Town) -> None:
    """Nobody tries so much within an hour; here it is about what they would be told."""
    with town.world.writing() as session:
        session.execute(delete(RateEvent))


@pytest.mark.parametrize("role", MEMBERS)
def test_what_cannot_be_read_cannot_be_answered_marked_or_told_from_nothing(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for audience, readers in READERS.items():
        if role in readers:
            continue
        forget_attempts(town)
        thread, post = town.threads[audience].id, town.replies[audience]
        for path, fields in (
            ("/traade/{}/svar", {"body": "Kan I se det her?"}),
            ("/traade/{}/svar", {"body": ""}),
            ("/traade/{}/svar", {"body": "Hvordan ser det ud?", "preview": "1"}),
            ("/indlaeg/{}/ret", {"body": "Nu står der mine ord", "version": "2"}),
            ("/indlaeg/{}/ret", {"body": "Hvordan ser det ud?", "preview": "1"}),
            ("/traade/{}/foelg", {"follow": "1"}),
            ("/traade/{}/foelg", {"follow": "0"}),
            ("/indlaeg/{}/bedste", {"best": "1"}),
            ("/traade/{}/afklaret", {"resolved": "1"}),
            ("/traade/{}/kort-fortalt", {"body": "Mit bud", "version": "1"}),
            ("/traade/{}/kort-fortalt", {"body": ""}),
            ("/indlaeg/{}/bedste", {"best": "0"}),
            ("/indlaeg/{}/anmeld", {"reason": "tone"}),
            ("/indlaeg/{}/anmeld", {"reason": ""}),
            ("/indlaeg/{}/svar-moderator", {"answer": "Hvorfor?"}),
            *(MODERATION if town.people[role].moderates else ()),
        ):
            refused = sent(client, path.format(thread if path.startswith("/traade") else post), fields | token)
            missing = sent(client, path.format(UNKNOWN), fields | token)
            assert refused.status == 404
            assert refused.likeness() == missing.likeness()
        for path, fields in DOCUMENTS:
            refused, missing = (
                sent(client, path.format(number), fields | token) for number in (town.documents[audience].id, UNKNOWN)
            )
            assert refused.status == 404
            assert refused.likeness() == missing.likeness()
        typed = {"begyndt": "Medlem"} | token
        refused, missing = (sent(client, "/omtale", typed | {"traad": str(number)}) for number in (thread, UNKNOWN))
        assert refused.status == 404
        assert refused.likeness() == missing.likeness()
        for button in ("thank", "take_back"):
            refused, missing = (
                sent(client, "/indlaeg/nyttigt", token | {button: str(number)}) for number in (post, UNKNOWN)
            )
            assert refused.status == 404
            assert refused.likeness() == missing.likeness()
        begun = {"body": "Kan jeg gemme her?"} | token
        refused, missing = (
            sent(client, "/kladder/gem", begun | {"place": f"reply:{number}"}) for number in (thread, UNKNOWN)
        )
        assert refused.status == 404
        assert refused.likeness() == missing.likeness()
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


@pytest.mark.parametrize("role", [PARTNER, MEMBER_A, MEMBER_B, COORDINATOR])
def test_what_is_hidden_cannot_be_answered_reported_or_told_from_nothing(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    forget_attempts(town)
    before = fingerprints(town.world.engine)
    thread, (first, inside) = town.hidden_thread.id, town.hidden_posts
    for path, number, fields in (
        ("/traade/{}/svar", thread, {"body": "Kan I se det her?"}),
        ("/indlaeg/{}/bedste", inside, {"best": "1"}),
        ("/traade/{}/afklaret", thread, {"resolved": "1"}),
        ("/traade/{}/kort-fortalt", thread, {"body": "Mit bud", "version": "1"}),
        ("/indlaeg/{}/anmeld", first, {"reason": "tone"}),
        ("/indlaeg/{}/anmeld", inside, {"reason": "tone"}),
        ("/indlaeg/{}/svar-moderator", first, {"answer": "Hvorfor?"}),
        ("/indlaeg/{}/svar-moderator", inside, {"answer": "Hvorfor?"}),
    ):
        refused = sent(client, path.format(number), fields | token)
        missing = sent(client, path.format(UNKNOWN), fields | token)
        assert refused.status == 404, path
        assert refused.likeness() == missing.likeness()
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


@pytest.mark.parametrize("role", [PARTNER, MEMBER_A, MEMBER_B, COORDINATOR])
def test_what_can_be_read_but_is_anothers_is_not_changed(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    fields = {"csrf_token": token_of(client), "best": "0", "email": "x@y.example", "municipality": "aarhus"}
    before = fingerprints(town.world.engine)
    fields |= {"body": "Nu står der mine ord", "version": "2"}
    post, thread = f"/indlaeg/{town.replies['network']}", f"/traade/{town.threads['network'].id}"
    hidden, member = f"/indlaeg/{town.hidden_reply}", f"/sekretariat/medlemmer/{town.people[SECRETARIAT].id}"
    for path in (
        f"{post}/bedste",
        f"{post}/ret",
        f"/traade/{town.call.id}/frist",
        *(path.format(town.documents["network"].id) for path, _fields in DOCUMENTS),
        "/sekretariat/kommuner",
        f"/sekretariat/anmodninger/{town.asked}",
        "/sekretariat/emner/tomme-boliger",
        "/sekretariat/emner/nyt",
        "/sekretariat/emner/tomme-boliger/plads",
        "/sekretariat/emner/tomme-boliger/tilstand",
        "/kommuner/toender/inviter",
        "/kommuner/toender/profil",
        "/kommuner/toender/medlemmer",
        "/kommuner/toender/invitationer/1/tilbage",
        f"/kommuner/lemvig/medlemmer/{town.people[MEMBER_B].id}/overdrag",
        *(f"{post}/{act}" for act in ("skjul", "afvis")),
        *(f"{hidden}/{act}" for act in ("vis-igen", "fasthold", "svar-moderator")),
        *(
            f"{thread}/{act}"
            for act in ("luk", "aabn", "fastgoer", "slags", "flyt", "afklaret", "kort-fortalt", "kort-fortalt/skjul")
        ),
        *(f"{thread}/{act}" for act in ("laeg-sammen", "udskil")),
        "/sekretariat/noegleord",
        *(f"/sekretariat/noegleord/{town.keyword}/{act}" for act in ("omdoeb", "saml", "tilstand")),
        *(f"{member}/{act}" for act in ("spaer", "aabn", "moderator", "redaktoer")),
        "/sekretariat/sider/om",
        "/forside",
        "/sekretariat/synonymer",
        f"/sekretariat/synonymer/{town.synonym}",
        "/sekretariat/synonymer/forgaeves",
    ):
        assert client.post(path, data=fields).status_code == 403, path
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


def test_a_link_opens_only_what_it_was_made_for(town: Town) -> None:
    invitation, reset, address = (link.rpartition("/")[2] for link in (town.invitation, town.reset, town.address))
    client = town.world.client()
    fields = {"csrf_token": token_of(client), "name": "En Anden", "password": PASSWORD}
    before = fingerprints(town.world.engine)
    for path in (
        f"/adgangskode/ny/{address}",
        f"/adgangskode/ny/{invitation}",
        f"/adgangskode/ny/{reset[:-1]}",
        f"/adgangskode/ny/{reset}0",
        f"/adgangskode/ny/{reset.upper()}",
        f"/adgangskode/ny/0{reset}",
        f"/adgangskode/ny/９{reset[1:]}",
        f"/adgangskode/ny/9{reset[1:]}",
        f"/adgangskode/ny/æ{reset}",
        f"/afmeld/{reset}",
        f"/adgangskode/ny/{town.stop.rpartition('/')[2]}",
        f"/konto/adresse/{reset}",
        f"/konto/adresse/{invitation}",
        f"/invitation/{reset}",
        f"/invitation/{address}",
        f"/invitation/2{invitation[1:]}",
    ):
        assert client.get(path).status_code == 404, path
        assert client.post(path, data=fields).status_code == 404, path
    assert fingerprints(town.world.engine) == before


def _kept_file(client: CheckedClient) -> dict[str, str]:
    """A form that came back for want of a title, with its file kept."""
    path = "/bibliotek/del"
    file = {"file": (io.BytesIO(b"Vores budget."), "budget.txt")}
    answer = client.post(path, data=fields_of(client.page(path).form(path)) | {"title": ""} | file)
    assert answer.status_code == 422
    return {"title": "Et budget", "staged": Page(answer).elements("input", name="staged")[0].get("value")}


def test_a_file_that_another_member_sent_cannot_be_shared(world: World) -> None:
    sender, thief = world.client(world.member(LOLLAND)), world.client(world.member(LEMVIG))
    kept = _kept_file(sender)
    assert len(kept["staged"]) > 40
    assert thief.submit("/bibliotek/del", **kept).status_code == 422
    assert world.read(select(Document.id)) == []
    assert sender.submit("/bibliotek/del", **kept).status_code == 303
    assert len(world.read(select(Document.id))) == 1


def test_the_number_of_another_members_form_is_just_another_number(world: World) -> None:
    owner, other = world.client(world.member(LOLLAND)), world.client(world.member(LEMVIG))
    asked = {"title": "Et nyt spørgsmål", "body": "Hvordan?", "topic": "tomme-boliger", "submission": "a1b2c3d4e5f6"}
    first = owner.submit("/traade/ny?slags=spoergsmaal", **(asked | {"audience": Audience.OWN.value}))
    again = owner.submit("/traade/ny?slags=spoergsmaal", **(asked | {"audience": Audience.OWN.value}))
    second = other.submit("/traade/ny?slags=spoergsmaal", **asked)
    assert again.location == first.location
    assert second.status_code == 303
    assert second.location != first.location
