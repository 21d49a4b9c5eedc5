"""What can go wrong below the views, said once.

Messages are English gettext ids marked with `N_`; the views translate them.
"""


def N_(message: str) -> str:
    """Mark a message for translation without translating it here."""
    return message


UNKNOWN = N_("The page is not here.")


class NetworkError(Exception):
    """`message` is a gettext id with `%(name)s` places that `values` fills."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class NotFound(NetworkError):
    """It does not exist, or the actor may not know that it does."""

    def __init__(self, message: str = UNKNOWN) -> None:
        super().__init__(message)


class Forbidden(NetworkError):
    """The actor may see the thing but not do this to it; the message says why."""


class SignInRequired(NetworkError):
    """Only a member may do this, and nobody is signed in."""

    def __init__(self) -> None:
        super().__init__(N_("Sign in to go on."))


class Invalid(NetworkError):
    """What was typed cannot be used. `field` names the form field, or is empty for the form as a whole."""

    def __init__(self, message: str, field: str = "", **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class TooMany(NetworkError):
    """A rate limit was reached; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message, minutes=max(1, -(-retry_after // 60)))
        self.retry_after = retry_after
