"""What is chosen among the cards of a method, from its address and back into addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from network.core.errors import NotFound
from network.core.slugs import slugify
from network.features.anonymity.service import KINDS as GROUPS
from network.features.experiences.forms import STAGES
from network.features.experiences.lists import Tally
from network.features.experiences.models import Stage

STAGE_NAMES = {
    "gennemfoert": Stage.CARRIED_OUT,
    "i-gang": Stage.UNDER_WAY,
    "overvejer": Stage.CONSIDERING,
    "droppet": Stage.DROPPED,
}
GROUP_NAMES = {slugify(name): name for name in GROUPS}
NAMES = ("slags", "aar", "stadie", "udfordring")
TABLE = "tabel"


@dataclass(frozen=True, slots=True)
class CardListing:
    """The cards as they were asked for."""

    filters: Mapping[str, Any]  # for card_list
    arguments: dict[str, str]  # of the address
    selects: tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...]
    is_filtered: bool
    as_table: bool


def card_listing(arguments: Mapping[str, str], found: Tally) -> CardListing:
    """Raises NotFound for what cannot be chosen."""
    chosen = {name: arguments.get(name, "") for name in NAMES}
    if arguments.get("vis", "") not in ("", TABLE):
        raise NotFound
    filters: dict[str, Any] = {}
    if chosen["slags"]:
        filters["group"] = _one_of(GROUP_NAMES, chosen["slags"])
    if chosen["stadie"]:
        filters["stage"] = _one_of(STAGE_NAMES, chosen["stadie"])
    if chosen["aar"]:
        if not (chosen["aar"].isascii() and chosen["aar"].isdigit() and len(chosen["aar"]) == 4):
            raise NotFound
        filters["year"] = int(chosen["aar"])
    if chosen["udfordring"]:
        filters["challenge"] = _one_of({slug: slug for slug, _title in found.challenges}, chosen["udfordring"])
    filled = {name: value for name, value in chosen.items() if value}
    there = {stage for stage, _count in found.stages}
    stages = tuple((name, str(STAGES[stage])) for name, stage in STAGE_NAMES.items() if stage in there)
    years = tuple((str(year), str(year)) for year in found.years)
    groups = tuple((slugify(name), name) for name in found.groups if name in GROUPS)
    return CardListing(
        filters=filters,
        arguments=filled,
        selects=(
            ("slags", _("Kind of municipality"), groups, chosen["slags"]),
            ("aar", _("Year"), years, chosen["aar"]),
            ("stadie", _("How far"), stages, chosen["stadie"]),
            *([("udfordring", _("Challenge"), found.challenges, chosen["udfordring"])] if found.challenges else ()),
        ),
        is_filtered=bool(filled),
        as_table=arguments.get("vis") == TABLE,
    )


def _one_of(known: Mapping[str, Any], name: str) -> Any:
    if name not in known:
        raise NotFound
    return known[name]
