"""Secrets that travel in a mail. The database holds a nonce: without the app's secret it opens nothing."""

import hashlib
import hmac
import secrets

from network.core.db import MAX_ID


def new_nonce() -> str:
    """128 random bits, hex."""
    return secrets.token_hex(16)


def token_for(secret: str, purpose: str, row_id: int, nonce: str) -> str:
    """The token of one row. Deterministic, so that a mail can be made again after a crash."""
    message = f"{purpose}|{row_id}|{nonce}".encode()
    return f"{row_id}-{hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


def row_id_of(token: str) -> int | None:
    """Which row a token claims to belong to; None when no row can have that id."""
    head = token.partition("-")[0]
    if not (head.isascii() and head.isdigit() and len(head) <= len(str(MAX_ID))):
        return None
    return int(head) if int(head) <= MAX_ID else None


def matches(token: str, secret: str, purpose: str, row_id: int, nonce: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(token.encode(), token_for(secret, purpose, row_id, nonce).encode())


def new_session_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What the database keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()
