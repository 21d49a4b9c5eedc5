"""How good the answers are: labelled questions over the demo, pairs of words, slips of the finger.

    make bench ONLY=relevance

`questions.tsv` says what a planner types and which things of the demo answer it. The same is asked of Whoosh and of
PostgreSQL as they come, with their Danish stemmers, over the same documents; of their two ways to join words the better
one counts.
"""

import csv
import math
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session
from whoosh import fields, qparser
from whoosh import index as stock_index
from whoosh.analysis import LanguageAnalyzer

from benchmarks.pairs import LEAST_PRECISION, LEAST_RECALL, measured, pairs
from benchmarks.report import Row
from network.app import create_app
from network.commands.demo import fill
from network.commands.setup import engine_of, prepare
from network.core.access import Actor
from network.features.accounts.models import Account
from network.features.accounts.queries import actor_by_account
from network.features.library.models import Document as LibraryDocument
from network.features.methods.models import Method
from network.features.plans.models import Plan
from network.features.search.indexer import INDEXED
from network.features.search.similar import closest_hits
from network.features.search.synonyms import current_synonyms
from network.features.threads.models import Thread
from network.ports.search import Document, Query, SearchIndex
from network.ports.search.danish import WORD
from network.ports.search.whoosh_index import WhooshIndex
from network.settings import from_env
from network.web.transaction import NetworkFlask

NAME = "relevance"
QUESTIONS = Path(__file__).with_name("questions.tsv")
DEMO = Path(__file__).resolve().parent.parent / "network" / "demo"
READER = "mette.holm@"  # a planner of a municipality
DEPTH, TOP = 10, 3
FEW = 2  # as in network.features.search.views
NDCG, SUCCESS, BETTER = 0.85, 0.95, 1.15
SLIPS, AT_ONCE, WITHIN_THREE = 300, 0.90, 0.98
GAINS = (3.0, 1.0)  # of the best answer, and of the others

Ranked = list[str]  # groups, the best first
Asked = Callable[[str], Ranked]


@dataclass(frozen=True, slots=True)
class Question:
    words: str
    answers: tuple[str, ...]  # groups, the best first

    def ndcg(self, found: Ranked) -> float:
        gains = {group: GAINS[min(place, 1)] for place, group in enumerate(self.answers)}
        gained = sum(gains.get(group, 0.0) / math.log2(place + 2) for place, group in enumerate(found[:DEPTH]))
        return gained / sum(gain / math.log2(place + 2) for place, gain in enumerate(gains.values()))

    def succeeds(self, found: Ranked) -> bool:
        return any(group in self.answers for group in found[:TOP])


def rows(only: str) -> list[Row]:
    if only.casefold() not in NAME:
        return []
    folder = Path(tempfile.mkdtemp(prefix="relevance-"))
    try:
        return [*_of_pairs(folder / "pairs"), *_of_questions(folder / "data")]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _of_pairs(folder: Path) -> list[Row]:
    index = WhooshIndex(folder)
    index.clear()
    found = measured(index, pairs())
    index.close()
    return [
        Row(f"{NAME}: pairs, recall", round(found.recall, 3), "", bar=LEAST_RECALL, floor=True),
        Row(f"{NAME}: pairs, precision", round(found.precision, 3), "", bar=LEAST_PRECISION, floor=True),
    ]


def _of_questions(data: Path) -> list[Row]:
    settings = from_env({"NETWORK_MODE": "development", "NETWORK_DATA": str(data)})
    prepare(settings)
    app = create_app(settings)
    fill(app)
    with Session(engine_of(app)) as session:
        actor = _reader(session)
        asked = questions(session)
        documents = [document for document in _documents(session) if document.audience in actor.terms]
        ours = _measure(asked, lambda words: answers(session, app.ports.search, actor, words), "ours")
        spelled = _slips(session, app, actor, documents)
    others = {"stock Whoosh": _stock_whoosh(data / "stock", documents, asked)}
    if (postgres := _stock_postgres(documents, asked)) is not None:
        others["stock PostgreSQL"] = postgres
    found = [
        Row(f"{NAME}: {len(asked)} questions, nDCG@{DEPTH}", round(ours[0], 3), "", bar=NDCG, floor=True),
        Row(f"{NAME}: {len(asked)} questions, success@{TOP}", round(ours[1], 3), "", bar=SUCCESS, floor=True),
    ]
    for name, (ndcg, success) in others.items():
        for what, own, other in (("nDCG", ours[0], ndcg), ("success", ours[1], success)):
            reference = f"{name}, {other:.3f}"
            found.append(
                Row(f"{NAME}: {what}", round(own, 3), "", reference, round(own / other, 3), BETTER, floor=True)
            )
    return [*found, *spelled]


def questions(session: Session) -> list[Question]:
    """What is asked, with the groups that answer it in this database."""
    groups = _groups(session)
    with QUESTIONS.open(encoding="utf-8") as file:
        lines = [line for line in csv.reader(file, delimiter="\t") if line and not line[0].startswith("#")]
    return [Question(words, tuple(groups[name] for name in names.split())) for words, names in lines]


def _groups(session: Session) -> dict[str, str]:
    """t01 → thread:17, by the titles in the demo's files."""
    ids = {
        "thread": dict(session.execute(select(Thread.title, Thread.id)).all()),
        "document": dict(session.execute(select(LibraryDocument.title, LibraryDocument.id)).all()),
        "method": dict(session.execute(select(Method.title, Method.id)).all()),
        "plan": dict(session.execute(select(Plan.title, Plan.id)).all()),
    }
    found = {}
    for kind, of_kind in ids.items():
        for path in sorted((DEMO / f"{kind}s").glob("*.md")):
            title = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("title: ").strip()
            if title in of_kind:
                found[f"{kind[0]}{path.name[:2]}"] = f"{kind}:{of_kind[title]}"
    return found


