"""What everybody sees first: enough of it, nothing said twice, and all of it said to be a demo."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.demo import collections, content
from network.demo.advisers import INVENTED
from network.demo.articles import articles
from network.demo.load import SIGN_INS, is_empty, kept_sign_ins, load
from network.demo.methods import methods
from network.demo.plans import MARK, plans
from network.features.accounts.models import Account
from network.features.collections.models import Collection, CollectionItem
from network.features.experiences.models import ExperienceCard
from network.features.library.models import Document, DocumentVersion, TextState
from network.features.methods.models import Method
from network.features.municipalities.models import Organisation
from network.features.plans.models import Plan
from network.features.portraits.models import Portrait
from network.features.publishing.models import Article, ArticleKind
from network.features.search.models import MissedSearch
from network.features.threads.models import Post, Thread
from tests.pages.client import Page
from tests.world import World

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SENTENCE = re.compile(r"[.!?:]\s+|\n+")
MARKS = re.compile(r"[*_>#|`-]+|\d+\.\s")


def sentences(text: str) -> list[str]:
    parts = (" ".join(MARKS.sub(" ", part).split()) for part in SENTENCE.split(text))
    return [part for part in parts if len(part.split()) > 6]


def test_nothing_is_said_twice() -> None:
    texts = [post.body for thread in content.threads(NOW) for post in thread.posts]
    texts += [document.description for document in content.documents(NOW)]
    for method in methods(NOW):
        texts += [*method.texts.values(), *(text for card in method.cards for text in card.texts.values())]
    for _head, introduction, things in collections.texts():
        texts += [introduction, *(text for _kind, _title, text in things)]
    texts += [text for article in articles(NOW) for text in (article.lead, article.body)]
    for plan in plans(NOW):
        texts += plan.texts.values()
    said = Counter(sentence for text in texts for sentence in sentences(text))
    assert len(said) > 1000
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_nobody_answers_before_they_are_asked_and_everybody_who_speaks_is_a_member() -> None:
    names = {member.username for member in content.members()}
    for thread in content.threads(NOW):
        times = [post.at for post in thread.posts]
        assert times == sorted(times), thread.title
        assert times[-1] <= NOW, thread.title
        assert {post.username for post in thread.posts} <= names, thread.title


def test_there_is_enough_to_look_around_in(world: World, tmp_path: Path) -> None:
    with Session(world.engine) as session, session.begin():
        assert is_empty(session)
        given = load(session, world.app.ports.files, tmp_path / "sign-ins")
        assert not is_empty(session)
    assert kept_sign_ins(tmp_path / "sign-ins") == given
    assert {email.partition("@")[0] for email in given} == set(SIGN_INS)
    emails = world.read(select(Account.email))
    assert set(given) <= set(emails)
    assert all(email.endswith(".example") for email in emails)

    assert len(world.read(select(Thread.id))) >= 60
    assert len(world.read(select(Post.id))) >= 400
    assert len(set(world.read(select(Thread.topic_id)))) >= 20
    writers = select(Organisation.id).join(Post, Post.organisation_id == Organisation.id)
    assert len(set(world.read(writers.where(Organisation.kind == "municipality")))) >= 12

    assert len(world.read(select(Method.id))) >= 10
    assert len(world.read(select(ExperienceCard.id))) >= 20
    assert len(world.read(select(Plan.id))) >= 10
    assert len(world.read(select(MissedSearch.words))) >= 5
    assert set(world.read(select(Article.kind))) == set(ArticleKind)
    marks = (MARK.strip("*"), INVENTED.strip("*"))
    assert all(any(mark in plain for mark in marks) for plain in world.read(select(Plan.plain)))
    assert len(world.read(select(Portrait.organisation_id))) >= 12

    assert len(world.read(select(Collection.id))) == 2
    assert len(world.read(select(CollectionItem.id))) == 10

    while world.worker.extract():
        pass
    assert len(world.read(select(Document.id))) >= 15
    assert len(set(world.read(select(DocumentVersion.media_type)))) >= 5
    assert set(world.read(select(DocumentVersion.text_state))) == {TextState.SEARCHABLE}
    assert min(world.read(select(DocumentVersion.page_count))) >= 2


def test_every_page_says_that_it_is_a_demo_where_there_is_one(world: World) -> None:
    kept: Path = world.app.config["SETTINGS"].demo_sign_ins
    words = "Demo: Personerne er opdigtede"
    assert words not in Page(world.client().get("/")).text
    kept.touch()
    try:
        assert all(words in Page(world.client().get(path)).text for path in ("/", "/emner/", "/findes-ikke"))
    finally:
        kept.unlink()
