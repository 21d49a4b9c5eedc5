"""What an import makes of users, topics, threads and posts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from network.core.access import Audience
from network.features.accounts import passwords
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation, Participation
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic
from network.importing.report import Report

POST = {"id": 100, "thread_id": 10, "user_id": 1, "position": 1, "created": 1_650_000_000, "body": "Kort."}


def test_a_thread_arrives_with_its_posts_numbered_from_one(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    report = import_into(forum())
    with Session(engine) as session:
        thread = session.scalars(select(Thread)).one()
        posts = session.scalars(select(Post).order_by(Post.position)).all()
        author = session.get_one(Account, thread.author_id)
    assert [post.position for post in posts] == [1, 2]
    assert posts[0].html == "<p>Hvem betaler <strong>natfærgen</strong>?</p>\n"
    assert posts[1].plain == "Hos os betaler regionen en fjerdedel."
    assert (thread.title, thread.slug) == ("Hvem betaler natfærgen?", "hvem-betaler-natfaergen")
    assert (thread.post_count, thread.best_count, thread.audience_term) == (2, 0, "network")
    assert thread.created_at == datetime.fromtimestamp(1_650_000_000, UTC)
    assert thread.last_post_at == posts[1].created_at == datetime.fromtimestamp(1_650_000_500, UTC)
    assert (author.name, author.email, author.email_key) == (
        "Anna Ager",
        "Anna@Lolland.example",
        "anna@lolland.example",
    )
    assert (author.created_at, author.password_hash) == (datetime.fromtimestamp(1_600_000_000, UTC), None)
    assert list(report.summary())[3] == "posts: 2 taken, 0 there already, 0 refused"


def test_the_municipalities_of_imported_members_take_part(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    spelled = ["Åbenrå", "Lolland Kommune", "773", 787]
    users = [
        {"id": n, "name": "Ida", "email": f"{n}@a.example", "municipality": m, "joined": 0}
        for n, m in enumerate(spelled)
    ]
    report = import_into(forum(users=users, threads=[], posts=[]))
    with Session(engine) as session:
        taking_part = select(Organisation.name).where(
            Organisation.participation == Participation.PARTICIPANT, Organisation.kind == "municipality"
        )
        assert sorted(session.scalars(taking_part)) == ["Aabenraa", "Lolland", "Morsø", "Thisted"]
    assert report.taken["user"] == 4


def test_a_topic_that_is_here_already_is_used(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    with Session(engine) as session:
        here = session.scalars(select(Topic).where(Topic.slug == "tomme-boliger")).one()
        count = session.scalar(select(func.count(Topic.id)))
    import_into(forum(topics=[{"id": 1, "slug": "tomme-boliger", "title": "Tomme huse", "description": ""}]))
    with Session(engine) as session:
        assert session.scalars(select(Thread.topic_id)).one() == here.id
        assert session.get_one(Topic, here.id).title == here.title
        assert session.scalar(select(func.count(Topic.id))) == count


def test_an_address_that_has_an_account_is_that_account(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    with Session(engine) as session, session.begin():
        organisation = session.scalars(select(Organisation).where(Organisation.code == "0360")).one()
        mine = Account(organisation_id=organisation.id, name="Anna A. Ager", email="ANNA@lolland.example", roles="")
        mine.email_key, mine.password_hash, mine.created_at = "anna@lolland.example", "kept", datetime.now(UTC)
        session.add(mine)
    users = [
        {
            "id": 1,
            "name": "Anna",
            "email": "Anna@Lolland.example",
            "municipality": "0360",
            "joined": 1,
            "password": "nyt",
        }
    ]
    import_into(forum(users=users, posts=[json.loads(json.dumps(POST))]), accept_passwords=True)
    with Session(engine) as session:
        account = session.scalars(select(Account)).one()
        assert (account.name, account.password_hash) == ("Anna A. Ager", "kept")
        assert session.scalars(select(Post.author_id)).one() == account.id


def test_own_content_belongs_to_the_municipality_that_asked(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    import_into(forum(), audience=Audience.OWN)
    with Session(engine) as session:
        lolland = session.scalars(select(Organisation.id).where(Organisation.code == "0360")).one()
        assert session.scalars(select(Thread.audience_term)).one() == f"own:{lolland}"


def test_a_password_is_taken_only_when_the_operator_says_so(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    user = {"name": "Ida", "municipality": "0360", "joined": 1, "password": "havnen ligger stille"}
    import_into(forum(users=[user | {"id": 1, "email": "a@a.example"}], threads=[], posts=[]))
    import_into(forum(users=[user | {"id": 2, "email": "b@b.example"}], threads=[], posts=[]), accept_passwords=True)
    with Session(engine) as session:
        without, with_one = session.scalars(select(Account.password_hash).order_by(Account.email_key)).all()
    assert without is None
    assert passwords.verify(with_one, "havnen ligger stille")


def test_posts_are_written_in_the_order_of_their_times_and_of_their_threads(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    def post(number: int, thread: int, position: int, created: int) -> dict[str, Any]:
        return {
            "id": number,
            "thread_id": thread,
            "user_id": 1,
            "position": position,
            "created": created,
            "body": f"nr. {number}",
        }

    two = [{"id": n, "topic_id": 1, "user_id": 1, "title": f"Tråd {n}", "created": n} for n in (1, 2)]
    # The third post of thread 1 claims to be older than the second: its position decides.
    import_into(
        forum(threads=two, posts=[post(13, 1, 3, 50), post(12, 1, 2, 300), post(21, 2, 1, 200), post(11, 1, 1, 100)])
    )
    with Session(engine) as session:
        found = session.execute(select(Post.markdown, Post.position).order_by(Post.id)).all()
        last = session.scalars(select(Thread.last_post_at).where(Thread.title == "Tråd 1")).one()
    assert [tuple(row) for row in found] == [("nr. 11", 1), ("nr. 21", 1), ("nr. 12", 2), ("nr. 13", 3)]
    assert last == datetime.fromtimestamp(300, UTC)
