"""Two threads are merged: posts by time, addresses alive, and nobody loses their place, their draft or their bell."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.core.audit import AuditEntry
from network.core.errors import Invalid
from network.core.outbox import OutboxRow, Queue
from network.features.drafts import service as drafts
from network.features.drafts.models import Draft
from network.features.drafts.places import Place
from network.features.merging import service as merging
from network.features.moderation import service as moderation
from network.features.notifications import service as notifications
from network.features.notifications.models import Notification, NotificationKind, Watch
from network.features.threads import service as forum
from network.features.threads.models import Post, ReadMarker, Thread
from network.ports.search import Query
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

REASON = "Det er det samme spørgsmål."


def url_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def moderator(world: World) -> Actor:
    return world.member(TOENDER, "Mogens Moderator", (Role.MODERATOR,))


def merged(world: World, thread: Thread, target: Thread, by: Actor | None = None) -> None:
    actor = by or moderator(world)
    with world.writing() as session:
        merging.merge(session, actor, thread.id, target.id, REASON)


class Pair:
    """Two threads that went on at the same time: the one that stays, and the one that is merged into it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asker, self.other_asker, self.writer = (world.member(code) for code in (LOLLAND, LEMVIG, "0550"))
        self.target = self._later(world.thread, self.asker, "Hvad koster en nedrivning?", "Første")
        self.thread = self._later(world.thread, self.other_asker, "Hvad koster asbest?", "Andet")
        self.replies = [
            self._later(world.reply, self.writer, thread, f"Svar {number}")
            for number, thread in enumerate((self.target, self.thread, self.target, self.thread))
        ]

    def _later(self, act, *arguments):  # type: ignore[no-untyped-def]
        self.world.later(minutes=1)
        return act(*arguments)

    def merge(self) -> None:
        merged(self.world, self.thread, self.target)

    def texts(self) -> list[str]:
        posts = select(Post.markdown).where(Post.thread_id == self.target.id).order_by(Post.position)
        return self.world.read(posts)

    def reads(self, reader: Actor, thread: Thread, position: int) -> None:
        with self.world.writing() as session:
            forum.mark_read(session, reader, thread.id, position)

    def marker(self, reader: Actor) -> list[int]:
        return self.world.read(select(ReadMarker.position).where(ReadMarker.account_id == reader.id))


@pytest.fixture
def pair(world: World) -> Pair:
    return Pair(world)


def test_posts_stand_in_the_order_they_were_written_and_are_counted(world: World, pair: Pair) -> None:
    pair.merge()
    assert pair.texts() == ["Første", "Andet", "Svar 0", "Svar 1", "Svar 2", "Svar 3"]
    positions = world.read(select(Post.position).where(Post.thread_id == pair.target.id).order_by(Post.position))
    assert positions == [1, 2, 3, 4, 5, 6]
    thread = world.read(select(Thread).where(Thread.id == pair.target.id))[0]
    assert (thread.post_count, thread.last_post_at) == (6, world.clock())
    assert world.read(select(Thread.post_count).where(Thread.id == pair.thread.id)) == [0]


def test_the_first_post_of_the_thread_that_stays_is_first_also_when_it_is_the_younger(world: World, pair: Pair) -> None:
    merged(world, pair.target, pair.thread)
    posts = world.read(select(Post.markdown).order_by(Post.position))
    assert posts == ["Andet", "Første", "Svar 0", "Svar 1", "Svar 2", "Svar 3"]


# Addresses


def test_the_old_address_and_those_of_posts_lead_to_where_the_posts_stand(world: World, pair: Pair) -> None:
    pair.merge()
    reader = world.client(world.member())
    for path in (url_of(pair.thread), f"{url_of(pair.thread)}?efter=1", f"/traade/{pair.thread.id}-hvad-som-helst"):
        answer = reader.get(path)
        assert (answer.status_code, answer.location) == (301, url_of(pair.target))
    for post_id in world.read(select(Post.id)):
        answer = reader.get(f"/indlaeg/{post_id}")
        assert answer.location == f"{url_of(pair.target)}#indlaeg-{post_id}"
        assert reader.page(answer.location).elements("article", id=f"indlaeg-{post_id}")
    assert f"Lagt ind i denne tråd: {pair.thread.title}" in reader.page(url_of(pair.target)).main


