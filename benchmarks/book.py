"""The right page of a long PDF: a book of 150 pages of LibreOffice's Danish help, read as an upload is read.

Fifty phrases that stand on one page alone, and the fifty labelled questions of `help_questions.tsv`; the same questions
over all pages of the help. `python -m benchmarks.book` prints the questions whose page does not come first.
"""

import csv
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.answering import Asker, answers
from benchmarks.packages import HELP, Page, help_pages
from benchmarks.report import Row
from benchmarks.stock import Asked, Ranked, stock
from network.core import media_types
from network.ports.extract.sandbox import SandboxedExtractor
from network.ports.search import Document, SearchIndex
from network.ports.search.danish import WORD
from network.ports.search.whoosh.index import WhooshIndex

NAME = "relevance"
QUESTIONS = Path(__file__).with_name("help_questions.tsv")
PAGES, PHRASES, WORDS_OF_PHRASE = 150, 50, 5
FEWEST_WORDS, MOST_WORDS = 60, 330  # of what stands on one page
PHRASES_FIRST, QUESTIONS_FIRST = 0.98, 0.90
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
EVERYONE = Asker(frozenset({"public"}))


@dataclass(frozen=True, slots=True)
class Question:
    words: str
    keys: frozenset[str]  # of the pages that answer it


def rows() -> list[Row]:
    every = {page.key: page for page in help_pages()}
    asked = [question for question in questions() if question.keys <= every.keys()]
    if not asked:
        print(f"{NAME}: the pages of a book not measured; install Debian's package {HELP}")
        return []
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        chosen = _chosen(every, {key for question in asked for key in question.keys})
        return [*_of_book(Path(folder), chosen, asked), *_of_all(Path(folder), every, asked)]


def questions() -> list[Question]:
    with QUESTIONS.open(encoding="utf-8") as file:
        lines = [line for line in csv.reader(file, delimiter="\t") if line and not line[0].startswith("#")]
    return [Question(words, frozenset(keys.split())) for words, keys in lines]


def _chosen(every: dict[str, Page], wanted: set[str]) -> list[Page]:
    """Those that are asked for, and others that are as long."""
    chance = random.Random(9)
    others = [
        page
        for page in every.values()
        if "/guide/" in page.key and page.key not in wanted and FEWEST_WORDS <= len(page.text.split()) <= MOST_WORDS
    ]
    found = [every[key] for key in sorted(wanted)] + chance.sample(others, PAGES - len(wanted))
    return sorted(found, key=lambda page: page.key)


def _of_book(folder: Path, chosen: list[Page], asked: list[Question]) -> Iterator[Row]:
    path = folder / "book.pdf"
    starts = write(path, chosen)
    read = SandboxedExtractor().extract(path, media_types.by_name(path.name) or "").pages
    texts = [page.text for page in read]
    documents = [
        Document(f"page:1:{number}", "page", f"page:{number}", "", text, "public", NEW_YEAR)
        for number, text in enumerate(texts, start=1)
    ]
    index = _indexed(folder / "ours", documents)
    phrases = _phrases(texts)
    exact = sum(_first(index, f'"{phrase}"') == f"page:{number}" for phrase, number in phrases) / len(phrases)
    wanted = [(question.words, _pages_of(question.keys, starts, len(texts))) for question in asked]
    ours = _share_first(wanted, lambda words: ranked(index, words))
    with stock(folder / "stock", documents) as others:
        said = "; ".join(
            f"{name}, {max(_share_first(wanted, one) for one in ways):.2f}" for name, ways in others.items()
        )
    index.close()
    name = f"{NAME}: right page of a PDF of {len(texts)}"
    yield Row(f"{name}, {len(phrases)} phrases", round(exact, 3), "", bar=PHRASES_FIRST, floor=True)
    yield Row(f"{name}, {len(wanted)} questions", round(ours, 3), "", said, bar=QUESTIONS_FIRST, floor=True)


