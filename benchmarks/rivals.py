"""SQLite's FTS5 and tantivy over the same documents, given the terms that our own analysis makes of them."""

import sqlite3
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from network.core.db import sqlite_driver
from network.ports.search import Document
from network.ports.search.danish import tokens

FACETS = ("kind", "topic", "municipality", "year")
FIELDS = {"title": 3.0, "text": 1.0, "parts": 0.6}
PAGE = 20

Numbers = Sequence[int]


def analysed(document: Document) -> tuple[str, str, str]:
    """Title, text and parts of compounds as terms with spaces between them."""
    title, text = list(tokens(document.title)), list(tokens(document.text))
    parts = " ".join(part for token in (*title, *text) for part in token.parts)
    return " ".join(token.term for token in title), " ".join(token.term for token in text), parts


class Rival(Protocol):
    """Each method answers with the numbers of the documents on the first page, the best first."""

    name: str

    def top(self, terms: Sequence[str], mode: str, reader: frozenset[str] | None = None) -> Numbers: ...
    def newest(self, terms: Sequence[str]) -> Numbers: ...
    def phrase(self, terms: Sequence[str]) -> Numbers: ...
    def prefix(self, beginning: str) -> Numbers: ...
    def faceted(self, terms: Sequence[str], reader: frozenset[str]) -> Numbers: ...
    def page(self, terms: Sequence[str], reader: frozenset[str]) -> Numbers: ...


_BEST = "SELECT rowid FROM word WHERE word MATCH ? ORDER BY rank LIMIT 20"


class Fts5:
    name = "FTS5"

    def __init__(self, path: Path) -> None:
        self._db: sqlite3.Connection = sqlite_driver().connect(path, isolation_level=None)
        self._db.execute("PRAGMA cache_size=-262144")
        self._db.execute("CREATE TEMP TABLE hit(id INTEGER PRIMARY KEY, score REAL)")

    @classmethod
    def opened(cls, path: Path) -> "Fts5":
        return cls(path)

    @classmethod
    def made(cls, path: Path, documents: Iterable[Document]) -> None:
        run = sqlite_driver().connect(path, isolation_level=None).execute
        run(
            "CREATE VIRTUAL TABLE word USING fts5(title, text, parts, prefix='2 3',"
            """ tokenize="unicode61 remove_diacritics 0 tokenchars '§=_'")"""
        )
        run(
            "CREATE TABLE doc(id INTEGER PRIMARY KEY, audience TEXT, created INTEGER, kind TEXT, topic TEXT,"
            " municipality TEXT, year TEXT)"
        )
        run("BEGIN")
        for number, document in enumerate(documents, 1):
            run("INSERT INTO word(rowid, title, text, parts) VALUES (?, ?, ?, ?)", (number, *analysed(document)))
            facets = (document.facets[name][0] for name in FACETS)
            created = int(document.created.timestamp())
            run("INSERT INTO doc VALUES (?, ?, ?, ?, ?, ?, ?)", (number, document.audience, created, *facets))
        run("COMMIT")
        run("INSERT INTO word(word) VALUES ('optimize')")
        weights = ", ".join(map(str, FIELDS.values()))
        run(f"INSERT INTO word(word, rank) VALUES ('rank', 'bm25({weights})')")
        run("CREATE INDEX by_audience ON doc(audience)")

    def top(self, terms: Sequence[str], mode: str, reader: frozenset[str] | None = None) -> Numbers:
        if reader is None:
            return self._numbers(_BEST, _match(terms, mode))
        return self._numbers(
            "SELECT word.rowid FROM word JOIN doc ON doc.id = word.rowid WHERE word MATCH ?"
            f" AND doc.audience IN ({_list(reader)}) ORDER BY rank LIMIT 20",
            _match(terms, mode),
        )

    def newest(self, terms: Sequence[str]) -> Numbers:
        newest = "SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid DESC LIMIT 20"
        return self._numbers(newest, _match(terms, "AND"))

    def phrase(self, terms: Sequence[str]) -> Numbers:
        return self._numbers(_BEST, f'"{" ".join(terms)}"')

    def prefix(self, beginning: str) -> Numbers:
        return self._numbers(_BEST, f'"{beginning}" *')

    def faceted(self, terms: Sequence[str], reader: frozenset[str]) -> Numbers:
        self._counted(terms, reader)
        return self._numbers("SELECT id FROM hit ORDER BY score LIMIT 20")

    def page(self, terms: Sequence[str], reader: frozenset[str]) -> Numbers:
        best = self.faceted(terms, reader)
        self._all(
            "SELECT rowid, snippet(word, 1, '<mark>', '</mark>', '…', 40) FROM word WHERE word MATCH ?"
            f" AND rowid IN ({', '.join(map(str, best)) or '0'})",
            _match(terms, "AND"),
        )
        return best

    def _counted(self, terms: Sequence[str], reader: frozenset[str]) -> None:
        """What is found goes into a table once, for five questions."""
        self._db.execute("DELETE FROM temp.hit")
        self._db.execute(
            "INSERT INTO temp.hit SELECT word.rowid, rank FROM word JOIN doc ON doc.id = word.rowid"
            f" WHERE word MATCH ? AND doc.audience IN ({_list(reader)})",
            (_match(terms, "AND"),),
        )
        for facet in FACETS:
            self._all(f"SELECT {facet}, count(*) FROM temp.hit JOIN doc USING (id) GROUP BY {facet}")
        self._all("SELECT count(*) FROM temp.hit")

    def _numbers(self, statement: str, *parameters: str) -> Numbers:
        return [row[0] for row in self._all(statement, *parameters)]

    def _all(self, statement: str, *parameters: str) -> list[Any]:
        return self._db.execute(statement, parameters).fetchall()


