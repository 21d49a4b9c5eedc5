"""The page on which an article is written: as it is opened, and as it comes back."""

from dataclasses import dataclass

from flask import Response, make_response, render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.addresses import SECTIONS
from network.core.errors import Invalid
from network.core.page_text import render_page
from network.core.text import checked_body, clean_line
from network.features.publishing.forms import FORMS, ArticleForm, document_lines
from network.features.publishing.guide import GUIDES, HEADINGS
from network.features.publishing.models import ArticleKind
from network.features.publishing.queries import ArticleView

UNUSABLE, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class Preview:
    title: str
    lead: str
    html: Markup


def opened_form(kind: ArticleKind) -> ArticleForm:
    return FORMS[kind]()


def previewed(form: ArticleForm) -> Preview | None:
    """The text as it will look, or None with the reason at the field."""
    try:
        body = checked_body(form.body.data or "", required=False)
    except Invalid as error:
        form.add_error(error)
        return None
    html = Markup(render_page(body).html)  # noqa: S704 -- sanitised by core.text just now
    return Preview(clean_line(form.title.data or ""), clean_line(form.lead.data or ""), html)


def entry_page(
    form: ArticleForm,
    article: ArticleView | None,
    status: int = 200,
    *,
    preview: Preview | None = None,
    is_changed: bool = False,
    theirs: tuple[tuple[str, str], ...] = (),
) -> Response:
    """`is_changed`: somebody else has changed it meanwhile; `theirs`: what they wrote where both have, by heading."""
    body = render_template(
        "publishing/edit.html",
        form=form,
        article=article,
        kind=form.kind,
        section=SECTIONS[form.kind],
        guide=GUIDES[form.kind],
        preview=preview,
        is_changed=is_changed,
        theirs=theirs,
    )
    return make_response(body, status)


def shown_clashes(
    reader: Session, actor: Actor, others: dict[str, str], clashes: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """What somebody else wrote, by the headings of the fields."""
    return tuple(
        (str(HEADINGS[name]), document_lines(reader, actor, others[name]) if name == "documents" else others[name])
        for name in clashes
    )