def answers(session: Session, index: SearchIndex, actor: Actor, words: str) -> Ranked:
    """The results that the page shows; where there are few, with what comes closest after them."""
    query = Query(words, limit=DEPTH, synonyms=current_synonyms(session))
    found = [group.key for group in index.gather(query, actor.terms).groups]
    if len(found) <= FEW:
        found += [hit.group for hit in closest_hits(index, actor, words, frozenset(found))[0]]
    return list(dict.fromkeys(found))[:DEPTH]


def _reader(session: Session) -> Actor:
    account_id = session.scalars(select(Account.id).where(Account.email.startswith(READER))).one()
    actor = actor_by_account(session, account_id)
    assert actor is not None
    return actor


def _documents(session: Session) -> list[Document]:
    """All that the index is made from."""
    return [one for source in INDEXED.values() for one in source.documents(session, source.all_ids(session))]


def _measure(asked: Sequence[Question], ask: Asked, name: str) -> tuple[float, float]:
    found = [(question, ask(question.words)) for question in asked]
    for question, ranked in found if os.environ.get("VERBOSE") else ():
        if question.ndcg(ranked) < 0.8:
            print(f"{name}: {question.words} → {ranked[:4]} instead of {question.answers}")
    ndcg = sum(question.ndcg(ranked) for question, ranked in found) / len(found)
    return ndcg, sum(question.succeeds(ranked) for question, ranked in found) / len(found)


def _stock_whoosh(folder: Path, documents: Sequence[Document], asked: Sequence[Question]) -> tuple[float, float]:
    folder.mkdir()
    analyzer = LanguageAnalyzer("da")
    schema = fields.Schema(
        group=fields.STORED, title=fields.TEXT(analyzer, field_boost=3.0), text=fields.TEXT(analyzer)
    )
    writer = stock_index.create_in(folder, schema).writer()
    for document in documents:
        writer.add_document(group=document.group, title=document.title, text=document.text)
    writer.commit()
    with stock_index.open_dir(folder).searcher() as searcher:

        def ask_in(group: type) -> Asked:
            parser = qparser.MultifieldParser(["title", "text"], schema, group=group)
            return lambda words: list(
                dict.fromkeys(hit["group"] for hit in searcher.search(parser.parse(words), limit=100))
            )

        return max(_measure(asked, ask_in(group), "whoosh") for group in (qparser.AndGroup, qparser.OrGroup))


def _stock_postgres(documents: Sequence[Document], asked: Sequence[Question]) -> tuple[float, float] | None:
    from tests.postgres import binaries, fresh_database, throwaway_cluster

    if binaries() is None:
        print(f"{NAME}: PostgreSQL is not installed; not compared with it")
        return None
    with throwaway_cluster() as cluster:
        engine = create_engine(fresh_database(cluster))
        with engine.begin() as connection:
            connection.execute(text('CREATE TABLE d("group" text, words tsvector)'))
            connection.execute(
                text(
                    "INSERT INTO d VALUES (:group, setweight(to_tsvector('danish', :title), 'A')"
                    " || to_tsvector('danish', :text))"
                ),
                [{"group": one.group, "title": one.title, "text": one.text} for one in documents],
            )

            def ask_in(joined: str) -> Asked:
                query = "websearch_to_tsquery('danish', :words)"
                if joined == "or":
                    query = f"CAST(replace(CAST({query} AS text), '&', '|') AS tsquery)"
                found = text(
                    f'SELECT "group" FROM d, {query} q WHERE words @@ q'
                    f' GROUP BY "group" ORDER BY max(ts_rank(words, q)) DESC LIMIT {DEPTH}'
                )
                return lambda words: list(connection.execute(found, {"words": words}).scalars())

            best = max(_measure(asked, ask_in(joined), "postgres") for joined in ("and", "or"))
        engine.dispose()
    return best


def _slips(session: Session, app: NetworkFlask, actor: Actor, documents: Sequence[Document]) -> list[Row]:
    """Words of the demo with one slip of the finger: whether what is then offered is the word."""
    from network.features.search.spelling import near_terms
    from network.ports.search.danish import fold, term_of

    chance = random.Random(2)
    counts: dict[str, int] = {}
    for document in documents:
        for word in {match[0].lower() for match in WORD.finditer(document.text)}:
            counts[word] = counts.get(word, 0) + 1
    known = sorted(word for word, count in counts.items() if count >= 3 and 6 <= len(word) <= 16 and word.isalpha())
    at_once = within = asked = 0
    while asked < SLIPS:
        word = chance.choice(known)
        slipped = _slipped(word, chance)
        if slipped in counts or not app.ports.search.known({term_of(word)}, actor.terms):
            continue
        asked += 1
        near = [term for term, _ in near_terms(app.ports.search, actor.terms, fold(slipped))]
        at_once += near[:1] == [term_of(word)] or term_of(slipped) == term_of(word)
        within += term_of(word) in near[:3] or term_of(slipped) == term_of(word)
    return [
        Row(f"{NAME}: one slip, right at once", round(at_once / asked, 3), "", bar=AT_ONCE, floor=True),
        Row(f"{NAME}: one slip, within three", round(within / asked, 3), "", bar=WITHIN_THREE, floor=True),
    ]


def _slipped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abdefghiklmnoprstuvyæøå")
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
