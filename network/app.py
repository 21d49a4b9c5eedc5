"""The application, put together in order. Reads like a table of contents."""

import hashlib

from flask import Flask
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from network.features.accounts.queries import actor_by_session
from network.features.accounts.views import blueprint as accounts
from network.features.advisers.views import blueprint as advisers
from network.features.api.views import blueprint as api
from network.features.apikeys.queries import actor_by_key
from network.features.apikeys.views import blueprint as apikeys
from network.features.attachments.views import blueprint as attachments
from network.features.calls.views import blueprint as calls
from network.features.casefile.views import blueprint as casefile
from network.features.collections.views import blueprint as collections
from network.features.cycle.views import blueprint as cycle
from network.features.development.views import blueprint as development
from network.features.drafts.views import blueprint as drafts
from network.features.editing.views import blueprint as editing
from network.features.erasure.views import blueprint as erasure
from network.features.events.views import blueprint as events
from network.features.experiences.views import blueprint as experiences
from network.features.feeds.views import blueprint as feeds
from network.features.handover.views import blueprint as handover
from network.features.joining.views import blueprint as joining
from network.features.keywords.views import blueprint as keywords
from network.features.library.change_views import blueprint as documents
from network.features.library.many_views import blueprint as many
from network.features.library.views import blueprint as library
from network.features.maps.views import blueprint as maps
from network.features.members.views import blueprint as members
from network.features.mentions.views import blueprint as mentions
from network.features.merging.views import blueprint as merging
from network.features.methods.views import blueprint as methods
from network.features.metrics.views import blueprint as metrics
from network.features.moderation.queue import waiting_count
from network.features.moderation.views import blueprint as moderation
from network.features.municipalities.views import blueprint as municipalities
from network.features.notices.views import blueprint as notices
from network.features.notifications.views import blueprint as notifications
from network.features.notifications.views import stop_mail
from network.features.opendata.views import blueprint as opendata
from network.features.ownfeeds.views import blueprint as ownfeeds
from network.features.pages.views import blueprint as pages
from network.features.partners.views import blueprint as partners
from network.features.peers.views import blueprint as peers
from network.features.plans.views import blueprint as plans
from network.features.portraits.views import blueprint as portraits
from network.features.publications.views import blueprint as publications
from network.features.publishing.views import blueprint as publishing
from network.features.quoting.views import blueprint as quoting
from network.features.resolving.views import blueprint as resolving
from network.features.search.pages import blueprint as search
from network.features.sharing.views import blueprint as sharing
from network.features.sources.views import blueprint as sources
from network.features.start.views import blueprint as start
from network.features.statistics.views import blueprint as statistics
from network.features.summaries.views import blueprint as summaries
from network.features.takedowns.views import blueprint as takedowns
from network.features.thanks.views import blueprint as thanks
from network.features.threads.views import blueprint as threads
from network.features.topics.views import blueprint as topics
from network.settings import MEGABYTE, ROOT, Settings
from network.web import database
from network.web.access import check_routes, guard
from network.web.api import init_api
from network.web.assets import init_assets
from network.web.errors import init_errors
from network.web.filters import init_filters
from network.web.forms import csrf_token
from network.web.headers import allow_pictures_from, init_headers
from network.web.identity import init_identity
from network.web.ids import init_ids
from network.web.language import init_language
from network.web.limits import init_limits
from network.web.page import init_page
from network.web.requestlog import init_request_log
from network.web.transaction import NetworkFlask
from network.web.waiting import init_waiting
from network.wiring import Ports, build_ports

BLUEPRINTS = (
    *(start, accounts, municipalities, topics, threads, calls, drafts, editing, moderation, merging, notifications),
    *(thanks, resolving, summaries, keywords, sharing, members, library, documents, many, search, pages, development),
    *(attachments, quoting, mentions, methods, experiences, notices, sources, collections, casefile, plans, portraits),
    *(takedowns, apikeys, api, metrics),
    *(publishing, events, publications, feeds),
    *(peers, maps, joining, handover, statistics, cycle, erasure),
    *(ownfeeds, opendata, partners, advisers),
)
FORM_LIMIT = 4 * MEGABYTE  # a text that is too long must come back with a message, so it has to be read first


def create_app(settings: Settings, ports: Ports | None = None) -> NetworkFlask:
    """Build the application. Raises UndeclaredRoutes when a route does not say who may reach it."""
    app = NetworkFlask(
        "network",
        root_path=str(ROOT / "network"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(settings.data),
        static_folder=None,
    )
    _configure(app, settings)
    _init_extensions(app, settings)
    with app.app_context():
        app.ports = ports or build_ports(settings, database.db.engine)
    allow_pictures_from(app, app.ports.files.origin)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    check_routes(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.secure_cookies
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret,
        BUILD=_build_number(),
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=2 * settings.upload_limit + MEGABYTE,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a planner who writes for two hours may still send
        WTF_I18N_ENABLED=False,  # WTForms has no Danish; every message is ours
        WTF_CSRF_SSL_STRICT=False,  # the Origin check in web.errors does this, also without TLS
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=3,
        COMPRESS_LEVEL=4,
        COMPRESS_MIMETYPES=["text/html", "text/plain", "application/json"],
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = False


def _build_number() -> str:
    """Changes when a template does, so that no browser keeps a page made by the old ones."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _init_extensions(app: Flask, settings: Settings) -> None:
    """Order matters: before each view the log begins, foreign origins are refused, access is checked, then CSRF."""
    database.configure(app, settings)
    init_ids(app)
    init_request_log(app)
    init_language(app, str(ROOT / "network" / "translations"))
    init_filters(app)
    init_page(app)
    init_waiting(app, waiting_count)
    init_errors(app)
    init_identity(app, actor_by_session, actor_by_key)
    init_limits(app)
    init_api(app)
    app.before_request(guard)
    CSRFProtect(app).exempt(stop_mail)
    app.jinja_env.globals["csrf_token"] = csrf_token
    Compress(app)
    init_headers(app)
    init_assets(app, ROOT / "static")
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
