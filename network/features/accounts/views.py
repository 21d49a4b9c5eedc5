"""Signing in and out, invitations, forgotten passwords, one's own account."""

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.errors import Invalid, NotFound, TooMany
from network.features.accounts import queries, service
from network.features.accounts.forms import (
    AcceptForm,
    AddressForm,
    ForgottenForm,
    PasswordForm,
    ResetForm,
    SignInForm,
)
from network.features.accounts.models import TokenPurpose
from network.features.drafts.queries import own_drafts
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import Form
from network.web.identity import begin_session, current_actor, end_session, session_token
from network.web.language import LANGUAGES
from network.web.limits import attempt, client_address

blueprint = Blueprint("accounts", __name__)
UNUSABLE = 422


def _secret() -> str:
    secret: str = current_app.config["SETTINGS"].secret
    return secret


def _shown_again(template: str, form: Form, **values: object) -> Response:
    return make_response(render_template(template, form=form, **values), UNUSABLE)


def safe_target(target: str) -> str:
    """Where to go on after signing in: a path of this site, never another host. Browsers pass over a tab or newline."""
    is_path = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if is_path else url_for("start.show")


@blueprint.route("/log-ind", methods=["GET", "POST"])
@access(Access.PUBLIC)
def sign_in() -> Response | str:
    form = SignInForm()
    target = safe_target(request.values.get("videre", ""))
    if not form.validate_on_submit():
        page = render_template("accounts/sign_in.html", form=form, target=target)
        return make_response(page, UNUSABLE) if form.is_submitted() else page
    limits = (
        (ratelimit.SIGN_IN_BY_ADDRESS, client_address()),
        (ratelimit.SIGN_IN_BY_ACCOUNT, queries.email_key(form.email.data)),
    )
    try:
        attempt(*limits)
        with read_session() as reader:
            account_id = service.authenticate(reader, form.email.data, form.password.data)
    except (Invalid, TooMany) as error:
        form.add_error(error if isinstance(error, Invalid) else Invalid(error.message, "password", **error.values))
        return _shown_again("accounts/sign_in.html", form, target=target)
    token, actor = service.sign_in(session(), account_id, form.password.data, client_address())
    for limit, who in limits:  # a town hall has one address, and a meeting of forty signs in at once
        ratelimit.give_back(session(), limit, who)
    begin_session(token, actor)
    return redirect(target, 303)  # type: ignore[return-value]


@blueprint.post("/log-ud")
@access(Access.PUBLIC)
def sign_out() -> Response:
    actor, token = current_actor(), session_token()
    if actor.id is not None and token:
        service.end_sessions(session(), actor.id, token=token)
    end_session()
    flash(_("You are signed out."), "success")
    return redirect(url_for("start.show"), 303)  # type: ignore[return-value]


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@access(Access.PUBLIC)
def accept(token: str) -> Response | str:
    page = queries.invitation_page(session(), _secret(), token)
    form = AcceptForm(name=page.name)
    if not form.validate_on_submit():
        body = render_template("accounts/accept.html", form=form, invitation=page, token=token)
        return make_response(body, UNUSABLE) if form.is_submitted() else body
    try:
        cookie, actor = service.accept_invitation(
            session(), _secret(), token, form.name.data, form.title.data, form.password.data
        )
    except Invalid as error:
        form.add_error(error)
        return _shown_again("accounts/accept.html", form, invitation=page, token=token)
    begin_session(cookie, actor)
    flash(_("Welcome to the network, %(name)s.", name=actor.name), "success")
    return redirect(url_for("start.show"), 303)  # type: ignore[return-value]


@blueprint.route("/adgangskode/glemt", methods=["GET", "POST"])
@access(Access.PUBLIC)
def forgotten() -> Response | str:
    form = ForgottenForm()
    if not form.validate_on_submit():
        body = render_template("accounts/forgotten.html", form=form)
        return make_response(body, UNUSABLE) if form.is_submitted() else body
    attempt(
        (ratelimit.RESET_BY_ADDRESS, client_address()),
        (ratelimit.RESET_BY_ACCOUNT, queries.email_key(form.email.data)),
    )
    service.request_reset(session(), form.email.data)
    return render_template("accounts/forgotten_sent.html", email=form.email.data)