class Tantivy:
    name = "tantivy"

    def __init__(self, index: Any) -> None:
        import tantivy

        self._t = tantivy
        self._schema = _schema(tantivy)
        self._searcher = index.searcher()

    @classmethod
    def opened(cls, folder: Path) -> "Tantivy":
        return cls(_tantivy_index(folder))

    @classmethod
    def made(cls, folder: Path, documents: Iterable[Document]) -> None:
        import tantivy

        folder.mkdir()
        writer = _tantivy_index(folder).writer(heap_size=256_000_000, num_threads=1)
        for number, document in enumerate(documents, 1):
            title, text, parts = analysed(document)
            facets = {name: document.facets[name][0] for name in FACETS}
            one = tantivy.Document(title=title, text=text, parts=parts, audience=document.audience, **facets)
            one.add_integer("created", int(document.created.timestamp()))
            one.add_integer("number", number)
            writer.add_document(one)
        writer.commit()
        writer.wait_merging_threads()

    def top(self, terms: Sequence[str], mode: str, reader: frozenset[str] | None = None) -> Numbers:
        return self._numbers(self._searcher.search(self._query(terms, mode, reader), limit=PAGE))

    def newest(self, terms: Sequence[str]) -> Numbers:
        query = self._query(terms, "AND", None)
        return self._numbers(self._searcher.search(query, limit=PAGE, order_by_field="created"))

    def phrase(self, terms: Sequence[str]) -> Numbers:
        query = self._t.Query
        either = [
            (self._t.Occur.Should, query.boost_query(query.phrase_query(self._schema, field, list(terms)), weight))
            for field, weight in FIELDS.items()
        ]
        return self._numbers(self._searcher.search(query.boolean_query(either), limit=PAGE))

    def prefix(self, beginning: str) -> Numbers:
        query = self._t.Query
        either = [
            (self._t.Occur.Should, query.regex_query(self._schema, field, f"{beginning}.*"))
            for field in ("title", "text")
        ]
        return self._numbers(self._searcher.search(query.boolean_query(either), limit=PAGE))

    def faceted(self, terms: Sequence[str], reader: frozenset[str]) -> Numbers:
        return self._numbers(self._counted(self._query(terms, "AND", reader)))

    def page(self, terms: Sequence[str], reader: frozenset[str]) -> Numbers:
        query = self._query(terms, "AND", reader)
        found = self._counted(query)
        generator = self._t.SnippetGenerator.create(self._searcher, query, self._schema, "text")
        for _score, address in found.hits:
            generator.snippet_from_doc(self._searcher.doc(address)).to_html()
        return self._numbers(found)

    def _counted(self, query: Any) -> Any:
        """What is found, and by the way how much of it has which value of each facet."""
        found = self._searcher.search(query, limit=PAGE)
        self._searcher.aggregate(query, {name: {"terms": {"field": name, "size": 100}} for name in FACETS})
        return found

    def _numbers(self, found: Any) -> Numbers:
        numbers: list[int] = self._searcher.fast_field_values("number", [address for _key, address in found.hits])
        return numbers

    def _query(self, terms: Sequence[str], mode: str, reader: frozenset[str] | None) -> Any:
        query, occur = self._t.Query, self._t.Occur
        needed = occur.Should if mode == "OR" else occur.Must
        clauses = [(needed, self._word(term)) for term in terms]
        if reader is None:
            return query.boolean_query(clauses)
        allowed = query.const_score_query(query.term_set_query(self._schema, "audience", sorted(reader)), 0.0)
        return query.boolean_query([(occur.Must, query.boolean_query(clauses)), (occur.Must, allowed)])

    def _word(self, term: str) -> Any:
        query = self._t.Query
        either = [
            (self._t.Occur.Should, query.boost_query(query.term_query(self._schema, field, term), weight))
            for field, weight in FIELDS.items()
        ]
        return query.boolean_query(either)


def has_tantivy() -> bool:
    return find_spec("tantivy") is not None


def _schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, stored=field == "text", tokenizer_name="spaced")
    for field in ("audience", *FACETS):
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("created", fast=True)
    builder.add_integer_field("number", fast=True)
    return builder.build()


def _tantivy_index(folder: Path) -> Any:
    import tantivy

    index = tantivy.Index(_schema(tantivy), path=str(folder))
    index.register_tokenizer("spaced", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _match(terms: Sequence[str], mode: str) -> str:
    return f" {mode} ".join(f'"{term}"' for term in terms)


def _list(values: frozenset[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))
