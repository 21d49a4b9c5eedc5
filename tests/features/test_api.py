"""Programs read what a visitor may read, and with a member's key what the member may; answers are as their document
says.
"""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, update

from network.core.access import Actor, Audience
from network.features.accounts.models import Account, AccountState
from network.features.api.endpoints import ENDPOINTS
from network.features.apikeys.models import ApiKey
from network.features.apikeys.service import LASTS, MOST_KEYS
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.threads import service as forum
from tests.world import LEMVIG, LOLLAND, World

LISTS = ("threads", "methods", "documents", "plans")


def _key(world: World, actor: Actor, name: str = "Intranettet") -> str:
    client = world.client(actor)
    answer = client.submit("/konto/noegler", name=name)
    assert answer.status_code == 200, answer.text
    return "forkant_" + answer.text.partition("forkant_")[2].partition("<")[0]


def _get(world: World, path: str, key: str | None = None, **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {key}"} if key else {}
    return world.client().get(f"/api/v1{path}", headers=sent | headers)


def _fill(world: World, owner: Actor, audience: Audience) -> dict[str, int]:
    thread = world.thread(owner, f"Tråd for {audience}", "Hvad koster det?", audience)
    world.reply(owner, thread)
    method = world.method(owner, f"Metode for {audience}", audience=audience, steps="1. Ring.")
    document = world.document(owner, f"Dokument for {audience}", audience=audience)
    plan = world.plan(owner, f"Plan for {audience}", audience=audience)
    with world.writing() as session:
        card = NewCard(stage=Stage.DROPPED, texts={"failed": "Regnen."}, audience=audience)
        number = experiences.add(session, owner, method.id, card)
    ids = {"threads": thread.id, "methods": method.id, "documents": document.id, "plans": plan.id}
    return ids | {"experiences": number}


@pytest.fixture
def town(world: World) -> World:
    owner = world.member(LOLLAND)
    for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.OWN):
        _fill(world, owner, audience)
    world.work()
    return world


@pytest.mark.parametrize("name", LISTS)
def test_a_visitor_gets_what_is_public_and_a_key_what_its_member_may_read(town: World, name: str) -> None:
    def audiences(key: str | None = None) -> list[str]:
        return sorted(item["audience"] for item in _get(town, f"/{name}", key).json["items"])

    assert audiences() == ["public"]
    assert audiences(_key(town, town.member(LEMVIG))) == ["network", "public"]
    assert audiences(_key(town, town.member(LOLLAND))) == ["network", "own", "public"]


def test_single_things_follow_their_audience_too(town: World) -> None:
    outsider, colleague = _key(town, town.member(LEMVIG)), _key(town, town.member(LOLLAND))
    everything = _get(town, "/threads", colleague).json["items"]
    own = {item["audience"]: item["id"] for item in everything}
    for path in ("/threads/{}/posts", "/methods/{}", "/methods/{}/experiences", "/documents/{}", "/plans/{}"):
        name = path.split("/")[1]
        ids = {item["audience"]: item["id"] for item in _get(town, f"/{name}", colleague).json["items"]}
        assert _get(town, path.format(ids["own"]), colleague).status_code == 200, path
        assert _get(town, path.format(ids["own"]), outsider).status_code == 404, path
        assert _get(town, path.format(ids["own"])).status_code == 404, path
        assert _get(town, path.format(ids["public"])).status_code == 200, path
        missing, refused = (_get(town, path.format(number), outsider) for number in (99_999, ids["own"]))
        assert missing.json == refused.json
    assert own["own"]


def test_search_goes_by_the_key_and_not_by_the_cookie(town: World) -> None:
    assert _get(town, "/search?q=koster").json["total"] == 1
    assert _get(town, "/search?q=koster", _key(town, town.member(LOLLAND))).json["total"] == 3
    assert town.client(town.member(LOLLAND)).get("/api/v1/search?q=koster").json["total"] == 1


def test_a_key_that_has_ended_is_refused_in_so_many_words(town: World) -> None:
    owner = town.member(LOLLAND)
    key = _key(town, owner)
    assert _get(town, "/threads", key).status_code == 200
    for wrong in ("forkant_x", key[:-1], "æøå"):
        answer = _get(town, "/threads", wrong.encode().decode("latin-1"))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert town.client().get("/api/v1/threads", headers={"Authorization": "Basic eDp5"}).status_code == 401
    client = town.client(owner)
    assert client.submit("/konto/noegler", "/konto/noegler/1/afslut").status_code == 303
    assert _get(town, "/threads", key).status_code == 401
    assert "Intranettet" not in client.page("/konto/noegler")


def test_a_key_ends_with_the_year_and_with_the_access(town: World) -> None:
    owner = town.member(LEMVIG)
    key = _key(town, owner)
    with town.writing() as session:
        session.execute(update(Account).where(Account.id == owner.id).values(state=AccountState.SUSPENDED))
    assert _get(town, "/threads", key).status_code == 401
    with town.writing() as session:
        session.execute(update(Account).where(Account.id == owner.id).values(state=AccountState.ACTIVE))
    assert _get(town, "/threads", key).status_code == 200
    town.later(days=LASTS / timedelta(days=1) + 1)
    assert _get(town, "/threads", key).status_code == 401


