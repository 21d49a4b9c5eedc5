"""Rows that are refused: each with its line and the reason, and none stops another."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from network.features.accounts.models import Account
from network.features.threads.models import Post, Thread
from network.importing import rendering
from network.importing.report import Report


def user(**fields: Any) -> dict[str, Any]:
    return {"id": 9, "name": "Ida", "email": "ida@a.example", "municipality": "0360", "joined": 1} | fields


def topic(**fields: Any) -> dict[str, Any]:
    return {"id": 9, "slug": "havne", "title": "Havne", "description": ""} | fields


def thread(**fields: Any) -> dict[str, Any]:
    return {"id": 9, "topic_id": 1, "user_id": 1, "title": "Endnu en tråd", "created": 1} | fields


def post(**fields: Any) -> dict[str, Any]:
    return {"id": 9, "thread_id": 10, "user_id": 1, "position": 20, "created": 1, "body": "Mere."} | fields


BAD_ROWS = [
    ("users", "{", "the line is not JSON"),
    ("users", "[1, 2]", "the line is not a JSON object"),
    ("users", "[" * 100_000, "the line is not JSON"),
    ("users", user(id=None), "there is no id"),
    ("users", user(id=True), "id is neither a whole number nor a text"),
    ("users", user(id="a\0b"), "id is empty, too long or has characters that no id has"),
    ("users", user(id="\ud800"), "id is empty, too long or has characters that no id has"),
    ("users", user(id=1), "the id 1 stands on line 1 already"),
    ("users", user(email="ida"), "email is not an e-mail address"),
    ("users", user(email="ida@a.example\nBcc: x@b.example"), "email is not an e-mail address"),
    ("users", user(email="ANNA@lolland.example"), "the address ANNA@lolland.example stands on line 1 already"),
    ("users", user(municipality="Andeby"), "no municipality is called Andeby"),
    ("users", user(municipality=None), "there is no municipality"),
    ("users", user(municipality=["0360"]), "municipality is not a text"),
    ("users", user(name="\0\0"), "name is empty"),
    ("users", user(name="x" * 200), "name has 200 characters; at most 120 fit"),
    ("users", user(joined="i går"), "joined is not a time in Unix seconds"),
    ("users", user(joined=1_650_000_000_000), "joined is not between 1970 and now; it must be in Unix seconds"),
    ("users", user(joined=-1), "joined is not between 1970 and now; it must be in Unix seconds"),
    ("users", '{"id": 9, "joined": 1e999}', "there is no email"),
    ("topics", topic(title=""), "title is empty"),
    ("topics", topic(slug="", title="!!!"), "neither slug nor title has letters for an address"),
    ("topics", topic(slug="Færgefart"), "the slug faergefart stands on line 1 already"),
    ("threads", thread(topic_id=77), "there is no topic 77"),
    ("threads", thread(user_id=77), "there is no user 77"),
    ("threads", thread(title=7), "title is not a text"),
    ("threads", thread(title="x" * 161), "title has 161 characters; at most 160 fit"),
    ("threads", thread(created=None), "there is no created"),
    ("threads", thread(), "the thread has no post"),
    ("posts", post(thread_id=77), "there is no thread 77"),
    ("posts", post(user_id="77"), "there is no user 77"),
    ("posts", post(position=7), "thread 10 has a post at position 7 already, on line 2"),
    ("posts", post(position="7"), "position is not a whole number"),
    ("posts", post(position=2**80), "position is not a whole number"),
    ("posts", post(created=float("inf")), "created is not a time in Unix seconds"),
    ("posts", post(body=None), "body is missing or not a text"),
    ("posts", post(body=""), "the body is empty"),
    ("posts", post(body="\0" * 500), "the body is empty"),
    ("posts", post(body="x" * 50_001), "the body has 50001 characters; at most 50000 fit"),
    ("posts", "{" + " " * (4 * 1024 * 1024), "the line is longer than 4,194,304 bytes"),
]


@pytest.mark.parametrize(
    ("file", "row", "reason"), BAD_ROWS, ids=[f"{file}: {reason}" for file, _row, reason in BAD_ROWS]
)
def test_a_bad_row_is_refused_with_its_line_and_stops_no_other(
    file: str, row: Any, reason: str, engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    folder = forum()
    path = folder / f"{file}.jsonl"
    whole = path.read_bytes()
    line = row if isinstance(row, str) else json.dumps(row)
    path.write_bytes(whole + b"\n" + line.encode() + b"\n")
    report = import_into(folder)
    refusal = report.refusals[0]
    assert (refusal.file, refusal.line) == (path.name, whole.count(b"\n") + 2)
    assert refusal.reason.startswith(reason)
    assert len(report.refusals) == 1
    with Session(engine) as session:
        assert session.scalar(select(func.count(Post.id))) == 2

    again = import_into(folder)  # what was refused is refused again, and nothing else has changed
    assert [str(refusal) for refusal in again.refusals] == [str(refusal)]
    with Session(engine) as session:
        assert session.scalar(select(func.count(Account.id))) == 2


def test_a_line_that_is_not_utf8_is_refused(forum: Callable[..., Path], import_into: Callable[..., Report]) -> None:
    folder = forum()
    path = folder / "posts.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + '{"id": 3, "body": "æ"}\n'.encode("latin-1"))
    report = import_into(folder)
    assert [str(refusal) for refusal in report.refusals] == ["posts.jsonl:3: the line is not UTF-8"]
    assert report.taken["post"] == 2


def test_a_body_that_breaks_the_renderer_is_refused_alone(
    forum: Callable[..., Path], import_into: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    render = rendering.render

    def fragile(markdown: str, anchor: str) -> Any:
        if "fjerdedel" in markdown:
            raise RecursionError
        return render(markdown, anchor)

    monkeypatch.setattr(rendering, "render", fragile)
    report = import_into(forum())
    assert [str(refusal) for refusal in report.refusals] == [
        "posts.jsonl:2: the body cannot be rendered: RecursionError"
    ]
    assert report.taken["post"] == 1


def test_the_rows_of_a_refused_member_arrive_when_the_member_is_put_right(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    wrong = import_into(forum(users=[user(id=1, municipality="Andeby"), user(id=2, email="bo@b.example")]))
    assert [refusal.file for refusal in wrong.refusals] == [
        "users.jsonl",
        "threads.jsonl",
        "posts.jsonl",
        "posts.jsonl",
    ]
    right = import_into(forum(users=[user(id=1), user(id=2, email="bo@b.example")]))
    assert not right.refusals
    with Session(engine) as session:
        assert session.scalars(select(Thread.post_count)).one() == 2
