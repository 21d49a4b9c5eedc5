"""The public library written out, a piece at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from network.core.spreadsheets import csv_parts
from network.features.library.types import TERMS, type_label
from network.features.opendata.queries import Kind, Shared

AT_ONCE = 100  # things to a piece


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in the language of whoever fetches it."""

    columns: tuple[str, ...]
    kinds: Mapping[Kind, str]
    of_methods: Mapping[str, str]  # terms, by what is kept
    of_documents: Mapping[str, str]
    belongs: str  # "The rights are with {holder}."


def licence_of(thing: Shared, words: Words) -> str:
    """On which terms it may be used; where nobody has said, whose it is."""
    terms = words.of_methods if thing.kind in (Kind.METHOD, Kind.TOOL) else words.of_documents
    said = terms.get(thing.licence) if thing.licence else None
    return said or words.belongs.format(holder=thing.holder)


def as_csv(things: Iterable[Shared], words: Words, base_url: str) -> Iterator[bytes]:
    """For a spreadsheet."""

    def rows() -> Iterator[tuple[str, ...]]:
        yield words.columns
        for thing in things:
            yield _cells(thing, words, base_url)

    return csv_parts(rows())


def _cells(thing: Shared, words: Words, base_url: str) -> tuple[str, ...]:
    file = thing.file
    return (
        words.kinds[thing.kind],
        thing.title,
        base_url + thing.path,
        thing.holder,
        thing.code,
        ", ".join(thing.topics),
        str(thing.year),
        _moment(thing.published_at),
        licence_of(thing, words),
        TERMS.get(thing.licence, ""),
        *(
            (type_label(file.media_type), str(file.pages or ""), str(file.size), file.sha256, base_url + file.path)
            if file
            else ("",) * 5
        ),
        thing.summary,
    )


def as_json(things: Iterable[Shared], words: Words, base_url: str, about: Mapping[str, str]) -> Iterator[str]:
    """One object, with all things in its `items`, one a line. `about`: what stands before them."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    yield encode(dict(about))[:-1] + ', "items": [\n'
    held: list[str] = []
    comma = ""
    for thing in things:
        held.append(encode(_object(thing, words, base_url)))
        if len(held) == AT_ONCE:
            yield comma + ",\n".join(held)
            held, comma = [], ",\n"
    if held:
        yield comma + ",\n".join(held)
    yield "\n]}\n"


def _object(thing: Shared, words: Words, base_url: str) -> dict[str, Any]:
    file = thing.file
    return {
        "type": thing.kind.value,
        "id": thing.id,
        "title": thing.title,
        "summary": thing.summary,
        "url": base_url + thing.path,
        "holder": thing.holder,
        "municipality_code": thing.code or None,
        "topics": thing.topics,
        "year": thing.year,
        "published_at": _moment(thing.published_at),
        "licence": {"name": licence_of(thing, words), "url": TERMS.get(thing.licence)},
        "file": {
            "url": base_url + file.path,
            "media_type": file.media_type,
            "pages": file.pages or None,
            "size": file.size,
            "sha256": file.sha256,
        }
        if file
        else None,
    }


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
