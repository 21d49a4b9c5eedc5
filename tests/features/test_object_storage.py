"""Where files are in a bucket: how they come and go, who may have them, and what a member sees when it is away."""

import hashlib
import io
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from network.core.access import Audience
from network.features.attachments.models import Attachment
from network.features.library.models import Document, DocumentPicture, DocumentVersion, StoredFile, TextState
from network.features.threads.models import Post
from network.ports.files.s3 import S3FileStore
from tests.conftest import Start
from tests.features.test_attachments import photo, reply_with
from tests.features.test_bad_input import LONG
from tests.object_storage import BUCKET, SECRET_KEY, Service, throwaway_service
from tests.pages.client import Page, fields_of
from tests.rules.test_headers import lacking
from tests.world import LEMVIG, LOLLAND, World

DATA = Path(__file__).parent.parent / "data"
RAPPORT = (DATA / "rapport.pdf").read_bytes()
LINES = b"".join(b"Linje %06d om diger.\n" % number for number in range(40_000))  # 0.9 MB


@pytest.fixture
def linked(start: Start) -> World:
    return start()


@pytest.fixture
def passed_on(start: Start) -> World:
    return start(NETWORK_S3_DOWNLOADS="application")


@pytest.fixture(params=["links", "application"])
def either(request: pytest.FixtureRequest, start: Start) -> World:
    return start(NETWORK_S3_DOWNLOADS=request.param)


def original_of(document: Document) -> str:
    return f"/dokumenter/{document.id}-{document.slug}/original"


def followed(answer: TestResponse, **headers: str) -> tuple[int, bytes, Any]:
    """What a browser has in the end."""
    if answer.status_code != 302:
        return answer.status_code, answer.data, answer.headers
    request = urllib.request.Request(answer.location, headers=headers)  # noqa: S310 -- the test's own service
    try:
        with urllib.request.urlopen(request) as given:  # noqa: S310
            return given.status, given.read(), given.headers
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read(), refused.headers


def objects(service: Service) -> list[str]:
    """What has been asked of the bucket about single files."""
    return [method for method, path in service.door.asked if "/filer/" in path]


# Coming and going


@pytest.mark.parametrize("name", ["rapport.pdf", "rapport.docx", "noegletal.xlsx", "referat-utf8.txt"])
def test_a_file_is_shared_read_found_and_comes_back_unchanged(either: World, name: str) -> None:
    content = (DATA / name).read_bytes()
    client = either.client(either.member(LOLLAND))
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del")) | {"title": "Rapport", "audience": "network"}
    shared = client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(content), name)})
    assert shared.status_code == 303
    either.work()
    assert client.page(shared.location).elements("span", data_text_state="searchable")
    status, found, headers = followed(client.get(f"{shared.location}/original"))
    assert (status, found) == (200, content)
    assert headers["Content-Disposition"].startswith("attachment")
    assert name in headers["Content-Disposition"]
    if name.endswith(".pdf"):
        assert either.read(select(DocumentPicture.version_id))
        assert client.get(f"{shared.location}/forside.png").status_code == 200


def test_the_worker_of_another_machine_reads_what_this_one_took(start: Start, world: World) -> None:
    web, worker = start(), start()
    web.document(web.member(), content=RAPPORT, name="rapport.pdf")
    worker.work()
    assert worker.read(select(DocumentVersion.text_state)) == [TextState.SEARCHABLE]
    assert worker.read(select(DocumentPicture.version_id))


def test_the_same_bytes_are_one_object_and_count_for_each(linked: World, service: Service) -> None:
    author = linked.member()
    for title in ("Første", "Anden"):
        linked.document(author, title)
    linked.upload(author, content="Asbest skal fjernes først.\n".encode())
    assert len(linked.app.ports.files.keys()) == 1
    assert objects(service).count("PUT") == 1


