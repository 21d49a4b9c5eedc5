"""Files and pictures in posts: uploaded with or without a script, read and found by whoever may read the post."""

import io
import os
import re
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from network.core.access import Actor, Audience
from network.features.attachments import service as attachments
from network.features.attachments.models import Attachment
from network.features.drafts.models import Draft
from network.features.editing import service as editing
from network.features.library.models import StoredFile
from network.features.moderation import service as moderation
from network.features.threads import service as forum
from network.features.threads.models import Post, Thread
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, World

NOTE = ("notat.txt", b"Kystsikringen kostede fire millioner.\n")


def png(colour: str = "red") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(stream, "PNG")
    return stream.getvalue()


def photo(note: str) -> bytes:
    stream, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = note
    Image.new("RGB", (40, 20), "blue").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def sent(*files: tuple[str, bytes]) -> dict[str, Any]:
    return {"file": [(io.BytesIO(content), name) for name, content in files]}


def reply_with(world: World, actor: Actor, thread: Thread, *ids: int, body: str = "Se her.") -> int:
    with world.writing() as session:
        return forum.reply(session, actor, thread.id, body, attachments=ids)


def path_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def attach(client: CheckedClient, path: str, action: str, *files: tuple[str, bytes], **fields: Any) -> Page:
    """Press ”Vedhæft”; the form as it comes back."""
    return Page(client.submit(path, action, attach="1", **fields, **sent(*files)))


def send(client: CheckedClient, page: Page, action: str, **changes: Any) -> Any:
    """Send the form of a page that came back."""
    return client.post(action, data=fields_of(page.form(action)) | changes)


def test_a_file_is_attached_to_a_reply_without_a_script(world: World) -> None:
    author, reader = world.member(LOLLAND), world.client(world.member(LEMVIG))
    thread = world.thread(author)
    path, action = path_of(thread), f"/traade/{thread.id}/svar"
    client = world.client(author)
    back = attach(client, path, action, NOTE, ("Skitse af diget.png", png()), body="Se notatet.")
    assert back.status == 200
    assert "notat.txt" in back.main
    assert "Skitse af diget.png" in back.main
    assert "![](/filer/" in back.main
    assert fields_of(back.form(action))["body"] == "Se notatet."
    assert world.read(select(Post.id).where(Post.position == 2)) == []
    answer = send(client, back, action)
    assert answer.status_code == 303
    page = reader.page(path)
    [link] = page.links("notat.txt")
    assert re.fullmatch(r"/filer/\d+/notat\.txt", link)
    assert "Skitse af diget.png" in page.main
    got = reader.get(link)
    assert (got.status_code, got.data) == (200, NOTE[1])
    assert got.headers["Content-Disposition"] == "attachment; filename=notat.txt"
    assert "sandbox" in got.headers["Content-Security-Policy"]


