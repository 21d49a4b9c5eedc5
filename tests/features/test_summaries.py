"""Those who take part in a thread write together what it came to, and it is read and found first."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.core.audit import AuditEntry
from network.core.cpr import NOT_CPR
from network.core.errors import Forbidden, NotFound
from network.features.moderation import service as moderation
from network.features.summaries import service
from network.features.summaries.models import SummaryVersion
from network.features.threads import service as forum
from network.features.threads.models import Post, Thread
from network.ports.search import Query
from tests.features.test_thread_lists import url_of
from tests.pages.client import Page, fields_of
from tests.rules.test_statements import counted
from tests.world import LEMVIG, LOLLAND, TOENDER, World

CPR = "010190-1234"


def write(world: World, actor: Actor, thread: Thread, body: str, number: int = 0, **more: object) -> None:
    with world.writing() as session:
        service.write(session, actor, thread.id, body=body, number=number, **more)  # type: ignore[arg-type]


def hide(world: World, actor: Actor, thread: Thread, reason: str = "Et navn.") -> None:
    with world.writing() as session:
        service.hide(session, actor, thread.id, reason)


def test_who_asked_and_who_replied_write_it_together_and_it_stands_first(world: World) -> None:
    asker, helper = world.member(name="Mette Holm"), world.member(LEMVIG, "Inger Klitmose")
    thread = world.thread(asker, audience=Audience.PUBLIC)
    path, action = url_of(thread), f"/traade/{thread.id}/kort-fortalt"
    assert world.client(asker).page(path).links("Skriv ”Kort fortalt”") == []  # there is nothing to sum up yet
    world.reply(helper, thread)
    client = world.client(helper)
    assert client.page(path).links("Skriv ”Kort fortalt”") == [action]
    tag = client.get(path).headers["ETag"]
    assert client.submit(action, body="Regn med **85.000 kr.** pr. hus.").location == path
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    world.later(minutes=3)
    other = world.client(asker)
    assert fields_of(other.page(action).form(action))["body"] == "Regn med **85.000 kr.** pr. hus."
    other.submit(action, body="Regn med **90.000 kr.** pr. hus.")
    main = world.client().page(path).main
    assert main.index("Kort fortalt") < main.index("Regn med 90.000 kr. pr. hus.") < main.index("Vi har tre huse.")
    assert "senest af Mette Holm, Lolland Kommune" in main
    history = world.client().page(f"{action}/historik")
    (added,) = history.elements("ins")[:1]
    assert "**90.000" in "".join(added.itertext())
    assert "Inger Klitmose" in history.main


def test_it_stands_on_the_first_page_alone_and_costs_one_select_where_there_is_one(world: World) -> None:
    author, reader = world.member(), world.member(LEMVIG)
    thread = world.thread(author)
    for number in range(25):
        world.reply(author, thread, f"Svar {number}")
    client, path = world.client(reader), url_of(thread)

    def selects(address: str) -> int:
        client.get(address)
        with counted(world) as kinds:
            client.get(address)
        return kinds["SELECT"]

    before = selects(path), selects(f"{path}?efter=20")
    write(world, author, thread, "Kort sagt ja.")
    assert (selects(path), selects(f"{path}?efter=20")) == (before[0] + 1, before[1])
    assert "Kort sagt ja." in client.page(path).main
    assert "Kort sagt ja." not in client.page(f"{path}?efter=20").main


def test_only_those_who_take_part_and_the_moderators_write_it(world: World) -> None:
    thread = world.thread(world.member(LOLLAND))
    stranger = world.member(LOLLAND)
    with pytest.raises(Forbidden):
        write(world, stranger, thread, "Mit bud.")
    client = world.client(stranger)
    assert client.get(f"/traade/{thread.id}/kort-fortalt").status_code == 403
    assert client.page(url_of(thread)).links("Skriv ”Kort fortalt”") == []
    with pytest.raises(NotFound):
        write(world, world.member(LEMVIG), world.thread(world.member(LOLLAND), audience=Audience.OWN), "Mit bud.")
    hidden = world.reply(stranger, thread)
    moderator = world.member(TOENDER, roles=(Role.MODERATOR,))
    with world.writing() as session:
        moderation.hide(session, moderator, hidden, "Et navn.")
    with pytest.raises(Forbidden):
        write(world, stranger, thread, "Mit bud.")
    write(world, moderator, thread, "Moderatorens bud.")


NEIGHBOURS, MASK = ("0773", "0810", "0813", "0825"), "en landkommune i Region Nordjylland"


def replied_with_hidden_name(world: World, thread: Thread) -> Actor:
    """Somebody from Jammerbugt, one of five rural municipalities of the region that take part."""
    for code in NEIGHBOURS:
        world.member(code)
    anna = world.member("0849", "Qxnavnzw Skjultesen")
    with world.writing() as session:
        forum.reply(session, anna, thread.id, "Vi gav op.", hide_name=True)
    return anna


def test_who_has_only_written_with_a_hidden_name_hides_it_in_the_summary_too(world: World) -> None:
    asker, moderator = world.member(), world.member(TOENDER, roles=(Role.MODERATOR,))
    thread = world.thread(asker, audience=Audience.PUBLIC)
    anna = replied_with_hidden_name(world, thread)
    path, action = url_of(thread), f"/traade/{thread.id}/kort-fortalt"
    client = world.client(anna)
    assert f"Andre ser: {MASK}" in client.page(action).main
    assert client.submit(action, body="Nogle gav op.").location == path
    for reader in (world.client(), world.client(asker), world.client(moderator), client):
        assert f"senest af {MASK}" in reader.page(path).main

    for reader in (world.client(), world.client(asker)):
        assert MASK in reader.page(f"{action}/historik").main
        assert "Qxnavnzw" not in reader.page(f"{action}/historik").html
    for reader in (world.client(moderator), client):
        assert "Qxnavnzw Skjultesen, Jammerbugt Kommune" in reader.page(f"{action}/historik").main
    world.reply(anna, thread, "Nu med navn.")  # what was hidden stays so: else its page of yesterday would tell
    assert "Qxnavnzw" not in world.client(asker).page(f"{action}/historik").html
    write(world, anna, thread, "Nogle gav op, andre ikke.", 1)
    assert "senest af Qxnavnzw Skjultesen, Jammerbugt Kommune" in world.client(asker).page(path).main


def test_who_moderates_without_taking_part_stands_at_a_summary_by_name(world: World) -> None:
    moderator, thread = world.member(TOENDER, "Mona Dam", (Role.MODERATOR,)), world.thread(world.member())
    write(world, moderator, thread, "Kort sagt ja.")
    assert "senest af Mona Dam" in world.client(moderator).page(url_of(thread)).main


def test_in_a_closed_thread_only_those_who_moderate_write_it(world: World) -> None:
    author, moderator = world.member(), world.member(roles=(Role.MODERATOR,))
    thread = world.thread(author)
    client, action = world.client(author), f"/traade/{thread.id}/kort-fortalt"
    fields = fields_of(client.page(action).form(action)) | {"body": "Mit bud."}
    with world.writing() as session:
        moderation.lock(session, moderator, thread.id, "Besvaret.")
    answer = client.post(action, data=fields)
    assert answer.status_code == 422
    assert "Mit bud." in answer.text
    assert client.get(action).status_code == 403
    write(world, moderator, thread, "Moderatorens bud.")


def test_two_who_write_at_once_see_both_texts(world: World) -> None:
    one, other = world.member(), world.member(LEMVIG)
    thread = world.thread(one)
    world.reply(other, thread)
    action, client = f"/traade/{thread.id}/kort-fortalt", world.client(one)
    fields = fields_of(client.page(action).form(action))
    write(world, other, thread, "Den andens tekst.")
    answer = client.post(action, data=fields | {"body": "Min egen tekst."})
    assert answer.status_code == 409
    page = Page(answer)
    assert "Den andens tekst." in page.main
    assert fields_of(page.form(action))["body"] == "Min egen tekst."
    saved = client.post(action, data=fields_of(page.form(action)))
    assert saved.status_code == 303
    assert world.read(select(SummaryVersion.markdown).order_by(SummaryVersion.number)) == [
        "Den andens tekst.",
        "Min egen tekst.",
    ]
    assert client.post(action, data=fields_of(page.form(action))).status_code == 303  # the same form once more
    assert len(world.read(select(SummaryVersion.id))) == 2


def test_of_many_who_save_at_the_same_moment_one_wins_and_nobody_gets_an_error_page(world: World) -> None:
    author = world.member()
    thread = world.thread(author)

    def save(number: int) -> bool:
        try:
            write(world, author, thread, f"Udkast {number}")
        except service.SummaryConflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(save, range(6))) == [False] * 5 + [True]
    assert world.read(select(Thread.summary_number)) == [1]


def test_search_finds_the_thread_by_its_summary_before_what_only_mentions_it(world: World) -> None:
    author = world.member()
    thread = world.thread(author, "Hvad koster en nedrivning?", "Vi har tre huse.")
    world.reply(world.member(LEMVIG), world.thread(author, "Noget helt andet"), "En jordprøve kan vi ikke undvære.")
    write(world, author, thread, "Regn med en jordprøve først.")
    world.work()
    page = world.client(author).page("/soeg?q=jordprøve")
    titles = ["".join(h.itertext()).strip() for h in page.elements("h2", class_="row-title")]
    titles = titles or ["".join(h.itertext()).strip() for h in page.elements("h3", class_="row-title")]
    assert titles[0] == "Hvad koster en nedrivning?"
    assert "Regn med en jordprøve først." in page.main
    assert page.links("Hvad koster en nedrivning?")[0].startswith(url_of(thread))
    write(world, author, thread, "Regn med et år.", 1)
    world.work()
    assert "Hvad koster" not in world.client(author).page("/soeg?q=jordprøve").main


def test_what_is_hidden_is_found_by_nobody_and_is_found_again_when_it_is_shown(world: World) -> None:
    author, moderator = world.member(), world.member(roles=(Role.MODERATOR,))
    thread = world.thread(author)
    write(world, author, thread, "Regn med en jordprøve først.")
    world.work()

    def keys() -> set[str]:
        world.work()
        found = world.app.ports.search.search(Query("jordprøve"), author.terms)
        return {hit.key for hit in found.hits}

    first = world.read(select(Post.id))[0]
    assert keys() == {f"summary:{first}"}
    with world.writing() as session:
        moderation.hide(session, moderator, first, "Et navn.")
    assert keys() == set()
    with world.writing() as session:
        moderation.show_again(session, moderator, first)
    assert keys() == {f"summary:{first}"}
    hide(world, moderator, thread)
    assert keys() == set()
    world.worker.rebuild_index()
    assert keys() == set()


def test_a_moderator_takes_it_away_with_its_history_and_says_why(world: World) -> None:
    author, moderator = world.member(), world.member(LEMVIG, roles=(Role.MODERATOR,))
    thread = world.thread(author, audience=Audience.PUBLIC)
    write(world, author, thread, "Naboen hedder Hr. Sommer.")
    write(world, author, thread, "Naboen hedder Hr. Vinter.", 1)
    client, action = world.client(moderator), f"/traade/{thread.id}/kort-fortalt"
    assert client.submit(f"{action}/skjul", reason="").status_code == 422
    assert client.submit(f"{action}/skjul", reason="Et navn.").status_code == 303
    for reader in (world.client(), world.client(author)):
        assert "Sommer" not in reader.page(url_of(thread)).html
        history = reader.page(f"{action}/historik")
        assert "En moderator har skjult denne version." in history.main
        assert "Sommer" not in history.html
        assert "Vinter" not in history.html
    assert "Sommer" in client.page(f"{action}/historik").main
    assert "Et navn." in world.client(author).page("/gennemsyn/log").main
    assert "Kort fortalt skjult" in world.client(author).page("/gennemsyn/log").main
    assert "moderation-hide-summary" in world.read(select(AuditEntry.act))
    assert world.client(author).submit(action, body="Naboen er hørt.").status_code == 303
    history = world.client().page(f"{action}/historik")
    assert "Naboen er hørt." in history.main
    assert "Vinter" not in history.html
    with pytest.raises(Forbidden):
        hide(world, author, thread)


def test_what_looks_like_a_cpr_number_stops_it_once(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    client, action = world.client(author), f"/traade/{thread.id}/kort-fortalt"
    stopped = client.submit(action, body=f"Sag {CPR}.")
    assert stopped.status_code == 422
    assert CPR in stopped.text
    sent = fields_of(Page(stopped).form(action)) | {"not_cpr": "y"}
    assert client.post(action, data=sent).status_code == 303
    assert NOT_CPR in world.read(select(AuditEntry.act))


@pytest.mark.parametrize("body", ["", "   ", "x" * 3_001])
def test_nothing_and_too_much_come_back_with_the_reason(world: World, body: str) -> None:
    author = world.member()
    thread = world.thread(author)
    answer = world.client(author).submit(f"/traade/{thread.id}/kort-fortalt", body=body)
    assert answer.status_code == 422
    assert world.read(select(SummaryVersion.id)) == []


def test_it_can_be_seen_before_it_is_saved(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    shown = world.client(author).submit(f"/traade/{thread.id}/kort-fortalt", body="Kort **sagt**.", preview="1")
    assert "<strong>sagt</strong>" in shown.text
    assert world.read(select(SummaryVersion.id)) == []