def test_whoever_may_not_read_the_thread_that_stays_gets_the_same_404_as_for_nothing(world: World) -> None:
    asker = world.member()
    open_thread = world.thread(asker, "Hvad koster asbest?", audience=Audience.PUBLIC)
    target = world.thread(asker, audience=Audience.MUNICIPALITIES)
    merged(world, open_thread, target)
    for actor in (None, world.member("realfonden")):
        client = world.client(actor)
        gone, nothing = (client.get(path) for path in (url_of(open_thread), f"/traade/999-{open_thread.slug}"))
        assert gone.status_code == nothing.status_code == 404
        assert Page(gone).main == Page(nothing).main
    assert world.client(asker).get(url_of(open_thread)).status_code == 301


def test_an_address_leads_on_when_the_thread_is_merged_once_more(world: World, pair: Pair) -> None:
    pair.merge()
    last = world.thread(pair.asker, "Alt om nedrivning")
    merged(world, pair.target, last)
    client = world.client(pair.writer)
    for thread in (pair.thread, pair.target):
        assert client.get(url_of(thread)).location == url_of(last)


def test_the_thread_that_went_is_in_no_list_count_or_search_and_nothing_can_be_written_there(
    world: World, pair: Pair
) -> None:
    pair.merge()
    world.work()
    client = world.client(pair.writer)
    for path in ("/", "/traade/", "/traade/?vis=mine", "/traade/?vis=fulgte", "/emner/tomme-boliger"):
        assert pair.thread.title not in client.page(path), path
    assert "1 tråd 6 indlæg" in client.page("/emner/")
    assert client.post(f"/traade/{pair.thread.id}/foelg", data={"csrf_token": client.csrf()}).status_code == 404
    hits = world.app.ports.search.search(Query("asbest"), frozenset({"network"})).hits
    assert [hit.group for hit in hits] == [f"thread:{pair.target.id}"]  # the title is found with the post that bore it


# What readers have of a thread


@pytest.mark.parametrize(
    ("of_target", "of_thread", "after"),
    # target: 1 Første, 3 Svar 0, 5 Svar 2; thread: 2 Andet, 4 Svar 1, 6 Svar 3
    [(1, 0, 1), (3, 3, 6), (0, 1, 2), (0, 3, 6), (1, 2, 4), (2, 1, 3), (3, 0, 5)],
)
def test_what_was_read_in_either_thread_stays_read(
    world: World, pair: Pair, of_target: int, of_thread: int, after: int
) -> None:
    reader = world.member()
    for thread, position in ((pair.target, of_target), (pair.thread, of_thread)):
        if position:
            pair.reads(reader, thread, position)
    pair.merge()
    assert pair.marker(reader) == [after]


def test_a_reader_of_neither_has_read_neither(world: World, pair: Pair) -> None:
    pair.merge()
    assert pair.marker(world.member()) == []


def test_what_one_was_told_of_and_has_not_read_stays_under_the_bell_and_leads_to_its_post(
    world: World, pair: Pair
) -> None:
    world.work()
    pair.reads(pair.asker, pair.target, 1)
    pair.reads(pair.asker, pair.thread, 3)
    pair.merge()
    world.work()
    told = select(Notification.position).where(Notification.account_id == pair.asker.id, Notification.read_at.is_(None))
    assert world.read(told.order_by(Notification.position)) == [3, 5]
    client = world.client(pair.asker)
    bell = client.page("/notifikationer/")
    assert "2 nye svar i ”Hvad koster en nedrivning?”" in bell
    client.get(url_of(pair.target))
    assert world.read(told) == []


def test_whoever_followed_one_follows_what_stays_unless_they_have_said_stop_there(world: World, pair: Pair) -> None:
    follower, stopped, stopped_here = world.member(), world.member(), world.member()
    world.follow(follower, pair.thread)
    world.follow(stopped, pair.thread)
    world.follow(stopped, pair.target, follow=False)
    world.follow(stopped_here, pair.thread, follow=False)
    pair.merge()
    watches = {
        account: following
        for account, following in world.read_rows(select(Watch.account_id, Watch.following))
        if account in (follower.id, stopped.id, stopped_here.id)
    }
    assert watches == {follower.id: True, stopped.id: False, stopped_here.id: False}
    assert set(world.read(select(Watch.thread_id))) == {pair.target.id}
    world.reply(pair.writer, pair.target, "Et svar til")
    world.work()
    told = world.read(select(Notification.account_id).where(Notification.position == 7))
    assert follower.id in told
    assert not {stopped.id, stopped_here.id} & set(told)


