"""Headers that every response carries, whatever its status."""

from typing import TYPE_CHECKING, Any, ClassVar

from flask import Flask, Response, current_app, request

from network.web.identity import current_actor

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Pages that must not lie in any cache: account, secretariat, invitations
NO_STORE = ("/konto", "/log-ind", "/sekretariat", "/invitation", "/adgangskode", "/afmeld", "/udvikling")


class NetworkResponse(Response):
    """One with the headers above, but for those that a view has set itself.

    They are put to what leaves, where they need not be checked and copied as a response's own are.
    """

    standing: ClassVar[dict[str, str]] = HEADERS

    def get_wsgi_response(self, environ: "WSGIEnvironment") -> tuple[Any, str, list[tuple[str, str]]]:
        body, status, headers = super().get_wsgi_response(environ)
        own = {name for name, _value in headers}
        return body, status, [*headers, *((name, value) for name, value in self.standing.items() if name not in own)]


def init_headers(app: Flask) -> None:
    app.response_class = NetworkResponse
    app.after_request(add_headers)


def allow_pictures_from(app: Flask, origin: str) -> None:
    """Let pages show the pictures that addresses of this site lead on to. Without an origin: its own alone."""
    if origin:
        policy = CONTENT_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' {origin}")
        standing = HEADERS | {"Content-Security-Policy": policy}
        app.response_class = type("NetworkResponse", (NetworkResponse,), {"standing": standing})


def add_headers(response: Response) -> Response:
    headers = response.headers
    if current_app.config["SETTINGS"].secure_cookies:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", _cache_control())
    return response


def _cache_control() -> str:
    """Public pages may be kept but are asked for again each time: what is public today may be withdrawn tomorrow."""
    if request.path.startswith(NO_STORE):
        return "no-store"
    return "private, no-cache" if current_actor().is_signed_in else "no-cache"