def test_a_picture_in_a_post_is_shown_from_the_bucket_and_from_nowhere_else(linked: World) -> None:
    author = linked.member()
    thread = linked.thread(author)
    number = linked.upload(author, "dige.jpg", photo("Jernbanegade 7"))
    reply_with(linked, author, thread, number, body=f"![Et dige](/filer/{number}/dige.jpg)")
    page = linked.client(author).page(f"/traade/{thread.id}-{thread.slug}")
    [source] = [image.get("src") for image in page.elements("img") if "dige.jpg" in image.get("src")]
    assert source == f"/filer/{number}/dige.jpg"
    answer = linked.client(author).get(source)
    assert answer.location.startswith(linked.app.ports.files.origin)
    status, content, headers = followed(answer)
    assert (status, headers["Content-Type"], content[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    assert pictures_from(page.response) == f"img-src 'self' {linked.app.ports.files.origin}"


def test_no_page_allows_pictures_from_elsewhere_where_there_are_no_links(passed_on: World, world: World) -> None:
    for each in (passed_on, world):
        answer = each.client().get("/")
        assert pictures_from(answer) == "img-src 'self'"
        assert lacking(answer.headers) == []


def pictures_from(answer: TestResponse) -> str:
    directives = answer.headers["Content-Security-Policy"].split("; ")
    return next(directive for directive in directives if directive.startswith("img-src"))


# Who may have it


@pytest.mark.parametrize("audience", [Audience.OWN, Audience.NETWORK])
def test_no_link_is_made_for_who_may_not_have_the_file(linked: World, service: Service, audience: Audience) -> None:
    document = linked.document(linked.member(LOLLAND), audience=audience)
    stranger = linked.client(linked.member(LEMVIG) if audience is Audience.OWN else None)
    service.door.asked.clear()
    answer = stranger.get(original_of(document))
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert service.door.asked == []


def test_a_link_is_for_minutes_and_for_this_file_alone_and_no_cache_keeps_it(linked: World, service: Service) -> None:
    document = linked.document(linked.member(), name="Årsregnskab Ærø.txt")
    answer = linked.client(linked.member(LEMVIG)).get(original_of(document))
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert lacking(answer.headers)[1:] == []
    assert int(re.findall(r"X-Amz-Expires=(\d+)", answer.location)[0]) <= 300
    assert SECRET_KEY not in answer.location
    status, _content, headers = followed(answer)
    assert (status, headers["Cache-Control"]) == (200, "private, no-store")
    assert "filename*=UTF-8''%C3%85rsregnskab%20%C3%86r%C3%B8.txt" in headers["Content-Disposition"]
    other = linked.document(linked.member(), "Andet", content=b"Hemmeligt.", audience=Audience.OWN)
    key = linked.read(select(DocumentVersion.file_key).where(DocumentVersion.document_id == other.id))[0]
    moved = re.sub(r"/filer/[0-9a-f]{64}", f"/filer/{key}", answer.location)
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(moved)  # noqa: S310 -- the test's own service
    refused.value.close()


def test_an_address_of_the_bucket_is_in_no_log(linked: World, caplog: pytest.LogCaptureFixture) -> None:
    document = linked.document(linked.member())
    with caplog.at_level("INFO"):
        answer = linked.client(linked.member()).get(original_of(document))
    said = " ".join(str(getattr(record, "fields", record.getMessage())) for record in caplog.records)
    assert "X-Amz-Signature" in answer.location
    assert "X-Amz-Signature" not in said


# Parts of files


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-9", 206, slice(0, 10), "bytes 0-9/{}"),
        ("bytes=500000-", 206, slice(500_000, None), "bytes 500000-{last}/{}"),
        ("bytes=-20", 206, slice(-20, None), "bytes {twenty}-{last}/{}"),
        ("bytes=999999999-", 416, None, "bytes */{}"),
    ],
)
def test_any_part_of_a_file_can_be_asked_for(
    world: World, passed_on: World, asked: str, status: int, part: slice | None, said: str
) -> None:
    size = len(LINES)
    for each in (world, passed_on):  # from the folder and from the bucket
        document = each.document(each.member(), content=LINES, name="linjer.txt")
        answer = each.client(each.member()).get(original_of(document), headers={"Range": asked})
        assert answer.status_code == status
        if part is not None:
            assert answer.data == LINES[part]
            assert answer.headers["Accept-Ranges"] == "bytes"
            assert int(answer.headers["Content-Length"]) == len(LINES[part])
            assert lacking(answer.headers) == []
        assert answer.headers.get("Content-Range") == said.format(size, last=size - 1, twenty=size - 20)


