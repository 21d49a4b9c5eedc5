"""SearchIndex in PostgreSQL's full-text search: for installations whose database it already is."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema, DropSchema

from network.ports.search import (
    FEWEST_KNOWING,
    Document,
    Gathered,
    Hit,
    Query,
    RebuiltAlready,
    Results,
    SearchUnavailable,
)
from network.ports.search.danish import ANALYSIS_VERSION, tokens
from network.ports.search.postgres.gather import facet_term, gather, known, matches, rank_of, scope, texts
from network.ports.search.postgres.words import tsquery, tsvector
from network.ports.search.query_text import Conditions, conditions_of, name_term

SCHEMA = "search"  # holds nothing but this derived data, so no migration knows of it
LAYOUT_VERSION = 3
REBUILDING = 0x5EA2C4  # an advisory lock of the database


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
    Column("useful", Integer, nullable=False),
    Column("words", TSVECTOR, nullable=False),
)
Index(None, _documents.c.words, postgresql_using="gin")


class PostgresIndex:
    """An index in the schema `search` of the engine's database, where the role must be allowed to create a schema.

    Before the first `clear()` there is no index.
    """

    def __init__(self, engine: Engine, schema: str = SCHEMA) -> None:
        self._schema = schema
        self._engine = engine.execution_options(schema_translate_map={SCHEMA: schema})

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
                connection.execute(_documents.delete().where(_documents.c.key == func.any(texts(unwanted))))

    def search(self, query: Query, audiences: frozenset[str]) -> Results:
        conditions = conditions_of(query)
        if conditions.ask_nothing:
            self._require_table()
            return Results((), 0)
        words = _tsquery(tsquery(conditions)) if conditions.required else None
        found = found_by(words, query, conditions, audiences)
        with _unavailable(), self._engine.connect() as connection:
            total = connection.scalar(select(func.count()).select_from(_documents).where(found)) or 0
            rows = connection.execute(_page(words, query).where(found)) if total else ()
            hits = tuple(Hit(row.key, row.kind, row.group, row.version, row.score) for row in rows)
        return Results(hits, total, conditions.terms)

    def gather(self, query: Query, audiences: frozenset[str], counted: tuple[str, ...] = ()) -> Gathered:
        conditions = conditions_of(query)
        if conditions.ask_nothing:
            self._require_table()
            return Gathered((), 0, {name: {} for name in counted})
        words = _tsquery(tsquery(conditions)) if conditions.required else None
        with _unavailable(), self._engine.connect() as connection:
            return gather(connection, _documents, words, query, conditions, audiences, counted)

    def known(
        self, terms: Collection[str], audiences: frozenset[str], fewest: int = FEWEST_KNOWING
    ) -> Mapping[str, int]:
        with _unavailable(), self._engine.connect() as connection:
            return known(connection, _documents, terms, audiences, fewest)

    def versions(self) -> Mapping[str, int]:
        with _unavailable(), self._engine.connect() as connection:
            rows = connection.execute(select(_documents.c.key, _documents.c.version))
            return {row.key: row.version for row in rows}

    def clear(self) -> None:
        with _unavailable(), self._engine.begin() as connection:
            connection.execute(DropSchema(self._schema, cascade=True, if_exists=True))
            connection.execute(CreateSchema(self._schema))
            _documents.create(connection)

    def compact(self) -> None:
        """PostgreSQL does it by itself."""

    @contextmanager
    def renewed(self) -> Iterator["PostgresIndex"]:
        other = PostgresIndex(self._engine, f"{self._schema}_new")
        with _alone(self._engine):
            other.clear()
            try:
                yield other
                with _unavailable(), self._engine.begin() as connection:
                    connection.execute(DropSchema(self._schema, cascade=True, if_exists=True))
                    connection.execute(text(f"ALTER SCHEMA {other._schema} RENAME TO {self._schema}"))
            except BaseException:
                with suppress(SQLAlchemyError), self._engine.begin() as connection:
                    connection.execute(DropSchema(other._schema, cascade=True, if_exists=True))
                raise

    def close(self) -> None:
        self._engine.dispose()

    def _require_table(self) -> None:
        with _unavailable(), self._engine.connect() as connection:
            connection.execute(select(_documents.c.key).limit(0))


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Hold a lock that nobody waits for; the database lets go of it when the connection ends."""
    with _unavailable_at_first(engine) as connection:
        if not connection.scalar(select(func.pg_try_advisory_lock(REBUILDING))):
            raise RebuiltAlready("the search index is being rebuilt already")
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(REBUILDING)))


def _unavailable_at_first(engine: Engine) -> Connection:
    with _unavailable():
        return engine.connect()


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise SearchUnavailable("the search index in PostgreSQL cannot be used") from error


def found_by(
    words: ColumnElement[Any] | None, query: Query, conditions: Conditions, audiences: frozenset[str]
) -> ColumnElement[bool]:
    """What a query finds within the audiences."""
    return and_(scope(_documents, query, conditions, audiences), *matches(_documents, words, conditions))


def _tsquery(words: str) -> ColumnElement[Any]:
    return cast(literal(words, Text), TSQUERY)


def _page(words: ColumnElement[Any] | None, query: Query) -> Any:
    columns = _documents.c
    rank = literal(0.0) if query.newest_first or words is None else rank_of(_documents, words)
    chosen = select(columns.key, columns.kind, columns.group, columns.version, rank.label("score"))
    order = (columns.created.desc(), columns.key)
    ordered = chosen.order_by(*order) if query.newest_first or words is None else chosen.order_by(rank.desc(), *order)
    return ordered.offset(max(0, query.offset)).limit(max(0, query.limit))


def _row(document: Document) -> dict[str, Any]:
    return {
        "key": document.key,
        "kind": document.kind,
        "group": document.group,
        "audience": document.audience,
        "created": document.created,
        "version": document.version,
        "facets": _facets(document),
        "useful": min(document.useful, 2**31 - 1),
        "words": tsvector(document.title, document.text, document.also),
    }


def _facets(document: Document) -> list[str]:
    values = [facet_term(name, value) for name, values in document.facets.items() for value in values]
    names = [name_term(name, token.term) for name, value in document.names.items() for token in tokens(value)]
    return list(dict.fromkeys((*values, *names)))
