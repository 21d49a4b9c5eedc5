"""Feeds, the sitemap, and what is said to robots."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import force_locale

from network.core.addresses import SECTIONS
from network.core.errors import NotFound
from network.features.feeds.atom import feed as atom_feed
from network.features.feeds.queries import IN_A_PART, PARTS, feed_entries, part_counts, part_paths
from network.features.feeds.unchanged import answer
from network.features.publishing.guide import GUIDES, KINDS
from network.features.publishing.models import ArticleKind
from network.web.access import Access, access
from network.web.database import READ, db, session

blueprint = Blueprint("feeds", __name__)
ALL = (ArticleKind.NEWS, ArticleKind.PUBLICATION, ArticleKind.EVENT)
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def _base_url() -> str:
    base_url: str = current_app.config["SETTINGS"].base_url
    return base_url


@blueprint.get("/feed")
@access(Access.PUBLIC)
def everything() -> Response:
    """News, publications and events."""
    return _feed(ALL, "På forkant", url_for("start.show"))


@blueprint.get(f"/feed/<any({', '.join(SECTIONS.values())}):section>")
@access(Access.PUBLIC)
def of_section(section: str) -> Response:
    kind = KINDS[section]
    with force_locale("da"):
        title = f"{GUIDES[kind].many} – På forkant"
    return _feed((kind,), title, url_for("publishing.index", section=section))


def _feed(kinds: tuple[ArticleKind, ...], title: str, page_path: str) -> Response:
    entries = feed_entries(session(), kinds)
    body = atom_feed(entries, base_url=_base_url(), path=request.path, title=title, page_path=page_path)
    return answer(body, "application/atom+xml", max((entry.updated_at for entry in entries), default=None))


@blueprint.get("/sitemap.xml")
@access(Access.PUBLIC)
def sitemap() -> Response:
    """Where the parts are."""
    urls = [_base_url() + url_for(".fixed_pages")]
    for name, count in part_counts(session()).items():
        urls += [_base_url() + url_for(".part", name=name, number=number) for number in range(1, count + 1)]
    lines = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>\n" for url in urls)
    body = f'{HEAD}<sitemapindex xmlns="{SITEMAP}">\n{lines}</sitemapindex>\n'
    return Response(body, content_type="application/xml; charset=utf-8")


@blueprint.get("/sitemap/sider.xml")
@access(Access.PUBLIC)
def fixed_pages() -> Response:
    """Pages that are always there."""
    lists = ("topics", "threads", "methods", "plans", "library", "municipalities", "partners")
    pages = ("about", "rules", "contact", "accessibility", "privacy", "data_terms")
    others = ("start.show", "opendata.show", "maps.show", "cycle.show")
    names = (*others, *(f"{name}.index" for name in lists), *(f"pages.{name}" for name in pages))
    paths = [url_for(name) for name in names]
    paths += [url_for("publishing.index", section=section) for section in KINDS]
    return _sitemap(iter(paths))


@blueprint.get("/sitemap/<name>-<int:number>.xml")
@access(Access.PUBLIC)
def part(name: str, number: int) -> Response:
    """One range of what everyone may read."""
    if name not in PARTS or not 1 <= number <= 2**31 // IN_A_PART:
        raise NotFound
    return _sitemap(part_paths(db.engines[READ], name, number))


def _sitemap(paths: Iterator[str]) -> Response:
    return Response(_streamed(paths, _base_url()), content_type="application/xml; charset=utf-8")


def _streamed(paths: Iterator[str], base_url: str) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{SITEMAP}">\n'
    for path in paths:
        yield f"<url><loc>{escape(base_url + path)}</loc></url>\n"
    yield "</urlset>\n"


@blueprint.get("/robots.txt")
@access(Access.PUBLIC)
def robots() -> Response:
    closed = "".join(f"Disallow: {path}\n" for path in ("/soeg", "/konto/", "/udgivelser/*/hent"))
    return Response(f"User-agent: *\n{closed}\nSitemap: {_base_url()}/sitemap.xml\n", mimetype="text/plain")
