"""Which region a municipality lies in, on a day: the law makes one of two on 1 January 2027."""

from datetime import date

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, and_, bindparam, case, literal, or_

from network.core import clock
from network.features.municipalities.models import Organisation

EAST = "Region Østdanmark"
BECOME_EAST = ("Region Hovedstaden", "Region Sjælland")  # as they are stored, also afterwards
EAST_FROM = date(2027, 1, 1)


def all_names(region: str) -> tuple[str, ...]:
    """What a region is called and has been or will be called: people search for all of them."""
    return (region, EAST) if region in BECOME_EAST else (region,)


def _of_today(region: SQLColumnExpression[str]) -> ColumnElement[str]:
    is_east_now = bindparam("today_in_denmark", callable_=clock.today, type_=Date) >= literal(EAST_FROM, Date)
    becomes_east = or_(*(region == name for name in BECOME_EAST))  # IN would be written anew each time it is run
    return case((and_(becomes_east, is_east_now), EAST), else_=region)


# The region of today, by the clock: a column for statements that are put together once
region_now = _of_today(Organisation.region)
