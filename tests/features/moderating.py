"""What tests of moderation do again and again."""

from sqlalchemy import select

from network.core.access import Actor, Role
from network.features.moderation import service as moderation
from network.features.threads.models import Post, Thread
from tests.pages.client import CheckedClient
from tests.world import TOENDER, World

REASON = "Indlægget nævner en borger ved navn."


def url_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def first_post(world: World, thread: Thread) -> int:
    return int(world.read(select(Post.id).where(Post.thread_id == thread.id, Post.position == 1))[0])


def moderator(world: World) -> Actor:
    return world.member(TOENDER, "Mogens Moderator", (Role.MODERATOR,))


def report(client: CheckedClient, post_id: int, reason: str = "personal-data", note: str = "") -> int:
    return client.submit(f"/indlaeg/{post_id}/anmeld", reason=reason, note=note).status_code


def hidden(world: World, post_id: int, by: Actor | None = None) -> None:
    actor = by or moderator(world)
    with world.writing() as session:
        moderation.hide(session, actor, post_id, REASON)


def moderate(client: CheckedClient, thread: Thread, act: str, **fields: str) -> int:
    return client.submit(f"/traade/{thread.id}/moderer", f"/traade/{thread.id}/{act}", **fields).status_code
