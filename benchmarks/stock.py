"""Whoosh and PostgreSQL as they come, with their Danish stemmers: what our answers are held against.

Of their two ways to join words, all of them or any of them, the better one counts.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from whoosh import fields, qparser
from whoosh import index as stock_index
from whoosh.analysis import LanguageAnalyzer

from network.ports.search import Document

DEPTH = 10

Ranked = list[str]  # groups, the best first
Asked = Callable[[str], Ranked]
Ways = dict[str, list[Asked]]  # by the engine's name, its ways to join words


@contextmanager
def stock(folder: Path, documents: Sequence[Document]) -> Iterator[Ways]:
    """Both engines with these documents; PostgreSQL where it is installed."""
    with whoosh(folder, documents) as in_whoosh, postgres(documents) as in_postgres:
        yield {"stock Whoosh": in_whoosh} | ({"stock PostgreSQL": in_postgres} if in_postgres else {})


@contextmanager
def whoosh(folder: Path, documents: Sequence[Document]) -> Iterator[list[Asked]]:
    folder.mkdir(parents=True)
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
            )[:DEPTH]

        yield [ask_in(group) for group in (qparser.AndGroup, qparser.OrGroup)]


@contextmanager
def postgres(documents: Sequence[Document]) -> Iterator[list[Asked]]:
    """Nothing where it is not installed."""
    from tests.postgres import binaries, fresh_database, throwaway_cluster

    if binaries() is None:
        print("PostgreSQL is not installed; not compared with it")
        yield []
        return
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

            yield [ask_in(joined) for joined in ("and", "or")]
        engine.dispose()
