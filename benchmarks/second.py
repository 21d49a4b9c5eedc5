"""The second engine: the same documents in PostgreSQL, with our own analysis."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import create_engine

from network.ports.search import Document, SearchIndex
from network.ports.search.postgres.index import PostgresIndex


@contextmanager
def in_postgres(documents: Sequence[Document]) -> Iterator[SearchIndex | None]:
    """None where it is not installed."""
    from tests.postgres import binaries, fresh_database, throwaway_cluster

    if binaries() is None:
        yield None
        return
    with throwaway_cluster() as cluster:
        index = PostgresIndex(create_engine(fresh_database(cluster)))
        index.clear()
        index.put(documents)
        yield index
        index.close()
