"""What stands instead of an author who hides their name: the "mask" of a post, and of a thread through its first post.

The mask is a text, made when the post is written and stored with it. Were it made when the post is read, each
municipality that joins or leaves would change it, and who compares the page of yesterday with that of today would see
which one it was that no longer fits. A mask that fitted five when it was made still fits those five.

Whom it fits is counted as others can count it on the page of municipalities: those that take part and have members.
And it fits those alone that could have been given this very mask: where six rural municipalities and one city of a
region take part, "a municipality in the region" would be the city and nobody else, for the six have a narrower mask.
The widest one has nothing wider, so it is given where five take part at all.

Masks are Danish in every language, as the names of municipalities are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, OrganisationKind
from network.core.errors import N_, Invalid
from network.features.accounts.models import Account, AccountState
from network.features.municipalities.models import Organisation, Participation
from network.features.municipalities.regions import region_now

FEWEST = 5  # municipalities that a mask must fit
FIELD = "hide_name"
WIDEST = "en kommune i Danmark"
KINDS = {
    "Landkommuner": "landkommune",
    "Oplandskommuner": "oplandskommune",
    "Provinsbykommuner": "provinsbykommune",
    "Storbykommuner": "storbykommune",
    "Hovedstadskommuner": "hovedstadskommune",
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What a mask tells of a municipality."""

    group: str
    region: str


def mask_among(own: Traits, others: Sequence[Traits]) -> str | None:
    """The narrowest mask that fits FEWEST of the municipalities, one's own among them; None when none does."""
    alike = Counter(others)
    if own.group in KINDS and own.region and alike[own] >= FEWEST:
        return f"en {KINDS[own.group]} i {own.region}"
    left = sum(count for traits, count in alike.items() if traits.region == own.region and count < FEWEST)
    if own.region and left >= FEWEST:
        return f"en kommune i {own.region}"
    return WIDEST if len(others) >= FEWEST else None


def may_hide_name(actor: Actor) -> bool:
    """Partners and the secretariat are too few to be hidden among."""
    return actor.organisation_kind is OrganisationKind.MUNICIPALITY


def mask_for(session: Session, actor: Actor, audience: Audience) -> str:
    """What others see of the actor. Raises Invalid where it would hide nobody."""
    if not may_hide_name(actor):
        raise Invalid(N_("Only members of municipalities can hide their name."), FIELD)
    if audience is Audience.OWN:
        raise Invalid(
            N_("Only your own colleagues can read it, and they would know you. Your name cannot be hidden here."), FIELD
        )
    has_members = exists().where(Account.organisation_id == Organisation.id, Account.state == AccountState.ACTIVE)
    takes_part = (
        Organisation.kind == OrganisationKind.MUNICIPALITY,
        Organisation.participation != Participation.NONE,
        has_members,
    )
    rows = session.execute(select(Organisation.id, Organisation.group, region_now).where(*takes_part))
    places = {number: Traits(group, region) for number, group, region in rows}
    own = places.get(actor.organisation_id or 0)
    mask = mask_among(own, tuple(places.values())) if own else None
    if mask is None:
        raise Invalid(
            N_("Your name cannot be hidden yet: so few municipalities take part that others would guess who you are."),
            FIELD,
        )
    return mask
