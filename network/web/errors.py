"""Every error is a page in plain words with a way on, and what was typed comes back with it."""

import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from network.core.access import ANONYMOUS
from network.core.errors import UNKNOWN, Forbidden, Invalid, NotFound, SignInRequired, TooMany
from network.core.text import printable
from network.ports.files import StorageFull, StoreUnavailable
from network.settings import MEGABYTE
from network.web.api import problem
from network.web.database import SAFE_METHODS, db
from network.web.forms import NEVER_REPEATED
from network.web.identity import API, current_actor
from network.web.messages import translated
from network.web.requestlog import logged_path
from network.web.staging import sign, stage

logger = logging.getLogger("network.errors")


WRITTEN = frozenset({"title", "body", "description"})  # names of fields


@dataclass(frozen=True, slots=True)
class KeptField:
    """One field of a form that could not be received, as it was typed."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        """Whether somebody wrote it and has to see that it is still there."""
        written = self.name in WRITTEN and self.value.strip() != ""
        return written or "\n" in self.value or len(self.value) > 80


# What the databases say when somebody else holds what is asked for
BUSY = ("locked", "lock timeout", "deadlock")


def error_page(status: int, title: str, text: str, fields: tuple[KeptField, ...] = ()) -> Response:
    """A page that says what happened. Texts among the `fields` are shown, to be copied. Programs get it as JSON."""
    if request.path.startswith(API):
        return problem(status, title, text)
    body = render_template(
        "errors/error.html", status=status, title=title, text=text, reference=g.request_id, fields=fields
    )
    return make_response(body, status)


def _refusal_page(status: int, title: str, text: str) -> Response:
    """Sending it again would not help, but what was typed is not lost."""
    return error_page(status, title, text, () if request.method in SAFE_METHODS else _typed_fields())


def resend_page(
    status: int, title: str, text: str, sign_in_url: str | None = None, fields: tuple[KeptField, ...] | None = None
) -> Response:
    """The form comes back with everything in it, or with these fields, and a button that sends it again."""
    body = render_template(
        "errors/resend.html",
        status=status,
        title=title,
        text=text,
        reference=g.request_id,
        url=request.full_path.rstrip("?"),
        fields=_kept_fields() if fields is None else fields,
        sign_in_url=sign_in_url,
    )
    return make_response(body, status)


def _kept_fields() -> tuple[KeptField, ...]:
    note = _kept_file()
    return (*_typed_fields(), KeptField("staged", note)) if note else _typed_fields()


def _typed_fields() -> tuple[KeptField, ...]:
    return tuple(
        KeptField(printable(name), printable(value))
        for name, values in request.form.lists()
        for value in values
        if name not in NEVER_REPEATED and name != "staged"
    )


def _kept_file() -> str:
    upload = request.files.get("file")
    if not upload or not upload.filename or not current_actor().is_signed_in:
        return request.form.get("staged", "")
    try:
        return sign(stage(current_app.ports.files, upload, current_app.config["SETTINGS"].upload_limit))  # type: ignore[attr-defined]
    except Exception:  # the text must come back even when the file cannot
        logger.exception("a file could not be kept")
        return ""


def is_own_origin() -> bool:
    """Whether a request that changes something comes from a page of ours. Browsers always say so today."""
    origin = request.headers.get("Origin")
    if origin:
        return origin.partition("://")[2] == request.host
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def refuse_foreign_origin() -> Response | None:
    """Runs before each view."""
    if request.method in SAFE_METHODS or is_own_origin():
        return None
    return error_page(403, gettext("Sent from another site"), gettext("The form did not come from this site."))


def _handler(answer: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """Nothing of a failed request stays; and its page is one for a visitor when it cannot be found out who asks."""

    @wraps(answer)
    def handle(error: Exception) -> Response:
        if request.method not in SAFE_METHODS:
            db.session.rollback()
        try:
            current_actor()
        except SQLAlchemyError:
            g.actor = ANONYMOUS
        return answer(error)

    return handle


def _on_not_found(error: Exception) -> Response:
    if isinstance(error, NotFound) and error.message != UNKNOWN:
        return _refusal_page(404, gettext("The link cannot be used"), translated(error))
    text = gettext("It may have been moved, or it is for others than you. Try a search, or sign in.")
    if current_actor().is_signed_in:
        text = gettext("It may have been moved, or it is for others than you. Try a search.")
    return _refusal_page(404, gettext("The page is not here"), text)


def _on_forbidden(error: Forbidden) -> Response:
    return _refusal_page(403, gettext("You cannot do that"), translated(error))


def _on_sign_in_required(_error: SignInRequired) -> Response:
    if request.method in SAFE_METHODS:
        target = request.full_path.rstrip("?")
        response = make_response("", 303)
        response.headers["Location"] = url_for("accounts.sign_in", videre=target)
        return response
    title = gettext("You have been signed out")
    text = gettext("What you wrote is here. Sign in in another tab, come back, and send it again.")
    if any(upload.filename for upload in request.files.values()):  # nobody is there to keep it for
        text += " " + gettext("The file has to be chosen again then.")
    return resend_page(401, title, text, sign_in_url=url_for("accounts.sign_in"))


def _on_too_many(error: TooMany) -> Response:
    if request.path.startswith(API):
        response = problem(429, "Too many requests", f"Ask again in {error.retry_after} seconds.")
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    title = gettext("Wait a moment")
    page = error_page if request.method in SAFE_METHODS else resend_page
    response = page(429, title, translated(error))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _on_invalid(error: Invalid) -> Response:
    if request.method in SAFE_METHODS:
        return error_page(400, gettext("That could not be read"), translated(error))
    return resend_page(422, gettext("That could not be used"), translated(error))


def _on_stale_form(_error: CSRFError) -> Response:
    text = gettext("You have signed in or out since it was opened. Nothing is lost: read it through and send it again.")
    return resend_page(400, gettext("The page had become too old"), text)


def _on_too_large(_error: RequestEntityTooLarge) -> Response:
    limit: int = current_app.config["SETTINGS"].upload_limit
    if request.mimetype != "multipart/form-data":
        limit = current_app.config["MAX_FORM_MEMORY_SIZE"]
    text = gettext(
        "At most %(limit)s MB can be sent at a time. Go back in your browser: what you wrote is still there.",
        limit=limit // MEGABYTE,
    )
    return error_page(413, gettext("That was too much at once"), text)


def _on_database(error: OperationalError) -> Response:
    logger.error("database: %s", error.orig)
    reason = str(error.orig).lower()
    if "disk is full" in reason or "no space" in reason:
        return _on_full_disk(error)
    title = gettext("The network is busy")
    text = gettext("Another task holds the database. Nothing is lost: wait a moment and try again.")
    if not any(word in reason for word in BUSY):
        title = gettext("Something went wrong")
        text = gettext(
            "The database does not answer. Wait a moment and try again; if it goes on, tell the secretariat."
        )
    page = error_page if request.method in SAFE_METHODS else resend_page
    response = page(503, title, text)
    response.headers["Retry-After"] = "5"
    return response


def _on_full_disk(_error: Exception) -> Response:
    text = gettext("There is no more room on the server. Copy what you wrote, and tell the secretariat.")
    page = error_page if request.method in SAFE_METHODS else resend_page
    return page(507, gettext("There is no more room"), text)


def _on_unreachable_files(error: StoreUnavailable) -> Response:
    """No file is kept now, so none is tried to be; one that was kept before stays in the form."""
    logger.error("files: %s", error, extra={"fields": {"request": g.request_id, "files": str(error)}})
    title = gettext("Files cannot be reached right now")
    if request.method in SAFE_METHODS:
        text = gettext("The place where they are kept does not answer. Wait a moment and try again.")
        response = error_page(503, title, text)
    else:
        text = gettext(
            "The place where they are kept does not answer. What you wrote is here: send it again in a while."
        )
        if any(upload.filename for upload in request.files.values()):
            text += " " + gettext("The file has to be chosen again then.")
        staged = request.form.get("staged", "")
        fields = (*_typed_fields(), *((KeptField("staged", staged),) if staged else ()))
        response = resend_page(503, title, text, fields=fields)
    response.headers["Retry-After"] = "30"
    return response


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 404:
        return _on_not_found(error)
    if status < 400 or error.response is not None:
        return make_response(error.get_response())
    titles = {
        400: gettext("That could not be read"),
        405: gettext("That cannot be done here"),
    }
    response = error_page(status, titles.get(status, gettext("Something is wrong")), gettext("Go back and try again."))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "Content-Range"):
            response.headers[name] = value
    return response


def _on_anything(error: Exception) -> Response:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _on_full_disk(error)
    logger.exception("unexpected error", extra={"fields": {"request": g.request_id, "path": logged_path()}})
    text = gettext("The fault is ours. Try again; if it comes back, give the secretariat the reference below.")
    if request.method in SAFE_METHODS:
        return error_page(500, gettext("Something went wrong"), text)
    return resend_page(500, gettext("Something went wrong"), text)


def init_errors(app: Flask) -> None:
    app.before_request(refuse_foreign_origin)
    for kind, handler in (
        (NotFound, _on_not_found),
        (Forbidden, _on_forbidden),
        (SignInRequired, _on_sign_in_required),
        (TooMany, _on_too_many),
        (Invalid, _on_invalid),
        (CSRFError, _on_stale_form),
        (RequestEntityTooLarge, _on_too_large),
        (OperationalError, _on_database),
        (StorageFull, _on_full_disk),
        (StoreUnavailable, _on_unreachable_files),
        (HTTPException, _on_http),
    ):
        app.register_error_handler(kind, _handler(handler))
    if not app.testing:
        app.register_error_handler(Exception, _handler(_on_anything))
