"""A forum to measure with, in the files that `network import` reads: python -m benchmarks.generate DIR [--posts N]

20 topics, 200 members, and for every 20 posts one thread; 40,000 posts unless told otherwise. Threads have Zipf-like
lengths, the longest as many posts as there are threads. Words follow a Zipf law over the vocabulary of the demo's
threads. The same number of posts gives the same bytes, as long as the demo is the same.
"""

import argparse
import csv
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "network" / "migrations" / "data"
THREADS = ROOT / "network" / "demo" / "threads"

SEED = 20260901
POSTS = 40_000
TOPICS = 20
MEMBERS = 200
MUNICIPALITIES = 40
POSTS_A_THREAD = 20
PASSWORD = "et langt kodeord til maaling"
WITH_PASSWORD = 10  # the first members; hashing takes its time
END = 1_788_220_800  # 1 September 2026, Unix seconds
THREE_YEARS = 3 * 365 * 86_400

FIRST_NAMES = (
    "Anne Bente Camilla Ditte Else Frederik Gitte Hans Ida Jens Karen Lars Mette Niels Oluf Pia Rune Sofie Tove Åse"
)
LAST_NAMES = (
    "Ager Birk Clausen Dahl Eskesen Frost Gade Holm Iversen Juhl Krog Lund Møller Nygaard Overgaard Poulsen Ravn"
)
_WORD = re.compile(r"[a-zæøåé]{2,}", re.IGNORECASE)
_HEAD = re.compile(r"\A.*?(?=^===)|^===.*?$", re.MULTILINE | re.DOTALL)  # of a thread's file, and of each post

Row = dict[str, Any]


class Author:
    """Writes Danish-looking text with a Zipf vocabulary."""

    def __init__(self, rng: random.Random, vocabulary: list[str]) -> None:
        self._rng = rng
        self._vocabulary = vocabulary
        self._weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))

    def words(self, count: int) -> list[str]:
        return self._rng.choices(self._vocabulary, cum_weights=self._weights, k=count)

    def sentence(self, count: int) -> str:
        text = " ".join(self.words(count))
        if count > 10:
            text = text.replace(" ", ", ", 1)
        return text[0].upper() + text[1:] + self._rng.choice("....?")

    def sentences(self, count: int) -> str:
        """`count` words in sentences of 6 to 18."""
        parts = []
        while count > 0:
            length = min(count, self._rng.randint(6, 18))
            parts.append(self.sentence(length))
            count -= length
        return " ".join(parts)

    def body(self) -> str:
        """40 to 200 words in paragraphs; every other post has some Markdown."""
        left = self._rng.randint(40, 200)
        blocks = []
        while left > 0:
            length = left if left < 50 else min(left, self._rng.randint(25, 60))
            blocks.append(self._block(length))
            left -= length
        return "\n\n".join(blocks)

    def _block(self, count: int) -> str:
        chance = self._rng.random() if count >= 20 else 1.0
        for limit, made in MARKUP:
            if chance < limit:
                return made(self, count)
        return self.sentences(count)

    def quoted(self, count: int) -> str:
        return f"> {self.sentences(count // 3)}\n\n{self.sentences(count - count // 3)}"

    def listed(self, count: int) -> str:
        return "\n".join(f"- {self.sentences(count // 4)}" for _ in range(4))

    def stressed(self, count: int) -> str:
        return f"**{self.sentence(4)}** {self.sentences(count - 4)}"

    def linked(self, count: int) -> str:
        slug = "-".join(self.words(3))
        return f"{self.sentences(count - 2)} [{' '.join(self.words(2))}](https://www.example.dk/{slug})"

    def headed(self, count: int) -> str:
        return f"## {self.sentence(4).rstrip('.?')}\n\n{self.sentences(count - 4)}"

    def tabled(self, count: int) -> str:
        rows = "\n".join(f"| {' '.join(self.words(2))} | {self._rng.randint(10, 999)} |" for _ in range(3))
        return f"{self.sentences(count - 11)}\n\n| Post | Antal |\n| --- | ---: |\n{rows}"


MARKUP: tuple[tuple[float, Callable[[Author, int], str]], ...] = (
    (0.05, Author.quoted),
    (0.10, Author.listed),
    (0.16, Author.stressed),
    (0.21, Author.linked),
    (0.23, Author.headed),
    (0.24, Author.tabled),
)


