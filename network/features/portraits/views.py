"""The page on which a municipality is described."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template
from flask_babel import gettext as _

from network.core.addresses import municipality_url
from network.core.errors import Invalid
from network.core.policy import Action, require
from network.features.municipalities.queries import municipality_row, organisation_by_slug
from network.features.portraits.forms import PortraitForm
from network.features.portraits.models import CHALLENGES, POTENTIALS
from network.features.portraits.queries import PortraitView, choosable_topics, portrait_of
from network.features.portraits.service import describe
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor

blueprint = Blueprint("portraits", __name__)
UNUSABLE = 422


@blueprint.route("/kommuner/<slug>/profil", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(slug: str) -> Response | str:
    actor = current_actor()
    with read_session() as reader:
        municipality = municipality_row(reader, slug)
        require(Action.DESCRIBE_MUNICIPALITY, actor, municipality)
        portrait = portrait_of(reader, municipality.id)
        topics = choosable_topics(reader, portrait.slugs)
    form = _opened(portrait)
    form.challenges.choices = [(topic.slug, topic.title) for topic in topics[CHALLENGES]]
    form.potentials.choices = [(topic.slug, topic.title) for topic in topics[POTENTIALS]]
    if form.validate_on_submit():
        try:
            organisation = organisation_by_slug(session(), slug)
            describe(session(), actor, organisation, form.said(), not_cpr=form.not_cpr.data)
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The municipality's page has been changed."), "success")
            return redirect(municipality_url(slug), 303)  # type: ignore[return-value]
        session().rollback()
    body = render_template("portraits/edit.html", form=form, municipality=municipality)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


def _opened(portrait: PortraitView) -> PortraitForm:
    return PortraitForm(
        challenges=[topic.slug for topic in portrait.challenges],
        potentials=[topic.slug for topic in portrait.potentials],
        words=portrait.markdown,
        cycle_phase=portrait.cycle_phase or "",
        cycle_year=str(portrait.cycle_year or ""),
    )
