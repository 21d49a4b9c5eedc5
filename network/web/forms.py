"""Forms: CSRF, and a number of their own, so that the same form sent twice does its work once."""

import secrets
from collections.abc import Iterable
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField

from network.core.access import Actor, Audience, writable_audiences
from network.core.cpr import HoldsCpr
from network.core.errors import Invalid
from network.core.text import printable
from network.web.identity import current_actor
from network.web.messages import translated

# What may not come back to the browser when a form is shown again
NEVER_REPEATED = frozenset({"password", "new_password", "current_password", "csrf_token"})


def _printable(value: object) -> object:
    return printable(value) if isinstance(value, str) else value


def new_number() -> str:
    """A form's own number, by which the same form sent twice is known."""
    return secrets.token_hex(12)


class Form(FlaskForm):  # type: ignore[misc]
    """Base of all forms."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False  # CSRFProtect asks for the token before any view; a field of each form would ask again

        def bind_field(self, form: "Form", unbound_field: UnboundField, options: dict[str, Any]) -> Field:
            """What is typed comes back in the page, which may not hold every character that can be sent."""
            if issubclass(unbound_field.field_class, StringField):
                options["filters"] = [_printable, *unbound_field.kwargs.get("filters", ())]
            return unbound_field.bind(form=form, **options)

    submission = HiddenField(default=new_number)

    def add_error(self, error: Invalid) -> None:
        """Show what a service refused at the field it is about, or above the form."""
        message = translated(error)
        field: Field | None = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]

    def submission_number(self) -> str | None:
        """The form's own number, or None when somebody tampered with it. Another member's is another number."""
        value = self.submission.data or ""
        return f"{current_actor().id}-{value}" if 8 <= len(value) <= 64 and value.isalnum() else None


class CheckedForm(Form):
    """A form whose text is looked through for civil registration numbers; it asks about one only when there is one."""

    not_cpr = BooleanField(_l("It is not a civil registration number"))

    @property
    def asks_about_cpr(self) -> bool:
        return bool(self.not_cpr.data) or self._has_found_cpr

    _has_found_cpr = False

    def add_error(self, error: Invalid) -> None:
        super().add_error(error)
        self._has_found_cpr = self._has_found_cpr or isinstance(error, HoldsCpr)


class Correcting:
    """Mixed into a form that changes what is there already: it says which version was on the page."""

    version = HiddenField()

    def corrected(self) -> int:
        """The number of that version; one that never was when the form does not say."""
        value = self.version.data or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


# WTForms has no Danish of its own
CHOOSE = _l("Choose one of those on the list.")

AUDIENCES = {
    Audience.PUBLIC: _l("Everyone, also without signing in"),
    Audience.NETWORK: _l("All members of the network"),
    Audience.MUNICIPALITIES: _l("Municipalities only"),
    Audience.OWN: _l("Only my own municipality"),
}


def csrf_token() -> str:
    """This request's token, for templates: a page has several forms, and making it looks four settings up each time."""
    token: str = g.get("csrf_token") or generate_csrf()
    return token


def audience_field() -> RadioField:
    """Who may read; the view sets the choices that the actor has."""
    return RadioField(_l("Who may read it?"), default=Audience.NETWORK.value, invalid_choice_message=CHOOSE)


def audience_choices(actor: Actor) -> list[SelectChoice]:
    return [SelectChoice(audience.value, AUDIENCES[audience]) for audience in writable_audiences(actor)]


def choices(first: str, pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Choices of a select: an empty one that says what to do, then (value, label) pairs."""
    return [SelectChoice("", first), *(SelectChoice(value, label) for value, label in pairs)]
