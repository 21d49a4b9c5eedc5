"""Members report posts, and those who moderate find the reports: personal data first."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from network.core.access import Audience, Role
from network.features.moderation import service as moderation
from network.features.moderation.models import Report, ReportReason
from tests.features.moderating import first_post, moderator, report, url_of
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, LOLLAND, World


def test_a_member_reports_a_post_and_a_moderator_finds_it_with_reason_note_and_text(world: World) -> None:
    thread = world.thread(world.member(LOLLAND, "Mette Holm"), body="Hr. Jensen på Vestergade har rod.")
    reader = world.client(world.member(LEMVIG, "Inger Klitmose"))
    link = reader.page(url_of(thread)).links("Anmeld")[0]
    page = reader.page(link)
    assert [radio.get("value") for radio in page.elements("input", name="reason")] == [r.value for r in ReportReason]
    sent = reader.submit(link, reason="personal-data", note="Han er let at kende.")
    assert sent.status_code == 303
    assert "Tak, fordi du siger til" in reader.page(sent.location)

    mogens = world.client(moderator(world))
    assert "Gennemsyn 1 venter" in mogens.page("/")
    queue = mogens.page("/gennemsyn/")
    for words in ("Det indeholder personoplysninger", "Han er let at kende.", "Hr. Jensen på Vestergade", "Inger"):
        assert words in queue.main
    assert "Gennemsyn" not in reader.page("/")
    assert reader.get("/gennemsyn/").status_code == 403


def test_a_report_without_a_reason_or_with_an_endless_note_comes_back_with_what_was_typed(world: World) -> None:
    post = first_post(world, world.thread(world.member()))
    client = world.client(world.member(LEMVIG))
    answer = client.submit(f"/indlaeg/{post}/anmeld", note="Se anden linje.")
    assert answer.status_code == 422
    assert "Vælg, hvad der er galt." in answer.text
    assert "Se anden linje." in answer.text
    answer = client.submit(f"/indlaeg/{post}/anmeld", reason="tone", note="x" * 4001)
    assert answer.status_code == 422
    assert "højst være på 4.000 tegn" in Page(answer).main
    assert world.read(select(func.count(Report.id))) == [0]


def test_one_report_of_a_post_waits_for_each_member_however_often_it_is_sent(world: World) -> None:
    post = first_post(world, world.thread(world.member()))
    member = world.member(LEMVIG)
    client = world.client(member)
    form = fields_of(client.page(f"/indlaeg/{post}/anmeld").form(f"/indlaeg/{post}/anmeld")) | {"reason": "tone"}
    for _ in range(2):
        assert client.post(f"/indlaeg/{post}/anmeld", data=form).status_code == 303
    assert report(client, post, "wrong") == 303
    assert report(world.client(world.member(LEMVIG)), post, "tone") == 303
    assert world.read(select(Report.reason).order_by(Report.id)) == ["tone", "tone"]

    actor = moderator(world)
    with world.writing() as session:
        moderation.dismiss(session, actor, post)
    assert client.post(f"/indlaeg/{post}/anmeld", data=form).status_code == 303
    assert world.read(select(func.count(Report.id))) == [2]  # the same form is the same report also when it is closed
    assert report(client, post, "wrong") == 303
    assert world.read(select(func.count(Report.id))) == [3]


def test_reports_that_arrive_at_once_are_one(world: World) -> None:
    post = first_post(world, world.thread(world.member()))
    member = world.member(LEMVIG)

    def send(number: int) -> None:
        with world.writing() as session:
            moderation.report(session, member, post, ReportReason.TONE, "", f"indsendt{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(12)))
    assert world.read(select(func.count(Report.id))) == [1]


def test_the_author_is_not_told_who_reported(world: World) -> None:
    author = world.member(LOLLAND)
    thread = world.thread(author)
    report(world.client(world.member(LEMVIG, "Inger Klitmose")), first_post(world, thread), note="Se lige her.")
    client = world.client(author)
    assert "Inger" not in client.page(url_of(thread))
    assert "Inger" not in client.page("/gennemsyn/log")
    assert "Anmeld" not in client.page(url_of(thread)).main  # nor asked to report themselves


def test_personal_data_comes_first_and_then_the_newest(world: World) -> None:
    author, reader = world.member(), world.client(world.member(LEMVIG))
    for title, reason in (("Den ældste tråd", "tone"), ("Den med borgeren", "personal-data"), ("Den nyeste", "wrong")):
        world.later(minutes=1)
        report(reader, first_post(world, world.thread(author, title)), reason)
    page = world.client(world.secretariat()).page("/gennemsyn/")
    headings = [h.find("a").text for h in page.elements("h2", class_="post-author")]
    assert headings == ["Den med borgeren", "Den nyeste", "Den ældste tråd"]


def test_a_post_that_nothing_is_wrong_with_leaves_the_queue_and_stands(world: World) -> None:
    thread = world.thread(world.member())
    post = first_post(world, thread)
    report(world.client(world.member(LEMVIG)), post)
    mogens = world.client(moderator(world))
    assert mogens.submit("/gennemsyn/", f"/indlaeg/{post}/afvis").status_code == 303
    page = mogens.page("/gennemsyn/")
    assert "Der venter ikke noget" in page
    assert "venter" not in [badge.text for badge in page.elements("span", class_="badge warning")]
    assert "Vi har tre huse." in world.client(world.member()).page(url_of(thread))


def test_the_queue_holds_only_what_its_reader_may_read(world: World) -> None:
    thread = world.thread(world.member(LOLLAND), title="Kun for Lolland selv", audience=Audience.OWN)
    colleague = world.client(world.member(LOLLAND))
    page = colleague.page(f"/indlaeg/{first_post(world, thread)}/anmeld")
    assert "ingen andre hos jer er moderator" in page
    report(colleague, first_post(world, thread))
    own = world.member(LOLLAND, roles=(Role.MODERATOR,))
    for actor, sees in ((own, True), (moderator(world), False), (world.secretariat(), False)):
        client = world.client(actor)
        assert ("Kun for Lolland selv" in client.page("/gennemsyn/")) is sees
        assert ("Gennemsyn 1 venter" in client.page("/")) is sees


def test_a_report_of_what_one_municipality_reads_goes_to_those_who_moderate_there(world: World) -> None:
    author, reporter = world.member(LOLLAND), world.member(LOLLAND)
    post_id = world.reply(author, world.thread(author, audience=Audience.OWN))
    client, path = world.client(reporter), f"/indlaeg/{post_id}/anmeld"
    assert "ingen andre hos jer er moderator" in client.page(path).main
    world.member(LOLLAND, "Kirsten Thaarup", (Role.COORDINATOR,))
    world.member(LEMVIG, "Bo Vig", (Role.MODERATOR,))
    page = client.page(path).main
    assert "Kirsten Thaarup" in page
    assert "Bo Vig" not in page
    assert client.submit(path, reason="tone").location == f"{path}t"
    assert "Kirsten Thaarup" in client.page(f"{path}t").main
    secretariat = world.client(world.secretariat())
    assert secretariat.get(path).status_code == 404
    assert "Der venter ikke noget" in secretariat.page("/gennemsyn/").main
    moderator = world.client(world.member(LOLLAND, "Ida Mark", (Role.MODERATOR,)))
    assert "Ida Mark" in client.page(path).main
    assert len(moderator.page("/gennemsyn/").elements("article")) > 0
