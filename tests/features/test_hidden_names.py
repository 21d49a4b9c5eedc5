"""Who hides their name is a kind of municipality to others, wherever they look; those who moderate see who it is."""

import io

import pytest
from sqlalchemy import select, update

from network.core.access import Actor, Audience, Role
from network.core.errors import Invalid
from network.features.accounts import service as accounts
from network.features.anonymity.service import WIDEST, Traits, mask_among
from network.features.editing import service as editing
from network.features.municipalities.models import Organisation, Participation
from network.features.threads import indexing
from network.features.threads import service as forum
from network.features.threads.models import Post, Thread, ThreadKind
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, World

# Rural municipalities of Region Nordjylland
JAMMERBUGT, *NEIGHBOURS = ("0849", "0773", "0810", "0813", "0825")
NAME, MASK = "Qxnavnzw Skjultesen", "en landkommune i Region Nordjylland"


@pytest.fixture
def anna(world: World) -> Actor:
    """Somebody from Jammerbugt, one of five rural municipalities of her region that take part."""
    for code in NEIGHBOURS:
        world.member(code)
    return world.member(JAMMERBUGT, NAME)


def hidden_thread(world: World, author: Actor, audience: Audience = Audience.NETWORK) -> Thread:
    topic = world.topic()
    with world.writing() as session:
        return forum.start_thread(
            session,
            author,
            topic=topic,
            kind=ThreadKind.QUESTION,
            title="Hvad gør I ved tomme huse?",
            body="Vi har mange.",
            audience=audience,
            hide_name=True,
        )


def hidden_reply(world: World, author: Actor, thread: Thread, body: str = "Vi gav op.") -> int:
    with world.writing() as session:
        return forum.reply(session, author, thread.id, body, hide_name=True)


def path_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def gives_away(page: Page) -> bool:
    return "Qxnavnzw" in page.html or "Jammerbugt Kommune" in page.main  # the list of municipalities names it without


def places(*counted: tuple[int, str, str]) -> list[Traits]:
    return [Traits(group, region) for count, group, region in counted for _ in range(count)]


RURAL, CITY, NORTHERN, SOUTHERN = "Landkommuner", "Storbykommuner", "Region Nordjylland", "Region Syddanmark"


@pytest.mark.parametrize(
    ("others", "mask"),
    [
        (places((5, RURAL, NORTHERN)), MASK),
        (places((4, RURAL, NORTHERN)), None),
        (places((4, RURAL, NORTHERN), (1, CITY, NORTHERN)), "en kommune i Region Nordjylland"),
        (places((4, RURAL, NORTHERN), (1, CITY, SOUTHERN)), WIDEST),
        (places((1, RURAL, NORTHERN), (9, RURAL, SOUTHERN)), WIDEST),
    ],
)
def test_a_mask_widens_until_it_fits_five(others: list[Traits], mask: str | None) -> None:
    assert mask_among(Traits(RURAL, NORTHERN), others) == mask


def test_a_wider_mask_counts_only_those_that_have_no_narrower_one() -> None:
    """Else "a municipality in the region" would be its one city."""
    others = places((6, RURAL, NORTHERN), (1, CITY, NORTHERN))
    assert mask_among(Traits(CITY, NORTHERN), others) == WIDEST
    assert mask_among(Traits(RURAL, NORTHERN), others) == MASK


def test_a_mask_is_never_of_a_group_or_region_that_is_not_known() -> None:
    unknown = Traits("", "")
    assert mask_among(unknown, [unknown] * 6) == WIDEST


def test_others_see_the_kind_of_municipality_at_a_question(world: World, anna: Actor) -> None:
    thread = hidden_thread(world, anna, Audience.PUBLIC)
    for client in (world.client(), world.client(world.member(LEMVIG)), world.client(world.member(NEIGHBOURS[0]))):
        page = client.page(path_of(thread))
        assert f"Navn skjult {MASK}" in page.main
        assert not gives_away(page)
        assert "planlægger" not in page.main
        for path in ("/", "/traade/", "/emner/tomme-boliger"):
            shown = client.page(path)
            assert MASK in shown.main
            assert not gives_away(shown)


def test_those_who_moderate_and_the_author_see_who_it_is_and_that_others_do_not(world: World, anna: Actor) -> None:
    thread = hidden_thread(world, anna)
    moderator = world.member("0153", roles=(Role.MODERATOR,))
    for actor in (moderator, world.secretariat(), anna):
        page = world.client(actor).page(path_of(thread))
        assert f"{NAME}, planlægger Jammerbugt Kommune" in page.main
        assert f"Navnet er skjult for andre. De ser: {MASK}" in page.main
    assert "Navnet er skjult" not in world.client(world.member(LEMVIG)).page(path_of(thread)).main


