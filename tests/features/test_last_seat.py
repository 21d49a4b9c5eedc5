"""The last seat is taken by several processes at once."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from network.core.access import Role
from network.features.events.models import EventSeat
from tests.world import LEMVIG, LOLLAND, World

ROOT = Path(__file__).resolve().parents[2]
TAKER = """
import sys
from network.core.db import make_engine
from network.features.accounts.queries import actor_by_account
from network.features.events.service import give_up, sign_up
from sqlalchemy.orm import Session
import network.models
url, account, event = sys.argv[1], *map(int, sys.argv[2:])
engine = make_engine(url)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(20):
    with Session(engine) as session, session.begin():
        sign_up(session, actor_by_account(session, account), event)
    with Session(engine) as session, session.begin():
        give_up(session, actor_by_account(session, account), event)
with Session(engine) as session, session.begin():
    print(sign_up(session, actor_by_account(session, account), event).value)
"""


def test_four_processes_that_take_the_last_seat_and_give_it_up_leave_one_seat_taken(world: World) -> None:
    event = world.event(world.member(LEMVIG, roles=(Role.EDITOR,)), capacity=1)
    people = [world.member(LOLLAND) for _ in range(4)]
    url = world.app.config["SETTINGS"].database_url
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER, url, str(member.id), str(event.id)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for member in people
    ]  # fmt: skip
    assert [process.stdout.readline() for process in processes if process.stdout] == ["ready\n"] * 4
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, answers
    seats = world.read_rows(select(EventSeat.account_id, EventSeat.is_waiting).order_by(EventSeat.id))
    assert {account for account, _waits in seats} == {member.id for member in people}
    assert sorted(waits for _account, waits in seats) == [False, True, True, True]
    assert seats[0][1] is False  # whoever came first has it
