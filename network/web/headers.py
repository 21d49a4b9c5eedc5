"""Headers that every response carries, whatever its status."""

from flask import Flask, Response, current_app, request

from network.web.identity import current_actor

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


def init_headers(app: Flask) -> None:
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    headers = response.headers
    own = set(headers.keys())  # looking each up in the response would walk through its list each time
    for name, value in HEADERS.items():
        if name not in own:
            headers.add(name, value)
    if current_app.config["SETTINGS"].secure_cookies:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in own:
        headers.add("Cache-Control", _cache_control())
    return response


def _cache_control() -> str:
    """Public pages may be kept but are asked for again each time: what is public today may be withdrawn tomorrow."""
    if request.path.startswith(NO_STORE):
        return "no-store"
    return "private, no-cache" if current_actor().is_signed_in else "no-cache"
