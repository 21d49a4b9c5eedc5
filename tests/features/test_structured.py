"""What public pages say of themselves to other sites, in the words of schema.org."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from network.core.access import ANONYMOUS, Audience, Role
from network.features.library.models import Document
from network.features.publishing.models import ArticleKind
from network.features.threads import service as forum
from network.features.threads.models import ThreadKind
from network.web.structured import data_block, excerpt, structured
from tests.world import LOLLAND, World

TEXT, MOMENT, ADDRESS, COUNT = "a text", "a moment", "an address", "a number"
# What a thing of each type has to say, as the big readers of schema.org ask for it
REQUIRED: dict[str, dict[str, str]] = {
    "WebSite": {"name": TEXT, "url": ADDRESS},
    "Organization": {"name": TEXT},
    "Person": {"name": TEXT},
    "GovernmentOrganization": {"name": TEXT, "url": ADDRESS},
    "SearchAction": {"query-input": TEXT},
    "NewsArticle": {"headline": TEXT, "datePublished": MOMENT, "dateModified": MOMENT, "url": ADDRESS},
    "Article": {"headline": TEXT, "datePublished": MOMENT, "url": ADDRESS},
    "Event": {"name": TEXT, "startDate": MOMENT, "endDate": MOMENT, "eventAttendanceMode": ADDRESS},
    "Place": {"name": TEXT, "address": TEXT},
    "DigitalDocument": {"name": TEXT, "url": ADDRESS, "datePublished": MOMENT},
    "CreativeWork": {"name": TEXT, "url": ADDRESS, "datePublished": MOMENT},
    "HowTo": {"name": TEXT, "description": TEXT, "datePublished": MOMENT},
    "HowToStep": {"text": TEXT, "position": COUNT},
    "DiscussionForumPosting": {"headline": TEXT, "text": TEXT, "datePublished": MOMENT, "url": ADDRESS},
    "Question": {"name": TEXT, "text": TEXT, "answerCount": COUNT, "datePublished": MOMENT},
    "Answer": {"text": TEXT, "url": ADDRESS},
    "ListItem": {"name": TEXT, "position": COUNT},
}
HELD = {
    "NewsArticle": ("author", "publisher"),
    "Event": ("location", "organizer"),
    "HowTo": ("step", "creator"),
    "QAPage": ("mainEntity",),
    "DiscussionForumPosting": ("author",),
    "WebSite": ("potentialAction",),
    "BreadcrumbList": ("itemListElement",),
}


def _is(value: Any, kind: str) -> bool:
    if kind == COUNT:
        return isinstance(value, int)
    if not isinstance(value, str) or not value.strip():
        return False
    if kind == MOMENT:
        return datetime.fromisoformat(value).tzinfo is not None
    return kind == TEXT or value.startswith(("http://127.0.0.1:8000/", "https://schema.org/"))


def _check(found: Any) -> None:
    """Whether a thing, and every thing in it, says what its type has to."""
    if isinstance(found, list):
        for part in found:
            _check(part)
    if isinstance(found, dict):
        kind = found["@type"]
        wrong = {name for name, what in REQUIRED.get(kind, {}).items() if not _is(found.get(name), what)}
        wrong |= {name for name in HELD.get(kind, ()) if not found.get(name)}
        assert wrong == set(), (kind, wrong, found)
        for value in found.values():
            _check(value)


def _said(world: World, path: str) -> dict[str, dict[str, Any]]:
    """By type, what a visitor's page says of itself."""
    (block,) = world.client().page(path).elements("script", type="application/ld+json")
    data = json.loads(block.text)
    assert data["@context"] == "https://schema.org"
    _check(data["@graph"])
    return {thing["@type"]: thing for thing in data["@graph"]}


