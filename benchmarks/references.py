"""What the pages are compared with: the least that Flask can do, on the same server.

`hello` (R0) answers two words. `page` (R1) is a minimal Flask + SQLAlchemy ORM + Jinja page with the first 20 posts of
a thread, from the database that the network itself is measured on: no session, no access rules, no translations.
"""

import os
from datetime import datetime
from pathlib import Path

from flask import Flask, abort, render_template
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

from network.core.db import sqlite_driver

POSTS = 20
DATABASE = "NETWORK_BENCH_DATABASE"  # the environment variable that names the SQLite file

hello = Flask("hello")


@hello.get("/")
def greet() -> str:
    return "Hello, world!"


class Base(DeclarativeBase):
    pass


class Organisation(Base):
    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str]


class Account(Base):
    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    title: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    organisation: Mapped[Organisation] = relationship()


class Thread(Base):
    __tablename__ = "thread"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    position: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    html: Mapped[str]
    created_at: Mapped[datetime]
    author: Mapped[Account] = relationship()


page = Flask("page", root_path=str(Path(__file__).parent), template_folder=".")
engine = create_engine(f"sqlite:///{os.environ.get(DATABASE, '')}", module=sqlite_driver())


@page.get("/<int:thread_id>")
def show(thread_id: int) -> str:
    with Session(engine) as session:
        thread = session.get(Thread, thread_id) or abort(404)
        posts = session.scalars(
            select(Post)
            .where(Post.thread_id == thread_id)
            .options(joinedload(Post.author).joinedload(Account.organisation))
            .order_by(Post.position)
            .limit(POSTS)
        ).all()
        return render_template("reference.html", thread=thread, posts=posts)
