"""What a member finds directly after something was hidden, narrowed, erased, moved or renamed.

Before the index knows of it, nothing that is no longer theirs; and afterwards what holds now.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.features.accounts import service as accounts
from network.features.editing import service as editing
from network.features.erasure import service as erasure
from network.features.library import changes
from network.features.methods import withdrawing
from network.features.moderation import service as moderation
from network.features.resolving import service as resolving
from network.features.takedowns import service as takedowns
from network.features.takedowns.kinds import KINDS
from network.features.threads.models import Post, Thread, ThreadKind
from tests.features.test_finding import titles
from tests.pages.client import CheckedClient
from tests.world import LEMVIG, LOLLAND, World

WORD = "Skibsklarererkaj"
Change = Callable[[World, Actor], Callable[[], None]]  # makes the thing; then what happens to it


def first_post(world: World, thread: Thread) -> int:
    return int(world.read(select(Post.id).where(Post.thread_id == thread.id, Post.position == 1))[0])


def thread_is_hidden(world: World, author: Actor) -> Callable[[], None]:
    post = first_post(world, world.thread(author, f"{WORD} i byen"))

    def change() -> None:
        with world.writing() as session:
            moderation.hide(session, world.secretariat(), post, "Personoplysninger.")

    return change


def thread_is_corrected(world: World, author: Actor) -> Callable[[], None]:
    post = first_post(world, world.thread(author, f"{WORD} i byen"))

    def change() -> None:
        other = "Noget andet"
        with world.writing() as session:
            editing.edit(session, author, post, body=other, title=other, topic=world.topic(), version=1)

    return change


def document_is_narrowed(world: World, author: Actor) -> Callable[[], None]:
    document = world.document(author, f"{WORD}rapport", f"Om {WORD}.".encode(), "k.txt")

    def change() -> None:
        with world.writing() as session:
            said = changes.Description(f"{WORD}rapport", "", Audience.OWN)
            changes.edit(session, author, document.id, said, version=document.version)

    return change


def document_is_withdrawn(world: World, author: Actor) -> Callable[[], None]:
    document = world.document(author, f"{WORD}rapport", f"Om {WORD}.".encode(), "k.txt")

    def change() -> None:
        with world.writing() as session:
            changes.withdraw(session, author, document.id, "Forældet.")

    return change


def method_is_withdrawn(world: World, author: Actor) -> Callable[[], None]:
    method = world.method(author, f"{WORD} i fem trin")

    def change() -> None:
        with world.writing() as session:
            withdrawing.withdraw(session, author, method.id, "Forældet.")

    return change


def plan_is_taken_down(world: World, author: Actor) -> Callable[[], None]:
    plan = world.plan(author, f"{WORD} og baglandet")

    def change() -> None:
        with world.writing() as session:
            takedowns.take_down(session, world.secretariat(), KINDS["plan"], plan.id, "Personoplysninger.")

    return change


def told_to(client: CheckedClient) -> str:
    """Everything that a reader may be shown because of the word."""
    slipped = WORD.replace("klarer", "klarrer")
    addresses = [f"/soeg?q={words}" for words in (WORD, slipped, f"{WORD[:8]}*")]
    addresses += [f"/soeg/forslag?q={WORD[:8]}", f"/api/v1/search?q={WORD}", f"/soeg/lignende?titel={WORD}"]
    return "\n".join(client.get(address).text for address in addresses)


@pytest.mark.parametrize(
    "make",
    [
        thread_is_hidden,
        document_is_narrowed,
        document_is_withdrawn,
        method_is_withdrawn,
        plan_is_taken_down,
    ],
)
def test_what_is_no_longer_a_readers_is_found_nowhere_also_before_the_index_knows(world: World, make: Change) -> None:
    change = make(world, world.member(LEMVIG))
    make(world, world.member(LEMVIG))  # a word is known when two have it
    world.work()
    reader = world.client(world.member(LOLLAND))
    assert len(titles(reader, f"/soeg?q={WORD}")) == 2
    change()
    assert len(titles(reader, f"/soeg?q={WORD}")) == 1
    assert "1 resultat" in reader.page(f"/soeg?q={WORD}").main
    world.work()
    assert len(titles(reader, f"/soeg?q={WORD}")) == 1
    assert "1 resultat" in reader.page(f"/soeg?q={WORD}").main


def test_the_last_that_had_a_word_takes_it_along_before_the_index_knows(world: World) -> None:
    author = world.member(LEMVIG)
    made = [make(world, author) for make in (document_is_narrowed, thread_is_hidden)]
    world.work()
    reader = world.client(world.member(LOLLAND))
    titles_of_both = (f"{WORD}rapport", f"{WORD} i byen")
    assert all(title in told_to(reader) for title in titles_of_both)
    for change in made:
        change()
    assert not any(title in told_to(reader) for title in titles_of_both)


def test_a_moved_thread_counts_under_its_new_topic(world: World) -> None:
    thread = world.thread(world.member(LEMVIG), "Kajen")
    world.work()
    with world.writing() as session:
        moderation.move(session, world.member(roles=(Role.MODERATOR,)), thread.id, world.topic("mobilitet"))
    world.work()
    reader = world.client(world.member())
    assert titles(reader, "/soeg?q=kajen&emne=mobilitet") == ["Kajen"]
    assert titles(reader, "/soeg?q=kajen&emne=tomme-boliger") == []
    assert titles(reader, "/soeg?q=busruter kajen") == ["Kajen"]


def test_a_thread_of_another_kind_counts_under_that(world: World) -> None:
    thread = world.thread(world.member(LEMVIG), "Kajen")
    world.work()
    with world.writing() as session:
        kind = ThreadKind.EXPERIENCE
        moderation.change_kind(session, world.member(roles=(Role.MODERATOR,)), thread.id, kind)
    world.work()
    reader = world.client(world.member())
    assert titles(reader, "/soeg?q=kajen&slags=erfaring") == titles(reader, "/soeg?q=kajen type:erfaring") == ["Kajen"]
    assert titles(reader, "/soeg?q=kajen&slags=spoergsmaal") == []


def test_what_has_been_resolved_counts_as_that(world: World) -> None:
    author = world.member(LEMVIG)
    thread = world.thread(author, "Kajen")
    with world.writing() as session:
        resolving.resolve(session, author, thread.id, resolved=True)
    world.work()
    assert titles(world.client(world.member()), "/soeg?q=kajen&tilstand=afklaret") == ["Kajen"]


def test_who_has_another_name_is_found_by_that_with_all_that_they_wrote(world: World) -> None:
    author = world.member(LEMVIG, "Inger Klitmose")
    world.thread(author, "Kajen")
    world.document(author, "Kajrapport", b"Om kajen.", "k.txt")
    world.method(author, "Kajen i fem trin")
    world.work()
    with world.writing() as session:
        accounts.edit_profile(session, author, "Inger Strandby", "", "da")
    world.work()
    reader = world.client(world.member())
    found = {"Kajen", "Kajrapport", "Kajen i fem trin"}
    assert set(titles(reader, "/soeg?q=kaj forfatter:strandby")) == found
    assert titles(reader, "/soeg?q=kaj forfatter:klitmose") == []


def test_who_has_been_erased_is_found_by_no_name(world: World) -> None:
    author = world.member(LEMVIG, "Inger Klitmose")
    world.thread(author, "Kajen")
    world.work()
    with world.writing() as session:
        erasure.erase(session, world.secretariat(), author.id or 0)
    reader = world.client(world.member())
    assert "Klitmose" not in reader.page("/soeg?q=kajen").main
    world.work()
    assert titles(reader, "/soeg?q=forfatter:klitmose") == titles(reader, "/soeg?q=klitmose") == []
    assert titles(reader, "/soeg?q=kajen") == ["Kajen"]


def test_what_more_may_read_is_found_by_them(world: World) -> None:
    author = world.member(LEMVIG)
    document = world.document(author, "Kajrapport", b"Om kajen.", "k.txt", audience=Audience.OWN)
    world.work()
    with world.writing() as session:
        said = changes.Description("Kajrapport", "", Audience.PUBLIC)
        changes.edit(session, author, document.id, said, version=document.version)
    world.work()
    assert titles(world.client(), "/soeg?q=kajen") == ["Kajrapport"]


def test_what_was_corrected_is_shown_as_it_is_now_and_found_by_that(world: World) -> None:
    change = thread_is_corrected(world, world.member(LEMVIG))
    world.work()
    change()
    reader = world.client(world.member())
    assert f"{WORD} i byen" not in told_to(reader)
    world.work()
    assert titles(reader, f"/soeg?q={WORD}") == []
    assert titles(reader, "/soeg?q=noget andet") == ["Noget andet"]