def test_what_a_browser_has_already_is_not_fetched_again(passed_on: World, service: Service) -> None:
    document = passed_on.document(passed_on.member(), content=LINES, name="linjer.txt")
    client = passed_on.client(passed_on.member())
    first = client.get(original_of(document))
    assert (first.data, int(first.headers["Content-Length"])) == (LINES, len(LINES))
    assert first.headers["ETag"] == f'"{hashlib.sha256(LINES).hexdigest()}"'
    service.door.asked.clear()
    again = client.get(original_of(document), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(original_of(document))
    assert (head.status_code, head.data, int(head.headers["Content-Length"])) == (200, b"", len(LINES))
    assert "GET" not in objects(service)


def test_whoever_asks_about_a_file_is_told_without_a_link(linked: World, service: Service) -> None:
    """Office does before it opens one, and a link is signed for fetching alone."""
    document = linked.document(linked.member(), content=LINES, name="linjer.txt")
    head = linked.client(linked.member()).head(original_of(document))
    assert (head.status_code, head.data, int(head.headers["Content-Length"])) == (200, b"", len(LINES))
    assert "GET" not in objects(service)


# The bucket is away


AWAY: dict[str, Callable[[Service], None]] = {
    "an error": lambda service: setattr(service.door, "error", 503),
    "nothing listens": lambda service: setattr(service.door, "late", 0) or setattr(service.door, "upstream", 9),
    "it never answers": Service.hang,
}


@pytest.fixture
def mended(service: Service) -> Iterator[Callable[[], None]]:
    """Everything is as it was, with what was stored."""
    upstream = service.door.upstream

    def mend() -> None:
        service.resume()
        service.door.upstream = upstream
        service.door.mend()

    yield mend
    mend()


@pytest.mark.parametrize("away", AWAY.values(), ids=AWAY)
def test_an_upload_that_cannot_be_stored_is_said_and_nothing_typed_is_lost(
    linked: World, service: Service, mended: Callable[[], None], away: Callable[[Service], None]
) -> None:
    client = linked.client(linked.member())
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del"))
    form |= {"title": "Rapport om diger", "description": LONG, "audience": "network"}
    away(service)
    began = time.monotonic()
    answer = client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(RAPPORT), "rapport.pdf")})
    assert time.monotonic() - began < 10
    assert client.get("/bibliotek/").status_code == 200
    mended()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    page = Page(answer)
    assert page.heading == "Filerne kan ikke nås lige nu"
    assert "Filen skal du vælge igen" in page.main
    kept = fields_of(page.form("/bibliotek/del"))
    assert (kept["title"], kept["description"].replace("\r\n", "\n")) == ("Rapport om diger", LONG)
    assert linked.read(select(Document.id)) == linked.read(select(StoredFile.key)) == []
    assert linked.app.ports.files.keys() == service.unfinished() == []
    again = client.post("/bibliotek/del", data=kept | {"file": (io.BytesIO(RAPPORT), "rapport.pdf")})
    assert again.status_code == 303
    assert followed(client.get(f"{again.location}/original"))[1] == RAPPORT


