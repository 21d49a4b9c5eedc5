"""Our own analysis in PostgreSQL's notation, so that Danish words meet there exactly as they do in Whoosh."""

from collections import defaultdict

from network.ports.search.danish import tokens
from network.ports.search.query_text import Clause, Conditions, Sequence

GAP = 8  # positions between title, text and what else there is, so that no phrase runs from one into the other
LAST_POSITION = 16_383  # PostgreSQL's; what comes later is found, but not as part of a phrase
SAID = ":AC"  # weights of what stands in a document itself: only for that is it left out
MOST_PLACES = 255  # of one term, PostgreSQL's too
MOST_BYTES = 900_000  # a tsvector may hold 1 MiB


def tsvector(title: str, text: str, also: str = "") -> str:
    """A tsvector literal: words of the title with weight A, of the text with weight C, those besides with weight D."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    position = 0
    for token in tokens(title):
        position = token.position
        places[token.term].append(f"{_place(position)}A")
    begun = position + GAP
    for token in tokens(text):
        position = begun + token.position
        places[token.term].append(f"{_place(position)}C")
    begun = position + GAP
    for token in tokens(also):
        places[token.term].append(str(_place(begun + token.position)))
    return " ".join(_entries(places))


def tsquery(conditions: Conditions) -> str:
    """A tsquery literal. There must be a required clause. Where not all are needed, one is enough for it."""
    joined = " & " if conditions.needed == len(conditions.required) else " | "
    wanted = joined.join(map(clause_query, conditions.required))
    return " & ".join([f"({wanted})", *(f"!{clause_query(clause, SAID)}" for clause in conditions.excluded)])


def _entries(places: dict[str, list[str]]) -> list[str]:
    entries, room = [], MOST_BYTES
    for term, found in places.items():
        kept = list(dict.fromkeys(found))[:MOST_PLACES]
        room -= len(term.encode()) + 2 * len(kept) + 8
        if room < 0:
            break
        entries.append(f"{_quoted(term)}:{','.join(kept)}")
    return entries


def _place(position: int) -> int:
    return min(position + 1, LAST_POSITION)


def clause_query(clause: Clause, weights: str = "") -> str:
    """A tsquery literal of one clause; with `weights` only for words of these."""
    return f"({' | '.join(_sequence(sequence, weights) for sequence in clause.sequences)})"


def _sequence(sequence: Sequence, weights: str) -> str:
    return f"({' <-> '.join(_quoted(term) + weights for term in sequence)})"


def _quoted(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
