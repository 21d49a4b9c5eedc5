"""The page that says what a package holds, and the package itself."""

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _

from network.core import audit, ratelimit
from network.core.errors import Invalid, NotFound
from network.core.slugs import slugify
from network.features.casefile.gathering import Subject, gather, subject
from network.features.casefile.pages import Writer
from network.features.casefile.zipped import zipped
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.downloads import ALONE
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.messages import translated
from network.web.transaction import current_ports

blueprint = Blueprint("casefile", __name__)
WORDS = {"samling": "collection", "traad": "thread", "metode": "method", "plan": "plan"}
UNUSABLE = 422


@blueprint.route("/journal/<word>/<int:number>", methods=["GET", "POST"])
@access(Access.MEMBERS)
def package(word: str, number: int) -> Response:
    actor = current_actor()
    if word not in WORDS:
        raise NotFound
    if request.method == "POST":
        attempt((ratelimit.EXPORT_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        about = subject(reader, actor, WORDS[word], number)
        if request.method != "POST":
            return _page(about, word, "", 200)
        try:
            casefile = gather(reader, actor, about)
        except Invalid as error:
            return _page(about, word, translated(error), UNUSABLE)
    texts = list(Writer(casefile, current_app.config["SETTINGS"].base_url).texts())
    audit.note(session(), actor, "export-casefile", f"{about.kind}:{about.id}")
    sent = zipped(texts, casefile.files, current_ports().files, casefile.fetched_at)
    response = Response(sent, content_type="application/zip")
    name = f"journal-{slugify(about.title)}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(about: Subject, word: str, problem: str, status: int) -> Response:
    kinds = {"collection": _("Collection"), "thread": _("Thread"), "method": _("Method"), "plan": _("Strategy plan")}
    kind = kinds[about.kind]
    body = render_template("casefile/package.html", about=about, word=word, kind=kind, problem=problem)
    return make_response(body, status)
