"""Several processes write at once: counts and positions are exact."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select, text

from network.features.threads.models import Post, Thread
from tests.world import LEMVIG, World

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys, time
from network.core.db import make_engine
from network.features.accounts.queries import actor_by_account
from network.features.threads.service import reply
from sqlalchemy.orm import Session
import network.models
url, account, thread, number = sys.argv[1], *map(int, sys.argv[2:])
engine = make_engine(url)
print("ready", flush=True)
sys.stdin.readline()
until = time.monotonic() + 3
sent = 0
while time.monotonic() < until:
    with Session(engine) as session, session.begin():
        actor = actor_by_account(session, account)
        reply(session, actor, thread, f"Svar {sent} fra {number}", f"svar{number:04}{sent:08}")
    sent += 1
print(sent)
"""


def test_four_processes_that_reply_to_one_thread_at_once_lose_and_mix_up_nothing(world: World) -> None:
    thread, actor = world.thread(world.member()), world.member(LEMVIG)
    url = world.app.config["SETTINGS"].database_url
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(actor.id), str(thread.id), str(number)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    assert [process.stdout.readline() for process in processes if process.stdout] == ["ready\n"] * 4
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, answers
    sent = sum(int(out) for out, _ in answers)
    assert sent >= 4
    positions = world.read(select(Post.position).where(Post.thread_id == thread.id).order_by(Post.position))
    assert positions == list(range(1, sent + 2))
    assert world.read(select(Thread.post_count)) == [sent + 1]
    assert world.read(select(Thread.version)) == [sent + 1]
    assert world.read(select(func.count()).select_from(text("outbox")).where(text("queue = 'index'"))) == [sent + 1]
