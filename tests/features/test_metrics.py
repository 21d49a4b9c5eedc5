"""Figures for who watches over the installation, and for nobody else."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from network.settings import SettingsError, from_env
from network.web.transaction import NetworkFlask
from tests.world import World

TOKEN = "3f9c0e5a7d1b48e6a2c4f8d0b6e19735"
LINE = re.compile(r'[a-z_]+(?:\{queue="[a-z]+"\})? [0-9.e+]+')


@pytest.fixture
def watched(app: NetworkFlask) -> Iterator[None]:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, metrics_token=TOKEN)
    yield
    app.config["SETTINGS"] = settings


def figures(world: World) -> dict[str, float]:
    answer = world.client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4"
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines)
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.usefixtures("watched")
def test_what_waits_for_the_worker_is_counted_until_it_is_done(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    world.reply(author, thread)
    before = figures(world)
    assert before['network_outbox_waiting{queue="index"}'] >= 2
    world.work()
    after = figures(world)
    assert after['network_outbox_waiting{queue="index"}'] == 0
    assert after['network_outbox_oldest_seconds{queue="index"}'] == 0
    assert after["network_outbox_given_up"] == 0


@pytest.mark.usefixtures("watched")
def test_in_how_many_documents_index_and_database_differed_is_told(world: World) -> None:
    world.thread(world.member())
    world.work()
    assert "network_index_differing" not in figures(world)
    world.worker.reconcile()
    world.work()
    world.worker.reconcile()
    assert figures(world)["network_index_differing"] == 0
    world.app.ports.search.delete(list(world.app.ports.search.versions())[:1])
    world.worker.reconcile()
    assert figures(world)["network_index_differing"] == 1


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("given", ["", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ", "Bearer \xe6"])
def test_without_the_token_there_is_no_such_page(world: World, given: str) -> None:
    assert world.client(world.member()).get("/metrics", headers={"Authorization": given}).status_code == 404


def test_an_installation_without_a_token_tells_nobody(world: World) -> None:
    assert world.client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("token", ["short", "with a space in it, and long enough for all else"])
def test_a_token_that_is_too_plain_is_refused(token: str) -> None:
    with pytest.raises(SettingsError, match="NETWORK_METRICS_TOKEN"):
        from_env({"NETWORK_MODE": "development", "NETWORK_METRICS_TOKEN": token})
