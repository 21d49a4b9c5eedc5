"""SearchIndex in PostgreSQL's full-text search: for installations whose database it already is."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema, DropSchema

from network.ports.search import Document, Hit, Query, Results, SearchUnavailable
from network.ports.search.danish import ANALYSIS_VERSION
from network.ports.search.postgres_words import clause_query, tsquery, tsvector
from network.ports.search.query_text import Conditions, parse

SCHEMA = "search"  # holds nothing but this derived data, so no migration knows of it
LAYOUT_VERSION = 2
WEIGHTS = [0.02, 0.1, 0.4, 1.0]  # of D, C, B and A
BY_LENGTH = 1  # ts_rank's flag: divide by 1 + log(length), so that a long page does not win by being long

_documents = Table(
    f"documents_{LAYOUT_VERSION}_{ANALYSIS_VERSION}",  # another analysis is another table: the old one is not read
    MetaData(schema=SCHEMA),
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("facets", ARRAY(Text), nullable=False),
    Column("words", TSVECTOR, nullable=False),
)
Index(None, _documents.c.words, postgresql_using="gin")


class PostgresIndex:
    """An index in the schema `search` of the engine's database, where the role must be allowed to create a schema.

    Before the first `clear()` there is no index.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, documents: Iterable[Document]) -> None:
        rows = list({document.key: _row(document) for document in documents}.values())
        if not rows:
            return
        new = insert(_documents)
        replacing = new.on_conflict_do_update(
            index_elements=["key"], set_={name: column for name, column in new.excluded.items() if name != "key"}
        )
        with _unavailable(), self._engine.begin() as connection:
            connection.execute(replacing, rows)

    def delete(self, keys: Iterable[str]) -> None:
        unwanted = list(keys)
        if unwanted:
            with _unavailable(), self._engine.begin() as connection:
                connection.execute(_documents.delete().where(_documents.c.key == func.any(_texts(unwanted))))

    def search(self, query: Query, audiences: frozenset[str]) -> Results:
        conditions = parse(query.text, query.at_least)
        if not conditions.required:
            self._require_table()
            return Results((), 0)
        words = _tsquery(tsquery(conditions))
        found = and_(_found(words, query, audiences), _enough(conditions))
        with _unavailable(), self._engine.connect() as connection:
            total = connection.scalar(select(func.count()).select_from(_documents).where(found)) or 0
            rows = connection.execute(_page(words, query).where(found)) if total else ()
            hits = tuple(Hit(row.key, row.kind, row.group, row.version, row.score) for row in rows)
        return Results(hits, total, conditions.terms)

    def versions(self) -> Mapping[str, int]:
        with _unavailable(), self._engine.connect() as connection:
            rows = connection.execute(select(_documents.c.key, _documents.c.version))
            return {row.key: row.version for row in rows}

    def clear(self) -> None:
        with _unavailable(), self._engine.begin() as connection:
            connection.execute(DropSchema(SCHEMA, cascade=True, if_exists=True))
            connection.execute(CreateSchema(SCHEMA))
            _documents.create(connection)

    def close(self) -> None:
        self._engine.dispose()

    def _require_table(self) -> None:
        with _unavailable(), self._engine.connect() as connection:
            connection.execute(select(_documents.c.key).limit(0))


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise SearchUnavailable("the search index in PostgreSQL cannot be used") from error


def _found(words: ColumnElement[Any], query: Query, audiences: frozenset[str]) -> ColumnElement[bool]:
    columns = _documents.c
    conditions = [
        columns.words.op("@@", is_comparison=True)(words),
        columns.audience == func.any(_texts(sorted(audiences))),
        columns.facets.contains(_texts([_facet(name, value) for name, value in query.facets.items()])),
    ]
    if query.kinds:
        conditions.append(columns.kind == func.any(_texts(sorted(query.kinds))))
    return and_(*conditions)


def _tsquery(text: str) -> ColumnElement[Any]:
    return cast(literal(text, Text), TSQUERY)


def _enough(conditions: Conditions) -> ColumnElement[bool]:
    """Whether as many of the conditions are met as are needed."""
    if conditions.needed == len(conditions.required):
        return true()
    matches = _documents.c.words.op("@@", is_comparison=True)
    met = [cast(matches(_tsquery(clause_query(clause))), Integer) for clause in conditions.required]
    return reduce(add, met) >= conditions.needed


def _page(words: ColumnElement[Any], query: Query) -> Any:
    columns = _documents.c
    weights = cast(literal(WEIGHTS, ARRAY(REAL)), ARRAY(REAL))
    rank = literal(0.0) if query.newest_first else func.ts_rank(weights, columns.words, words, BY_LENGTH)
    chosen = select(columns.key, columns.kind, columns.group, columns.version, rank.label("score"))
    order = (columns.created.desc(), columns.key)
    ordered = chosen.order_by(*order) if query.newest_first else chosen.order_by(rank.desc(), *order)
    return ordered.offset(max(0, query.offset)).limit(max(0, query.limit))


def _row(document: Document) -> dict[str, Any]:
    return {
        "key": document.key,
        "kind": document.kind,
        "group": document.group,
        "audience": document.audience,
        "created": document.created,
        "version": document.version,
        "facets": [_facet(name, value) for name, values in document.facets.items() for value in values],
        "words": tsvector(document.title, document.text, document.also),
    }


def _facet(name: str, value: str) -> str:
    return f"{name}={value}"


def _texts(values: list[str]) -> ColumnElement[Any]:
    return cast(literal(values, ARRAY(Text)), ARRAY(Text))
