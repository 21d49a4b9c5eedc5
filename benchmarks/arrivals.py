"""A hundred documents that arrive at once, and one of 150 pages: how soon they are found, and who waits meanwhile.

Web processes and worker are those of an installation that decides nothing, and run where the system puts them. What
visitors wait is measured by asking for pages at a steady pace, first while documents arrive and are read, then when all
is quiet.
"""

import io
import os
import random
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from statistics import median, quantiles
from urllib.parse import quote

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from benchmarks import documents, growth, sources
from benchmarks.data import ROOT, cache_folder
from benchmarks.load import Answer, ask
from benchmarks.processes import Server, free_port
from benchmarks.report import Row
from benchmarks.visitors import Visitor, environment, session_cookies, with_token
from network.commands.setup import prepare
from network.commands.start import server_command, worker_command
from network.core.db import make_engine
from network.core.outbox import OutboxRow, Queue
from network.features.accounts.models import Account
from network.settings import from_env

DOCUMENTS, PAGES = 100, 20
SECONDS, SLOWER = 90.0, 1.5
LONG_PAGES, LONG_SECONDS, PHRASES = 150, 10.0, 20
MANY, WAIT = "100 documents of 20 pages are found", "pages while documents arrive, p95"
LONG, RIGHT = "a PDF of 150 pages is found", "phrases of it that lead to the right page"
PACE = 0.05  # seconds between two pages that are asked for
QUIET = 15.0  # seconds that quiet is measured for
PATIENCE = 300.0  # seconds
SEARCHED = (Queue.EXTRACT, Queue.INDEX)


def rows(only: str) -> list[Row]:
    names = (MANY, WAIT, LONG, RIGHT)
    if not any(only.casefold() in name.casefold() for name in names):
        return []
    cache_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="arrivals-", dir=cache_folder()) as name, running(Path(name)) as network:
        return [*network.many(), *network.long()]


def small_pdf(number: int) -> bytes:
    """Twenty pages of the demo's text, and a word of its own."""
    demo = [paragraph for _, paragraphs in documents.paragraphs_of_demo() for paragraph in paragraphs]
    generator = random.Random(number)
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setTitle(f"Rapport {number}")
    for page in range(PAGES):
        text = canvas.beginText(60, 780)
        words = f"{sources.codeword(number)} side {page + 1} ".split()
        while len(words) < 380:
            words += generator.choice(demo).split()
        for start in range(0, len(words), 11):
            text.textLine(" ".join(words[start : start + 11]))
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def long_pdf() -> bytes:
    """A book that LibreOffice has set, of the demo's threads."""
    with tempfile.TemporaryDirectory(prefix="book-") as name:
        source = Path(name) / "book.fodt"
        source.write_text(sources.book(LONG_PAGES), encoding="utf-8")
        documents.convert([source], "pdf", Path(name))
        return (Path(name) / "book.pdf").read_bytes()


@dataclass
class Pace:
    """Asks for pages at a steady pace until it is told to stop; how long each took."""

    port: int
    requests: list[bytes]
    waited: list[float] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        due, number = time.perf_counter(), 0
        while not self.stopped.is_set():
            began = time.perf_counter()
            if ask(self.port, self.requests[number % len(self.requests)]).status != 200:
                raise RuntimeError("a page was an error")
            self.waited.append(time.perf_counter() - began)
            number, due = number + 1, due + PACE
            time.sleep(max(0.0, due - time.perf_counter()))

    @contextmanager
    def kept(self) -> Iterator[None]:
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            yield
        finally:
            self.stopped.set()
            thread.join()