def test_a_colleague_does_not_see_who_it_is(world: World, anna: Actor) -> None:
    thread = hidden_thread(world, anna)
    colleague = world.member(JAMMERBUGT, roles=(Role.COORDINATOR,))
    assert NAME not in world.client(colleague).page(path_of(thread)).html


def test_a_hidden_best_reply_is_hidden_in_its_box_in_history_and_when_it_is_reported(world: World, anna: Actor) -> None:
    asker = world.member(LEMVIG)
    thread = world.thread(asker)
    post = hidden_reply(world, anna, thread)
    with world.writing() as session:
        forum.mark_best(session, asker, post, best=True)
        editing.edit(session, anna, post, body="Vi gav op til sidst.", version=1)
    client = world.client(asker)
    assert f"Bedste svar, skrevet af {MASK}" in client.page(path_of(thread)).main
    for path in (path_of(thread), f"/indlaeg/{post}/historik", f"/indlaeg/{post}/anmeld"):
        page = client.page(path)
        assert MASK in page.main
        assert not gives_away(page)
    history = world.client(world.secretariat()).page(f"/indlaeg/{post}/historik")
    assert NAME in history.main
    assert MASK in history.main


def test_what_a_moderator_changed_in_a_hidden_post_has_the_moderators_name(world: World, anna: Actor) -> None:
    post = hidden_reply(world, anna, world.thread(world.member(LEMVIG)))
    moderator = world.member("0153", "Mogens Moderator", roles=(Role.MODERATOR,))
    with world.writing() as session:
        editing.edit(session, moderator, post, body="Vi gav op. (Navn fjernet)", version=1)
    history = world.client(world.member()).page(f"/indlaeg/{post}/historik")
    assert "Mogens Moderator" in history.main
    assert not gives_away(history)


def test_notifications_mails_and_search_show_the_mask(world: World, anna: Actor) -> None:
    asker = world.member(LEMVIG)
    post = hidden_reply(world, anna, world.thread(asker), "Vi gav op med klondyke.")
    world.work()
    client = world.client(asker)
    told = client.page("/notifikationer/")
    assert f"senest fra {MASK}" in told.main
    found = client.page("/soeg?q=klondyke")
    assert f"· {MASK}" in found.main
    assert not gives_away(told)
    assert not gives_away(found)
    mail = world.mails()[-1]
    assert mail.get_content().count("En landkommune i Region Nordjylland har svaret i din tråd") == 1
    assert "Qxnavnzw" not in mail.as_string()
    assert "Jammerbugt" not in mail.as_string()
    assert "jammerbugt" not in mail.as_string()
    assert f"/indlaeg/{post}" in mail.get_content()
    assert "Vi fandt ikke noget" in client.page("/soeg?q=Qxnavnzw").main


def test_a_quote_a_mention_and_a_file_show_the_mask(world: World, anna: Actor) -> None:
    asker = world.member(LEMVIG, "Mads Ravn")
    thread = world.thread(asker)
    client = world.client(anna)
    taken = client.submit(
        path_of(thread), f"/traade/{thread.id}/svar", attach="1", hide_name="y", body="@Mads Ravn: Vi gav op.",
        file=(io.BytesIO(b"Overslag over klondyke."), "overslag.txt"),
    )  # fmt: skip
    sent = client.post(f"/traade/{thread.id}/svar", data=fields_of(Page(taken).form(f"/traade/{thread.id}/svar")))
    assert sent.status_code == 303
    post = sent.location.rpartition("-")[2]
    world.work()
    reader = world.client(asker)
    quote = reader.page(f"/traade/{thread.id}/svar?citer={post}")
    assert f"[{MASK}](/indlaeg/{post}#indlaeg-{post}) skrev:" in quote.html
    found = reader.page("/soeg?q=klondyke")
    assert "overslag.txt" in found.main
    told = reader.page("/notifikationer/")
    assert not any(gives_away(page) for page in (quote, found, told))
    assert all("Qxnavnzw" not in mail.as_string() for mail in world.mails())


def test_such_a_thread_is_under_no_municipality(world: World, anna: Actor) -> None:
    thread = hidden_thread(world, anna)
    world.thread(anna, "Et åbent spørgsmål")
    page = world.client(world.member(LEMVIG)).page("/traade/?kommune=jammerbugt")
    assert "Et åbent spørgsmål" in page.main
    assert thread.title not in page.main


def test_the_index_does_not_say_which_municipality_it_is_of(world: World, anna: Actor) -> None:
    hidden_thread(world, anna)
    open_post = world.reply(anna, world.thread(world.member(LEMVIG)))
    with world.writing() as session:
        found = indexing.documents(session, indexing.all_ids(session))
        facets = {d.key: d.facets.get("municipality", ()) for d in found}
    assert facets["post:1"] == ()
    assert facets[f"post:{open_post}"] == (JAMMERBUGT,)


