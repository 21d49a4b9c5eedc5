"""Which row came from which row of another system, so that an import can be repeated and resumed."""

from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base


class Imported(Base):
    __tablename__ = "imported"

    source: Mapped[str] = mapped_column(primary_key=True)  # the name of the set, e.g. "forum-2019"
    kind: Mapped[str] = mapped_column(primary_key=True)  # "user", "topic", "thread", "post"
    source_id: Mapped[str] = mapped_column(primary_key=True)
    local_id: Mapped[int]
