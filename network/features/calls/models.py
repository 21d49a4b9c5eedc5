"""What a call asks for, and whom. Its deadline stands at the thread, where lists need it."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base


class Call(Base):
    """Of a thread that began as a call; one that a moderator made into one later has none."""

    __tablename__ = "call"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    columns: Mapped[list[str]] = mapped_column(JSON)  # what each answer should hold: headings of the answers
    groups: Mapped[list[str]] = mapped_column(JSON)  # kinds of municipality it is for in particular


class CallTopic(Base):
    """A call is for those, too, who follow another topic than its own."""

    __tablename__ = "call_topic"

    thread_id: Mapped[int] = mapped_column(ForeignKey("call.thread_id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)
