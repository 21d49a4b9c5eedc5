"""Something of each kind that a search for "kajen" finds."""

from network.core.access import Actor
from network.features.threads import service as forum
from tests.world import World


def make_document(world: World, author: Actor) -> None:
    world.document(author, "Rapport", b"Om kajen.", "k.txt")


def make_method(world: World, author: Actor) -> None:
    world.method(author, "Kajen i fem trin")


def make_plan(world: World, author: Actor) -> None:
    world.plan(author, "Kajen og baglandet")


def make_news(world: World, _author: Actor) -> None:
    world.article(world.secretariat(), "Ny pulje til kajen")


def make_file(world: World, author: Actor) -> None:
    thread = world.thread(author, "Et udkast", "Teksten kommer.")
    file = world.upload(author, "n.txt", b"Om kajen.\n")
    with world.writing() as session:
        forum.reply(session, author, thread.id, "Se filen.", attachments=[file])
