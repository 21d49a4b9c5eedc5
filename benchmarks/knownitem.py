"""Finding a page again that one knows: LibreOffice's Danish help, asked for by the words of its headings.

The headings themselves are not searched, only the text under them; so any of the words will do, and what counts is
the order. Each is asked for as it is written, with every word in another form, with its compounds written apart, and as
on a keyboard without æ, ø and å. The other forms come from the dictionary of Debian's hunspell-da.
"""

import math
import os
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.answering import Asker, answers
from benchmarks.packages import HELP, Page, help_pages
from benchmarks.report import Row
from benchmarks.second import in_postgres
from benchmarks.stock import DEPTH, Asked, Ranked, stock
from network.features.search.similar import content_words
from network.ports.search import Document, Query, SearchIndex
from network.ports.search.danish import fold, reading
from network.ports.search.lexicon.hunspell import Dictionary
from network.ports.search.whoosh.index import WhooshIndex

NAME = "relevance"
FEWEST_PAGES = 1_900
FEWEST, MOST = 2, 5  # words of a heading that is asked for
LEAST, LEAST_SHARE = 0.60, 0.98
EVERYONE = Asker(frozenset({"public"}))
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
WAYS = ("as written", "inflected", "split", "without æøå")
_SPELT = (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("Æ", "Ae"), ("Ø", "Oe"), ("Å", "Aa"))
_DICTIONARY = "NETWORK_BENCH_DICTIONARY"

Queries = dict[str, list[tuple[str, str]]]  # by way, each with the key of the page that is sought


def rows() -> list[Row]:
    pages = help_pages()
    if len(pages) < FEWEST_PAGES:
        print(f"{NAME}: known items not measured; install Debian's package {HELP}, or see benchmarks/packages")
        return []
    queries = made(pages)
    with tempfile.TemporaryDirectory(prefix="known-") as folder:
        documents = [_document(page) for page in pages]
        index = WhooshIndex(Path(folder) / "ours")
        index.clear()
        index.put(documents)
        ours = {way: ndcg(asked, lambda words: _ranked(index, words)) for way, asked in queries.items()}
        page = ndcg(queries[WAYS[0]], lambda words: answers(index, EVERYONE, words))
        index.close()
        with in_postgres(documents) as second:
            in_second = ndcg(queries[WAYS[0]], lambda words: _ranked(second, words)) if second else None
        with stock(Path(folder) / "stock", documents) as others:
            theirs = {
                name: {way: max(ndcg(asked, one) for one in ways) for way, asked in queries.items()}
                for name, ways in others.items()
            }
    asks_all = Row(f"{NAME}: known item, where all words are asked for first", round(page, 3), "")
    of_second = [Row(f"{NAME}: known item as written, in PostgreSQL", round(in_second, 3), "")] if in_second else []
    return [*_rows(ours, theirs, len(pages), queries), asks_all, *of_second]


def _rows(ours: dict[str, float], theirs: dict[str, dict[str, float]], pages: int, queries: Queries) -> Iterator[Row]:
    for way, found in ours.items():
        said = "; ".join(f"{name}, {of[way]:.3f}" for name, of in theirs.items())
        name = f"{NAME}: known item of {pages}, {len(queries[way])} {way}, nDCG@{DEPTH}"
        if way == WAYS[0]:
            yield Row(name, round(found, 3), "", said, bar=LEAST, floor=True)
        else:
            yield Row(name, round(found, 3), "", said, round(found / ours[WAYS[0]], 3), LEAST_SHARE, floor=True)


def _ranked(index: SearchIndex, words: str) -> Ranked:
    return [group.key for group in index.gather(Query(words, at_least=1, limit=DEPTH), EVERYONE.terms).groups]


def _document(page: Page) -> Document:
    return Document(page.key, "page", page.key, "", page.text, "public", NEW_YEAR)


def ndcg(asked: list[tuple[str, str]], ask: Asked) -> float:
    """With one page that is sought: its place says all."""
    return sum(_gain(ask(words), key) for words, key in asked) / len(asked)


def _gain(found: Ranked, key: str) -> float:
    return 1 / math.log2(found.index(key) + 2) if key in found[:DEPTH] else 0.0


def made(pages: list[Page]) -> Queries:
    """Those of the headings that one page alone has, in four ways."""
    chance = random.Random(4)
    titles = Counter(page.title.casefold() for page in pages)
    forms = forms_of_words()
    queries: Queries = {way: [] for way in WAYS if way != "inflected" or forms}
    for page in pages:
        words = [word for word in content_words(page.title) if word.isalpha()]
        if not FEWEST <= len(words) <= MOST or titles[page.title.casefold()] > 1:
            continue
        for way, asked in queries.items():
            asked.append((" ".join(in_way(word, way, forms, chance) for word in words), page.key))
    return queries


def in_way(word: str, way: str, forms: dict[str, list[str]], chance: random.Random) -> str:
    if way == "inflected":
        others = [form for form in forms.get(fold(word), ()) if form != fold(word)]
        return chance.choice(others) if others else word
    if way == "split":
        return apart(word)
    if way == "without æøå":
        for letter, spelt in _SPELT:
            word = word.replace(letter, spelt)
    return word


def apart(word: str) -> str:
    """A compound as many write it: "bolig forening", "erhvervs bygning"."""
    halves = reading(fold(word)).halves
    if not halves or len(fold(word)) != len(word):
        return word
    cuts = [at for at in range(len(word) - 2, 1, -1) if _is_cut(fold(word), at, halves)]
    return f"{word[: cuts[0]]} {word[cuts[0] :]}" if cuts else word


def _is_cut(word: str, at: int, halves: tuple[str, ...]) -> bool:
    return reading(word[at:]).term == halves[1] and word.startswith(halves[0][: max(2, len(halves[0]) - 2)][:at])


def forms_of_words() -> dict[str, list[str]]:
    """Each form in the dictionary with all forms of its word; of a word in two ways, of the first."""
    folder = Path(os.environ.get(_DICTIONARY) or "/usr/share/hunspell")
    if not (folder / "da_DK.dic").exists():
        print(f"{NAME}: other forms not measured; install Debian's hunspell-da or name its folder in {_DICTIONARY}")
        return {}
    dictionary = Dictionary(folder)
    of_word: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for word in dictionary.words():
        if word.is_name or "36" in word.flags:
            continue
        group = of_word[word.base or word.text]
        group |= {word.text: None}
        group |= {form.text: None for form in dictionary.forms(word) if "36" not in form.flags}
    found: dict[str, list[str]] = {}
    for word, group in of_word.items():
        kept = sorted({fold(form) for form in group if form.isalpha() and not _is_genitive(form, group)})
        for form in (fold(word), *kept):
            found.setdefault(form, kept)
    return found


def _is_genitive(form: str, group: dict[str, None]) -> bool:
    return form.endswith("s") and form[:-1] in group


def main() -> None:
    for row in rows():
        print(row.name, row.value, row.ratio or "", row.reference)


if __name__ == "__main__":
    main()