@blueprint.route("/adgangskode/ny/<token>", methods=["GET", "POST"])
@access(Access.PUBLIC)
def reset(token: str) -> Response | str:
    queries.open_token(session(), _secret(), TokenPurpose.RESET_PASSWORD, token)
    form = ResetForm()
    if not form.validate_on_submit():
        body = render_template("accounts/reset.html", form=form, token=token)
        return make_response(body, UNUSABLE) if form.is_submitted() else body
    try:
        cookie, actor = service.reset_password(session(), _secret(), token, form.password.data)
    except Invalid as error:
        form.add_error(error)
        return _shown_again("accounts/reset.html", form, token=token)
    begin_session(cookie, actor)
    flash(_("Your new password is in use. You have been signed out everywhere else."), "success")
    return redirect(url_for("start.show"), 303)  # type: ignore[return-value]


@blueprint.get("/konto/")
@access(Access.INVITED)
def show() -> str:
    account = queries.account_page(session(), current_actor())
    return render_template("accounts/show.html", account=account, drafts=own_drafts(session(), current_actor()))


@blueprint.route("/konto/adgangskode", methods=["GET", "POST"])
@access(Access.INVITED)
def change_password() -> Response | str:
    form = PasswordForm()
    if not form.validate_on_submit():
        body = render_template("accounts/change_password.html", form=form)
        return make_response(body, UNUSABLE) if form.is_submitted() else body
    try:
        attempt((ratelimit.SIGN_IN_BY_ACCOUNT, f"own:{current_actor().id}"))
        service.change_password(session(), current_actor(), form.current_password.data, form.new_password.data)
    except Invalid as error:
        form.add_error(error)
        return _shown_again("accounts/change_password.html", form)
    flash(_("Your new password is in use. You have been signed out everywhere else."), "success")
    return redirect(url_for(".show"), 303)  # type: ignore[return-value]


@blueprint.route("/konto/adresse", methods=["GET", "POST"])
@access(Access.INVITED)
def change_address() -> Response | str:
    form = AddressForm()
    if not form.validate_on_submit():
        body = render_template("accounts/change_address.html", form=form)
        return make_response(body, UNUSABLE) if form.is_submitted() else body
    try:
        attempt((ratelimit.SIGN_IN_BY_ACCOUNT, f"own:{current_actor().id}"))
        service.request_address_change(session(), current_actor(), form.current_password.data, form.email.data)
    except Invalid as error:
        form.add_error(error)
        return _shown_again("accounts/change_address.html", form)
    flash(_("Open the link we have sent to %(email)s to take it into use.", email=form.email.data), "info")
    return redirect(url_for(".show"), 303)  # type: ignore[return-value]


@blueprint.route("/konto/adresse/<token>", methods=["GET", "POST"])
@access(Access.PUBLIC)
def confirm_address(token: str) -> Response | str:
    """Asks for one press of a button: mail scanners follow links, and a GET must not change anything."""
    queries.open_token(session(), _secret(), TokenPurpose.CHANGE_ADDRESS, token)
    form = Form()
    if not form.validate_on_submit():
        return render_template("accounts/confirm_address.html", form=form, token=token)
    email = service.confirm_address(session(), _secret(), token)
    flash(_("From now on you sign in with %(email)s.", email=email), "success")
    return redirect(url_for("start.show"), 303)  # type: ignore[return-value]


@blueprint.post("/konto/sprog")
@access(Access.INVITED)
def choose_language() -> Response:
    """From the foot of any page, back to that page: it is named by the browser, for a page must not repeat addresses
    that nobody is to see on it.
    """
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise NotFound
    service.choose_language(session(), current_actor(), language)
    browser["language"] = language
    return redirect(_page_before(), 303)  # type: ignore[return-value]


def _page_before() -> str:
    """A path of this site that can be opened, without the language that it asked for; else the front page's."""
    before = urlsplit(request.referrer or "")
    adapter = current_app.create_url_adapter(request)
    if before.netloc != request.host or not adapter or not adapter.test(unquote(before.path), "GET"):
        return url_for("start.show")
    kept = urlencode([(name, value) for name, value in parse_qsl(before.query) if name != "sprog"])
    return safe_target(f"{before.path}?{kept}" if kept else before.path)


@blueprint.post("/konto/log-ud-overalt")
@access(Access.INVITED)
def end_other_sessions() -> Response:
    actor = current_actor()
    if actor.id is not None:
        service.end_sessions(session(), actor.id, but=actor.session_id)
    flash(_("You are signed out everywhere but here."), "success")
    return redirect(url_for(".show"), 303)  # type: ignore[return-value]
