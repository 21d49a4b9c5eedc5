"""Our own analysis in PostgreSQL's notation, so that Danish words meet there exactly as they do in Whoosh."""

from collections import defaultdict

from network.ports.search.danish import tokens
from network.ports.search.query_text import Clause, Conditions, Sequence

GAP = 8  # positions between title, text and what else there is, so that no phrase runs from one into the other
LAST_POSITION = 16_383  # PostgreSQL's; what comes later is found, but not as part of a phrase
SAID = "AC"  # weights of what stands in a document itself: only for that is it left out
IN_ORDER = "ACD"  # where words may be said to stand together
TITLE = "A"
EVERYWHERE = "ABCD"
NEAR = 4  # words between the halves of a compound
MOST_PLACES = 255  # of one term, PostgreSQL's too
MOST_BYTES = 900_000  # a tsvector may hold 1 MiB


def tsvector(title: str, text: str, also: str = "") -> str:
    """A tsvector literal: words of the title with weight A, of the text with weight C, those besides with weight D.

    The parts of compounds have weight B, where their compound stands.
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    position = 0
    for token in tokens(title):
        position = token.position
        places[token.term].append(f"{_place(position)}A")
        for part in token.parts:
            places[part].append(f"{_place(position)}B")
    begun = position + GAP
    for token in tokens(text):
        position = begun + token.position
        places[token.term].append(f"{_place(position)}C")
        for part in token.parts:
            places[part].append(f"{_place(position)}B")
    begun = position + GAP
    for token in tokens(also):
        places[token.term].append(str(_place(begun + token.position)))
    return " ".join(_entries(places))


def tsquery(conditions: Conditions) -> str:
    """A tsquery literal. There must be a required clause. Where not all are needed, one is enough for it."""
    joined = " & " if conditions.needed == len(conditions.required) else " | "
    searched = TITLE if conditions.in_title else EVERYWHERE
    wanted = joined.join(clause_query(clause, searched) for clause in conditions.required)
    return " & ".join([f"({wanted})", *(f"!{clause_query(clause, SAID)}" for clause in conditions.excluded)])


def _entries(places: dict[str, list[str]]) -> list[str]:
    entries, room = [], MOST_BYTES
    for term, found in places.items():
        kept = list(dict.fromkeys(found))[:MOST_PLACES]
        room -= len(term.encode()) + 2 * len(kept) + 8
        if room < 0:
            break
        entries.append(f"{quoted(term)}:{','.join(kept)}")
    return entries


def _place(position: int) -> int:
    return min(position + 1, LAST_POSITION)


def clause_query(clause: Clause, searched: str = EVERYWHERE) -> str:
    """A tsquery literal of one clause, for words of these weights."""
    parts = [_sequence(sequence, searched) for sequence in clause.sequences]
    said = _both(searched, SAID)
    if said:
        parts += [_near(terms, said) for terms in clause.near]
        parts += [f"{quoted(beginning)}:*{said}" for beginning in clause.beginnings]
    return f"({' | '.join(parts)})"


def _sequence(sequence: Sequence, searched: str) -> str:
    weights = searched if len(sequence) == 1 else _both(searched, IN_ORDER)
    suffix = "" if weights == EVERYWHERE else f":{weights}"
    return f"({' <-> '.join(quoted(term) + suffix for term in sequence)})"


def _near(terms: Sequence, weights: str) -> str:
    one, other = (f"{quoted(term)}:{weights}" for term in terms)
    pairs = [f"({one} <{gap}> {other})" for gap in range(NEAR + 1)]
    pairs += [f"({other} <{gap}> {one})" for gap in range(1, NEAR + 1)]
    return f"({' | '.join(pairs)})"


def _both(one: str, other: str) -> str:
    return "".join(weight for weight in one if weight in other)


def quoted(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