def test_the_front_page_tells_how_the_network_is_searched(world: World) -> None:
    said = _said(world, "/")
    address = said["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert address == "http://127.0.0.1:8000/soeg?q={search_term_string}"
    assert world.client().get("/soeg?q=x").status_code == 200
    assert said["Organization"]["name"] == "På forkant"


def test_news_events_and_publications_are_told_as_what_they_are(world: World) -> None:
    office = world.secretariat()
    assert _said(world, world.article(office, "Nyt").url)["NewsArticle"]["headline"] == "Nyt"
    event = _said(world, world.event(office, "Et møde").url)["Event"]
    assert event["location"] == [{"@type": "Place", "name": "Vallekilde", "address": "Vallekilde"}]
    facts = {"place": "Vallekilde", "online": "https://mode.example/hemmelig"}
    mixed = world.event(office, "Begge dele", facts=facts)
    assert "hemmelig" not in world.client().page(mixed.url).html
    assert "Mixed" in _said(world, mixed.url)["Event"]["eventAttendanceMode"]
    file = world.document(office, audience=Audience.PUBLIC)
    about = {"facts": {"authors": "Ida Holm", "year": "2019"}, "documents": (file.id,)}
    publication = world.article(office, "Magasinet", kind=ArticleKind.PUBLICATION, **about)
    assert _said(world, publication.url)["DigitalDocument"]["author"]["name"] == "Ida Holm"


def test_methods_documents_plans_and_municipalities_are_told(world: World) -> None:
    author = world.member(LOLLAND)
    method = world.method(author, steps="1. Ring.\n2. Skriv et **brev**.", audience=Audience.PUBLIC)
    steps = _said(world, method.url)["HowTo"]["step"]
    assert [step["text"] for step in steps] == ["Ring.", "Skriv et brev."]
    document = world.document(author, audience=Audience.PUBLIC)
    with world.writing() as session:
        session.execute(update(Document).where(Document.id == document.id).values(licence="cc-by"))
    said = _said(world, f"/dokumenter/{document.id}-{document.slug}")["DigitalDocument"]
    assert said["encodingFormat"] == "text/plain"
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/deed.da"
    plan = world.plan(author, audience=Audience.PUBLIC)
    assert _said(world, plan.url)["CreativeWork"]["creator"]["name"] == "Lolland Kommune"
    place = _said(world, "/kommuner/lolland")["GovernmentOrganization"]
    assert place["identifier"]["value"] == "0360"
    assert place["memberOf"]["name"] == "På forkant"
    above, here = _said(world, "/emner/tomme-boliger")["BreadcrumbList"]["itemListElement"]
    assert (above["name"], above["item"]) == ("Emner", "http://127.0.0.1:8000/emner/")
    assert "item" not in here


def test_a_question_is_told_with_its_best_reply_and_other_threads_as_discussions(world: World) -> None:
    author, other = world.member(LOLLAND), world.member("0665", "Bo Vest")
    thread = world.thread(author, "Hvad koster det?", audience=Audience.PUBLIC)
    path = f"/traade/{thread.id}-{thread.slug}"
    reply = world.reply(other, thread, "Det kostede **85.000** kr.")
    talk = _said(world, path)["DiscussionForumPosting"]
    assert (talk["headline"], talk["interactionStatistic"]["userInteractionCount"]) == ("Hvad koster det?", 1)
    with world.writing() as session:
        forum.mark_best(session, author, reply, best=True)
    question = _said(world, path)["QAPage"]["mainEntity"]
    (best,) = question["acceptedAnswer"]
    assert (best["text"], best["author"]["name"]) == ("Det kostede 85.000 kr.", "Bo Vest")
    assert question["answerCount"] == 1
    other_talk = world.thread(author, "Hvad tænker I?", kind=ThreadKind.DISCUSSION, audience=Audience.PUBLIC)
    world.reply(other, other_talk)
    assert _said(world, f"/traade/{other_talk.id}-{other_talk.slug}")["DiscussionForumPosting"]


def test_nothing_is_told_on_pages_for_members_and_of_what_is_not_there(world: World) -> None:
    author, office = world.member(LOLLAND), world.secretariat()
    thread = world.thread(author, "Kun for medlemmer")
    draft = world.article(office, "En kladde", publish=False)
    for client, path in (
        (world.client(author), f"/traade/{thread.id}-{thread.slug}"),
        (world.client(author), "/"),
        (world.client(author), "/kommuner/lolland"),
        (world.client(office), draft.url),
        (world.client(), draft.url),
        (world.client(), f"/traade/{thread.id}-{thread.slug}"),
        (world.client(), "/findes-ikke"),
        (world.client(), "/soeg?q=x"),
    ):
        assert "ld+json" not in client.get(path).text, path
    assert structured(author, lambda: [{"@type": "Thing"}]) == ""


def test_how_members_are_reached_is_no_part_of_it(world: World) -> None:
    coordinator = world.member(LOLLAND, roles=(Role.COORDINATOR,))
    (block,) = world.client().page("/kommuner/lolland").elements("script", type="application/ld+json")
    assert world.email_of(coordinator) not in block.text
    assert not re.search(r"@[a-z]+\.|telephone|email", block.text)


HOSTILE = "</script><script>alert(1)</script><!-- & ]]> \u2028\u2029 \\u003c \" '"


def test_no_text_gets_out_of_the_block(world: World) -> None:
    author = world.member(LOLLAND)
    thread = world.thread(author, HOSTILE, body="Et </script> i teksten.", audience=Audience.PUBLIC)
    page = world.client().page(f"/traade/{thread.id}-{thread.slug}")
    (block,) = page.elements("script", type="application/ld+json")
    said = {thing["@type"]: thing for thing in json.loads(block.text)["@graph"]}
    assert said["DiscussionForumPosting"]["headline"].startswith("</script><script>alert(1)</script><!-- & ]]>")
    assert not set("<>&\u2028\u2029") & set(block.text)
    scripts = [script for script in page.elements("script") if not script.get("src")]
    assert scripts == [block]


@pytest.mark.parametrize("text", [HOSTILE, "<!--<script>", "æøå", "\x00", "&lt;/script&gt;"])
def test_what_is_written_into_a_block_is_read_out_of_it(text: str) -> None:
    block = str(data_block([{"@type": "Thing", "name": text, text: [text]}]))
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside)["@graph"] == [{"@type": "Thing", "name": text, text: [text]}]
    assert structured(ANONYMOUS, lambda: [{"@type": "Thing", "name": text}])


def test_an_excerpt_holds_words_alone() -> None:
    assert excerpt("<p>Et &lt;b&gt; &amp; <strong>to</strong></p><p>tre</p>") == "Et <b> & to tre"
    assert excerpt("<p>" + "ord " * 500 + '<a href="x">') == "ord " * 50 + "…"
    assert excerpt("") == ""