def test_while_somebody_writes_a_hidden_reply_is_shown_as_one(world: World, anna: Actor) -> None:
    thread, client = world.thread(world.member()), world.client(world.member(LEMVIG))
    form = fields_of(client.page(path_of(thread)).form(f"/traade/{thread.id}/svar"))
    hidden_reply(world, anna, thread)
    page = Page(client.post(f"/traade/{thread.id}/svar", data=form | {"body": "Mit svar"}))
    assert page.status == 422
    assert MASK in page.main
    assert not gives_away(page)


def test_a_mask_stays_when_others_join_and_leave(world: World, anna: Actor) -> None:
    thread = hidden_thread(world, anna)
    with world.writing() as session:
        others = update(Organisation).where(Organisation.code.in_(NEIGHBOURS))
        session.execute(others.values(participation=Participation.NONE))
    assert MASK in world.client(world.member(LEMVIG)).page(path_of(thread)).main
    assert world.read(select(Post.mask)) == world.read(select(Thread.mask)) == [MASK]


def test_a_new_name_changes_no_tag_of_a_page_that_hides_it(world: World, anna: Actor) -> None:
    thread, client = hidden_thread(world, anna), world.client(world.member(LEMVIG))
    client.get(path_of(thread))
    tag = client.get(path_of(thread)).headers["ETag"]
    with world.writing() as session:
        accounts.edit_profile(session, anna, name="Et Nyt Navn", title="", language="da")
    assert client.get(path_of(thread), headers={"If-None-Match": tag}).status_code == 304


def test_where_fewer_than_five_take_part_nobody_is_promised_to_be_hidden(world: World) -> None:
    with pytest.raises(Invalid, match="cannot be hidden yet"):
        hidden_thread(world, world.member(JAMMERBUGT))


@pytest.mark.parametrize("organisation", ["realfonden", "sekretariatet"])
def test_partners_and_the_secretariat_are_offered_no_hiding(world: World, anna: Actor, organisation: str) -> None:
    actor = world.member(organisation)
    thread, client = world.thread(anna), world.client(actor)
    assert "hide_name" not in client.page(path_of(thread)).html
    with pytest.raises(Invalid, match="Only members of municipalities"):
        hidden_reply(world, actor, thread)


def test_among_colleagues_a_name_is_not_hidden(world: World, anna: Actor) -> None:
    thread, client = world.thread(anna, audience=Audience.OWN), world.client(anna)
    assert "hide_name" not in client.page(path_of(thread)).html
    with pytest.raises(Invalid, match="colleagues"):
        hidden_reply(world, anna, thread)


def reply_form(client: CheckedClient, thread: Thread) -> dict[str, str]:
    return fields_of(client.page(path_of(thread)).form(f"/traade/{thread.id}/svar"))


def test_the_box_hides_the_name_of_a_reply_and_is_kept_with_the_draft(world: World, anna: Actor) -> None:
    thread, client = world.thread(world.member(LEMVIG)), world.client(anna)
    form = reply_form(client, thread)
    assert "hide_name" not in form
    client.post("/kladder/gem", data=form | {"body": "Begyndt", "hide_name": "y"})
    kept = reply_form(client, thread)
    assert (kept["body"], kept["hide_name"]) == ("Begyndt", "y")
    assert client.post(f"/traade/{thread.id}/svar", data=kept).status_code == 303
    assert world.read(select(Post.mask).order_by(Post.id)) == [None, MASK]


def test_who_asks_without_a_name_answers_without_one_unless_they_choose_to(world: World, anna: Actor) -> None:
    thread = hidden_thread(world, anna)
    client = world.client(anna)
    assert reply_form(client, thread)["hide_name"] == "y"
    assert "hide_name" not in reply_form(world.client(world.member(LEMVIG)), thread)


def test_sending_the_form_of_a_new_thread_twice_with_a_hidden_name_opens_one(world: World, anna: Actor) -> None:
    client = world.client(anna)
    typed = {"title": "Hvem har prøvet det?", "body": "Vi har ikke.", "topic": "service", "hide_name": "y"}
    form = fields_of(client.page("/traade/ny?slags=spoergsmaal").form("/traade/ny")) | typed
    assert client.post("/traade/ny", data=form).location == client.post("/traade/ny", data=form).location
    assert world.read(select(Thread.mask)) == [MASK]


def test_a_name_that_cannot_be_hidden_loses_no_text(world: World) -> None:
    client = world.client(world.member(JAMMERBUGT))
    typed = {"title": "Hvem har prøvet det?", "body": "Min lange tekst", "topic": "service", "hide_name": "y"}
    page = Page(client.submit("/traade/ny?slags=spoergsmaal", **typed))
    assert page.status == 422
    assert "kan ikke skjules endnu" in page.main
    kept = fields_of(page.form("/traade/ny"))
    assert (kept["body"], kept["hide_name"]) == ("Min lange tekst", "y")