@dataclass
class Network:
    """A server and its worker on a folder of their own."""

    port: int
    engine: Engine
    visitors: list[Visitor]
    pages: list[str]

    def many(self) -> list[Row]:
        bodies = [small_pdf(number) for number in range(DOCUMENTS)]
        busy, quiet = self._pace(), self._pace()
        began = time.perf_counter()
        with busy.kept():
            for number, body in enumerate(bodies):
                self.upload(self.visitors[number % len(self.visitors)], f"Rapport {number}", body)
            sent = time.perf_counter() - began
            self.settle()
            taken = time.perf_counter() - began
        for number in range(DOCUMENTS):
            self.hit(sources.codeword(number))
        self.settle(*Queue)
        with quiet.kept():
            time.sleep(QUIET)
        idle, meanwhile = (_p95(pace.waited) for pace in (quiet, busy))
        return [
            Row(MANY, round(taken, 1), "s", bar=SECONDS),
            Row(f"{MANY}, all received", round(sent, 1), "s"),
            Row("pages while all is quiet, p95", round(idle * 1000, 2), "ms latency"),
            Row("pages while documents arrive, median", round(median(busy.waited) * 1000, 2), "ms latency"),
            Row(WAIT, round(meanwhile * 1000, 2), "ms latency", "quiet", round(meanwhile / idle, 2), SLOWER),
        ]

    def long(self) -> list[Row]:
        if documents.lacking():
            print(f"{LONG}: not measured here; install Debian's packages {', '.join(documents.lacking())}")
            return []
        body = long_pdf()
        began = time.perf_counter()
        url = self.upload(self.visitors[0], "En lang bog", body)
        self.settle()
        taken = time.perf_counter() - began
        chosen = random.Random(5).sample(range(1, LONG_PAGES + 1), PHRASES)
        right = sum(
            f"{url}/side/{number}?" in self.hit(f"kendingsordet {sources.codeword(number)}") for number in chosen
        )
        return [
            Row(LONG, round(taken, 1), "s", bar=LONG_SECONDS),
            Row(RIGHT, right, f"of {PHRASES}", bar=PHRASES, floor=True),
        ]

    def _pace(self) -> Pace:
        return Pace(self.port, [self.visitors[0].get(page) for page in self.pages])

    def upload(self, visitor: Visitor, title: str, content: bytes) -> str:
        """The document's address."""
        answer = ask(self.port, _multipart(visitor, title, content))
        if answer.status != 303:
            raise RuntimeError(f"the document was not taken: {answer.status}")
        return answer.header("Location")

    def settle(self, *queues: Queue) -> None:
        """Until nothing waits in these queues, or in those that make a document searchable."""
        waiting = select(func.count()).where(OutboxRow.queue.in_(queues or SEARCHED), OutboxRow.done_at.is_(None))
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with Session(self.engine) as session:
                if not session.scalar(waiting):
                    return
            time.sleep(0.2)
        raise RuntimeError("the worker did not finish")

    def hit(self, words: str) -> str:
        """A page of hits, of which there is at least one document."""
        answer: Answer = ask(self.port, self.visitors[0].get(f"/soeg?q={quote(words)}"))
        html = answer.body.decode()
        if answer.status != 200 or "/dokumenter/" not in html:
            raise RuntimeError(f"{words} is not found")
        return html


def _p95(waited: list[float]) -> float:
    return quantiles(waited, n=20)[18]


def _multipart(visitor: Visitor, title: str, content: bytes) -> bytes:
    mark = token_hex(16)
    fields = {"csrf_token": visitor.csrf_token, "submission": token_hex(12), "title": title, "topic": ""}
    fields |= {"description": "", "audience": "network"}
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="rapport.pdf"\r\n'
    body = "".join([*parts, head, "Content-Type: application/pdf\r\n\r\n"]).encode() + content
    body += f"\r\n--{mark}--\r\n".encode()
    first = f"POST /bibliotek/del HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: session={visitor.cookie}\r\n"
    return (
        f"{first}Content-Type: multipart/form-data; boundary={mark}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


@contextmanager
def running(data: Path, member_count: int = 10, **more: str) -> Iterator[Network]:
    """A new network of so many members and one thread, in a folder that is there."""
    port = free_port()
    env = environment(data, port, token_hex(32)) | more
    del env["NETWORK_PROCESSES"]  # as many as an installation has that says nothing
    settings = from_env(env)
    prepare(settings)
    engine = make_engine(settings.database_url)
    members = growth.members(engine, member_count, "deler")
    with Session(engine) as session:
        town = session.get_one(Account, members[0]).organisation_id
    thread = growth.thread(engine, "En tråd", growth.plain_text(members[0], town), 20)
    cookies = session_cookies(settings, len(members), but=0)
    server = Server(server_command(settings), port, env, data / "web.log", pinned=False)
    with (data / "worker.log").open("ab") as log:
        worker = subprocess.Popen(worker_command(), cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=log)
    try:
        visitors = [with_token(port, cookie, "/bibliotek/del") for cookie in cookies]
        yield Network(port, engine, visitors, [f"/traade/{thread}-maalt", "/bibliotek/", "/"])
    finally:
        worker.terminate()
        worker.wait()
        server.stop()
        engine.dispose()
