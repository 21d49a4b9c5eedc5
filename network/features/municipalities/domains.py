"""The mail domains of a municipality: whom its coordinator may invite. None at all means that any address will do."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from network.core import audit
from network.core.access import Actor
from network.core.errors import N_, Invalid
from network.core.policy import Action, require
from network.features.municipalities.models import MailDomain, Organisation

MOST = 10
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().casefold()


def domains_of(session: Session, organisation_id: int) -> tuple[str, ...]:
    """In alphabetical order."""
    rows = select(MailDomain.domain).where(MailDomain.organisation_id == organisation_id)
    return tuple(session.scalars(rows.order_by(MailDomain.domain)))


def refuse_foreign(session: Session, actor: Actor, organisation: Organisation, email: str) -> None:
    """Raise Invalid when the address is of none of the municipality's domains. The secretariat may invite anybody."""
    known = () if actor.is_secretariat else domains_of(session, organisation.id)
    domain = domain_of(email)
    if known and not any(domain == one or domain.endswith(f".{one}") for one in known):
        raise Invalid(
            N_("The address has to end in %(domains)s. Ask the secretariat to invite somebody with another one."),
            "email",
            domains=", ".join(f"@{one}" for one in known),
        )


def typed_domains(text: str) -> frozenset[str]:
    """Domains as they were typed, with commas or spaces between them. Raises Invalid."""
    found = frozenset(part.lstrip("@").casefold() for part in re.split(r"[\s,;]+", text) if part)
    if len(found) > MOST or not all(_DOMAIN.fullmatch(domain) and len(domain) <= 253 for domain in found):
        raise Invalid(N_("Write domains such as lolland.dk, with a comma between them, at most ten."), "domains")
    return found


def set_domains(session: Session, actor: Actor, organisation: Organisation, domains: Iterable[str]) -> None:
    """These take the place of those before. Raises Forbidden."""
    require(Action.MANAGE_PARTICIPATION, actor)
    session.execute(delete(MailDomain).where(MailDomain.organisation_id == organisation.id))
    session.add_all(MailDomain(organisation_id=organisation.id, domain=domain) for domain in sorted(set(domains)))
    audit.note(session, actor, "set-mail-domains", f"organisation:{organisation.id}")