def test_the_database_keeps_no_key_that_opens_anything(town: World) -> None:
    key = _key(town, town.member(LOLLAND))
    assert key not in str(town.read(select(ApiKey.fingerprint)))
    assert "forkant_" not in town.client(town.member(LOLLAND)).page("/konto/noegler").html.replace("forkant_…", "")


def test_a_key_opens_no_page(town: World) -> None:
    key = _key(town, town.member(LOLLAND))
    answer = town.client().get("/konto/", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 303


def test_keys_have_a_name_and_an_end_in_number(world: World) -> None:
    owner = world.member()
    client = world.client(owner)
    assert "Skriv, hvad nøglen skal bruges til" in client.submit("/konto/noegler", name=" ").text
    assert client.submit("/konto/noegler", name="x" * 61).status_code == 422
    for number in range(MOST_KEYS):
        _key(world, owner, f"Nummer {number}")
    answer = client.submit("/konto/noegler", name="En for meget")
    assert answer.status_code == 422
    assert "En for meget" in answer.text
    assert len(world.read(select(ApiKey.id))) == MOST_KEYS


def test_a_list_goes_on_with_what_it_calls_next(world: World) -> None:
    owner = world.member()
    for number in range(65):
        world.thread(owner, f"Tråd {number}", audience=Audience.PUBLIC)
        world.later(minutes=1)
    ids: list[int] = []
    after = ""
    for count in (30, 30, 5):
        answer = _get(world, f"/threads?after={after}").json
        assert len(answer["items"]) == count
        ids += [item["id"] for item in answer["items"]]
        after = answer["next"]
    assert after is None
    assert len(set(ids)) == 65


def test_lists_are_narrowed(town: World) -> None:
    other = town.member(LEMVIG)
    town.thread(other, "Fra Lemvig", audience=Audience.PUBLIC)
    titles = [
        item["title"] for item in _get(town, "/threads?municipality=lemvig&kind=question&state=open").json["items"]
    ]
    assert titles == ["Fra Lemvig"]
    assert _get(town, "/plans?topic=tomme-boliger").json["items"]
    assert _get(town, "/plans?phase=adoption").json["items"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/threads?kind=nonsens", 400),
        ("/threads?topic=findes-ikke", 404),
        ("/threads?municipality=0360%00", 404),
        ("/threads?after=x", 404),
        ("/threads?limit=1000", 400),
        ("/threads?kind=question&kind=call", 400),
        ("/documents/1?after=-1", 404),
        ("/municipalities?after=x", 400),
    ],
)
def test_nonsense_is_refused_by_the_name_of_the_parameter(town: World, path: str, status: int) -> None:
    answer = _get(town, path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["parameter"] == path.partition("?")[2].partition("=")[0]


def test_what_is_not_there_is_said_as_json(world: World) -> None:
    for path in ("/findes-ikke", "/threads/99999/posts", "/threads/9999999999999999999999/posts", "/plans/x"):
        answer = _get(world, path)
        assert answer.status_code == 404, path
        assert answer.content_type == "application/problem+json"
    assert world.client().post("/api/v1/threads").status_code in (400, 405)


def test_what_has_not_changed_is_not_sent_again(town: World) -> None:
    first = _get(town, "/methods")
    again = _get(town, "/methods", **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert "Authorization" in first.headers["Vary"]
    other = _get(town, "/methods", _key(town, town.member(LEMVIG)), **{"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_hidden_name_is_hidden_also_to_its_own_key(world: World) -> None:
    for code in ("0773", "0810", "0813", "0825"):
        world.member(code)
    writer = world.member("0849", "Ida Hemmelig")
    thread = world.thread(world.member(LOLLAND))
    with world.writing() as session:
        forum.reply(session, writer, thread.id, "Vi gav op.", hide_name=True)
    for key in (_key(world, writer), _key(world, world.secretariat())):
        post = _get(world, f"/threads/{thread.id}/posts", key).json["items"][1]
        assert post["author"] is None
        assert post["organisation"] == "en landkommune i Region Nordjylland"


def test_the_document_names_every_endpoint(world: World) -> None:
    document = _get(world, "/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {endpoint.path for endpoint in ENDPOINTS} | {"/search"}
    assert _get(world, "/municipalities").json["items"][0]["code"]


def test_answers_are_as_the_document_says(town: World) -> None:
    """Schemathesis asks what the document allows and what it does not, as a visitor and with a key."""
    app = town.app.wsgi_app
    document = _get(town, "/openapi.json").json
    own_key = _key(town, town.member(LOLLAND))
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    operations = [operation.ok() for operation in schema.get_all_operations()]
    assert len(operations) == len(document["paths"])
    for operation in operations:
        for key in (None, own_key):
            headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {})
            for number in (1, 2, 3) if "{id}" in operation.path else ():
                operation.Case(path_parameters={"id": number}).call_and_validate(headers=headers)
            _ask(operation, headers)


def _ask(operation: Any, headers: dict[str, str]) -> None:
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers)

    ask()
