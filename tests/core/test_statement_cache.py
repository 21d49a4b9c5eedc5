"""What a statement is compiled to is found again, and never for another one."""

from pathlib import Path

from sqlalchemy import bindparam, create_engine, literal, select

from network.core.db import engine_options, make_engine
from network.core.statements import KEPT, StatementCache


class Parts(tuple[str, ...]):
    """The parts of a statement, which count how often they are hashed."""

    hashed = 0

    def __hash__(self) -> int:
        self.hashed += 1
        return super().__hash__()

    __eq__ = tuple.__eq__


def test_the_same_parts_are_hashed_until_they_are_known() -> None:
    cache, parts = StatementCache(), Parts(("select", "thread"))
    key = ("dialect", parts, (), False, False)
    assert cache.get(key) is None
    cache[key] = "compiled"
    assert cache.get(key) == "compiled"
    before = parts.hashed
    assert [cache.get(key) for _ in range(3)] == ["compiled"] * 3
    assert parts.hashed == before


def test_equal_parts_of_another_statement_find_it_and_other_parts_do_not() -> None:
    cache = StatementCache()
    cache["dialect", Parts(("select", "thread")), ("id",), False, False] = "compiled"
    for _ in range(3):
        assert cache.get(("dialect", Parts(("select", "thread")), ("id",), False, False)) == "compiled"
        assert cache.get(("dialect", Parts(("select", "thread")), (), False, False)) is None
        assert cache.get(("dialect", Parts(("select", "post")), ("id",), False, False)) is None


def test_statements_that_are_built_anew_each_time_are_never_taken_for_each_other() -> None:
    cache = StatementCache()
    for number in range(4 * KEPT):
        key = ("dialect", Parts(("select", str(number))), (), False, False)
        assert cache.get(key) is None
        cache[key] = number
        assert cache.get(key) == number
    assert len(cache) <= 2 * KEPT


def test_every_engine_of_the_network_has_one_of_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'network.sqlite3'}"
    engine = make_engine(url)
    statement = select(literal("Lolland")).where(literal(1) == bindparam("number"))
    with engine.connect() as connection:
        rows = [connection.execute(statement, {"number": number}).all() for number in (1, 2, 1)]
    assert rows == [[("Lolland",)], [], [("Lolland",)]]
    caches = [engine_options(url, read_only=False)["execution_options"]["compiled_cache"] for _ in range(2)]
    assert caches[0] is not caches[1]
    again = create_engine("sqlite://", execution_options={"compiled_cache": caches[0]})
    with again.connect() as connection:
        connection.execute(statement, {"number": 1})
    assert len(caches[0]) == 1
