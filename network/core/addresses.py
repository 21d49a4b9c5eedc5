"""Addresses of things, in Danish, made in one place: queries, mails and the search page all link to them.

The routes that answer them stand in each feature's views; a test holds the two together.
"""

from functools import lru_cache
from urllib.parse import urlencode

from network.core.access import OrganisationKind
from network.core.slugs import slugify

POSTS_A_PAGE = 20
MUNICIPALITIES_URL = "/kommuner/"


def topic_url(slug: str) -> str:
    return f"/emner/{slug}"


def search_url(**parts: str | int) -> str:
    """A search; a page of results has fifty of them."""
    return f"/soeg?{urlencode(parts)}" if parts else "/soeg"


def municipality_url(slug: str) -> str:
    return f"/kommuner/{slug}"


def partner_url(slug: str) -> str:
    """A ministry, a foundation or an association."""
    return f"/partnere/{slug}"


def organisation_url(kind: str, slug: str) -> str | None:
    """The page of where a member works; the secretariat has none."""
    if kind == OrganisationKind.PARTNER:
        return partner_url(slug)
    return municipality_url(slug) if kind == OrganisationKind.MUNICIPALITY else None


INVITED_URL = "/inviteret"  # what has been opened to an adviser
DATA_TERMS_URL = "/vilkaar-for-data"


def advisers_url(slug: str) -> str:
    """The advisers of a municipality, and what each of them reads."""
    return f"/kommuner/{slug}/raadgivere"


def nearby_url(slug: str) -> str:
    """The neighbours of a municipality, and those that are like it."""
    return f"/kommuner/{slug}/naboer"


def accessibility_url(slug: str) -> str:
    """Whether everybody can read a municipality's documents."""
    return f"/kommuner/{slug}/tilgaengelighed"


@lru_cache(maxsize=4096)
def member_url(account_id: int, name: str) -> str:
    """A member's profile. A thread's page has twenty of them."""
    return f"/medlemmer/{account_id}-{slugify(name)}"


def thread_url(thread_id: int, slug: str, after: int = 0) -> str:
    """A thread, from the page that follows position `after`."""
    return f"/traade/{thread_id}-{slug}?efter={after}" if after else f"/traade/{thread_id}-{slug}"


def table_url(thread_id: int, slug: str) -> str:
    """The answers to a call as a table."""
    return f"{thread_url(thread_id, slug)}/tabel"


def table_csv_url(thread_id: int, slug: str) -> str:
    return f"{table_url(thread_id, slug)}.csv"


def page_before(position: int) -> int:
    """The `after` of the page that shows this position."""
    return (position - 1) // POSTS_A_PAGE * POSTS_A_PAGE


def unsubscribe_url(token: str) -> str:
    return f"/afmeld/{token}"


def post_anchor(post_id: int) -> str:
    return f"indlaeg-{post_id}"


def post_url(post_id: int) -> str:
    """A post's permanent address; it redirects to wherever the post stands today."""
    return f"/indlaeg/{post_id}#{post_anchor(post_id)}"


def post_edit_url(post_id: int) -> str:
    return f"/indlaeg/{post_id}/ret"


def post_history_url(post_id: int) -> str:
    """What the post said before it was edited."""
    return f"/indlaeg/{post_id}/historik"


def report_url(post_id: int) -> str:
    """Where a member says that somebody should look at a post."""
    return f"/indlaeg/{post_id}/anmeld"


def quote_url(thread_id: int) -> str:
    """Where a reply is written that quotes a post; the post's id follows."""
    return f"/traade/{thread_id}/svar?citer="


def thanks_url(post_id: int) -> str:
    """Who found the post useful."""
    return f"/indlaeg/{post_id}/nyttigt"


def document_url(document_id: int, slug: str) -> str:
    return f"/dokumenter/{document_id}-{slug}"


def document_page_url(document_id: int, slug: str, page: int) -> str:
    """The text of one page, slide or sheet."""
    return f"/dokumenter/{document_id}-{slug}/side/{page}"


def document_text_url(document_id: int, slug: str) -> str:
    """All its pages as one."""
    return f"/dokumenter/{document_id}-{slug}/tekst"


def method_url(method_id: int, slug: str) -> str:
    return f"/metoder/{method_id}-{slug}"


def experience_url(card_id: int) -> str:
    """A municipality's experience with a method."""
    return f"/erfaringer/{card_id}"


def plan_url(plan_id: int, slug: str) -> str:
    return f"/strategiplaner/{plan_id}-{slug}"


# What the network itself publishes: the kind, and where it stands
SECTIONS = {"news": "nyheder", "project": "projekter", "publication": "udgivelser", "event": "arrangementer"}


def article_url(kind: str, article_id: int, slug: str) -> str:
    """A piece of news, a project, a publication or an event."""
    return f"/{SECTIONS[kind]}/{article_id}-{slug}"


def consent_url(source_id: int) -> str:
    """Where a member says whether a method may hold their words."""
    return f"/metoder/samtykke/{source_id}"


def collection_url(collection_id: int, slug: str) -> str:
    return f"/samlinger/{collection_id}-{slug}"


def attachment_url(attachment_id: int, name: str) -> str:
    """A file of a post; pictures in texts are shown from here."""
    return f"/filer/{attachment_id}/{name}"
