"""What every search index promises, on each implementation."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.ports.search import Document, Order, Query, RebuiltAlready, SearchIndex, SearchUnavailable
from network.ports.search.danish import term_of, tokens
from network.ports.search.query_text import Clause, parse
from tests.contracts.search_places import (
    EVERYONE,
    Place,
    PostgresPlace,
    WhooshPlace,
    document,
    found,
    in_another_process,
    search,
)
from tests.postgres import Cluster, fresh_database, throwaway_cluster

NASTY = {
    "empty": "",
    "space": " \t\n ",
    "ten thousand operators": "ø AND " * 10_000,
    "unbalanced quotes": '"å "æ ""ø" -"',
    "only quotes": '"' * 100_000,
    "only minus": "-" * 100_000,
    "nul": "kommune\x00 \x00",
    "lone surrogate": "\ud800 kommune \udfff",
    "query syntax": "title:(kommune) OR *:* AND [a TO z] ~2 ^3 ?*",
    "sql": "'; DROP SCHEMA search; -- \\' %s %(x)s :y",
    "tsquery": "a & b | !c <-> (d:*A",
    "100 kB of words": "kommune plan " * 8_000,
    "100 kB of one word": "x" * 100_000,
    "100 kB of hyphens and letters": "a-" * 50_000,
    "numbers": "1.111" * 20_000,
    "combining marks": "a" + "\u0301" * 50_000,
    "section signs": "§" * 50_000,
    "emoji": "👩‍🌾 🏚️ " * 100,
    "right to left": "\u202eenummok",
}


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with throwaway_cluster() as running:
        yield running


@pytest.fixture(scope="class", params=["whoosh", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    if request.param == "postgres":
        return PostgresPlace(fresh_database(request.getfixturevalue("cluster")))
    return WhooshPlace(tmp_path_factory.mktemp("search") / "index")


@pytest.fixture
def index(place: Place) -> Iterator[SearchIndex]:
    opened = place.open()
    opened.clear()
    yield opened
    opened.close()


audiences = st.sampled_from(["public", "network", "municipalities", "own:0360", "own:0482"])
some_words = st.lists(
    st.sampled_from(
        [
            "by",
            "byen",
            "plan",
            "planer",
            "hus-plan",
            "byplan",
            "bymidte",
            "Åbenrå",
            "aabenraa",
            "§",
            "5",
            "c",
            "5c",
            "e-mail",
        ]
    ),
    max_size=8,
).map(" ".join)
documents = st.builds(
    lambda number, title, text, audience: document(
        f"reply:{number}",
        text,
        title,
        audience=audience,
        group=f"thread:{number % 4}",
        facets={"topic": (str(number % 3),)},
    ),
    st.integers(0, 12),
    some_words,
    some_words,
    audiences,
)
queries = st.lists(
    st.one_of(
        some_words,
        some_words.map('"{}"'.format),
        st.sampled_from(["-by", '-"byen plan"', "-5c", "-e-mail", "by*", "pla* OR e-mail", "-byp*"]),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


def meets(document: Document, query: str, at_least: int) -> bool:
    """The conditions of a query checked the slow and obvious way."""
    conditions = parse(query)
    said = [{(token.term, token.position) for token in tokens(part)} for part in (document.title, document.text)]
    parts = {(part, 0) for one in (document.title, document.text) for token in tokens(one) for part in token.parts}

    def holds(clause: Clause, *, is_excluded: bool = False) -> bool:
        whole = any(
            all((term, start + offset) in field for offset, term in enumerate(sequence))
            for sequence in clause.sequences
            for field in said
            for start in range(20)
        )
        as_part = any(len(sequence) == 1 and (sequence[0], 0) in parts for sequence in clause.sequences)
        apart = any(
            (one, first) in field and (other, second) in field
            for one, other in clause.near
            for field in said
            for first in range(20)
            for second in range(max(0, first - 4), first + 5)
        )
        begun = any(term.startswith(begun) for begun in clause.beginnings for field in said for term, _ in field)
        return whole or begun or (not is_excluded and (as_part or apart))

    needed = min(at_least or 1000, len(conditions.required))
    met = sum(map(holds, conditions.required))
    return (
        bool(conditions.required)
        and met >= needed
        and not any(holds(one, is_excluded=True) for one in conditions.excluded)
    )


class TestSearchIndex:
    def test_there_is_no_index_before_it_is_cleared_into_being(self, place: Place, index: SearchIndex) -> None:
        place.destroy()
        for attempt in (
            lambda: search(index, "kommune"),
            lambda: search(index, ""),
            index.versions,
            lambda: index.put([document("reply:1", "kommune")]),
            lambda: index.delete(["reply:1"]),
        ):
            with pytest.raises(SearchUnavailable):
                attempt()

    def test_an_index_that_was_taken_away_is_back_after_clear_and_put(self, place: Place, index: SearchIndex) -> None:
        index.put([document("reply:1", "kommune")])
        assert found(index, "kommune") == ["reply:1"]
        place.destroy()
        with pytest.raises(SearchUnavailable):
            search(index, "kommune")
        index.clear()
        assert found(index, "kommune") == []
        index.put([document("reply:2", "kommune")])
        assert found(index, "kommune") == ["reply:2"]

    def test_an_index_answers_while_it_is_built_anew_and_is_then_the_new_one(
        self, place: Place, index: SearchIndex
    ) -> None:
        index.put([document("reply:1", "kommune"), document("reply:2", "kommune")])
        other = place.open()
        with index.renewed() as new:
            new.put([document("reply:2", "kommune")])
            new.put([document("reply:3", "kommune")])
            assert found(index, "kommune") == found(other, "kommune") == ["reply:1", "reply:2"]
            assert found(new, "kommune") == ["reply:2", "reply:3"]
            with pytest.raises(RebuiltAlready), other.renewed():
                pass
        assert found(index, "kommune") == found(other, "kommune") == ["reply:2", "reply:3"]
        index.put([document("reply:4", "kommune")])
        index.delete(["reply:2"])
        assert found(other, "kommune") == ["reply:3", "reply:4"]
        other.close()

    def test_an_index_that_could_not_be_built_anew_stays_as_it_was(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "kommune")])
        with pytest.raises(TypeError), index.renewed() as new:
            new.put(None)  # type: ignore[arg-type]
        assert found(index, "kommune") == ["reply:1"]
        with index.renewed():
            pass
        assert found(index, "kommune") == []

    def test_an_index_that_was_taken_away_is_there_when_it_has_been_built_anew(
        self, place: Place, index: SearchIndex
    ) -> None:
        place.destroy()
        with index.renewed() as new:
            new.put([document("reply:1", "kommune")])
        assert found(index, "kommune") == ["reply:1"]

    def test_a_document_is_found_by_its_own_word_and_comes_back_whole(self, index: SearchIndex) -> None:
        index.put([document("reply:7", "Huset står tomt", kind="reply", group="thread:3", version=4)])
        (hit,) = search(index, "tomt").hits
        assert (hit.key, hit.kind, hit.group, hit.version) == ("reply:7", "reply", "thread:3", 4)
        assert hit.score > 0
        assert search(index, "tomme HUSE").terms >= {"tom", "hus"}

    def test_all_words_are_required_wherever_they_stand(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "huse", "tomme"), document("reply:2", "tomme"), document("reply:3", "huse")])
        assert found(index, "tomme huse") == ["reply:1"]

    def test_when_some_words_are_enough_those_with_most_of_them_come_first(self, index: SearchIndex) -> None:
        texts = ("huse i byen", "tomme huse i byen", "by")
        index.put(document(f"reply:{number}", text) for number, text in enumerate(texts, 1))
        assert found(index, "tomme huse byen", at_least=2) == ["reply:2", "reply:1"]
        assert set(found(index, "tomme huse byen", at_least=1)) == {"reply:1", "reply:2", "reply:3"}
        assert found(index, "tomme huse byen", at_least=9) == ["reply:2"]

    def test_only_documents_of_the_given_audiences_are_found_and_counted(self, index: SearchIndex) -> None:
        index.put([document(f"reply:{audience}", "plan", audience=audience) for audience in ("public", "own:1")])
        assert found(index, "plan", frozenset({"public"})) == ["reply:public"]
        assert found(index, "plan", frozenset({"own:1"})) == ["reply:own:1"]
        assert len(found(index, "plan", frozenset({"public", "own:1"}))) == 2
        assert found(index, "plan", frozenset({"own"})) == []
        assert found(index, "plan", frozenset()) == []

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        batches=st.lists(st.lists(documents, max_size=8), max_size=3),
        asked=st.lists(
            st.tuples(queries, st.frozensets(audiences, max_size=4), st.booleans(), st.integers(0, 4)),
            min_size=1,
            max_size=4,
        ),
    )
    def test_exactly_the_readable_documents_that_meet_the_query_are_found(
        self, place: Place, batches: list[list[Document]], asked: list[tuple[str, frozenset[str], bool, int]]
    ) -> None:
        index = place.open()
        index.clear()
        stored: dict[str, Document] = {}
        for batch in batches:
            index.put(batch)
            stored |= {document.key: document for document in batch}
        for query, readable, newest_first, needed in asked:
            expected = {key for key, one in stored.items() if one.audience in readable and meets(one, query, needed)}
            assert set(found(index, query, readable, newest_first=newest_first, at_least=needed)) == expected
            gathered = index.gather(Query(query, at_least=needed), readable, ("topic",))
            groups = {stored[key].group for key in expected}
            pairs = {(stored[key].group, stored[key].facets["topic"][0]) for key in expected}
            assert {group.key: group.count for group in gathered.groups} == {
                group: sum(stored[key].group == group for key in expected) for group in groups
            }
            assert gathered.total == len(groups)
            assert gathered.counts["topic"] == Counter(topic for _group, topic in pairs)
        index.close()

    def test_a_group_among_the_audiences_is_found_whole_and_nothing_beside_it(self, index: SearchIndex) -> None:
        index.put(
            [
                document("thread:7", "havn", group="thread:7", audience="own:1"),
                document("reply:8", "havn", group="thread:7", audience="own:1"),
                document("thread:77", "havn", group="thread:77", audience="own:1"),
                document("document:7", "havn", group="document:7", audience="own:1"),
                document("thread:9", "havn", group="thread:9", audience="public"),
            ]
        )
        opened = frozenset({"public", "thread:7"})
        assert set(found(index, "havn", opened)) == {"thread:7", "reply:8", "thread:9"}
        assert {group.key for group in index.gather(Query("havn"), opened).groups} == {"thread:7", "thread:9"}
        assert dict(index.known({"havn"}, opened)) == {"havn": 3}
        assert found(index, "havn", frozenset({"public"})) == ["thread:9"]
        assert found(index, "havn", frozenset({"plan:7", "thread:1"})) == []
        assert dict(index.known({"havn"}, frozenset({"public"}))) == {}

    def test_a_changed_audience_takes_effect_with_the_put(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "plan", audience="public")])
        index.put([document("reply:1", "plan", audience="own:1", version=2)])
        assert found(index, "plan") == []
        assert found(index, "plan", frozenset({"own:1"})) == ["reply:1"]

    def test_a_document_replaces_the_one_with_its_key(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "gammel tekst"), document("reply:2", "gammel tekst")])
        index.put([document("reply:1", "ny tekst", version=2)])
        assert found(index, "gammel") == ["reply:2"]
        assert found(index, "ny") == ["reply:1"]
        assert index.versions() == {"reply:1": 2, "reply:2": 1}

    def test_the_last_of_two_with_one_key_in_a_batch_stays(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "først"), document("reply:1", "sidst", version=2)])
        assert (found(index, "først"), found(index, "sidst")) == ([], ["reply:1"])

    def test_a_deleted_document_is_not_found_and_not_counted(self, index: SearchIndex) -> None:
        index.put([document(f"reply:{number}", "plan") for number in range(5)])
        index.delete(["reply:1", "reply:3", "reply:99"])
        assert sorted(found(index, "plan")) == ["reply:0", "reply:2", "reply:4"]
        assert set(index.versions()) == {"reply:0", "reply:2", "reply:4"}
        index.delete([])

    def test_putting_nothing_changes_nothing(self, index: SearchIndex) -> None:
        index.put([])
        assert index.versions() == {}

    def test_a_word_in_the_title_beats_the_same_word_in_the_text(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "havn havn havn havn ligger her"), document("thread:1", "Om noget", "Ny havn")])
        assert found(index, "havn") == ["thread:1", "reply:1"]

    def test_a_phrase_is_found_where_its_words_follow_one_another(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "de tomme huse i byen"), document("reply:2", "huse kan stå tomme længe")])
        assert found(index, '"tomme huse"') == ["reply:1"]
        assert found(index, '"tomme hus i by"') == ["reply:1"]
        assert found(index, '"huse tomme"') == []

    def test_a_phrase_does_not_run_from_the_title_into_the_text(self, index: SearchIndex) -> None:
        index.put([document("thread:1", "huse i byen", "De tomme")])
        assert found(index, '"tomme huse"') == []
        assert found(index, "tomme huse") == ["thread:1"]

    def test_what_else_it_is_found_by_weighs_less_than_a_word_of_the_text(self, index: SearchIndex) -> None:
        long = "Det er en lang tekst, som handler om noget helt andet, indtil den nævner en havn til sidst. " * 3
        also = document("thread:1", "Kaj", "Bolværk", also="havn")
        index.put([document("reply:1", long), also, document("reply:2", "Ø")])
        assert found(index, "havnen") == ["reply:1", "thread:1"]
        assert found(index, "havn kaj") == ["thread:1"]
        assert found(index, '"kaj havn"') == []

    def test_nothing_is_left_out_for_what_does_not_stand_in_it(self, index: SearchIndex) -> None:
        index.put([document("thread:1", "En kaj", also="havn"), document("thread:2", "En kaj i en havn")])
        assert found(index, "kaj -havn") == ["thread:1"]

    def test_minus_leaves_out_a_word_and_a_phrase(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "plan for havnen"), document("reply:2", "plan for nedrivning af huse")])
        assert found(index, "plan -nedrivning") == ["reply:1"]
        assert found(index, 'plan -"for havnen"') == ["reply:2"]
        assert found(index, "-nedrivning") == []

    @pytest.mark.parametrize(("asked", "written"), [
        ("aabenraa", "Åbenrå"), ("ÅBENRÅ", "Aabenraa"), ("faellesskab", "fællesskab"), ("Tønder", "Toender"),
        ("ideer", "idéer"), ("cafe", "Caféen"), ("A\u030abenra\u030a", "Åbenrås"), ("kommuneplan", "kommune\u00adplan"),
    ])  # fmt: skip
    def test_spellings_of_one_word_meet(self, index: SearchIndex, asked: str, written: str) -> None:
        index.put([document("reply:1", f"Vi så {written}, dengang.")])
        assert found(index, asked) == ["reply:1"]

    def test_far_and_faar_are_two_words(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "min far"), document("reply:2", "et får")])
        assert (found(index, "far"), found(index, "får")) == (["reply:1"], ["reply:2"])

    @pytest.mark.parametrize(("asked", "written"), [
        ("kommune", "kommunernes"), ("by", "byerne"), ("byen", "by"), ("sti", "stierne"), ("ejendom", "ejendommene"),
        ("landsby", "landsbyens"), ("strategiplan", "strategiplanerne"), ("tilskud", "tilskuddet"), ("Læsø", "Læsøs"),
    ])  # fmt: skip
    def test_inflections_of_one_word_meet(self, index: SearchIndex, asked: str, written: str) -> None:
        index.put([document("reply:1", f"Her står {written} i midten.")])
        assert found(index, asked) == ["reply:1"]

    def test_a_section_of_an_act_is_found_however_it_is_spaced(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "efter planlovens § 5 c, stk. 2"), document("reply:2", "§ 15 c og 5 planer")])
        for asked in ("§ 5 c", "§5c", "§ 5c", "§ 5 C planloven", '"§ 5 c"'):
            assert found(index, asked) == ["reply:1"]

    def test_a_hyphenated_word_is_found_whole_and_by_its_parts(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "Ringkøbing-Skjern Kommune"), document("reply:2", "Send en email")])
        for asked in ("skjern", "ringkøbing", "Ringkøbing-Skjern", '"skjern kommune"'):
            assert found(index, asked) == ["reply:1"]
        assert found(index, "e-mail") == ["reply:2"]

    def test_the_newest_come_first_when_asked_for(self, index: SearchIndex) -> None:
        index.put([document(f"reply:{day}", "plan " * day, day=day) for day in (3, 1, 4, 2)])
        assert found(index, "plan", newest_first=True) == ["reply:4", "reply:3", "reply:2", "reply:1"]
        assert {hit.score for hit in search(index, "plan", newest_first=True).hits} == {0.0}

    def test_pages_follow_one_another_and_the_total_stays(self, index: SearchIndex) -> None:
        index.put([document(f"reply:{number}", "plan " + "ord " * number, day=number) for number in range(23)])
        whole = found(index, "plan")
        for newest_first in (False, True):
            pages = [search(index, "plan", offset=at, limit=5, newest_first=newest_first) for at in range(0, 30, 5)]
            assert [len(page.hits) for page in pages] == [5, 5, 5, 5, 3, 0]
            assert {page.total for page in pages} == {23}
            together = [hit.key for page in pages for hit in page.hits]
            assert sorted(together) == sorted(whole)
        assert search(index, "plan", limit=0).total == 23
        assert search(index, "plan", offset=-3, limit=-1).hits == ()

    def test_an_index_that_is_made_small_answers_as_before(self, place: Place, index: SearchIndex) -> None:
        index.compact()
        for number in range(9):
            index.put([document(f"reply:{number}", "plan " + "ord " * number), document("reply:x", f"plan {number}")])
        index.delete(["reply:3"])
        before, other = search(index, "plan").hits, place.open()
        index.compact()
        index.compact()
        assert [hit.key for hit in search(index, "plan").hits] == [hit.key for hit in before]
        assert [hit.key for hit in search(other, "plan").hits] == [hit.key for hit in before]
        other.close()
        index.put([document("reply:new", "plan")])
        assert len(found(index, "plan")) == len(before) + 1

    def test_only_documents_with_all_asked_facets_are_found(self, index: SearchIndex) -> None:
        index.put([
            document("reply:1", "plan", facets={"topic": ("3", "4"), "municipality": ("0360",)}),
            document("reply:2", "plan", facets={"topic": ("3",), "municipality": ("0482",)}),
            document("reply:3", "plan", facets={"municipality": ("3",)}),
        ])  # fmt: skip
        assert sorted(found(index, "plan", facets={"topic": "3"})) == ["reply:1", "reply:2"]
        assert found(index, "plan", facets={"topic": "3", "municipality": "0482"}) == ["reply:2"]
        assert found(index, "plan", facets={"topic": "5"}) == []

    def test_only_documents_of_the_asked_kinds_are_found(self, index: SearchIndex) -> None:
        index.put([document(f"{kind}:1", "plan", kind=kind) for kind in ("thread", "reply", "page")])
        assert sorted(found(index, "plan", kinds=frozenset({"thread", "page"}))) == ["page:1", "thread:1"]

    @pytest.mark.parametrize(("asked", "written"), [
        ("bolig", "ældreboligerne"), ("landsby", "landsbyfornyelsen"), ("fornyelse", "landsbyfornyelsespuljer"),
        ("landsbyfornyelse", "fornyelse af de små landsbyer"), ("fornyelse landsbyer", "Landsbyfornyelse"),
        ("ældre bolig", "ældreboliger"), ("erhverv bygning", "erhvervsbygninger"), ("bog", "håndbøger"),
        ("mand", "landmændene"), ("barn", "børnehave"), ("fornyels*", "fornyelsen"),
    ])  # fmt: skip
    def test_compounds_meet_both_ways(self, index: SearchIndex, asked: str, written: str) -> None:
        index.put([document("reply:1", f"Her står {written} i midten."), document("reply:2", "Noget andet.")])
        assert found(index, asked) == ["reply:1"]

    def test_a_compound_is_no_phrase_and_is_left_out_for_what_it_is_only_made_of(self, index: SearchIndex) -> None:
        index.put([document("reply:1", "ny landsbyfornyelse"), document("reply:2", "ny landsby")])
        assert found(index, '"ny landsby"') == ["reply:2"]
        assert found(index, "ny -landsby") == ["reply:1"]

    def test_synonyms_are_found_as_if_they_had_been_typed(self, index: SearchIndex) -> None:
        index.put(
            [document("reply:1", "tomme huse"), document("reply:2", "tomme boliger"), document("reply:3", "huse")]
        )
        synonyms = {("tom", "bolig"): (("tom", "hus"),)}
        assert sorted(found(index, "tomme boliger", synonyms=synonyms)) == ["reply:1", "reply:2"]

    def test_fields_find_by_name_and_time(self, index: SearchIndex) -> None:
        index.put([
            document("reply:1", "plan", names={"forfatter": "Inger Klitmose", "emne": "Tomme boliger"}),
            document("reply:2", "plan", day=400, names={"forfatter": "Inger Holm"}),
        ])  # fmt: skip
        assert sorted(found(index, "forfatter:inger")) == ["reply:1", "reply:2"]
        assert found(index, 'forfatter:"Inger Holm" plan') == ["reply:2"]
        assert found(index, "plan -forfatter:holm") == ["reply:1"]
        assert found(index, "emne:bolig") == ["reply:1"]
        assert found(index, "plan fra:2027") == found(index, "fra:2027") == ["reply:2"]
        assert found(index, "plan til:2026") == ["reply:1"]
        assert found(index, "forfatter:inger", frozenset({"network"})) == []
        assert found(index, "i:titel plan") == []

    def test_a_group_is_one_result_with_its_best_hits_under_it(self, index: SearchIndex) -> None:
        index.put([
            *(document(f"reply:{number}", "plan " * number, group="thread:1", day=number) for number in range(1, 6)),
            document("page:1", "en plan " + "ord " * 50, group="document:1", day=9, useful=3),
            document("page:2", "plan", group="document:2", audience="own:1"),
        ])  # fmt: skip
        gathered = index.gather(Query("plan"), EVERYONE)
        assert [(group.key, group.count) for group in gathered.groups] == [("thread:1", 5), ("document:1", 1)]
        assert gathered.total == 2
        scores = [hit.score for hit in gathered.groups[0].hits]
        assert len(scores) == 3
        assert scores == sorted(scores, reverse=True)
        newest = index.gather(Query("plan", order=Order.NEWEST), EVERYONE)
        assert [group.key for group in newest.groups] == ["document:1", "thread:1"]
        assert newest.groups[1].hits[0].key == "reply:5"
        useful = index.gather(Query("plan", order=Order.USEFUL), EVERYONE)
        assert [group.key for group in useful.groups] == ["document:1", "thread:1"]
        pages = [index.gather(Query("plan", offset=at, limit=1), EVERYONE).groups for at in range(3)]
        assert [len(page) for page in pages] == [1, 1, 0]
        assert index.gather(Query(""), EVERYONE, ("topic",)).counts == {"topic": {}}

    def test_what_helped_others_comes_first_of_two_that_match_alike(self, index: SearchIndex) -> None:
        index.put(document(f"reply:{n}", "plan", group=f"thread:{n}", useful=9 * (n == 2)) for n in (1, 2, 3))
        assert index.gather(Query("plan"), EVERYONE).groups[0].key == "thread:2"

    def test_facets_count_groups_that_may_be_read_as_if_nothing_of_them_were_chosen(self, index: SearchIndex) -> None:
        def one(number: int, group: int, topic: str, code: str, audience: str = "public") -> Document:
            facets = {"topic": (topic,), "municipality": (code,)}
            return document(f"reply:{number}", "plan", group=f"thread:{group}", facets=facets, audience=audience)

        index.put(
            [one(1, 1, "3", "0360"), one(2, 1, "3", "0482"), one(3, 2, "4", "0360"), one(4, 3, "3", "x", "own:1")]
        )
        names = ("topic", "municipality", "year")
        counts = index.gather(Query("plan"), EVERYONE, names).counts
        assert counts == {"topic": {"3": 1, "4": 1}, "municipality": {"0360": 2, "0482": 1}, "year": {}}
        chosen = index.gather(Query("plan", facets={"topic": "3"}), EVERYONE, names)
        assert (chosen.total, chosen.counts["topic"]) == (1, {"3": 1, "4": 1})
        assert chosen.counts["municipality"] == {"0360": 1, "0482": 1}
        both = index.gather(Query("plan", facets={"topic": "4", "municipality": "0482"}), EVERYONE, names)
        assert (both.total, both.groups) == (0, ())

    def test_a_word_is_known_when_two_documents_that_may_be_read_hold_it(self, index: SearchIndex) -> None:
        index.put([
            *(document(f"reply:{number}", "havnen", "kaj") for number in range(3)),
            *(document(f"reply:s{number}", "hemmelig", audience="own:1") for number in range(3)),
            document("reply:9", "ene hemmelig"),
        ])  # fmt: skip
        hidden = term_of("hemmelig")
        asked = ["havn", "kaj", hidden, "ene", "en", "findesikke", "'\\"]
        assert index.known(asked, EVERYONE) == {"havn": 3, "kaj": 3}
        assert index.known(asked, frozenset({"public", "own:1"}))[hidden] == 4
        assert index.known(asked, EVERYONE, 1) == {"havn": 3, "kaj": 3, "ene": 1, hidden: 1}
        assert index.known([], EVERYONE) == {}

    @pytest.mark.parametrize("query", NASTY.values(), ids=NASTY.keys())
    def test_nothing_that_can_be_typed_is_an_error_or_slow(self, index: SearchIndex, query: str) -> None:
        index.put([document("reply:1", "kommune plan"), document("reply:2", "hemmelig", audience="own:1")])
        began = time.process_time()
        results = search(index, query)
        index.gather(Query(query), EVERYONE, ("topic",))
        assert time.process_time() - began < 0.5
        assert {hit.key for hit in results.hits} <= {"reply:1"}

    @settings(max_examples=30, deadline=None)
    @given(
        query=st.text(max_size=60),
        facet=st.text(max_size=5).filter(lambda text: "\0" not in text).filter(str.isprintable),
    )
    def test_any_text_is_a_query(self, place: Place, query: str, facet: str) -> None:
        index = place.open()
        index.clear()
        results = search(index, query, facets={"topic": facet})
        assert (results.hits, results.total) == ((), 0)
        index.close()

    @pytest.mark.parametrize("text", [
        "", "\x00", "\ud800", "x" * 1_000_000, "ord " * 250_000, " ".join(map(str, range(30_000))), "\x00" * 1_000_000,
    ], ids=["empty", "nul", "surrogate", "one long word", "one word often", "many words", "many nul"])  # fmt: skip
    def test_a_document_of_any_text_can_be_put(self, index: SearchIndex, text: str) -> None:
        index.put([document("reply:1", text, "Titlen\x00 er \ud800 her"), document("reply:2", "titlen")])
        assert sorted(found(index, "titlen")) == ["reply:1", "reply:2"]

    def test_another_instance_sees_a_commit_at_its_next_search(self, place: Place, index: SearchIndex) -> None:
        other = place.open()
        for number in range(5):
            index.put([document(f"reply:{number}", "plan")])
            assert len(found(other, "plan")) == number + 1
        index.clear()
        assert found(other, "plan") == []
        other.close()

    def test_another_process_sees_a_commit(self, place: Place, index: SearchIndex) -> None:
        index.put([document("reply:1", "plan")])
        with in_another_process(place, "print(search(index, 'plan').total)") as child:
            assert child.communicate()[0].split() == ["1"]

    def test_what_another_process_puts_is_found_here(self, place: Place, index: SearchIndex) -> None:
        assert found(index, "plan") == []
        with in_another_process(place, "index.put([document('reply:1', 'plan')]); index.close()") as child:
            child.communicate()
        assert found(index, "plan") == ["reply:1"]

    def test_another_process_searches_undisturbed_while_this_one_writes(self, place: Place, index: SearchIndex) -> None:
        index.put([document(f"reply:{number}", "plan") for number in range(50)])
        searching = """
        from time import monotonic
        print("ready", flush=True)
        end = monotonic() + 3
        while monotonic() < end:
            assert search(index, "plan").total >= 50
            assert len(index.versions()) >= 50
        """
        with in_another_process(place, dedent(searching)) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            number = 50
            while child.poll() is None:
                index.put([document(f"reply:{number}", "plan")])
                number += 1
        assert child.returncode == 0

    def test_threads_search_while_another_one_writes(self, index: SearchIndex) -> None:
        index.put([document(f"reply:{number}", "plan") for number in range(10)])
        wrong: list[object] = []
        done = threading.Event()

        def search_on() -> None:
            while not done.is_set():
                try:
                    if (total := search(index, "plan").total) < 10:
                        wrong.append(total)
                except Exception as error:
                    wrong.append(error)

        threads = [threading.Thread(target=search_on) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(10, 22):
            index.put([document(f"reply:{number}", "plan")])
        done.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert len(found(index, "plan")) == 22

    def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(self, place: Place, index: SearchIndex) -> None:
        putting = "for n in range(999): index.put([document(f'reply:{n}', 'plan')]); print(n, flush=True)"
        for patience in (0.05, 0.11, 0.2):
            index.clear()
            with in_another_process(place, putting) as child:
                assert child.stdout is not None
                acknowledged = [child.stdout.readline()]
                time.sleep(patience)
                child.send_signal(signal.SIGKILL)
                acknowledged += child.stdout.readlines()
            keys = {f"reply:{number}" for number in map(int, acknowledged)}
            assert keys
            assert keys <= set(found(index, "plan")) == set(index.versions())
            index.put([document("reply:after", "plan")])
            assert keys <= set(found(index, "plan"))