def test_the_one_who_started_the_thread_that_went_is_told_and_nobody_else(world: World, pair: Pair) -> None:
    world.work()
    with world.writing() as session:
        for actor in (pair.asker, pair.other_asker, pair.writer):
            notifications.read_all(session, actor)
    pair.merge()
    world.work()
    told = world.read(select(Notification).where(Notification.kind == NotificationKind.MOVED))
    assert [(row.account_id, row.position, row.read_at) for row in told] == [(pair.other_asker.id, 2, None)]
    client = world.client(pair.other_asker)
    bell = client.page("/notifikationer/")
    link = bell.links("Dit indlæg står nu i ”Hvad koster en nedrivning?”")[0]
    assert client.get(link).location.startswith(url_of(pair.target))


def test_a_moderator_who_merges_their_own_thread_is_not_told_of_it(world: World) -> None:
    mogens = moderator(world)
    merged(world, world.thread(mogens, "Min egen tråd"), world.thread(world.member()), mogens)
    world.work()
    assert world.read(select(Notification.id).where(Notification.kind == NotificationKind.MOVED)) == []


def test_best_replies_of_both_are_counted_and_the_hidden_ones_are_not(world: World, pair: Pair) -> None:
    mogens = moderator(world)
    with world.writing() as session:
        for asker, reply in ((pair.asker, 0), (pair.other_asker, 1), (pair.other_asker, 3)):
            forum.mark_best(session, asker, pair.replies[reply], best=True)
        moderation.hide(session, mogens, pair.replies[3], "Et navn.")
    pair.merge()
    assert world.read(select(Thread.best_count).where(Thread.id == pair.target.id)) == [2]
    assert len(world.client(pair.writer).page(url_of(pair.target)).elements("p", class_="post-best")) == 2


def test_a_page_that_a_browser_holds_is_old(world: World, pair: Pair) -> None:
    client = world.client(world.member())
    client.get(url_of(pair.target))
    tag = client.get(url_of(pair.target)).headers["ETag"]
    pair.merge()
    assert client.get(url_of(pair.target), headers={"If-None-Match": tag}).status_code == 200


# Who may read


@pytest.mark.parametrize(
    ("audience", "other", "words"),
    [
        (Audience.NETWORK, Audience.PUBLIC, "kan læses af flere"),
        (Audience.MUNICIPALITIES, Audience.NETWORK, "kan læses af flere"),
        (Audience.MUNICIPALITIES, Audience.PUBLIC, "kan læses af flere"),
        (Audience.OWN, Audience.MUNICIPALITIES, "kan læses af flere"),
        (Audience.NETWORK, Audience.OWN, "kun for én kommune"),
        (Audience.PUBLIC, Audience.OWN, "kun for én kommune"),
    ],
)
def test_posts_never_come_before_readers_whom_they_were_not_written_for(
    world: World, audience: Audience, other: Audience, words: str
) -> None:
    mogens = moderator(world)
    thread = world.thread(mogens, "Den ene tråd", audience=audience)
    target = world.thread(mogens, "Den anden tråd", audience=other)
    page = world.client(mogens).page(f"/traade/{thread.id}/laeg-sammen?find=/traade/{target.id}-x")
    assert "De kan ikke lægges sammen" in page.main
    assert words in page.main
    with pytest.raises(Invalid), world.writing() as session:
        merging.merge(session, mogens, thread.id, target.id, REASON)
    assert len(world.read(select(Post.id).where(Post.thread_id == thread.id))) == 1


def test_fewer_readers_are_said_in_words_and_how_many_writers_are_shut_out(world: World) -> None:
    mogens = moderator(world)
    thread = world.thread(world.member(), "Hvad koster asbest?")
    world.reply(world.member("realfonden"), thread)
    target = world.thread(mogens, audience=Audience.MUNICIPALITIES)
    page = world.client(mogens).page(f"/traade/{thread.id}/laeg-sammen?find=/traade/{target.id}-x").main
    assert "Hidtil kunne indlæggene læses af: alle netværkets medlemmer. Fremover: kun kommuner." in page
    assert "En af dem, der har skrevet her, kan ikke længere læse sine egne indlæg." in page


def test_hidden_threads_are_not_merged_and_hidden_posts_stay_hidden(world: World, pair: Pair) -> None:
    mogens, first = moderator(world), world.read(select(Post.id).where(Post.thread_id == pair.thread.id))[0]
    with world.writing() as session:
        moderation.hide(session, mogens, first, "Et navn.")
    for thread, target in ((pair.thread, pair.target), (pair.target, pair.thread)):
        with pytest.raises(Invalid, match="hidden"), world.writing() as session:
            merging.merge(session, mogens, thread.id, target.id, REASON)
    with world.writing() as session:
        moderation.show_again(session, mogens, first)
        moderation.hide(session, mogens, pair.replies[1], "Et navn.")
    pair.merge()
    world.work()
    assert "Svar 1" not in world.client(world.member()).page(url_of(pair.target)).main
    assert world.app.ports.search.versions().keys().isdisjoint({f"post:{pair.replies[1]}"})


