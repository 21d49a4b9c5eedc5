"""Taking a partner into the network. No function commits."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from network.core import audit, clock
from network.core.access import Actor, OrganisationKind
from network.core.errors import N_, Invalid
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.core.text import clean_line
from network.features.municipalities.models import Organisation

MAX_NAME = 100


def add(session: Session, actor: Actor, name: str) -> Organisation:
    """A partner of this name. Raises Forbidden, Invalid."""
    require(Action.MANAGE_PARTNERS, actor)
    line = clean_line(name)
    slug = slugify(line)
    if not any(character.isalpha() for character in line):
        raise Invalid(N_("Write what the partner is called."), "name")
    if len(line) > MAX_NAME:
        raise Invalid(N_("At most %(limit)s characters."), "name", limit=MAX_NAME)
    same = or_(Organisation.slug == slug, Organisation.full_name == line, Organisation.name == line)
    if session.scalars(select(Organisation.id).where(same)).first() is not None:
        raise Invalid(N_("%(name)s is in the network already."), "name", name=line)
    kind = OrganisationKind.PARTNER
    found = Organisation(kind=kind, slug=slug, name=line, full_name=line, joined_at=clock.now())
    session.add(found)
    session.flush()
    audit.note(session, actor, "partner-add", f"organisation:{found.id}")
    return found
