"""How good the answers are: labelled questions over the demo, pairs of words, slips of the finger.

    make bench ONLY=relevance

`questions.tsv` says what a planner types and which things of the demo answer it. The same is asked of Whoosh and of
PostgreSQL as they come (benchmarks/stock), over the same documents; and each question once more in each of the ways in
which members type it: other forms of its words, compounds written apart, without æ, ø and å, with a slip of the finger.
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

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks import book, knownitem, words
from benchmarks.answering import answers
from benchmarks.packages import HELP, MANUALS, help_pages, manual_pages
from benchmarks.pairs import LEAST_PRECISION, LEAST_RECALL, measured, pairs
from benchmarks.report import Row
from benchmarks.second import in_postgres
from benchmarks.stock import DEPTH, Asked, Ranked, Ways, stock
from network.app import create_app
from network.commands.demo import fill
from network.commands.setup import engine_of, prepare
from network.core.access import Actor
from network.features.accounts.models import Account
from network.features.accounts.queries import actor_by_account
from network.features.library.models import Document as LibraryDocument
from network.features.methods.models import Method
from network.features.plans.models import Plan
from network.features.search.answers import FEW
from network.features.search.indexer import INDEXED
from network.features.search.spelling import corrected
from network.features.search.synonyms import current_synonyms
from network.features.threads.models import Thread
from network.ports.search import Document, Query, SearchIndex
from network.ports.search.danish import WORD
from network.ports.search.whoosh.index import WhooshIndex
from network.settings import from_env
from network.web.transaction import NetworkFlask

NAME = "relevance"
QUESTIONS = Path(__file__).with_name("questions.tsv")
DEMO = Path(__file__).resolve().parent.parent / "network" / "demo"
READER = "mette.holm@"  # a planner of a municipality
TOP = 3
NDCG, SUCCESS, BETTER = 0.85, 0.95, 1.15
FEWEST_OTHERS = 2_000  # pages of other texts
SHORTEST_SLIPPED = 6  # letters
SLIPS, AT_ONCE, WITHIN_THREE = 300, 0.90, 0.98
GAINS = (3.0, 1.0)  # of the best answer, and of the others


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
        of_words = [*_of_pairs(folder / "pairs"), *words.rows()]
        return [*of_words, *_of_questions(folder / "data"), *knownitem.rows(), *book.rows()]
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
        with stock(data / "stock", documents) as others:
            found = _compared(asked, _page(session, app.ports.search, actor), others, "as written")
            for way, typed in _typed(asked).items():
                found += _compared(typed, _page(session, app.ports.search, actor), others, way)
        with in_postgres(documents) as second:
            found += _in_postgres(asked, _page(session, second, actor)) if second else []
        synonyms = current_synonyms(session)
        found += _among_others(data, documents, asked, lambda index, words: answers(index, actor, words, synonyms))
        return [*found, *_slips(session, app, actor, documents)]


def _in_postgres(asked: list["Question"], ask: Asked) -> list[Row]:
    """The second engine has no rarity of words and no bonus for the first of them: what that costs."""
    ndcg, success = _measure(asked, ask, "in PostgreSQL")
    return [
        Row(f"{NAME}: the questions in PostgreSQL, nDCG@{DEPTH}", round(ndcg, 3), "", bar=NDCG, floor=True),
        Row(f"{NAME}: the questions in PostgreSQL, success@{TOP}", round(success, 3), "", bar=SUCCESS, floor=True),
    ]


def _among_others(
    data: Path, documents: list[Document], asked: list["Question"], ask: Callable[[SearchIndex, str], Ranked]
) -> list[Row]:
    """The same where two thousand pages of other Danish texts could be found instead."""
    pages = [*help_pages(), *manual_pages()]
    if len(pages) < FEWEST_OTHERS:
        print(f"{NAME}: not measured among other texts; install Debian's packages {HELP} and {MANUALS}")
        return []
    everything = [
        *documents,
        *(Document(one.key, "page", one.key, one.title, one.text, "public", documents[0].created) for one in pages),
    ]
    index = WhooshIndex(data / "among")
    index.clear()
    index.put(everything)
    with stock(data / "stock-among", everything) as others:
        found = _compared(asked, lambda words: ask(index, words), others, f"among {len(pages)} other pages")
    index.close()
    return found


def _page(session: Session, index: SearchIndex, actor: Actor) -> Asked:
    """What the page of results shows; where it shows little, for the word that may have been meant."""
    synonyms = current_synonyms(session)

    def ask(words: str) -> Ranked:
        if index.gather(Query(words, limit=1, synonyms=synonyms), actor.terms).total <= FEW:
            words = corrected(session, index, actor, words, synonyms) or words
        return answers(index, actor, words, synonyms)

    return ask


def _compared(asked: Sequence["Question"], ask: Asked, others: Ways, way: str) -> list[Row]:
    ours = _measure(asked, ask, "ours")
    theirs = {name: max(_measure(asked, one, name) for one in of) for name, of in others.items()}
    found = []
    for what, at, bar in ((f"nDCG@{DEPTH}", 0, NDCG), (f"success@{TOP}", 1, SUCCESS)):
        name = f"{NAME}: {len(asked)} questions {way}, {what}"
        found.append(
            Row(name, round(ours[at], 3), "", bar=bar if way.startswith(("as written", "among")) else None, floor=True)
        )
        for engine, of in theirs.items():
            found.append(
                Row(name, round(ours[at], 3), "", f"{engine}, {of[at]:.3f}", round(ours[at] / of[at], 3), BETTER, True)
            )
    return found


def _typed(asked: Sequence["Question"]) -> dict[str, list["Question"]]:
    """The same questions as others type them."""
    chance, forms = random.Random(6), knownitem.forms_of_words()
    ways: dict[str, Callable[[str], str]] = {
        way: lambda word, way=way: knownitem.in_way(word, way, forms, chance)  # type: ignore[misc]
        for way in knownitem.WAYS[1:]
        if way != "inflected" or forms
    }
    found = {
        way: [Question(" ".join(map(change, one.words.split())), one.answers) for one in asked]
        for way, change in ways.items()
    }
    found["with a slip"] = [Question(_with_slip(one.words, chance), one.answers) for one in asked]
    # Only what is not typed as it was
    kept = {
        way: [one for one, as_written in zip(typed, asked, strict=True) if one.words != as_written.words]
        for way, typed in found.items()
    }
    return {way: typed for way, typed in kept.items() if typed}


def _with_slip(words: str, chance: random.Random) -> str:
    """In its longest word."""
    longest = max(words.split(), key=len)
    return words.replace(longest, _slipped(longest, chance)) if len(longest) >= SHORTEST_SLIPPED else words


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


def _slips(session: Session, app: NetworkFlask, actor: Actor, documents: Sequence[Document]) -> list[Row]:
    """Words of the demo with one slip of the finger: whether what is then offered is the word."""
    from network.features.search.spelling import near_terms
    from network.ports.search.danish import term_of

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
        near = [term for term, _ in near_terms(app.ports.search, actor.terms, slipped)]
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
