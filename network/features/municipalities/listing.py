"""What is chosen among the municipalities, from its address and back into addresses."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.errors import NotFound
from network.core.slugs import slugify
from network.features.municipalities.forms import PARTICIPATIONS
from network.features.municipalities.models import Participation
from network.features.municipalities.queries import MunicipalityRow, municipalities
from network.web.choice import Choice, chosen_url

PARTICIPATION_NAMES = {
    "deltager": Participation.PARTICIPANT,
    "tilknyttet": Participation.ASSOCIATED,
    "ikke-endnu": Participation.NONE,
}
NAMES = ("region", "slags")


@dataclass(frozen=True, slots=True)
class Part:
    """Those that take part in the same way."""

    participation: Participation
    title: str
    rows: tuple[MunicipalityRow, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The municipalities as they were asked for."""

    parts: tuple[Part, ...]
    count: int
    choices: tuple[Choice, ...]
    selects: tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...]
    kept: Mapping[str, str]
    reset_url: str | None


def listing(session: Session, arguments: Mapping[str, str]) -> Listing:
    """Raises NotFound for what cannot be chosen."""
    every = municipalities(session)
    known = {
        "region": {slugify(row.region): row.region for row in every if row.region},
        "slags": {slugify(row.group): row.group for row in every if row.group},
    }
    chosen = {name: arguments.get(name, "") for name in NAMES}
    part = arguments.get("deltagelse", "")
    if (part and part not in PARTICIPATION_NAMES) or any(
        value and value not in known[name] for name, value in chosen.items()
    ):
        raise NotFound
    region, group = known["region"].get(chosen["region"], ""), known["slags"].get(chosen["slags"], "")
    asked = [row for row in every if region in ("", row.region) and group in ("", row.group)]
    filled = {name: value for name, value in chosen.items() if value}
    url = url_for("municipalities.index")
    parts = tuple(
        Part(value, str(PARTICIPATIONS[value]), tuple(row for row in asked if row.participation == value))
        for name, value in PARTICIPATION_NAMES.items()
        if part in ("", name)
    )
    return Listing(
        parts=tuple(shown for shown in parts if shown.rows),
        count=sum(len(shown.rows) for shown in parts),
        choices=_choices(url, part, filled, asked),
        selects=(
            ("region", _("Region"), tuple(sorted(known["region"].items())), chosen["region"]),
            ("slags", _("Kind of municipality"), tuple(sorted(known["slags"].items())), chosen["slags"]),
        ),
        kept={"deltagelse": part} if part else {},
        reset_url=chosen_url(url, {"deltagelse": part or None}) if filled else None,
    )


def _choices(url: str, part: str, filled: Mapping[str, str], asked: list[MunicipalityRow]) -> tuple[Choice, ...]:
    everyone = Choice(_("All"), chosen_url(url, filled), part == "", len(asked))
    return (
        everyone,
        *(
            Choice(
                str(PARTICIPATIONS[value]),
                chosen_url(url, {"deltagelse": name, **filled}),
                part == name,
                sum(row.participation == value for row in asked),
            )
            for name, value in PARTICIPATION_NAMES.items()
        ),
    )