def test_a_thread_of_another_municipality_is_no_target_and_no_source(world: World) -> None:
    mogens, lolland = moderator(world), world.member(LOLLAND)
    own = world.thread(lolland, "Vores egen tråd", audience=Audience.OWN)
    thread = world.thread(lolland)
    client = world.client(mogens)
    page = client.page(f"/traade/{thread.id}/laeg-sammen?find=/traade/{own.id}-{own.slug}")
    nothing = client.page(f"/traade/{thread.id}/laeg-sammen?find=/traade/99999-{own.slug}")
    assert "Der er ingen tråd på den adresse, som du kan læse." in page
    assert "Der er ingen tråd på den adresse, som du kan læse." in nothing
    assert client.get(f"/traade/{own.id}/laeg-sammen").status_code == 404
    form = {"csrf_token": client.csrf(), "target": str(own.id), "reason": REASON}
    assert client.post(f"/traade/{thread.id}/laeg-sammen", data=form).status_code == 404


# What is being written


def test_a_reply_to_a_thread_merged_meanwhile_is_not_lost_and_goes_where_the_posts_stand(
    world: World, pair: Pair
) -> None:
    client = world.client(pair.writer)
    form = fields_of(client.page(url_of(pair.thread)).form(f"/traade/{pair.thread.id}/svar"))
    pair.merge()
    answer = client.post(f"/traade/{pair.thread.id}/svar", data=form | {"body": "Vi brugte et firma i Maribo."})
    assert answer.status_code == 422
    page = Page(answer)
    assert "Den tråd, du skrev i, er lagt ind i denne." in page.main
    kept = fields_of(page.form(f"/traade/{pair.target.id}/svar"))
    assert kept["body"] == "Vi brugte et firma i Maribo."
    assert client.post(f"/traade/{pair.target.id}/svar", data=kept).status_code == 303
    assert pair.texts()[-1] == "Vi brugte et firma i Maribo."
    shown = client.post(f"/traade/{pair.thread.id}/svar", data=form | {"body": "Vises **her**.", "preview": "1"})
    assert "Den tråd, du skrev i, er lagt ind i denne." in Page(shown).main


def test_a_draft_goes_along_and_two_become_one(world: World, pair: Pair) -> None:
    alone, both = world.member(), world.member()
    with world.writing() as session:
        for actor, thread, text in (
            (alone, pair.thread, "Begyndt alene"),
            (both, pair.thread, "Begyndt her"),
            (both, pair.target, "Begyndt der"),
        ):
            drafts.save(session, actor, Place(thread.id), {"body": text}, drafts.DraftKey())
    pair.merge()
    assert set(world.read(select(Draft.place))) == {Place(pair.target.id).name}
    assert len(world.read(select(Draft.id))) == 2
    reply = f"/traade/{pair.target.id}/svar"
    assert fields_of(world.client(alone).page(url_of(pair.target)).form(reply))["body"] == "Begyndt alene"
    assert fields_of(world.client(both).page(url_of(pair.target)).form(reply))["body"] == "Begyndt der\n\nBegyndt her"


def test_what_a_draft_answers_a_call_its_files_and_its_caution_go_along(world: World, pair: Pair) -> None:
    alone, both = world.member(), world.member()
    begun = {
        "body": "Ring til mig.",
        "answer_1": "500.000 kr.",
        "answer_2": "To år",
        "attachments": "7",
        "hide_name": "1",
    }
    with world.writing() as session:
        for actor in (alone, both):
            drafts.save(session, actor, Place(pair.thread.id), begun, drafts.DraftKey())
        kept = {"body": "Begyndt der", "attachments": "5"}
        drafts.save(session, both, Place(pair.target.id), kept, drafts.DraftKey())
    pair.merge()
    written = dict(world.read_rows(select(Draft.account_id, Draft.fields)))
    text = "Ring til mig.\n\n500.000 kr.\n\nTo år"
    assert written[alone.id] == {"body": text, "attachments": "7", "hide_name": "1"}
    assert written[both.id] == {"body": f"Begyndt der\n\n{text}", "attachments": "5 7", "hide_name": "1"}


