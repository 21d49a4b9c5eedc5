"""How the lexicon's file is written: what the rules of forms say, and where they stand."""

from array import array
from collections import defaultdict
from collections.abc import Iterable

from network.ports.search.lexicon import BUCKETS, FORMAT, Rule, place_of, written

FEWEST_SHARED = 3  # letters that forms share when one beginning stands for them


def change(form: str, lemma: str) -> tuple[int, str]:
    """How many letters go from the end of the form, and what comes instead."""
    shared = len(shared_beginning((form, lemma)))
    return len(form) - shared, lemma[shared:]


def shared_beginning(words: Iterable[str]) -> str:
    ordered = sorted(words)
    first, last = ordered[0], ordered[-1]
    at = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    return first[:at] if at is not None else first[: min(len(first), len(last))]


def covers(forms: set[str]) -> list[str]:
    """Beginnings of which each form has one: the fewest that are not too short to be looked for."""
    whole = shared_beginning(forms)
    if len(whole) >= FEWEST_SHARED or whole in forms:
        return [whole]
    by_letters: defaultdict[str, set[str]] = defaultdict(set)
    for form in forms:
        by_letters[form[: len(whole) + 1]].add(form)
    return sorted(one for group in by_letters.values() for one in covers(group))


def packed(rules: Iterable[tuple[str, Rule]]) -> bytes:
    """The file. The same words give the same bytes."""
    numbers: dict[str, int] = {}
    placed: list[tuple[int, int, int]] = []
    for form, rule in sorted(rules):
        bucket, key = place_of(form)
        placed.append((bucket, key, numbers.setdefault(written(rule), len(numbers))))
    placed.sort()
    if len(numbers) > 0xFFFF or len({one[:2] for one in placed}) < len(placed):
        raise ValueError("too many rules, or two forms of one hash: another format is needed")
    starts = array("I", [0] * (BUCKETS + 1))
    for bucket, _key, _number in placed:
        starts[bucket + 1] += 1
    for bucket in range(BUCKETS):
        starts[bucket + 1] += starts[bucket]
    ordinals = array("H", (number for *_place, number in placed))
    if len(ordinals) % 2:
        ordinals.append(0)
    texts = [text.encode() for text in numbers]
    offsets = array("I", [0])
    for text in texts:
        offsets.append(offsets[-1] + len(text))
    header = array("I", [FORMAT, len(placed), len(texts), offsets[-1]])
    keys = array("I", (key for _bucket, key, _number in placed))
    return b"".join((*(part.tobytes() for part in (header, starts, keys, ordinals, offsets)), *texts))