def test_a_file_that_was_chosen_and_not_attached_is_sent_along(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    answer = world.client(author).submit(path_of(thread), f"/traade/{thread.id}/svar", body="Se her.", **sent(NOTE))
    assert answer.status_code == 303
    assert world.read(select(Attachment.post_id)) == world.read(select(Post.id).where(Post.position == 2))


def test_a_new_thread_and_a_correction_take_files_too(world: World) -> None:
    author = world.member()
    client = world.client(author)
    fields = {"title": "Hvad koster et dige?", "topic": "tomme-boliger", "body": "Vi har et tilbud."}
    back = attach(client, "/traade/ny?slags=spoergsmaal", "/traade/ny", NOTE, **fields)
    where = send(client, back, "/traade/ny").location
    assert client.page(where).links("notat.txt")
    [post] = world.read(select(Post.id))
    edit = f"/indlaeg/{post}/ret"
    back = attach(client, edit, edit, ("plan.txt", b"Planen.\n"))
    assert back.links("notat.txt")
    kept = fields_of(back.form(edit))
    first, _second = kept["attachments"].split()
    assert client.post(edit, data=kept | {"detach": first}).status_code == 303
    page = client.page(where)
    assert page.links("plan.txt")
    assert not page.links("notat.txt")
    assert client.get(f"/filer/{first}/notat.txt").status_code == 404


def test_a_picture_stands_in_the_text_and_no_longer_says_where_it_was_taken(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    action = f"/traade/{thread.id}/svar"
    client = world.client(author)
    back = attach(client, path_of(thread), action, ("IMG 1.jpg", photo("Jernbanegade 7")), body="Diget:")
    markdown = next(code.text for code in back.elements("code") if (code.text or "").startswith("![]("))
    refused = send(client, back, action, body=f"Diget: {markdown}")
    assert refused.status_code == 422
    assert "hvad billedet viser" in Page(refused).main
    body = f"Diget: {markdown.replace('[]', '[Diget set fra havet]')}"
    assert send(client, Page(refused), action, body=body).status_code == 303
    page = client.page(path_of(thread))
    [image] = page.elements("img", alt="Diget set fra havet")
    assert not page.links("IMG 1.jpg")
    got = client.get(image.get("src"))
    assert got.mimetype == "image/jpeg"
    assert b"Jernbanegade" not in got.data


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("tom.txt", b"", "Filen er tom"),
        ("side.txt", b"<!doctype html><script>alert(1)</script>", "Websider"),
        ("regnskab.pdf", b"MZ\x90\x00" + bytes(200), "Programmer"),
        ("billede.png", NOTE[1], "navn siger"),
        ("billede.png", png()[:60], "beskadiget"),
        ("stor.txt", b"a" * (2 << 20) + b"a", "mere end 2 MB"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_the_text_comes_back(
    world: World, name: str, content: bytes, words: str
) -> None:
    author = world.member()
    thread = world.thread(author)
    action = f"/traade/{thread.id}/svar"
    for button in ({"attach": "1"}, {}):
        client = world.client(author)
        fields = {"body": "Min tekst.", **sent(NOTE, (name, content)), **button}
        page = Page(client.submit(path_of(thread), action, **fields))
        assert page.status == 422
        assert words in page.main
        assert fields_of(page.form(action))["body"] == "Min tekst."
        assert page.links("notat.txt")
    assert world.read(select(Post.id).where(Post.position == 2)) == []
    script = client.post("/filer/", data={"csrf_token": client.csrf(), **sent((name, content))})
    assert script.status_code == 422
    assert words in script.json["message"]


def test_the_editors_script_is_told_what_to_write(world: World) -> None:
    client = world.client(world.member())
    token = {"csrf_token": client.csrf()}
    taken = client.post("/filer/", data=token | sent(("Diget [nyt].png", png()))).json
    assert taken["markdown"] == f"![](/filer/{taken['id']}/diget-nyt.png)"
    assert taken["isImage"]
    assert f'value="{taken["id"]}"' in taken["item"]
    taken = client.post("/filer/", data=token | sent(("Diget [nyt].txt", NOTE[1]))).json
    assert taken["markdown"] == f"[Diget \\[nyt\\].txt](/filer/{taken['id']}/diget-nyt.txt)"
    assert client.post("/filer/", data=token).status_code == 422


def test_a_file_is_there_for_those_who_may_read_its_post(world: World) -> None:
    author, colleague, other = world.member(LOLLAND), world.member(LOLLAND), world.member(LEMVIG)
    waiting = world.upload(author, content=NOTE[1])
    address = f"/filer/{waiting}/notat.txt"

    def seen() -> list[int]:
        people = (author, colleague, other, moderator, None)
        return [world.client(person).get(address).status_code for person in people]

    moderator = world.secretariat()
    assert seen() == [200, 404, 404, 404, 404]
    thread = world.thread(author, audience=Audience.OWN)
    post = reply_with(world, author, thread, waiting)
    assert seen() == [200, 200, 404, 404, 404]
    public = world.thread(author, audience=Audience.PUBLIC)
    address = f"/filer/{world.upload(author, content=NOTE[1])}/notat.txt"
    post = reply_with(world, author, public, int(address.split("/")[2]))
    assert seen() == [200, 200, 200, 200, 200]
    with world.writing() as session:
        moderation.hide(session, moderator, post, "Et navn.")
    assert seen() == [200, 404, 404, 200, 404]
    assert world.client(author).get(address.replace("notat", "andet")).status_code == 301
    assert world.client().get(address.replace("notat", "andet")).status_code == 404


def test_a_file_is_found_by_its_name_and_its_words_and_leads_to_its_post(world: World) -> None:
    author, moderator = world.member(LOLLAND), world.secretariat()
    thread = world.thread(author, "Hvem har bygget dige?", audience=Audience.MUNICIPALITIES)
    post = reply_with(world, author, thread, world.upload(author, "kystnotat.txt", NOTE[1]))
    world.work()
    reader, partner = world.client(world.member(LEMVIG)), world.client(world.member("realfonden"))
    for words in ("kystsikringen millioner", "kystnotat"):
        page = reader.page(f"/soeg?q={words}&type=dokumenter")
        (link,) = page.links("kystnotat.txt")
        assert link.split("?")[0] == f"/indlaeg/{post}"
        assert "Hvem har bygget dige?" in page.main
        assert not partner.page(f"/soeg?q={words}").links("kystnotat")
    with world.writing() as session:
        moderation.hide(session, moderator, post, "Et navn.")
    world.work()
    assert not reader.page("/soeg?q=kystsikringen").links("kystnotat")
    assert _in_index(world) == []
    with world.writing() as session:
        moderation.show_again(session, moderator, post)
    world.work()
    assert len(_in_index(world)) == 2
    [version] = world.read(select(Post.version).where(Post.id == post))
    with world.writing() as session:
        editing.edit(session, author, post, body="Uden fil.", version=version, attachments=())
    world.work()
    assert _in_index(world) == []


def _in_index(world: World) -> list[str]:
    return [key for key in world.app.ports.search.versions() if key.startswith("attachment")]


def test_a_draft_keeps_its_files(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    client, action = world.client(author), f"/traade/{thread.id}/svar"
    page = client.page(path_of(thread))
    fields = fields_of(page.form(action)) | {"body": "", **sent(NOTE)}
    assert client.post("/kladder/gem", data=fields).status_code == 303
    phone = world.client(author)
    page = phone.page(path_of(thread))
    assert page.links("notat.txt")
    assert send(phone, page, action, body="Nu er den færdig.").status_code == 303
    assert world.read(select(Draft.id)) == []
    assert len(world.read(select(Attachment.post_id))) == 1


def test_a_draft_that_was_refused_a_file_says_so(world: World) -> None:
    author = world.member()
    client = world.client(author)
    fields = fields_of(client.page("/traade/ny?slags=spoergsmaal").form("/traade/ny")) | {"body": "Min tekst."}
    back = Page(client.post("/kladder/gem", data=fields | sent(("tom.txt", b""))))
    assert back.status == 422
    assert "Filen er tom" in back.main


def test_the_same_bytes_are_stored_once(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    world.document(author, content=NOTE[1])
    for _ in range(2):
        reply_with(world, author, thread, world.upload(author, content=NOTE[1]))
    assert len(world.read(select(StoredFile.key))) == 1
    assert len(world.app.ports.files.keys()) == 1


def test_nobody_sends_a_file_of_anothers_or_one_twice(world: World) -> None:
    author, thief = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(thief)
    number = world.upload(author, content=NOTE[1])
    action = f"/traade/{thread.id}/svar"
    page = Page(world.client(thief).submit(path_of(thread), action, body="Tak.", attachments=str(number)))
    assert page.status == 303  # a file that is not theirs is on no list of theirs
    assert world.read(select(Attachment.post_id)) == [None]
    reply_with(world, author, thread, number)
    with pytest.raises(Exception, match="no longer here"):
        reply_with(world, author, thread, number)
    reply_with(world, thief, thread, body=f"![Stjålet](/filer/{number}/notat.txt)")
    assert len(set(world.read(select(Attachment.post_id)))) == 1


def test_a_text_may_name_a_file_that_is_on_no_list(world: World) -> None:
    """It was typed on another device, or copied from a draft."""
    author = world.member()
    thread, number = world.thread(author), world.upload(author, content=NOTE[1])
    post = reply_with(world, author, thread, body=f"Se [notatet](/filer/{number}/notat.txt).")
    assert world.read(select(Attachment.post_id)) == [post]


def test_a_post_has_no_more_files_than_anybody_would_look_through(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    ids = [world.upload(author, content=NOTE[1]) for _ in range(attachments.MOST + 1)]
    action = f"/traade/{thread.id}/svar"
    fields = {"body": "Alt.", "attachments": " ".join(map(str, ids))}
    page = Page(world.client(author).submit(path_of(thread), action, **fields))
    assert page.status == 422
    assert "højst være 20 filer" in page.main
    assert len(page.links("notat.txt")) == 21


def test_a_moderator_corrects_a_text_and_its_files_stay(world: World) -> None:
    author, moderator = world.member(), world.secretariat()
    thread = world.thread(author)
    post = reply_with(world, author, thread, world.upload(author, content=NOTE[1]))
    edit = f"/indlaeg/{post}/ret"
    assert world.client(moderator).submit(edit, body="Uden navnet.").status_code == 303
    assert world.client(author).page(path_of(thread)).links("notat.txt")
    with world.writing() as session:
        editing.edit(session, moderator, post, body="Igen.", version=2)
    assert world.client(author).page(path_of(thread)).links("notat.txt")


def test_what_never_became_part_of_a_post_is_forgotten(world: World) -> None:
    author = world.member()
    thread, files = world.thread(author), world.app.ports.files
    lonely, begun, removed = (world.upload(author, content=f"Fil {n}.\n".encode()) for n in range(3))
    post = reply_with(world, author, thread, removed)
    kept = reply_with(world, author, thread, world.upload(author, content=NOTE[1]))
    client = world.client(author)
    fields = fields_of(client.page(path_of(thread)).form(f"/traade/{thread.id}/svar"))
    assert client.post("/kladder/gem", data=fields | {"attachments": str(begun)}).status_code == 303
    with world.writing() as session:
        editing.edit(session, author, post, body="Uden fil.", version=1, attachments=())
    world.work()
    world.worker.tidy()
    assert len(files.keys()) == 4
    world.later(days=8)
    world.worker.tidy()
    assert set(world.read(select(Attachment.id))) == {begun, *_of(world, kept)}
    assert sorted(files.keys()) == sorted(world.read(select(StoredFile.key)))
    assert len(files.keys()) == 2
    world.later(days=120)  # the draft is forgotten too
    world.worker.tidy()
    world.worker.tidy()
    assert world.read(select(Attachment.id)) == _of(world, kept)
    assert len(files.keys()) == 1
    assert lonely not in world.read(select(Attachment.id))


def _of(world: World, post: int) -> list[int]:
    return world.read(select(Attachment.id).where(Attachment.post_id == post))


def test_the_same_form_twice_is_one_reply_with_its_file(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    client, action = world.client(author), f"/traade/{thread.id}/svar"
    back = attach(client, path_of(thread), action, NOTE, body="Se her.")
    first, second = send(client, back, action), send(client, back, action)
    assert first.location == second.location
    assert len(world.read(select(Post.id))) == 2


def test_a_form_that_had_become_too_old_keeps_its_file(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    client, action = world.client(author), f"/traade/{thread.id}/svar"
    for name, content in (NOTE, ("dige.jpg", photo("Jernbanegade 7"))):
        fields = fields_of(client.page(path_of(thread)).form(action)) | {"csrf_token": "gammel", "body": "Se her."}
        again = Page(client.post(action, data=fields | sent((name, content))))
        assert again.status == 400
        assert client.post(action, data=fields_of(again.form(action))).status_code == 303
    [link] = client.page(path_of(thread)).links("dige.jpg")
    assert client.page(path_of(thread)).links("notat.txt")
    assert b"Jernbanegade" not in client.get(link).data


@pytest.mark.folder
def test_bytes_of_a_form_that_was_never_sent_are_forgotten_after_a_week_unless_they_came_again(world: World) -> None:
    store = world.app.ports.files
    strays = [store.put(io.BytesIO(content), 100).key for content in (b"Aldrig sendt.", b"Sendt igen.")]
    named = world.document(world.member(), content=b"I biblioteket.", name="a.txt")
    week_ago = (world.clock() - timedelta(days=8)).timestamp()
    for key in list(store.keys()):
        os.utime(store.local(key), (week_ago, week_ago))
    store.put(io.BytesIO(b"Sendt igen."), 100)
    os.utime(store.local(strays[1]), (world.clock().timestamp(),) * 2)
    world.worker.tidy()
    left = set(store.keys())
    assert strays[0] not in left
    assert strays[1] in left
    assert len(left) == 2
    assert world.client(world.member()).get(f"/dokumenter/{named.id}-{named.slug}/original").data == b"I biblioteket."
    assert set(world.read(select(StoredFile.key))) == left - {strays[1]}
