"""The public library to take home, and a page that says what is in it."""

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_babel import gettext as _

from network.core import clock
from network.features.library.types import LICENCES as OF_DOCUMENTS
from network.features.methods.guide import LICENCES as OF_METHODS
from network.features.opendata.queries import Kind, shared_things
from network.features.opendata.writing import Words, as_csv, as_json
from network.web.access import Access, access
from network.web.database import READ, db
from network.web.downloads import send_made

blueprint = Blueprint("opendata", __name__)
NAME = "paa-forkant-bibliotek"


@blueprint.get("/aabne-data")
@access(Access.PUBLIC)
def show() -> str:
    return render_template("opendata/show.html", columns=_words().columns)


@blueprint.get("/aabne-data/bibliotek.csv")
@access(Access.PUBLIC)
def csv() -> Response:
    parts = as_csv(shared_things(db.engines[READ]), _words(), _base_url())
    return _on_terms(send_made(parts, f"{NAME}.csv", "text/csv; charset=utf-8"))


@blueprint.get("/aabne-data/bibliotek.json")
@access(Access.PUBLIC)
def json() -> Response:
    about = {
        "title": _("The public library of På forkant"),
        "about": _base_url() + url_for(".show"),
        "terms": _terms_url(),
        "made_at": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
    }
    parts = as_json(shared_things(db.engines[READ]), _words(), _base_url(), about)
    return _on_terms(Response(parts, content_type="application/json; charset=utf-8"))


def _on_terms(response: Response) -> Response:
    """What a program is told of a file beside it (RFC 8288)."""
    response.headers["Link"] = f'<{_terms_url()}>; rel="license"'
    return response


def _terms_url() -> str:
    return _base_url() + url_for("pages.data_terms")


def _base_url() -> str:
    base_url: str = current_app.config["SETTINGS"].base_url
    return base_url


def _words() -> Words:
    """Said before anything is sent, for the request is over by then."""
    return Words(
        columns=(
            *(_("Kind of thing"), _("Title"), _("Address"), _("From whom"), _("Municipality code"), _("Topics")),
            *(_("Year"), _("Published"), _("Terms of use"), _("Address of the terms")),
            *(_("Format"), _("Pages"), _("Bytes"), "SHA-256", _("File"), _("In short")),
        ),
        kinds={
            Kind.METHOD: _("Method"),
            Kind.TOOL: _("Tool"),
            Kind.DOCUMENT: _("Document"),
            Kind.PUBLICATION: _("Publication"),
            Kind.PLAN: _("Strategy plan"),
        },
        of_methods={licence.value: str(label) for licence, label in OF_METHODS.items()},
        of_documents={code: _(name) for code, name in OF_DOCUMENTS.items()},
        belongs=_("Not stated: the rights are with %(holder)s", holder="{holder}"),
    )
