"""What is said of threads and posts goes along when they are merged or split: thanks, keywords, the summary."""

import pytest
from sqlalchemy import insert, select

from network.core.access import Actor, Role
from network.features.keywords.models import Keyword, ThreadKeyword
from network.features.merging import service as merging
from network.features.notifications.models import Notification, NotificationKind
from network.features.resolving import service as resolving
from network.features.summaries import service as summaries
from network.features.thanks import service as thanks
from network.features.threads.models import Post, Thread, ThreadKind
from network.ports.search import Query
from tests.world import LEMVIG, LOLLAND, TOENDER, World


class Two:
    """A thread that stays, and one with a reply that is merged into it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asker, self.other, self.writer = world.member(LOLLAND), world.member(LEMVIG), world.member("0550")
        self.mogens = world.member(TOENDER, "Mogens Moderator", (Role.MODERATOR,))
        self.target = world.thread(self.asker, "Hvad koster en nedrivning?", "Første")
        world.later(minutes=1)
        self.thread = world.thread(self.other, "Hvad koster asbest?", "Andet")
        world.later(minutes=1)
        self.reply = world.reply(self.writer, self.thread, "Tredje")

    def merge(self) -> None:
        with self.world.writing() as session:
            merging.merge(session, self.mogens, self.thread.id, self.target.id, "Det samme.")

    def split(self) -> int:
        about = self.world.topic()
        with self.world.writing() as session:
            given = {"title": "En anden sag", "topic": about, "kind": ThreadKind.QUESTION, "reason": "En anden sag."}
            return merging.split(session, self.mogens, self.thread.id, chosen=[self.reply], **given)

    def gives(self, thread: Thread, *titles: str) -> None:
        with self.world.writing() as session:
            for title in titles:
                found = session.scalars(select(Keyword.id).where(Keyword.slug == title)).first()
                if found is None:
                    row = {"slug": title, "title": title.capitalize(), "created_at": self.world.clock()}
                    found = session.scalars(insert(Keyword).returning(Keyword.id), row).one()
                session.execute(insert(ThreadKeyword), {"thread_id": thread.id, "keyword_id": found})

    def keywords(self, thread_id: int) -> list[str]:
        titles = select(Keyword.slug).join(ThreadKeyword, ThreadKeyword.keyword_id == Keyword.id)
        return sorted(self.world.read(titles.where(ThreadKeyword.thread_id == thread_id)))

    def sums_up(self, actor: Actor, thread: Thread, body: str, number: int = 0) -> None:
        with self.world.writing() as session:
            summaries.write(session, actor, thread.id, body=body, number=number)

    def found(self, words: str) -> list[str]:
        hits = self.world.app.ports.search.search(Query(words), frozenset({"network"})).hits
        return sorted(hit.key for hit in hits)


@pytest.fixture
def two(world: World) -> Two:
    return Two(world)


def test_thanks_go_with_their_post_and_are_told_where_it_stands_now(world: World, two: Two) -> None:
    with world.writing() as session:
        thanks.thank(session, two.asker, two.reply)
    world.client(two.writer).get(f"/traade/{two.thread.id}-{two.thread.slug}")  # read: nobody moves what has been read
    two.merge()
    world.work()
    with world.writing() as session:
        thanks.thank(session, two.other, two.reply)
    assert world.read(select(Post.thanks_count).where(Post.id == two.reply)) == [2]
    told = select(Notification.kind, Notification.thread_id, Notification.position, Notification.read_at)
    rows = world.read_rows(told.where(Notification.account_id == two.writer.id, Notification.post_id == two.reply))
    assert rows == [(NotificationKind.THANKS, two.target.id, 3, None)]


def test_a_merged_thread_brings_its_keywords_as_far_as_there_is_room(world: World, two: Two) -> None:
    two.gives(two.target, "ens", "egen", "tredje", "fjerde")
    two.gives(two.thread, "ens", "asbestaffald", "tilovers")
    two.merge()
    assert two.keywords(two.target.id) == ["asbestaffald", "egen", "ens", "fjerde", "tredje"]
    assert two.keywords(two.thread.id) == []
    world.work()
    assert two.found("asbestaffald") == [f"post:{world.read(select(Post.id).where(Post.markdown == 'Første'))[0]}"]


def test_a_thread_without_a_summary_gets_that_of_the_other_with_its_versions(world: World, two: Two) -> None:
    two.sums_up(two.other, two.thread, "Kørselspris.")
    two.sums_up(two.writer, two.thread, "Vognmandstakst.", 1)
    world.work()
    two.merge()
    world.work()
    page = world.client(two.asker).page(f"/traade/{two.target.id}-{two.target.slug}")
    assert "Vognmandstakst" in page.main
    assert "Kørselspris" in world.client(two.asker).page(f"/traade/{two.target.id}/kort-fortalt/historik").main
    first = world.read(select(Post.id).where(Post.markdown == "Første"))[0]
    assert two.found("vognmandstakst") == [f"summary:{first}"]


def test_a_summary_stays_where_there_is_one_and_the_other_is_found_no_more(world: World, two: Two) -> None:
    two.sums_up(two.asker, two.target, "Bliver.")
    two.sums_up(two.other, two.thread, "Vognmandstakst.")
    world.work()
    assert len(two.found("vognmandstakst")) == 1
    two.merge()
    world.work()
    assert "Bliver" in world.client(two.asker).page(f"/traade/{two.target.id}-{two.target.slug}").main
    assert two.found("vognmandstakst") == []
    assert len(two.found("bliver")) == 1


def test_after_a_hidden_summary_the_others_versions_get_the_next_numbers(world: World, two: Two) -> None:
    two.sums_up(two.asker, two.target, "Skjult.")
    with world.writing() as session:
        summaries.hide(session, two.mogens, two.target.id, "Et navn.")
    two.sums_up(two.other, two.thread, "Kommer.")
    two.merge()
    row = select(Thread.summary_number, Thread.summary_length).where(Thread.id == two.target.id)
    assert world.read_rows(row) == [(2, len("Kommer."))]
    two.sums_up(two.asker, two.target, "Nyere.", 2)
    assert "Nyere" in world.client(two.asker).page(f"/traade/{two.target.id}-{two.target.slug}").main


@pytest.mark.parametrize("resolved", [True, False])
def test_the_thread_that_stays_is_resolved_or_not_as_before(world: World, two: Two, resolved: bool) -> None:
    with world.writing() as session:
        resolving.resolve(session, two.mogens, (two.target if resolved else two.thread).id, resolved=True)
    two.merge()
    moments = world.read(select(Thread.resolved_at).where(Thread.id == two.target.id))
    assert (moments != [None]) == resolved


def test_a_split_thread_has_the_keywords_and_the_thanks_but_no_summary(world: World, two: Two) -> None:
    two.gives(two.thread, "asbestaffald")
    two.sums_up(two.other, two.thread, "Kort.")
    with world.writing() as session:
        thanks.thank(session, two.asker, two.reply)
        resolving.resolve(session, two.other, two.thread.id, resolved=True)
    new_id = two.split()
    assert two.keywords(new_id) == two.keywords(two.thread.id) == ["asbestaffald"]
    row = select(Thread.summary_number, Thread.summary_length, Thread.resolved_at).where(Thread.id == new_id)
    assert world.read_rows(row) == [(0, 0, None)]
    assert world.read(select(Post.thanks_count).where(Post.thread_id == new_id)) == [1]
    world.work()
    assert f"post:{two.reply}" in two.found("asbestaffald")