def _of_all(folder: Path, every: dict[str, Page], asked: list[Question]) -> Iterator[Row]:
    """The same questions over all pages of the help, with their headings."""
    documents = [Document(one.key, "page", one.key, one.title, one.text, "public", NEW_YEAR) for one in every.values()]
    index = _indexed(folder / "ours-all", documents)
    wanted = [(question.words, set(question.keys)) for question in asked]
    ours = [ranked(index, words) for words, _keys in wanted]
    index.close()
    with stock(folder / "stock-all", documents) as others:
        theirs = {name: [[one(words) for words, _keys in wanted] for one in ways] for name, ways in others.items()}
    for what, top in (("first", 1), ("success@3", 3)):
        said = "; ".join(
            f"{name}, {max(_share(found, wanted, top) for found in ways):.2f}" for name, ways in theirs.items()
        )
        name = f"{NAME}: {len(wanted)} questions over {len(every)} pages, {what}"
        yield Row(name, round(_share(ours, wanted, top), 3), "", said)


def _share(found: list[Ranked], wanted: list[tuple[str, set[str]]], top: int) -> float:
    hits = (bool(keys & set(ranked[:top])) for ranked, (_words, keys) in zip(found, wanted, strict=True))
    return sum(hits) / len(wanted)


def write(path: Path, pages: list[Page]) -> dict[str, int]:
    """A PDF with each of the pages beginning on a page of its own; returns on which, from 1."""
    from xml.sax.saxutils import escape

    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    styles, starts = getSampleStyleSheet(), {}
    story: list[object] = []

    class Noting(Paragraph):  # type: ignore[misc]
        """Remembers the page that it is drawn on."""

        key = ""

        def draw(self) -> None:
            starts[self.key] = self.canv.getPageNumber()
            super().draw()

    for page in pages:
        heading = Noting(escape(page.title), styles["Heading1"])
        heading.key = page.key
        story += [heading, Paragraph(escape(page.text), styles["BodyText"]), PageBreak()]
    SimpleDocTemplate(str(path), pagesize=A4).build(story)
    return starts


def _pages_of(keys: frozenset[str], starts: dict[str, int], count: int) -> set[str]:
    """What these pages of the help fill in the book."""
    ends = sorted((*starts.values(), count + 1))
    return {
        f"page:{number}"
        for key in keys
        for number in range(starts[key], next(end for end in ends if end > starts[key]))
    }


def _phrases(texts: list[str]) -> list[tuple[str, int]]:
    """Words that follow one another on one page and on no other, with its number."""
    chance = random.Random(7)
    runs = [[match[0] for match in WORD.finditer(text)] for text in texts]
    seen = Counter(run for words in runs for run in {_run(words, at) for at in range(len(words) - WORDS_OF_PHRASE + 1)})
    found = []
    while len(found) < PHRASES:
        number = chance.randrange(len(runs))
        words = runs[number]
        if len(words) <= WORDS_OF_PHRASE:
            continue
        at = chance.randrange(len(words) - WORDS_OF_PHRASE + 1)
        if seen[_run(words, at)] == 1:
            found.append((" ".join(words[at : at + WORDS_OF_PHRASE]), number + 1))
    return found


def _run(words: list[str], at: int) -> str:
    return " ".join(words[at : at + WORDS_OF_PHRASE]).casefold()


def _indexed(folder: Path, documents: list[Document]) -> WhooshIndex:
    index = WhooshIndex(folder)
    index.clear()
    index.put(documents)
    return index


def _first(index: SearchIndex, words: str) -> str:
    return next(iter(ranked(index, words)), "")


def ranked(index: SearchIndex, words: str) -> Ranked:
    return answers(index, EVERYONE, words)


def _share_first(wanted: list[tuple[str, set[str]]], ask: Asked) -> float:
    return sum(bool(set(ask(words)[:1]) & keys) for words, keys in wanted) / len(wanted)


def main() -> None:
    for row in rows():
        print(f"{row.name}: {row.value} {row.reference or ''}")


if __name__ == "__main__":
    main()