def test_a_reply_with_a_file_comes_back_with_its_text_and_is_sent_later(
    linked: World, service: Service, mended: Callable[[], None]
) -> None:
    thread = linked.thread(linked.member())
    client, action = linked.client(linked.member(LEMVIG)), f"/traade/{thread.id}/svar"
    fields = fields_of(client.page(f"/traade/{thread.id}-{thread.slug}").form(action)) | {"body": LONG}
    service.door.error = 500
    page = Page(client.post(action, data=fields | {"file": (io.BytesIO(b"Et notat."), "notat.txt")}))
    assert page.status == 503
    assert len(linked.read(select(Post.id))) == 1
    mended()
    kept = fields_of(page.form(action))
    assert kept["body"].replace("\r\n", "\n") == LONG
    assert client.post(action, data=kept | {"file": (io.BytesIO(b"Et notat."), "notat.txt")}).status_code == 303
    assert linked.read(select(Attachment.name)) == ["notat.txt"]
    assert len(linked.read(select(Post.id))) == 2


def test_a_file_that_was_kept_from_an_earlier_try_is_still_on_the_form(
    linked: World, service: Service, mended: Callable[[], None]
) -> None:
    client = linked.client(linked.member())
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del"))
    back = Page(client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(b"Indhold."), "a.txt")}))
    form = fields_of(back.form("/bibliotek/del")) | {"title": "Nu med titel", "audience": "network"}
    service.door.error = 503
    page = Page(client.post("/bibliotek/del", data=form))
    assert page.status == 503
    assert "vælge igen" not in page.main
    mended()
    shared = client.post("/bibliotek/del", data=fields_of(page.form("/bibliotek/del")))
    assert followed(client.get(f"{shared.location}/original"))[1] == b"Indhold."


def test_many_files_and_their_rows_come_back_too(linked: World, service: Service, mended: Callable[[], None]) -> None:
    client, path = linked.client(linked.member()), "/bibliotek/del-flere"
    begun = fields_of(client.page(path).form(path))
    page = Page(client.post(path, data=begun | {"file": [(io.BytesIO(b"Et notat."), "et.txt")], "add": "1"}))
    fields = fields_of(page.form(path))
    fields.pop("remove", None)
    service.door.error = 503
    away = Page(client.post(path, data=fields | {"title": "Rettet titel", "audience": "network"}))
    assert away.status == 503
    mended()
    assert client.post(path, data=fields_of(away.form(path))).status_code == 303
    assert linked.read(select(Document.title)) == ["Rettet titel"]