def vocabulary() -> list[str]:
    """The demo's words, the most frequent first."""
    counts: Counter[str] = Counter()
    for path in sorted(THREADS.glob("*.md")):
        posts = _HEAD.sub("", path.read_text(encoding="utf-8"))
        counts.update(word.lower() for word in _WORD.findall(posts))
    return sorted(counts, key=lambda word: (-counts[word], word))


def lengths(threads: int, posts: int) -> list[int]:
    """How many posts each thread has: longest × rank^-s, where s is such that all together are `posts`."""
    longest, low, high = threads, 0.0, 3.0
    for _ in range(60):
        middle = (low + high) / 2
        total = sum(max(1, round(longest / rank**middle)) for rank in range(1, threads + 1))
        low, high = (middle, high) if total > posts else (low, middle)
    found = [max(1, round(longest / rank**high)) for rank in range(1, threads + 1)]
    for place in range(posts - sum(found)):
        found[1 + place % (threads - 1)] += 1
    return found


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def users(rng: random.Random) -> Iterator[Row]:
    chosen = rng.sample(_csv("municipalities.csv"), MUNICIPALITIES)
    for number in range(1, MEMBERS + 1):
        municipality = chosen[number % MUNICIPALITIES]
        row = {
            "id": number,
            "username": f"medlem{number}",
            "name": f"{rng.choice(FIRST_NAMES.split())} {rng.choice(LAST_NAMES.split())}",
            "email": f"medlem{number}@maaling.example",
            "municipality": municipality["code"] if number % 2 else municipality["name"],
            "joined": END - THREE_YEARS + number * 3600,
        }
        yield row | ({"password": PASSWORD} if number <= WITH_PASSWORD else {})


def topics() -> Iterator[Row]:
    for number, row in enumerate(_csv("topics.csv")[:TOPICS], 1):
        yield {"id": number, "slug": row["slug"], "title": row["title"], "description": row["description"]}


def threads_and_posts(rng: random.Random, posts: int) -> tuple[list[Row], Iterator[Row]]:
    """The threads, and their posts one thread after the other."""
    author = Author(rng, vocabulary())
    sizes = lengths(posts // POSTS_A_THREAD, posts)
    rng.shuffle(sizes)
    rows = [
        {
            "id": number,
            "topic_id": rng.randint(1, TOPICS),
            "user_id": rng.randint(1, MEMBERS),
            "title": author.sentence(rng.randint(4, 9)).rstrip("."),
            "created": END - rng.randint(60 * 86_400, THREE_YEARS - 300 * 3600),
        }
        for number in range(1, len(sizes) + 1)
    ]
    return rows, _posts(rng, author, rows, sizes)


def _posts(rng: random.Random, author: Author, threads: list[Row], sizes: list[int]) -> Iterator[Row]:
    number = 0
    for thread, size in zip(threads, sizes, strict=True):
        at = thread["created"]
        pause = (END - at) // (size + 1)
        for position in range(1, size + 1):
            number += 1
            yield {
                "id": number,
                "thread_id": thread["id"],
                "user_id": thread["user_id"] if position == 1 else rng.randint(1, MEMBERS),
                "position": position,
                "created": at,
                "body": author.body(),
            }
            at += rng.randint(1, max(1, min(pause, 3 * 86_400)))


def write(folder: Path, name: str, rows: Iterable[Row]) -> None:
    with (folder / name).open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def generate(folder: Path, posts: int = POSTS) -> None:
    """Write the four files into `folder`, which is made when it is not there."""
    rng = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "users.jsonl", users(rng))
    write(folder, "topics.jsonl", topics())
    threads, of_threads = threads_and_posts(rng, posts)
    write(folder, "threads.jsonl", threads)
    write(folder, "posts.jsonl", of_threads)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=POSTS, help=f"a multiple of {POSTS_A_THREAD}, at least 40")
    arguments = parser.parse_args()
    if arguments.posts < 2 * POSTS_A_THREAD:
        parser.error("--posts must be at least 40")
    generate(arguments.folder, arguments.posts)


if __name__ == "__main__":
    main()
