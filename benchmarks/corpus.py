"""Documents to measure search engines on: posts in threads, with audiences and facets, the same ones every time.

Words follow a Zipf law over the vocabulary of the demo's threads, with compounds behind it as a tail of rare words.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.generate import SEED, Author, vocabulary
from network.ports.search import Document
from network.ports.search.compounds import _words

COMPOUNDS = 30_000
POSTS_A_THREAD = 7  # on average
ORGANISATIONS, TOPICS, MUNICIPALITIES = 50, 20, 98
KINDS = ("question", "experience", "discussion", "call")
FIRST = datetime(2023, 1, 1, tzinfo=UTC)
READER = frozenset({"public", "network", "own:7"})  # 90 of 100 are not all of them: some 60 + 10 / 50


def words() -> list[str]:
    """From the most frequent to the rarest."""
    chance = random.Random(SEED)
    parts = [word for word in _words("danish_parts.txt") if len(word) > 2]
    made = {chance.choice(parts) + chance.choice(("", "s", "e")) + chance.choice(parts) for _ in range(COMPOUNDS)}
    known = vocabulary()
    return [*known, *sorted(made - set(known), key=lambda word: (hash_of(word), word))]


def hash_of(word: str) -> int:
    """Any order that is the same every time."""
    return sum(ord(letter) * 31**at for at, letter in enumerate(word)) % 1_000_003


def documents(count: int) -> Iterator[Document]:
    chance = random.Random(SEED)
    author = Author(chance, words())
    thread, left, title = 0, 0, ""
    for number in range(1, count + 1):
        if not left:
            thread, left = thread + 1, chance.randint(1, 2 * POSTS_A_THREAD - 1)
            title = author.sentence(chance.randint(4, 9)).rstrip(".")
            kind, topic = chance.choice(KINDS), chance.randrange(TOPICS)
            audience = _audience(chance)
        left -= 1
        at = FIRST + timedelta(minutes=16 * number * 100_000 / count)
        yield Document(
            key=f"post:{number}",
            kind="reply",
            group=f"thread:{thread}",
            title=title,
            text=author.body(),
            audience=audience,
            created=at,
            facets={
                "kind": (kind,),
                "topic": (str(topic),),
                "municipality": (f"{chance.randrange(MUNICIPALITIES):04}",),
                "year": (str(at.year),),
            },
            useful=int(chance.paretovariate(1.5)) - 1,
        )


def _audience(chance: random.Random) -> str:
    """60 of 100 for everybody, 30 for municipalities, 10 for one of many."""
    drawn = chance.random()
    if drawn < 0.6:
        return "public"
    return "municipalities" if drawn < 0.9 else f"own:{chance.randrange(ORGANISATIONS)}"