@pytest.mark.parametrize("settings", [{"NETWORK_S3_SECRET_KEY": "en-anden-noegle"}, {"NETWORK_S3_BUCKET": "ukendt"}])
def test_a_wrong_key_or_bucket_is_said_to_members_without_its_name(
    start: Start, settings: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    sound = start()
    document = sound.document(sound.member())
    world = start(**settings)
    answer = world.client(world.member()).get(original_of(document))
    assert answer.status_code == 503
    page = Page(answer)
    assert "svarer ikke" in page.main
    said = caplog.text + " ".join(str(getattr(record, "fields", "")) for record in caplog.records)
    assert "refuses: " in said
    for secret in ("en-anden-noegle", SECRET_KEY, "AKIAFORKANT"):
        assert secret not in answer.text + said


def test_a_download_that_breaks_off_goes_on_or_is_a_page_or_shorter_than_it_says(
    passed_on: World, service: Service, mended: Callable[[], None]
) -> None:
    document = passed_on.document(passed_on.member(), content=LINES, name="linjer.txt")
    client = passed_on.client(passed_on.member())
    service.door.break_after, service.door.breaks = 300_000, 1
    assert client.get(original_of(document)).data == LINES
    service.door.error, service.door.errors_from = 500, 0
    assert client.get(original_of(document)).status_code == 503
    service.door.mend()
    service.door.break_after, service.door.breaks, service.door.error, service.door.errors_from = 600_000, 1, 500, 1
    with pytest.raises(Exception, match="refuses"):  # the server ends the connection: less than Content-Length came
        client.get(original_of(document))


def test_the_site_serves_and_the_worker_comes_back_to_a_text_when_the_bucket_does(
    start: Start, service: Service, mended: Callable[[], None]
) -> None:
    web, elsewhere = start(), start()
    web.document(web.member(), content=RAPPORT, name="rapport.pdf")
    service.door.error = 503
    elsewhere.work()
    assert web.read(select(DocumentVersion.text_state)) == [TextState.WAITING]
    mended()
    elsewhere.later(minutes=1)
    elsewhere.work()
    assert web.read(select(DocumentVersion.text_state)) == [TextState.SEARCHABLE]


def test_a_server_that_is_killed_while_the_network_runs(start: Start, tmp_path: Path) -> None:
    with throwaway_service() as own:
        world = start(own)
        author = world.member()
        document = world.document(author)
        client = world.client(author)
        assert client.get(original_of(document)).status_code == 302
        form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del"))
        own.stop()
        assert client.get(original_of(document)).status_code == 503
        for path in ("/", "/bibliotek/", f"/dokumenter/{document.id}-{document.slug}"):
            assert client.get(path).status_code == 200, path
        fields = form | {"title": "Rapport", "description": LONG, "audience": "network"}
        answer = client.post("/bibliotek/del", data=fields | {"file": (io.BytesIO(RAPPORT), "rapport.pdf")})
        assert answer.status_code == 503
        assert fields_of(Page(answer).form("/bibliotek/del"))["title"] == "Rapport"
        assert world.read(select(Document.id)) == [document.id]


# What nobody names


def later_than_now(world: World, **by: float) -> None:
    """The bucket has a clock of its own, which nobody holds."""
    world.clock.now = datetime.now(UTC) + timedelta(**by)


def test_what_nobody_names_goes_after_a_week_and_what_somebody_names_never(linked: World, service: Service) -> None:
    later_than_now(linked)
    author = linked.member()
    document = linked.document(author, content=b"I biblioteket.", name="a.txt")
    linked.upload(author, content=b"Aldrig sendt med.\n")
    files = linked.app.ports.files
    files.put(io.BytesIO(b"Formularen blev aldrig sendt."), 100)
    service.bucket().client.create_multipart_upload(Bucket=BUCKET, Key=f"filer/{'0' * 64}")
    later_than_now(linked, days=6)
    linked.worker.tidy()
    assert len(files.keys()) == 3
    later_than_now(linked, days=8)
    linked.worker.tidy()
    assert files.keys() == linked.read(select(StoredFile.key)) == linked.read(select(DocumentVersion.file_key))
    assert service.unfinished() == []
    assert followed(linked.client(author).get(original_of(document)))[1] == b"I biblioteket."
    later_than_now(linked, days=900)
    linked.worker.tidy()
    assert len(files.keys()) == 1


def test_bytes_that_come_again_while_they_are_collected_stay(linked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody shares the same bytes between the look that found them old and their removal."""
    author = linked.member()
    files = linked.app.ports.files
    files.put(io.BytesIO("Asbest skal fjernes først.\n".encode()), 100)
    later_than_now(linked, days=8)
    shared: list[Document] = []
    listed = S3FileStore.stored_before

    def meanwhile(store: S3FileStore, moment: datetime) -> list[str]:
        found = listed(store, moment)
        if not shared:
            shared.append(linked.document(author))
        return found

    monkeypatch.setattr(S3FileStore, "stored_before", meanwhile)
    linked.worker.tidy()
    assert len(files.keys()) == 1
    linked.work()
    assert followed(linked.client(author).get(original_of(shared[0])))[0] == 200


def test_nothing_is_forgotten_while_the_bucket_is_away(
    linked: World, service: Service, mended: Callable[[], None]
) -> None:
    author = linked.member()
    linked.upload(author, content=b"Aldrig sendt med.\n")
    later_than_now(linked, days=8)
    service.door.error = 503
    with pytest.raises(Exception, match="refuses"):
        linked.worker.tidy()
    mended()
    assert linked.read(select(StoredFile.key)) == linked.app.ports.files.keys()
    linked.worker.tidy()
    assert linked.read(select(StoredFile.key)) == linked.app.ports.files.keys() == []
