"""What members say of themselves, and which topics they know about."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base


class ReachBy(StrEnum):
    """How a member would rather be reached."""

    ANY = "any"
    PHONE = "phone"
    MAIL = "mail"
    THREAD = "thread"


class Profile(Base):
    """Beside the account's name and title. Who has never filled it in has none."""

    __tablename__ = "profile"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    phone: Mapped[str] = mapped_column(default="")
    ask_about: Mapped[str] = mapped_column(default="")
    reach_by: Mapped[str] = mapped_column(default=ReachBy.ANY)
    wants_questions: Mapped[bool] = mapped_column(default=False)  # to be told of unanswered ones they may know about


class Competence(Base):
    """A topic that a member knows something about."""

    __tablename__ = "competence"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)
