"""Words that mean the same to those who search: kept by the secretariat, and at work from the next search on.

No function commits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from network.core import audit, clock
from network.core.access import Actor
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid, NotFound
from network.core.policy import Action, require
from network.core.text import clean_line
from network.features.search.models import SynonymGroup
from network.ports.search import Synonyms
from network.ports.search.danish import WORD, term_of

MOST_WORDS, MOST_GROUPS = 12, 500
MAX_WORD = 60  # characters
LONGEST = 3  # words of an expression that is found in a query

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SynonymRow:
    id: int
    words: tuple[str, ...]
    changed_at: datetime


_words: AnySelect = select(SynonymGroup.words).order_by(SynonymGroup.id)
_all: AnySelect = select(SynonymGroup.id, SynonymGroup.words, SynonymGroup.changed_at).order_by(SynonymGroup.id)


class _Kept:
    """What this process made of the list when it last looked."""

    words: tuple[str, ...] = ()
    synonyms: Synonyms = {}  # noqa: RUF012 -- replaced, never changed


def current_synonyms(session: Session) -> Synonyms:
    """The whole list as a query uses it: read each time, and made into terms when it has changed."""
    words = tuple(execute(session, _words, {}).scalars())
    if words != _Kept.words:
        _Kept.synonyms = as_terms(group.split("|") for group in words)
        _Kept.words = words
    return _Kept.synonyms


def as_terms(groups: Iterable[Iterable[str]]) -> Synonyms:
    """Each expression → all others of its groups."""
    found: dict[Terms, dict[Terms, None]] = {}
    for group in groups:
        sequences = [sequence for words in group if (sequence := terms_of(words))]
        for sequence in sequences:
            if len(sequence) <= LONGEST:
                found.setdefault(sequence, {}).update(dict.fromkeys(other for other in sequences if other != sequence))
    return {sequence: tuple(others) for sequence, others in found.items()}


def terms_of(words: str) -> Terms:
    return tuple(term_of(match[0]) for match in WORD.finditer(words))


def synonym_rows(session: Session) -> tuple[SynonymRow, ...]:
    return tuple(SynonymRow(row[0], tuple(row[1].split("|")), row[2]) for row in execute(session, _all, {}))


def synonym_row(session: Session, group_id: int) -> SynonymRow:
    """Raises NotFound."""
    found = next((row for row in synonym_rows(session) if row.id == group_id), None)
    if found is None:
        raise NotFound
    return found


def add(session: Session, actor: Actor, words: str, submission: str | None) -> None:
    """A group of words, separated by commas or lines. The same submission twice adds one. Raises Invalid."""
    require(Action.KEEP_SYNONYMS, actor)
    kept = checked(words)
    if submission and session.scalars(select(SynonymGroup.id).where(SynonymGroup.submission == submission)).first():
        return
    if (session.scalar(select(func.count(SynonymGroup.id))) or 0) >= MOST_GROUPS:
        raise Invalid(N_("The list can have at most %(limit)s lines."), "words", limit=MOST_GROUPS)
    group = SynonymGroup(words="|".join(kept), changed_at=clock.now(), submission=submission)
    session.add(group)
    session.flush()
    audit.note(session, actor, "synonym-add", f"synonym:{group.id}", reason=", ".join(kept)[:200])


def change(session: Session, actor: Actor, group_id: int, words: str) -> None:
    """Raises NotFound, Invalid."""
    require(Action.KEEP_SYNONYMS, actor)
    group = session.get(SynonymGroup, group_id, with_for_update=True)
    if group is None:
        raise NotFound
    group.words, group.changed_at = "|".join(checked(words)), clock.now()
    audit.note(session, actor, "synonym-change", f"synonym:{group_id}", reason=group.words[:200])


def remove(session: Session, actor: Actor, group_id: int) -> None:
    """Raises NotFound."""
    require(Action.KEEP_SYNONYMS, actor)
    group = session.get(SynonymGroup, group_id, with_for_update=True)
    if group is None:
        raise NotFound
    session.delete(group)
    audit.note(session, actor, "synonym-remove", f"synonym:{group_id}", reason=group.words[:200])


def checked(words: str) -> tuple[str, ...]:
    """At least two expressions with letters in them, each once. Raises Invalid."""
    parts = (clean_line(part) for line in words.replace("|", "\n").splitlines() for part in line.split(","))
    kept: dict[Terms, str] = {}
    for part in parts:
        if sequence := terms_of(part):
            kept.setdefault(sequence, part)
    if len(kept) < 2:
        raise Invalid(N_("Write at least two words that mean the same, with a comma between them."), "words")
    if len(kept) > MOST_WORDS:
        raise Invalid(N_("At most %(limit)s words in one line."), "words", limit=MOST_WORDS)
    too_long = next((word for word in kept.values() if len(word) > MAX_WORD), None)
    if too_long:
        raise Invalid(
            N_("“%(word)s” is too long: a synonym can have at most %(limit)s characters."),
            "words",
            word=too_long[:20] + "…",
            limit=MAX_WORD,
        )
    return tuple(kept.values())