def test_an_open_page_goes_on_saving_its_draft_after_the_merge(world: World, pair: Pair) -> None:
    client = world.client(pair.writer)
    form = fields_of(client.page(url_of(pair.thread)).form(f"/traade/{pair.thread.id}/svar"))
    place = {"body": "Skrevet før", "place": f"reply:{pair.thread.id}", "draft_writer": "side1"}
    headers = {"Accept": "application/json"}
    saved = client.post("/kladder/gem", data=form | place, headers=headers)
    pair.merge()
    again = client.post("/kladder/gem", data=form | place | {"body": "Skrevet efter"}, headers=headers)
    assert (saved.status_code, again.status_code) == (204, 204)
    assert world.read_rows(select(Draft.place, Draft.fields)) == [
        (f"reply:{pair.target.id}", {"body": "Skrevet efter"})
    ]


# How it is done


def test_a_moderator_finds_the_thread_by_words_or_address_sees_what_happens_and_merges(
    world: World, pair: Pair
) -> None:
    world.work()
    mogens = moderator(world)
    client = world.client(mogens)
    moderate = client.page(url_of(pair.thread)).links("Moderér tråden")[0]
    start = client.page(moderate).links("Læg sammen med en anden tråd")[0]
    found = client.page(f"{start}?find=nedrivning koster")
    assert pair.thread.title not in [link.text for link in found.elements("a", class_="button secondary")]
    chosen = found.links("Vælg")[0]
    page = client.page(chosen)
    for words in ("Denne tråd forsvinder", "Denne tråd bliver og får indlæggene", "3 indlæg", "får besked"):
        assert words in page.main
    by_post = client.page(f"{start}?find=http://localhost/indlaeg/{pair.replies[0]}#indlaeg-{pair.replies[0]}")
    assert by_post.heading == page.heading
    fields = fields_of(page.form(start))
    without = client.post(start, data=fields)
    assert without.status_code == 422
    assert "Skriv hvorfor" in Page(without).main
    answer = client.post(start, data=fields | {"reason": REASON})
    assert (answer.status_code, answer.location) == (303, url_of(pair.target))
    again = client.post(start, data=fields | {"reason": REASON})
    assert (again.status_code, again.location) == (303, url_of(pair.target))
    assert "Trådene er lagt sammen." in client.page(answer.location)
    assert len(world.read(select(AuditEntry.id).where(AuditEntry.act == "moderation-merge"))) == 1
    for person in (mogens, pair.writer):
        log = world.client(person).page("/gennemsyn/log")
        assert f"”{pair.thread.title}”: {REASON}" in log.main
        assert "En anden tråd lagt ind i den" in log.main


def test_what_was_done_with_the_thread_before_stays_in_the_log_under_its_old_name(world: World, pair: Pair) -> None:
    mogens = moderator(world)
    with world.writing() as session:
        moderation.lock(session, mogens, pair.thread.id, "Vi venter på ministeriet.")
    pair.merge()
    client = world.client(pair.writer)
    log = client.page("/gennemsyn/log")
    assert "Vi venter på ministeriet." in log.main
    assert client.get(log.links(pair.thread.title)[0]).location == url_of(pair.target)


def test_a_thread_is_not_merged_into_itself_nor_found_for_itself(world: World, pair: Pair) -> None:
    world.work()
    mogens = moderator(world)
    client = world.client(mogens)
    page = client.page(f"/traade/{pair.thread.id}/laeg-sammen?find={url_of(pair.thread)}")
    assert "Vælg en anden tråd end denne." in page.main
    with pytest.raises(Invalid), world.writing() as session:
        merging.merge(session, mogens, pair.thread.id, pair.thread.id, REASON)
    assert "Ingen tråd indeholder de ord" in client.page(f"/traade/{pair.thread.id}/laeg-sammen?find=flagermus")


def test_the_index_is_told_once_however_many_posts_move_and_ends_equal_to_the_database(
    world: World, pair: Pair
) -> None:
    world.work()
    pair.merge()
    waiting = world.read(select(OutboxRow).where(OutboxRow.queue == Queue.INDEX, OutboxRow.done_at.is_(None)))
    assert len(waiting) == 1
    world.work()
    wanted = world.read_rows(select(Post.id, Post.version))
    assert dict(world.app.ports.search.versions()) == {f"post:{number}": version for number, version in wanted}


def test_what_was_read_under_the_bell_is_told_of_the_thread_that_stays(world: World, pair: Pair) -> None:
    world.work()
    with world.writing() as session:
        notifications.read_all(session, pair.other_asker)
    pair.merge()
    bell = world.client(pair.other_asker).page("/notifikationer/")
    assert "2 svar i ”Hvad koster en nedrivning?”" in bell
    assert pair.thread.title not in bell
