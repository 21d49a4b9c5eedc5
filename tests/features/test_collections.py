"""Collections: put together by one, read by others as far as each may, and never telling of what they may not."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute

from network.core.access import Actor, Audience, Role
from network.features.accounts.models import Account
from network.features.collections import following, items, queries, service
from network.features.collections.kinds import NAMED
from network.features.collections.models import Collection, CollectionItem
from network.features.collections.service import Said
from network.features.library.changes import withdraw
from network.features.merging import service as merging
from network.features.methods import withdrawing
from network.features.moderation import service as moderation
from network.features.notices.models import Notice
from network.features.plans import service as plans
from network.features.plans.entry import Entry as PlanEntry
from network.features.threads.models import Post, Thread
from tests.rules.posts import token_of
from tests.world import LEMVIG, LOLLAND, World


def _made(world: World, owner: Actor, title: str = "Tomme huse fra A til Å", audience: str = "network") -> int:
    with world.writing() as session:
        return service.make(session, owner, Said(title, "Begynd **her**.", audience))


def _put(world: World, owner: Actor, collection: int, kind: str, thing: int, text: str = "") -> int:
    with world.writing() as session:
        number = items.add(session, owner, collection, NAMED[kind], thing)
        if text:
            items.introduce(session, owner, collection, number, text, version=1)
        return number


def _path(world: World, collection: int) -> str:
    return f"/samlinger/{collection}-{world.read(select(Collection.slug).where(Collection.id == collection))[0]}"


def _titles(world: World, actor: Actor, collection: int) -> list[str]:
    with world.writing() as session:
        view = queries.collection_view(session, actor, collection)
        return [item.thing.title for item in queries.contents(session, actor, view).items]


def _three(world: World, owner: Actor, audience: str = "network") -> tuple[int, list[int]]:
    collection = _made(world, owner, audience=audience)
    thread, method = world.thread(owner, "Tråden"), world.method(owner, "Metoden")
    document = world.document(owner, "Dokumentet")
    things = (("thread", thread.id), ("method", method.id), ("document", document.id))
    return collection, [_put(world, owner, collection, kind, thing) for kind, thing in things]


def test_things_are_put_in_from_their_own_pages_and_stand_in_the_order_they_came(world: World) -> None:
    owner = world.member(LOLLAND)
    client = world.client(owner)
    thread, method, document = world.thread(owner), world.method(owner), world.document(owner)
    shown = client.page(f"/traade/{thread.id}-{thread.slug}")
    assert f"/samlinger/tilfoej/traad/{thread.id}" in shown.html
    made = client.submit(f"/samlinger/tilfoej/traad/{thread.id}", title="Til udvalget", audience="private")
    assert made.status_code == 303
    path = made.location.partition("#")[0]
    (collection,) = world.read(select(Collection.id))
    for page, word, number in ((method.url, "metode", method.id), (None, "dokument", document.id)):
        link = f"/samlinger/tilfoej/{word}/{number}"
        assert link in client.page(page or f"/dokumenter/{document.id}-{document.slug}").html
        assert "Til udvalget" in client.page(link)
        assert client.submit(link, into=str(collection)).status_code == 303
        assert "Ligger der allerede" in client.page(link)
    assert _titles(world, owner, collection) == [thread.title, method.title, document.title]
    text = client.page(path).main
    assert text.index(thread.title) < text.index(method.title) < text.index(document.title)
    assert "Kun mig" in text


def test_the_same_thing_twice_lies_there_once(world: World) -> None:
    owner = world.member()
    collection, thread = _made(world, owner), world.thread(owner)
    assert _put(world, owner, collection, "thread", thread.id) == _put(world, owner, collection, "thread", thread.id)
    assert len(world.read(select(CollectionItem.id))) == 1


def test_the_same_form_twice_makes_one_collection(world: World) -> None:
    client = world.client(world.member())
    for _ in range(2):
        sent = client.submit("/samlinger/ny", title="Én samling", audience="network", submission="a1b2c3d4e5f6")
        assert sent.status_code == 303
    assert world.read(select(Collection.title)) == ["Én samling"]


def test_what_is_the_owners_alone_is_nobody_elses_to_know(world: World) -> None:
    owner = world.member(LOLLAND)
    collection = _made(world, owner, audience="private")
    path = _path(world, collection)
    for other in (world.member(LOLLAND), world.member(LEMVIG), world.secretariat(), None):
        client = world.client(other)
        assert client.get(path).status_code == 404
        assert "Tomme huse fra A" not in client.page("/samlinger/")
    assert "Tomme huse fra A" not in world.client(owner).page("/samlinger/")
    assert "Tomme huse fra A" in world.client(owner).page("/samlinger/?vis=mine")
    assert world.client(owner).page(path).status == 200


def test_the_municipalitys_own_is_read_at_home_and_changed_by_its_owner_alone(world: World) -> None:
    owner, colleague, other = world.member(LOLLAND), world.member(LOLLAND), world.member(LEMVIG)
    collection = _made(world, owner, audience="own")
    path = _path(world, collection)
    assert "Tomme huse fra A" in world.client(colleague).page("/samlinger/?vis=kommunens")
    assert world.client(colleague).page(path).status == 200
    assert world.client(colleague).get(f"/samlinger/{collection}/ret").status_code == 403
    assert world.client(other).get(path).status_code == 404
    assert world.client(other).get(f"/samlinger/{collection}/ret").status_code == 404


def test_a_colleague_goes_on_with_it_when_its_owner_has_left(world: World) -> None:
    owner, colleague = world.member(LOLLAND), world.member(LOLLAND)
    shared = _made(world, owner)
    _made(world, owner, "Mit eget", "private")
    with world.writing() as session:
        session.execute(delete(Account).where(Account.id == owner.id))
    client = world.client(colleague)
    page = client.page(_path(world, shared))
    assert "Tidligere medlem" in page
    assert client.submit(f"/samlinger/{shared}/ret", title="Vi går videre").status_code == 303
    assert world.client(world.member(LEMVIG)).get(f"/samlinger/{shared}/ret").status_code == 403
    world.worker.tidy()
    assert world.read(select(Collection.id)) == [shared]


def test_each_reader_sees_what_they_may_read_and_nothing_of_the_rest(world: World) -> None:
    owner, other = world.member(LOLLAND), world.member(LEMVIG)
    collection = _made(world, owner)
    open_thread = world.thread(owner, "Den åbne tråd")
    _put(world, owner, collection, "thread", open_thread.id, "Læs den først.")
    before = world.client(other).get(_path(world, collection)).text
    secret = world.thread(owner, "Den hemmelige tråd", audience=Audience.OWN)
    world.later(hours=1)
    item = _put(world, owner, collection, "thread", secret.id, "Om den hemmelige.")
    page = world.client(other).page(_path(world, collection))
    assert "Den åbne tråd" in page
    assert "hemmelige" not in page.html
    assert str(item) not in [part.get("id") for part in page.elements("li")]
    assert len(page.html) == len(before)
    own = world.client(owner).page(_path(world, collection))
    assert "Om den hemmelige." in own
    assert "1 af tingene kan ikke ses af alle dem, samlingen er delt med" in own
    assert "kan ikke ses" not in page


def test_what_is_hidden_or_withdrawn_later_is_gone_from_it_and_comes_back(world: World) -> None:
    owner, secretariat = world.member(LOLLAND), world.secretariat()
    collection, _items = _three(world, owner)
    assert _titles(world, owner, collection) == ["Tråden", "Metoden", "Dokumentet"]
    method, document = _pointed_at(world, CollectionItem.method_id), _pointed_at(world, CollectionItem.document_id)
    with world.writing() as session:
        post = session.scalars(select(Post.id)).one()
        moderation.hide(session, secretariat, post, "Et navn.")
        withdrawing.withdraw(session, owner, method, "Forældet.")
        withdraw(session, owner, document, "Forkert fil.")
    assert _titles(world, owner, collection) == []
    with world.writing() as session:
        moderation.show_again(session, secretariat, post)
    assert _titles(world, owner, collection) == ["Tråden"]


def _pointed_at(world: World, column: InstrumentedAttribute[int | None]) -> int:
    return int(world.read(select(column).where(column.is_not(None)))[0])


def test_up_and_down_put_in_order_and_pressed_twice_do_it_once(world: World) -> None:
    owner = world.member()
    collection, (first, _second, third) = _three(world, owner)
    client = world.client(owner)
    page = client.page(_path(world, collection))
    assert f'value="{first}-2"' in page.html
    assert f'value="{first}-0"' not in page.html
    for _ in range(2):
        assert (
            client.submit(_path(world, collection), f"/samlinger/{collection}/ting", move=f"{third}-2").status_code
            == 303
        )
        assert _titles(world, owner, collection) == ["Tråden", "Dokumentet", "Metoden"]
    client.submit(_path(world, collection), f"/samlinger/{collection}/ting", move=f"{first}-99")
    assert _titles(world, owner, collection) == ["Dokumentet", "Metoden", "Tråden"]


def test_moving_leaves_what_the_owner_cannot_see_where_it_is(world: World) -> None:
    """A document that was withdrawn keeps its place, and comes back to it."""
    owner = world.member()
    collection, (first, second, third) = _three(world, owner)
    method = _pointed_at(world, CollectionItem.method_id)
    with world.writing() as session:
        withdrawing.withdraw(session, owner, method, "Rettes.")
        items.move(session, owner, collection, third, 1)
    with world.writing() as session:
        order = list(session.scalars(select(CollectionItem.id).order_by(CollectionItem.place)))
    assert order == [third, first, second]


def test_what_was_taken_out_can_be_put_back_where_it_lay(world: World) -> None:
    owner = world.member()
    collection, (_first, second, _third) = _three(world, owner)
    path, act, client = _path(world, collection), f"/samlinger/{collection}/ting", world.client(owner)
    for _ in range(2):
        assert client.submit(path, act, remove=str(second)).status_code == 303
    assert _titles(world, owner, collection) == ["Tråden", "Dokumentet"]
    assert "Taget ud for nylig" in client.page(path)
    assert "Metoden" not in world.client(world.member()).page(path)
    for _ in range(2):
        assert client.submit(path, act, put_back=str(second)).status_code == 303
    assert _titles(world, owner, collection) == ["Tråden", "Metoden", "Dokumentet"]
    client.submit(path, act, remove=str(second))
    world.later(days=31)
    world.worker.tidy()
    assert len(world.read(select(CollectionItem.id))) == 2


def test_a_deleted_collection_is_its_owners_to_take_back_for_thirty_days(world: World) -> None:
    owner, other = world.member(), world.member(LEMVIG)
    collection, _items = _three(world, owner)
    path, client = _path(world, collection), world.client(owner)
    client.submit(path, f"/samlinger/{collection}/slet")
    assert world.client(other).get(path).status_code == 404
    assert "Samlingen er slettet" in client.page(path)
    assert client.get(f"/samlinger/{collection}/ting/1").status_code == 403
    client.submit(path, f"/samlinger/{collection}/gendan")
    assert world.client(other).page(path).status == 200
    client.submit(path, f"/samlinger/{collection}/slet")
    world.later(days=31)
    world.worker.tidy()
    assert world.read(select(Collection.id)) == []
    assert world.read(select(CollectionItem.id)) == []


def test_two_who_change_it_at_once_both_keep_their_words(world: World) -> None:
    owner = world.member()
    collection, (first, *_rest) = _three(world, owner)
    client, path = world.client(owner), f"/samlinger/{collection}/ret"
    assert client.submit(path, title="Den første titel", introduction="Første ord.").status_code == 303
    late = client.submit(path, title="Den anden titel", introduction="Andre ord.", version="1")
    assert late.status_code == 409
    assert "Første ord." in late.text
    assert "Andre ord." in late.text
    text = f"/samlinger/{collection}/ting/{first}"
    assert client.submit(text, introduction="Læs den.").status_code == 303
    late = client.submit(text, introduction="Spring den over.", version="1")
    assert late.status_code == 409
    assert "Læs den." in late.text
    assert "Spring den over." in late.text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": ""}, "Skriv, hvad samlingen hedder."),
        ({"title": "x" * 161}, "Højst 160 tegn."),
        ({"title": "Fin", "introduction": "x" * 50_001}, "50.001 tegn"),
        ({"title": "Fin", "introduction": "Ring til 010190-1234."}, "CPR"),
        ({"title": "Fin", "audience": "own:1"}, "Vælg en af mulighederne på listen."),
    ],
)
def test_what_cannot_be_used_comes_back_with_the_reason(world: World, fields: dict[str, str], reason: str) -> None:
    client = world.client(world.member())
    answer = client.submit("/samlinger/ny", **({"introduction": "Mine ord."} | fields))
    assert answer.status_code == 422
    assert reason.casefold() in answer.text.casefold()
    assert fields.get("introduction", "Mine ord.") in answer.text
    assert world.read(select(Collection.id)) == []


def test_a_collection_has_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST_ITEMS", 3)
    owner = world.member()
    collection, _items = _three(world, owner)
    fourth = world.thread(owner)
    answer = world.client(owner).submit(f"/samlinger/tilfoej/traad/{fourth.id}", into=str(collection))
    assert answer.status_code == 422
    assert "Der er plads til 3 ting" in answer.text


@pytest.mark.parametrize("word", ["traad", "metode", "dokument", "plan", "nyhed"])
def test_what_one_may_not_read_cannot_be_put_in(world: World, word: str) -> None:
    owner, other = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(owner, audience=Audience.OWN)
    world.method(owner, audience=Audience.OWN)
    world.document(owner, audience=Audience.OWN)
    world.plan(owner, audience=Audience.OWN)
    collection = _made(world, other)
    client = world.client(other)
    assert client.get(f"/samlinger/tilfoej/{word}/{thread.id}").status_code == 404
    token = {"csrf_token": token_of(client)}
    answer = client.post(f"/samlinger/tilfoej/{word}/{thread.id}", data={"into": str(collection)} | token)
    assert answer.status_code == 404
    assert world.read(select(CollectionItem.id)) == []


def test_who_follows_is_told_of_what_they_may_read(world: World) -> None:
    owner, near, far = world.member(LOLLAND), world.member(LOLLAND), world.member(LEMVIG)
    collection, _items = _three(world, owner)
    path = _path(world, collection)
    for reader in (near, far):
        client = world.client(reader)
        for _ in range(2):
            client.submit(path, f"/samlinger/{collection}/foelg", follow="1")
        assert "Følger – stop med at følge" in client.page(path)
    _put(world, owner, collection, "thread", world.thread(owner, "Åben for alle").id)
    _put(world, owner, collection, "thread", world.thread(owner, "Kun hjemme", audience=Audience.OWN).id)
    assert sorted(world.read(select(Notice.account_id))) == sorted([near.id, near.id, far.id])
    bell = world.client(far).page("/notifikationer/")
    assert "Nyt i samlingen ”Tomme huse fra A til Å”" in bell
    assert "Åben for alle" in bell
    assert "Kun hjemme" not in bell
    (notice,) = world.read(select(Notice.id).where(Notice.account_id == far.id))
    opened = world.client(far).submit("/notifikationer/", f"/notifikationer/{notice}")
    assert opened.location.startswith(path)
    assert "ulæst" not in world.client(far).page("/notifikationer/").text
    with world.writing() as session:
        following.follow(session, far, collection, follows=False)
    _put(world, owner, collection, "thread", world.thread(owner, "Endnu en").id)
    assert len(world.read(select(Notice.id).where(Notice.account_id == far.id))) == 1


def test_it_is_found_by_its_title_and_by_what_it_says_of_its_things(world: World) -> None:
    owner, other = world.member(LOLLAND), world.member(LEMVIG)
    collection = _made(world, owner, "Bogreolen om sivtage")
    open_thread = world.thread(owner, "Den åbne tråd")
    secret = world.thread(owner, "Den lukkede tråd", audience=Audience.OWN)
    _put(world, owner, collection, "thread", open_thread.id, "Her står noget om mosgroning.")
    _put(world, owner, collection, "thread", secret.id, "Her står noget om skimmelsvamp.")
    world.work()
    client, own = world.client(other), world.client(owner)
    for word in ("bogreol", "mosgroning"):
        assert "Bogreolen om sivtage" in client.page(f"/soeg?q={word}").main
    assert "Bogreolen" not in client.page("/soeg?q=skimmelsvamp").main
    assert "Bogreolen" in own.page("/soeg?q=skimmelsvamp").main
    with world.writing() as session:
        service.change(session, owner, collection, Said("Bogreolen om sivtage", "", "private"), version=1)
    world.work()
    assert "Bogreolen" not in client.page("/soeg?q=bogreol").main


def test_a_plan_lies_in_it_as_long_as_its_readers_may_read_the_plan(world: World) -> None:
    owner, other = world.member(LOLLAND), world.member(LEMVIG)
    plan, collection = world.plan(owner, "Kysten og baglandet"), _made(world, owner)
    client = world.client(owner)
    assert "Føj til samling" in client.page(plan.url)
    client.submit(f"/samlinger/tilfoej/plan/{plan.id}", into=str(collection))
    item = world.read(select(CollectionItem.id))[0]
    with world.writing() as session:
        items.introduce(session, owner, collection, item, "Læs om digelaget.", version=1)
    world.work()
    page = world.client(other).page(_path(world, collection))
    assert "Strategiplan" in page
    assert "Kysten og baglandet" in page
    assert "Alt om planer" not in page
    assert "A til Å" in world.client(other).page("/soeg?q=digelag").main
    with world.writing() as session:
        own = {"topics": ("tomme-boliger",), "audience": Audience.OWN}
        entry = PlanEntry(title=plan.title, summary=plan.summary, **own)
        plans.change(session, owner, plan.id, entry, number=plan.number)
    world.work()
    assert "Kysten og baglandet" not in world.client(other).page(_path(world, collection))
    assert "A til Å" not in world.client(other).page("/soeg?q=digelag").main
    assert "A til Å" in world.client(owner).page("/soeg?q=digelag").main


def test_the_index_forgets_what_is_said_of_a_method_that_is_withdrawn(world: World) -> None:
    owner = world.member()
    collection, method = _made(world, owner), world.method(owner)
    _put(world, owner, collection, "method", method.id, "Ordet er tangtag.")
    world.work()
    assert len(world.app.ports.search.versions()) >= 3
    with world.writing() as session:
        withdrawing.withdraw(session, owner, method.id, "Forældet.")
    world.work()
    assert not [key for key in world.app.ports.search.versions() if key.startswith("collection_item")]


def test_a_thread_that_is_merged_away_is_followed(world: World) -> None:
    owner, moderator = world.member(), world.member(LEMVIG, roles=(Role.MODERATOR,))
    old, stays = world.thread(owner, "Den gamle"), world.thread(owner, "Den der bliver")
    one, both = _made(world, owner), _made(world, owner, "Begge to")
    _put(world, owner, one, "thread", old.id, "Om den gamle.")
    _put(world, owner, both, "thread", stays.id, "Om den ene.")
    _put(world, owner, both, "thread", old.id, "Om den anden.")
    with world.writing() as session:
        merging.merge(session, moderator, old.id, stays.id, "Det samme.")
    assert _titles(world, owner, one) == _titles(world, owner, both) == ["Den der bliver"]
    page = world.client(owner).page(_path(world, both))
    assert "Om den ene." in page
    assert "Om den anden." in page


def test_a_thread_that_was_taken_out_does_not_hide_the_one_that_is_merged_into_it(world: World) -> None:
    owner, moderator = world.member(), world.member(LEMVIG, roles=(Role.MODERATOR,))
    old, stays = world.thread(owner, "Den gamle"), world.thread(owner, "Den der bliver")
    collection = _made(world, owner)
    out = _put(world, owner, collection, "thread", stays.id)
    _put(world, owner, collection, "thread", old.id, "Læs den.")
    with world.writing() as session:
        items.remove(session, owner, collection, out)
        merging.merge(session, moderator, old.id, stays.id, "Det samme.")
    assert _titles(world, owner, collection) == ["Den der bliver"]


def test_adding_what_not_all_may_read_moves_nothing_that_they_see(world: World) -> None:
    owner = world.member(LOLLAND)
    collection = _made(world, owner)
    (before,) = world.read(select(Collection.changed_at))
    world.later(hours=2)
    _put(world, owner, collection, "thread", world.thread(owner, audience=Audience.OWN).id)
    assert world.read(select(Collection.changed_at)) == [before]
    _put(world, owner, collection, "thread", world.thread(owner).id)
    assert world.read(select(Collection.changed_at)) == [before + timedelta(hours=2)]


def test_a_name_that_is_hidden_in_a_thread_is_hidden_in_a_collection(world: World) -> None:
    owner = world.member(LOLLAND)
    thread = world.thread(owner, "Uden navn")
    with world.writing() as session:
        session.execute(update(Thread).values(mask="en landkommune i Region Sjælland"))
    collection = _made(world, owner)
    _put(world, owner, collection, "thread", thread.id)
    page = world.client(world.member(LEMVIG)).page(_path(world, collection))
    assert "en landkommune i Region Sjælland" in page
