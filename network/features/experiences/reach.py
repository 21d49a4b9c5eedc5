"""Whom a card reaches, when both it and its method have readers of their own."""

from network.core.access import Audience, audience_of, is_within


def reaches_no_more(term: str, method_term: str) -> bool:
    """Whether everybody who may read what is for `term` may read the method. Cards are told by municipalities alone."""
    if is_within(term, method_term):
        return True
    return audience_of(term) is Audience.OWN and audience_of(method_term) is Audience.MUNICIPALITIES


def narrower(term: str, method_term: str) -> str | None:
    """The term of those who are in both, or None when nobody is."""
    if reaches_no_more(term, method_term):
        return term
    return method_term if reaches_no_more(method_term, term) else None
