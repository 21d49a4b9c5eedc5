"""Posts that open another matter are split off into a thread of their own, with a link in both directions."""

import pytest
from sqlalchemy import select

from network.core.access import Audience, Role
from network.core.audit import AuditEntry
from network.core.errors import Invalid
from network.core.outbox import OutboxRow, Queue
from network.features.merging import service as merging
from network.features.merging.choosing import POSTS_A_PAGE
from network.features.moderation import service as moderation
from network.features.notifications.models import Notification, NotificationKind, Watch
from network.features.threads import service as forum
from network.features.threads.models import Post, ReadMarker, Thread, ThreadKind
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, TOENDER, World

NEW = {"title": "Hvem fjerner asbest?", "topic": "service", "kind": "call", "reason": "En anden sag."}


def url_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


class Long:
    """A question with five replies, written a minute apart."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asker, self.writer, self.other = world.member(), world.member(LEMVIG), world.member("0550")
        self.mogens = world.member(TOENDER, "Mogens Moderator", (Role.MODERATOR,))
        self.thread = world.thread(self.asker)
        self.posts = world.read(select(Post.id))
        for number in range(2, 7):
            self.world.later(minutes=1)
            self.posts.append(world.reply(self.writer if number % 2 else self.other, self.thread, f"Svar {number}"))

    def split(self, *positions: int, from_position: int | None = None, submission: str | None = None) -> int:
        about = self.world.topic("service")
        with self.world.writing() as session:
            return merging.split(
                session,
                self.mogens,
                self.thread.id,
                chosen=[self.posts[position - 1] for position in positions],
                from_post=self.posts[from_position - 1] if from_position else None,
                title=NEW["title"],
                topic=about,
                kind=ThreadKind.CALL,
                reason=NEW["reason"],
                submission=submission,
            )

    def texts(self, thread_id: int) -> list[tuple[int, str]]:
        posts = select(Post.position, Post.markdown).where(Post.thread_id == thread_id).order_by(Post.position)
        return self.world.read_rows(posts)

    def thread_row(self, thread_id: int) -> Thread:
        found: Thread = self.world.read(select(Thread).where(Thread.id == thread_id))[0]
        return found


@pytest.fixture
def long(world: World) -> Long:
    return Long(world)


def test_chosen_posts_stand_in_a_new_thread_in_their_order_and_both_are_counted(world: World, long: Long) -> None:
    new_id = long.split(5, 3)
    assert long.texts(new_id) == [(1, "Svar 3"), (2, "Svar 5")]
    assert long.texts(long.thread.id) == [(1, "Vi har tre huse."), (2, "Svar 2"), (3, "Svar 4"), (4, "Svar 6")]
    new, old = long.thread_row(new_id), long.thread_row(long.thread.id)
    assert (new.post_count, old.post_count) == (2, 4)
    assert (new.title, new.kind, new.audience_term, new.author_id) == (NEW["title"], "call", "network", long.writer.id)
    assert new.topic_id == world.topic("service").id
    assert (new.created_at, new.last_post_at) == tuple(
        world.read(select(Post.created_at).where(Post.thread_id == new_id).order_by(Post.position))
    )
    assert old.last_post_at == world.clock()


def test_a_post_and_all_after_it_are_split_off(world: World, long: Long) -> None:
    new_id = long.split(from_position=4)
    assert [text for _, text in long.texts(new_id)] == ["Svar 4", "Svar 5", "Svar 6"]
    assert long.thread_row(long.thread.id).last_post_at < world.clock()


def test_permalinks_live_and_each_thread_links_to_the_other(world: World, long: Long) -> None:
    new = long.thread_row(long.split(3, 5))
    client = world.client(long.asker)
    for position, thread in ((2, long.thread), (3, new), (5, new), (6, long.thread)):
        post_id = long.posts[position - 1]
        assert client.get(f"/indlaeg/{post_id}").location == f"{url_of(thread)}#indlaeg-{post_id}"
    assert client.page(url_of(long.thread)).links(new.title) == [url_of(new)]
    assert client.page(url_of(new)).links(long.thread.title) == [url_of(long.thread)]


def test_the_same_people_read_the_new_thread_and_nobody_else(world: World) -> None:
    asker = world.member()
    thread = world.thread(asker, audience=Audience.MUNICIPALITIES)
    post_id, about = world.reply(asker, thread), world.topic()
    mogens = world.member(TOENDER, roles=(Role.MODERATOR,))
    with world.writing() as session:
        new_id = merging.split(
            session, mogens, thread.id, chosen=[post_id], title=NEW["title"], topic=about, kind=ThreadKind.QUESTION,
            reason="En anden sag.",
        )  # fmt: skip
    slug = world.read(select(Thread.slug).where(Thread.id == new_id))[0]
    assert world.client(world.member("realfonden")).get(f"/traade/{new_id}-{slug}").status_code == 404
    assert world.client(world.member(LEMVIG)).get(f"/traade/{new_id}-{slug}").status_code == 200


@pytest.mark.parametrize(
    ("read", "left", "new"), [(1, 1, None), (2, 2, None), (3, 2, 1), (4, 3, 1), (5, 3, 2), (6, 4, 2)]
)
def test_nothing_read_becomes_unread_and_nothing_unread_read(
    world: World, long: Long, read: int, left: int, new: int | None
) -> None:
    reader = world.member()
    with world.writing() as session:
        forum.mark_read(session, reader, long.thread.id, read)
    new_id = long.split(3, 5)
    markers = dict(
        world.read_rows(select(ReadMarker.thread_id, ReadMarker.position).where(ReadMarker.account_id == reader.id))
    )
    assert markers == ({long.thread.id: left, new_id: new} if new else {long.thread.id: left})


def test_followers_follow_both_and_stops_hold_in_both(world: World, long: Long) -> None:
    stopped = world.member()
    world.follow(stopped, long.thread, follow=False)
    new_id = long.split(3)
    watches = world.read_rows(select(Watch.account_id, Watch.following).where(Watch.thread_id == new_id))
    wanted = {long.asker.id: True, long.writer.id: True, long.other.id: True, stopped.id: False}
    assert dict(watches) == wanted


def test_notifications_go_along_and_the_one_whose_post_begins_it_is_told(world: World, long: Long) -> None:
    world.work()
    new_id = long.split(3, 5)
    world.work()
    told = select(Notification.thread_id, Notification.position).where(
        Notification.account_id == long.asker.id, Notification.kind == NotificationKind.REPLY
    )
    left, gone = ((long.thread.id, position) for position in (2, 3, 4)), ((new_id, position) for position in (1, 2))
    assert sorted(world.read_rows(told)) == [*left, *gone]
    moved = select(Notification.account_id, Notification.thread_id).where(Notification.kind == NotificationKind.MOVED)
    assert world.read_rows(moved) == [(long.writer.id, new_id)]
    assert f"Dit indlæg står nu i ”{NEW['title']}”" in world.client(long.writer).page("/notifikationer/")


def test_a_best_reply_goes_along_but_the_first_post_is_one_no_longer(world: World, long: Long) -> None:
    with world.writing() as session:
        for position in (2, 3, 5):
            forum.mark_best(session, long.asker, long.posts[position - 1], best=True)
    world.work()
    new_id = long.split(3, 5)
    world.work()
    assert (long.thread_row(long.thread.id).best_count, long.thread_row(new_id).best_count) == (1, 1)
    assert world.read(select(Post.position).where(Post.thread_id == new_id, Post.best_at.is_not(None))) == [2]
    told = world.read(select(Notification.kind).where(Notification.post_id == long.posts[2]))
    assert NotificationKind.MOVED in told


def test_search_finds_the_posts_by_the_new_title_and_topic_and_is_told_once(world: World, long: Long) -> None:
    world.work()
    new_id = long.split(3, 5)
    waiting = world.read(select(OutboxRow).where(OutboxRow.queue == Queue.INDEX, OutboxRow.done_at.is_(None)))
    assert len(waiting) == 1
    world.work()
    wanted = world.read_rows(select(Post.id, Post.version))
    assert dict(world.app.ports.search.versions()) == {f"post:{number}": version for number, version in wanted}
    found = world.client(long.asker).page("/soeg?q=fjerner asbest")
    assert found.links("Hvem fjerner asbest?") == [f"/indlaeg/{long.posts[2]}?q=fjerner+asbest#indlaeg-{long.posts[2]}"]
    assert new_id != long.thread.id


def test_what_cannot_be_split_off_is_refused_with_the_reason(world: World, long: Long) -> None:
    with world.writing() as session:
        moderation.hide(session, long.mogens, long.posts[2], "Et navn.")
    elsewhere = world.reply(long.writer, world.thread(long.asker))
    for chosen, words in (((), "at least one"), ((1, 2), "first post stays"), ((3, 4), "is hidden")):
        with pytest.raises(Invalid, match=words):
            long.split(*chosen)
    long.posts.append(elsewhere)
    with pytest.raises(Invalid, match="do not stand in the thread"):
        long.split(7)
    assert long.split(2, 3)


def test_split_and_merged_back_it_is_one_thread_as_before_without_a_link_to_itself(world: World, long: Long) -> None:
    before = long.texts(long.thread.id)
    new_id = long.split(3, 5)
    with world.writing() as session:
        merging.merge(session, long.mogens, new_id, long.thread.id, "Det hørte sammen.")
    assert long.texts(long.thread.id) == before
    page = world.client(long.asker).page(url_of(long.thread))
    assert page.links("Hvem fjerner asbest?") == [f"/indlaeg/{long.posts[2]}#indlaeg-{long.posts[2]}"]
    assert "Nogle af indlæggene" not in page


# The pages


def begin(client: CheckedClient, thread: Thread) -> tuple[str, Page]:
    moderate = client.page(url_of(thread)).links("Moderér tråden")[0]
    path = client.page(moderate).links("Skil indlæg ud")[0]
    return path, client.page(path)


def test_a_moderator_ticks_posts_names_the_thread_and_splits_them_off(world: World, long: Long) -> None:
    client = world.client(long.mogens)
    path, page = begin(client, long.thread)
    assert len(page.elements("input", type="checkbox")) == 5  # the first post stays
    fields = fields_of(page.form(path))
    nothing = client.post(path, data=fields | {"go_on": "1"})
    assert nothing.status_code == 422
    assert "Vælg mindst ét indlæg." in Page(nothing).main
    details = Page(client.post(path, data=fields | {"go_on": "1", "post": [long.posts[2], long.posts[4]]}))
    assert "2 indlæg flytter ud af" in details.main
    form = fields_of(details.form(path))
    assert form["topic"] == "tomme-boliger"
    missing = client.post(path, data=form | NEW | {"split": "1", "title": ""})
    assert missing.status_code == 422
    assert fields_of(Page(missing).form(path))["reason"] == NEW["reason"]
    back = Page(client.post(path, data=form | NEW | {"back": "1"}))
    ticked = [box.get("value") for box in back.elements("input", type="checkbox") if box.get("checked") is not None]
    assert ticked == [str(long.posts[2]), str(long.posts[4])]
    assert fields_of(back.form(path))["title"] == NEW["title"]
    answer = client.post(path, data=form | NEW | {"split": "1"})
    again = client.post(path, data=form | NEW | {"split": "1"})
    assert answer.status_code == again.status_code == 303
    assert answer.location == again.location
    assert len(world.read(select(Thread.id))) == 2
    shown = client.page(answer.location)
    assert shown.heading == NEW["title"]
    assert len(shown.elements("article")) == 2
    assert len(world.read(select(AuditEntry.id).where(AuditEntry.act == "moderation-split"))) == 1
    assert "”Hvem fjerner asbest?”: En anden sag." in world.client(long.writer).page("/gennemsyn/log").main


def test_one_button_chooses_a_post_and_all_after_it(world: World, long: Long) -> None:
    client = world.client(long.mogens)
    path, page = begin(client, long.thread)
    details = Page(client.post(path, data=fields_of(page.form(path)) | {"from": str(long.posts[3])}))
    assert "3 indlæg flytter ud af" in details.main
    answer = client.post(path, data=fields_of(details.form(path)) | NEW | {"split": "1"})
    assert len(client.page(answer.location).elements("article")) == 3


def test_what_was_ticked_on_one_page_is_kept_on_the_next(world: World, long: Long) -> None:
    for number in range(POSTS_A_PAGE):
        long.posts.append(world.reply(long.writer, long.thread, f"Svar {number}"))
    client = world.client(long.mogens)
    path, first = begin(client, long.thread)
    turn = {"page": str(POSTS_A_PAGE)}
    second = Page(client.post(path, data=fields_of(first.form(path)) | turn | {"post": [long.posts[2], long.posts[3]]}))
    assert "Du har også valgt 2 indlæg på de andre sider." in second.main
    back = Page(client.post(path, data=fields_of(second.form(path)) | {"page": "0", "post": [long.posts[27]]}))
    boxes = fields_of(back.form(path))
    without = {"post": [long.posts[3]], "go_on": "1"}
    details = Page(client.post(path, data=boxes | without))
    assert "2 indlæg flytter ud af" in details.main
    answer = client.post(path, data=fields_of(details.form(path)) | NEW | {"split": "1"})
    texts = client.page(answer.location)
    assert [post.get("id") for post in texts.elements("article")] == [
        f"indlaeg-{long.posts[3]}", f"indlaeg-{long.posts[27]}"
    ]  # fmt: skip


@pytest.mark.parametrize("chosen", ["x", "-1", "9" * 40, "1,,2,æ", "0", ",".join(map(str, range(1, 5000)))])
def test_a_choice_that_makes_no_sense_is_no_error_page(world: World, long: Long, chosen: str) -> None:
    client = world.client(long.mogens)
    path, page = begin(client, long.thread)
    for button in ("go_on", "split"):
        answer = client.post(path, data=fields_of(page.form(path)) | NEW | {"chosen": chosen, button: "1"})
        assert answer.status_code == 422, button
    answer = client.post(path, data=fields_of(page.form(path)) | {"from": chosen})
    assert answer.status_code == 422
    assert len(world.read(select(Thread.id))) == 1


def test_posts_of_a_thread_that_is_not_theirs_cannot_be_seen_or_moved(world: World, long: Long) -> None:
    own = world.thread(world.member(), "Vores egen tråd", "Kun for os.", Audience.OWN)
    inside = world.reply(world.member(), own, "Hemmeligt svar")
    client = world.client(long.mogens)
    path, page = begin(client, long.thread)
    answer = client.post(path, data=fields_of(page.form(path)) | {"chosen": str(inside), "go_on": "1"})
    assert answer.status_code == 422
    assert "Hemmeligt" not in answer.text


def test_who_reads_while_posts_are_split_off_has_read_as_far_as_the_post_that_was_shown(world: World) -> None:
    long = Long(world)
    new = long.split(3, 4)
    for reader, post_id, marked in (
        (world.member(), long.posts[5], {(long.thread.id, 4)}),  # it stood sixth
        (world.member(), long.posts[3], set()),  # it stands in the other thread by now
    ):
        forum.mark_read_while_reading(world.engine, reader, long.thread.id, post_id)
        markers = select(ReadMarker.thread_id, ReadMarker.position).where(ReadMarker.account_id == reader.id)
        assert {tuple(row) for row in world.read_rows(markers)} == marked
    assert new != long.thread.id
