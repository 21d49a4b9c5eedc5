"""Statements of an adviser: as everybody's, but wider by what has been opened to them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, Integer, and_, bindparam, or_
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.sql.visitors import replacement_traverse

from network.core.access import INVITED_PARAMETERS, MERGED, OPENED

_OF_ADVISERS = next(iter(INVITED_PARAMETERS.values()))


def for_reader(statement: Executable, parameters: Mapping[str, Any]) -> Executable:
    """The statement as it is run with these parameters: the same for everybody, but for advisers a wider one."""
    return _widened(statement) if _OF_ADVISERS in parameters else statement


@lru_cache(maxsize=1000)
def _widened(statement: Any) -> Any:
    """The statement in which a thing may also be read because it has been opened to whoever asks."""

    def wider(element: Any, **_options: Any) -> Any:
        model = getattr(element, "_annotations", {}).get(OPENED)
        if model is None:
            return None
        opened = bindparam(INVITED_PARAMETERS[model.invitable], type_=Integer, expanding=True)
        narrow = element._deannotate(values=[OPENED])
        return Grouping(or_(narrow, and_(model.id.in_(opened), model.audience_term != MERGED)))

    return replacement_traverse(statement, {}, wider)
