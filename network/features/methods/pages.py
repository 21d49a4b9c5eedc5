"""The page on which a method is written: as it is opened, and as it comes back."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from network.core.access import Actor, Audience
from network.features.keywords.queries import keyword_choices
from network.features.methods.documents import document_choices
from network.features.methods.fields import TEXTS
from network.features.methods.forms import MethodForm
from network.features.methods.guide import COSTS, HEADINGS, KINDS, LICENCES, PROMPTS, SECTIONS
from network.features.methods.queries import MethodView
from network.features.topics.groups import grouped_choices
from network.features.topics.queries import topic_choices, topics_by_group
from network.web.forms import AUDIENCES, audience_choices, choices

UNUSABLE, CONFLICT = 422, 409


def number_in(value: str) -> int | None:
    """A number from an address, or None."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def opened_form(reader: Session, actor: Actor, method: MethodView | None) -> MethodForm:
    """The form with the choices that the actor has."""
    form = MethodForm(topic=request.args.get("emne"))
    kept = method.topic_slugs if method else ()
    form.topic.choices = choices(_("Choose a topic"), topic_choices(reader, kept[0] if kept else None))
    form.more_topics.choices, form.topic_headings = grouped_choices(topics_by_group(reader, kept))
    form.keywords.options = keyword_choices(reader)
    form.audience.choices = audience_choices(actor)
    if method is not None and method.audience not in {choice.value for choice in form.audience.choices}:
        form.audience.choices.append(SelectChoice(method.audience.value, AUDIENCES[method.audience]))
    wanted = number_in(request.args.get("dokument", ""))
    form.documents.choices = [
        SelectChoice(number, title)
        for number, title in document_choices(reader, actor, method.id if method else None, wanted)
    ]
    if wanted is not None and not form.is_submitted():
        _begin_with_document(form, str(wanted))
    return form


def _begin_with_document(form: MethodForm, number: str) -> None:
    """Somebody came from a document of the library: it belongs to the method, and gives it its title."""
    titles = {choice.value: choice.label for choice in form.documents.choices}
    if number in titles:
        form.documents.data, form.title.data = [number], titles[number]


def entry_page(
    form: MethodForm,
    method: MethodView | None,
    status: int = 200,
    *,
    others: dict[str, Any] | None = None,
    clashes: tuple[str, ...] = (),
) -> Response:
    """`others`: what somebody else wrote meanwhile; `clashes`: the fields that both have changed."""
    theirs = tuple((HEADINGS[name], shown_value(name, (others or {})[name])) for name in clashes)
    sections = tuple((section, _is_open(form, section.fields)) for section in SECTIONS)
    body = render_template(
        "methods/edit.html",
        form=form,
        method=method,
        sections=sections,
        texts=TEXTS,
        prompts=PROMPTS,
        is_changed=others is not None,
        theirs=theirs,
    )
    return make_response(body, status)


def _is_open(form: MethodForm, names: tuple[str, ...]) -> bool:
    """Whether something stands in a section, or is wrong there."""
    return any(form[name].errors or (form[name].data and name != "licence") for name in names)


def shown_value(name: str, value: Any) -> str:
    """What a version holds of a field, in words."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    labels: dict[str, Any] = {
        "kind": {kind.value: label for kind, label in KINDS.items()},
        "cost_band": {band.value: label for band, label in COSTS.items()},
        "licence": {licence.value: label for licence, label in LICENCES.items()},
        "audience": {audience.value: AUDIENCES[Audience(audience)] for audience in Audience},
    }
    return str(labels.get(name, {}).get(value, value))
