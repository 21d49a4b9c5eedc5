"""Who wrote something, as everybody may see it.

Lists, search, notifications and mails show the mask to everybody, also to the author and to those who moderate: they
are passed on and looked at over somebody's shoulder. Who it is stands at the post itself, for those who may know.
"""

from typing import Any

from sqlalchemy import ColumnElement, case, func

from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.threads.models import Post


def shown_author(model: Any) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Two columns for a statement that joins both: name, and organisation or mask. The name of a mask is empty."""
    return case((model.mask.is_(None), Account.name), else_=""), shown_organisation(model)


def shown_organisation(model: Any) -> ColumnElement[str]:
    return func.coalesce(model.mask, Organisation.full_name)


# For the index: name, organisation, code and kind of municipality, all of them empty where the name is hidden
open_author: tuple[ColumnElement[str], ...] = tuple(
    case((Post.mask.is_(None), column))
    for column in (Account.name, Organisation.full_name, Organisation.code, Organisation.group)
)
