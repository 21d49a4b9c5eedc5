"""Writing needs a form of this site, and a form takes only what it asks for."""

import pytest

from network.core.access import Role
from network.models import Base
from tests.pages.client import fields_of
from tests.rules.posts import ONE_CLICK, OPEN, POSTS, path_of, sender_of, token_of
from tests.rules.tables import cells, fingerprints
from tests.rules.town import MEMBER_B, Town
from tests.rules.walk import changed
from tests.world import LEMVIG, LOLLAND, PASSWORD, World

FOREIGN = (
    {"Origin": "https://andre.example"},
    {"Origin": "http://localhost.andre.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "http://localhost@andre.example"},
    {"Origin": "http://["},
    {"Origin": "null"},
    {"Origin": "http://andre.example", "X-Forwarded-Host": "andre.example", "X-Forwarded-Proto": "http"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


def test_every_route_that_changes_something_is_tried_here(town: Town) -> None:
    posted = {rule.endpoint for rule in town.world.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posted == set(POSTS)
    others = {method for rule in town.world.app.url_map.iter_rules() for method in rule.methods or ()}
    assert others == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("endpoint", sorted(set(POSTS) - ONE_CLICK))
def test_a_form_without_its_token_is_refused(town: Town, endpoint: str) -> None:
    client, path, fields = sender_of(town, endpoint), path_of(town, endpoint), POSTS[endpoint].fields
    others = token_of(town.world.client(town.people[MEMBER_B]))
    before = fingerprints(town.world.engine)
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "abc"}, {"csrf_token": others}):
        assert client.post(path, data=fields | token).status_code == 400
    assert fingerprints(town.world.engine) == before


@pytest.mark.parametrize("endpoint", POSTS)
def test_a_form_from_another_site_is_refused_even_with_its_token(town: Town, endpoint: str) -> None:
    client, path = sender_of(town, endpoint), path_of(town, endpoint)
    fields = POSTS[endpoint].fields | {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for headers in FOREIGN:
        assert client.post(path, data=fields, headers=headers).status_code == 403, headers
    assert fingerprints(town.world.engine) == before


@pytest.mark.parametrize("endpoint", sorted(set(POSTS) - OPEN))
def test_somebody_who_is_signed_out_changes_nothing(town: Town, endpoint: str) -> None:
    client = town.world.client()
    fields = POSTS[endpoint].fields | {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    assert client.post(path_of(town, endpoint), data=fields).status_code == 401
    assert fingerprints(town.world.engine) == before


def test_the_form_without_a_token_takes_no_link_that_is_not_whole(town: Town) -> None:
    before = fingerprints(town.world.engine)
    for path in (town.stop[:-1], town.stop + "0", "/afmeld/1-00000000", "/afmeld/x", "/afmeld/999999-" + "0" * 64):
        assert town.world.client().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert fingerprints(town.world.engine) == before


SENTINEL = "987654321"
JOINING = {"municipality": "odense", "name": "Ida", "title": "", "email": "ida@odense.example", "reason": "Vi vil."}
COLUMNS = {column.name for table in Base.metadata.sorted_tables for column in table.columns}


def _extra(asked: set[str]) -> dict[str, str]:
    """Every column of the database as a field, but for those that the form has."""
    return dict.fromkeys((COLUMNS | {"role", "is_admin", "actor", "organisation"}) - asked, SENTINEL)


def test_what_a_form_does_not_ask_for_is_stored_nowhere(world: World) -> None:
    member = world.member(LOLLAND, roles=(Role.COORDINATOR,))
    thread = world.thread(member)
    other = world.member(LEMVIG)
    reply, author = world.reply(other, thread), world.client(other)
    client, secretariat = world.client(member), world.client(world.secretariat())
    shown = f"/traade/{thread.id}-{thread.slug}"
    twin = world.thread(other)
    shown_twin, merge = f"/traade/{twin.id}-{twin.slug}", f"/traade/{thread.id}/laeg-sammen"
    question = {"title": "Et nyt spørgsmål", "body": "Hvordan?", "topic": "tomme-boliger"}
    address = {"email": "min@lolland.example", "current_password": PASSWORD}
    for browser, path, action, fields in (
        (client, "/konto/profil", None, {"name": "Nyt Navn"}),
        (client, "/traade/ny?slags=spoergsmaal", "/traade/ny", question),
        (client, shown, f"/traade/{thread.id}/svar", {"body": "Sådan."}),
        (client, shown, f"/indlaeg/{reply}/bedste", {}),
        (client, shown, f"/traade/{thread.id}/foelg", {}),
        (client, "/emner/tomme-boliger", "/emner/tomme-boliger/foelg", {}),
        (client, "/konto/", "/konto/mails", {}),
        (client, "/konto/", "/konto/sprog", {"language": "en"}),
        (client, "/kommuner/lolland/inviter", None, {"email": "ny@lolland.example"}),
        (client, "/konto/adresse", None, address),
        (client, "/bliv-med", None, JOINING),
        (secretariat, "/sekretariat/kommuner", None, {"municipality": "aarhus"}),
        (secretariat, "/sekretariat/anmodninger/1", None, {"decision": "accepted"}),
        (client, shown, f"/traade/{thread.id}/afklaret", {}),
        (client, f"/traade/{thread.id}/kort-fortalt", None, {"body": "Kort sagt ja."}),
        (client, shown, "/indlaeg/nyttigt", {"thank": str(reply)}),
        (client, "/samlinger/ny", None, {"title": "En samling", "audience": "network"}),
        (client, "/samlinger/1/ret", None, {"title": "En anden samling", "audience": "network"}),
        (client, f"/samlinger/tilfoej/traad/{thread.id}", None, {"into": "1"}),
        (client, "/samlinger/1/ting/1", None, {"introduction": "Læs den."}),
        (secretariat, "/sekretariat/emner/nyt", None, {"title": "Havne og kyst", "group": "tema"}),
        (secretariat, "/sekretariat/emner", "/sekretariat/emner/tomme-boliger/plads", {"place": "2"}),
        (secretariat, "/sekretariat/emner", "/sekretariat/emner/tomme-boliger/tilstand", {}),
        (secretariat, "/sekretariat/noegleord", None, {"title": "Havne"}),
        (secretariat, "/sekretariat/noegleord/1", "/sekretariat/noegleord/1/omdoeb", {"title": "Havnen"}),
        (secretariat, "/sekretariat/noegleord", "/sekretariat/noegleord/1/tilstand", {}),
        (client, f"/indlaeg/{reply}/anmeld", None, {"reason": "tone", "note": ""}),
        (secretariat, f"/traade/{thread.id}/moderer", f"/traade/{thread.id}/slags", {"kind": "call"}),
        (secretariat, f"/traade/{thread.id}/moderer", f"/traade/{thread.id}/flyt", {"topic": "service"}),
        (secretariat, f"/traade/{thread.id}/moderer", f"/traade/{thread.id}/fastgoer", {}),
        (secretariat, f"/traade/{thread.id}/moderer", f"/traade/{thread.id}/luk", {"reason": "Besvaret."}),
        (secretariat, f"/traade/{thread.id}/kort-fortalt/skjul", None, {"reason": "Persondata."}),
        (secretariat, f"/indlaeg/{reply}/skjul", None, {"reason": "Persondata."}),
        (author, shown, f"/indlaeg/{reply}/svar-moderator", {"answer": "Hvorfor?"}),
        (secretariat, f"{merge}?find={shown_twin}", merge, {"reason": "Det samme."}),
        (secretariat, f"/sekretariat/medlemmer/{other.id}/spaer", None, {"reason": "Delt konto."}),
        (client, "/soeg?q=havn", "/soeg/gem", {}),
        (secretariat, "/sekretariat/synonymer", None, {"words": "kaj, mole"}),
        (secretariat, "/sekretariat/synonymer/1", None, {"words": "kaj, bro"}),
        (secretariat, "/forside", None, {"place_news": "2"}),
        (secretariat, "/sekretariat/sider/om", None, {"body": "Om os."}),
        (secretariat, "/nyheder/ny", None, {"title": "En nyhed", "lead": "Kort."}),
        (secretariat, "/nyheder/1/ret", None, {"title": "En anden nyhed"}),
        (client, "/", "/log-ud", {}),
    ):
        asked = set(fields_of(browser.page(path).form(action or path)))
        answer = browser.submit(path, action, **(_extra(asked) | fields))
        assert answer.status_code == 303, path
    world.work()
    link = world.link_in_mail("ny@lolland.example")
    accepted = world.client().submit(link, **(_extra(set()) | {"name": "Ny", "title": "", "password": PASSWORD}))
    assert accepted.status_code == 303
    assert SENTINEL not in cells(world.engine)


QUESTION = {"title": "Et nyt spørgsmål", "body": "Hvordan?", "topic": "tomme-boliger", "kind": "question"}


@pytest.mark.parametrize(
    ("organisation", "chosen"),
    [
        ("realfonden", {"audience": "public"}),
        ("realfonden", {"audience": "municipalities"}),
        ("realfonden", {"audience": "own"}),
        (LOLLAND, {"audience": "own:1"}),
        (LOLLAND, {"audience": ""}),
        (LOLLAND, {"audience": "network", "kind": "nyhed"}),
        (LOLLAND, {"audience": "network", "topic": "findes-ikke"}),
    ],
)
def test_a_choice_that_was_not_offered_is_not_taken(world: World, organisation: str, chosen: dict[str, str]) -> None:
    client = world.client(world.member(organisation))
    before = fingerprints(world.engine)
    assert client.submit("/traade/ny?slags=spoergsmaal", **(QUESTION | chosen)).status_code == 422
    assert changed(before, fingerprints(world.engine)) <= {"rate_event"}


def test_what_was_offered_is_taken(world: World) -> None:
    for organisation, audience in (("realfonden", "network"), (LOLLAND, "public"), (LOLLAND, "own")):
        client = world.client(world.member(organisation))
        assert client.submit("/traade/ny?slags=spoergsmaal", **(QUESTION | {"audience": audience})).status_code == 303
