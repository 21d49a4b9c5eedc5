"""What each query of notices has in common; what they are about, its own feature knows."""

from abc import ABC, abstractmethod
from datetime import datetime

from sqlalchemy import bindparam

from network.core.db import AnySelect
from network.features.notices.models import Notice

SHOWN = 20  # of each section
is_own = Notice.account_id == bindparam("reader_account")


class Told(ABC):
    """A row of a notice."""

    __slots__ = ()
    id: int
    read_at: datetime | None

    @property
    @abstractmethod
    def url(self) -> str:
        """Of what it is about."""

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


def own_newest(notices: AnySelect) -> AnySelect:
    """Those that the reader was told of, unread ones first."""
    newest = (Notice.read_at.is_(None).desc(), Notice.created_at.desc(), Notice.id.desc())
    return notices.where(is_own).order_by(*newest).limit(SHOWN)
