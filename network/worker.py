"""The worker: does what the outbox says, and what the clock says.

Each queue has a thread of its own, so that a heavy PDF delays no indexing and a mail server that is down delays nothing
else. The index has one writer: the thread of its queue. Every effect may be repeated; a row is marked done only after
its effect stands, so the worker can be killed anywhere.
"""

import logging
import signal
import threading
from collections import ChainMap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask_babel import force_locale, gettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from network.core import clock, measured, outbox, ratelimit
from network.core.outbox import OutboxRow, Queue
from network.features.accounts import mails as account_mails
from network.features.accounts.mails import Draft
from network.features.advisers import mails as adviser_mails
from network.features.advisers import service as advisers
from network.features.attachments.extraction import extract_attachment
from network.features.attachments.purging import purge as purge_files
from network.features.collections import service as collections
from network.features.drafts import service as drafts
from network.features.erasure import register
from network.features.erasure import service as erasure
from network.features.events import mails as event_mails
from network.features.events.reminding import remind as remind_participants
from network.features.handover import mails as handover_mails
from network.features.joining import mails as joining_mails
from network.features.joining import service as joining
from network.features.library.extraction import draw_first_page, extract_version
from network.features.library.recognition import recognise_page
from network.features.library.reminding import remind as remind_sharers
from network.features.methods.reminding import remind as remind_keepers
from network.features.notices import service as notices
from network.features.notifications import delivery, unanswered
from network.features.notifications import mails as notification_mails
from network.features.search import missed, saved
from network.features.search.indexer import INDEX_BATCH, Indexer, Progress
from network.features.search.own_views import query_of
from network.features.search.reconciling import is_due, reconcile
from network.ports.mail import Message
from network.ports.search import SearchUnavailable
from network.web.database import READ, db
from network.web.transaction import NetworkFlask

logger = logging.getLogger("network.worker")

MAILS = ChainMap(
    *(account_mails.MAILS, notification_mails.MAILS, joining_mails.MAILS, handover_mails.MAILS, event_mails.MAILS),
    adviser_mails.MAILS,
)
EXTRACTED = {"document_version": extract_version, "attachment": extract_attachment}
MAIL_BATCH = 20
NOTIFY_BATCH = 100
IDLE_WAIT = 5.0  # seconds between two looks when nobody wakes us
ROUND = 0.1  # seconds between two looks when we are woken all the time: a commit costs as much for one post as for ten
TIDY_EVERY = timedelta(hours=1)


class Worker:
    """Drains the outbox of one application."""

    def __init__(self, app: NetworkFlask) -> None:
        self.app = app
        self.ports = app.ports
        with app.app_context():
            self.engine: Engine = db.engine
            self.reading: Engine = db.engines[READ]  # to see what there is to do, and no writer waits meanwhile
        self.indexer = Indexer(self.engine, self.reading, self.ports.search)
        self.stopping = threading.Event()

    # One pass over each queue; each returns how many rows it dealt with

    def index(self) -> int:
        """Put what changed into the search index, a batch at a time."""
        return self.indexer.index()

    def rebuild_index(self, progress: Progress = lambda _count: None) -> int:
        """Fill a new index from the database and let it take over. Returns how many documents it holds."""
        return self.indexer.rebuild(progress)

    def mail(self) -> int:
        """Send what is due, one mail after the other."""
        with Session(self.reading) as session:
            rows = outbox.pending(session, Queue.MAIL, MAIL_BATCH)
        for row in rows:
            with self._postponing(row):
                self._send(row)
        return len(rows)

    def _send(self, row: OutboxRow) -> None:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            draft = MAILS[row.event](session, row, self.app.config["SETTINGS"].secret)
        receipt = self.ports.mail.send([self._in_words(row, draft)])[0] if draft else None
        with Session(self.engine) as session, session.begin():
            if receipt is None or receipt.sent:
                outbox.finish(session, [row.id])
            elif receipt.permanent:
                outbox.give_up(session, row.id, receipt.reason)
            else:
                outbox.postpone(session, row.id, row.attempts, receipt.reason)

    def _in_words(self, row: OutboxRow, draft: Draft) -> Message:
        base_url = self.app.config["SETTINGS"].base_url
        with self.app.app_context(), force_locale(draft.language):
            # Not render_template: what every page shows around its content needs a request.
            template = self.app.jinja_env.get_template(f"mail/{draft.template}.txt")
            body = template.render(base_url=base_url, **draft.values)
            return Message(
                key=draft.key or f"{row.event}:{row.id}",
                to=draft.to,
                subject=gettext(draft.subject, **draft.values),
                body=body,
                conversation=draft.conversation,
                unsubscribe_url=f"{base_url}{draft.unsubscribe_path}" if draft.unsubscribe_path else "",
            )

    def notify(self) -> int:
        """Tell those who follow what is new, one event after the other."""
        with Session(self.reading) as session:
            rows = outbox.pending(session, Queue.NOTIFY, NOTIFY_BATCH)
        for row in rows:
            with self._postponing(row):
                with Session(self.engine) as session, session.begin():
                    delivery.deliver(session, row)
                    outbox.finish(session, [row.id])
                if session.info.get("outbox"):
                    self.ports.jobs.wake()  # its mail
        return len(rows)

    def extract(self) -> int:
        """Read the text of one uploaded file."""
        with Session(self.reading) as session:
            rows = outbox.pending(session, Queue.EXTRACT, 1)
        for row in rows:
            with self._postponing(row):
                EXTRACTED[row.event](self.engine, self.ports.files, self.ports.extract, row.subject_id)
                with Session(self.engine) as session, session.begin():
                    outbox.finish(session, [row.id])
                self.ports.jobs.wake()
        return len(rows)

    def draw(self) -> int:
        """Make one picture of a first page, when no text waits to be read: a text is what somebody searches for."""
        with Session(self.reading) as session:
            rows = [] if outbox.pending(session, Queue.EXTRACT, 1) else outbox.pending(session, Queue.DRAW, 1)
        for row in rows:
            with self._postponing(row):
                draw_first_page(self.engine, self.ports.files, self.ports.extract, row.subject_id)
                with Session(self.engine) as session, session.begin():
                    outbox.finish(session, [row.id])
        return len(rows)

    def recognise(self) -> int:
        """Read one page that is a picture. The next page waits its turn behind those of other documents."""
        if self.ports.ocr is None:
            return 0
        with Session(self.reading) as session:
            rows = outbox.pending(session, Queue.RECOGNISE, 1)
        for row in rows:
            with self._postponing(row):
                recognise_page(self.engine, self.ports.files, self.ports.ocr, row.subject_id, row.id)
        return len(rows)

    @contextmanager
    def _postponing(self, row: OutboxRow) -> Iterator[None]:
        """A row that fails is tried again later, so that it holds up no other."""
        try:
            yield
        except Exception as error:
            logger.exception("%s of %s failed", row.event, row.subject_id)
            with Session(self.engine) as session, session.begin():
                outbox.postpone(session, row.id, row.attempts, repr(error))

    def ask(self) -> None:
        """Show questions that nobody answers to those who may know."""
        with Session(self.engine) as session, session.begin():
            unanswered.tell_who_may_know(session)

    def remind(self) -> None:
        """Ask those who keep a method, or have shared a document, whether it still holds, when its day has come; and
        remind those who come to an event.
        """
        with Session(self.engine) as session, session.begin():
            remind_keepers(session)
            remind_sharers(session)
            remind_participants(session)

    def look(self) -> None:
        """Tell members of what is new for the searches that they saved, one search after the other."""
        with Session(self.reading) as session:
            ids = saved.due(session)
        for search_id in ids:
            try:
                with Session(self.engine) as session, session.begin():
                    saved.look(session, self.ports.search, search_id, query_of)
            except SearchUnavailable:
                raise  # of no use to the others either; what is new is told of next time
            except Exception:
                logger.exception("saved search %s failed", search_id)  # it holds up no other

    def reconcile(self) -> int:
        """Compare the search index with the database, mend it where it differs, and make it small."""
        differing = reconcile(self.engine, self.reading, self.ports.search)
        self.ports.search.compact()
        with Session(self.engine) as session, session.begin():
            measured.keep(session, measured.INDEX_DIFFERING, differing)
        return differing

    def tidy(self) -> None:
        """Forget what no longer matters."""
        with Session(self.engine) as session, session.begin():
            outbox.purge(session)
            ratelimit.purge(session)
            drafts.purge(session)
            delivery.purge(session)
            missed.purge(session)
            notices.purge(session)
            collections.purge(session)
            joining.purge(session)
            erasure.forget_addresses(session)
            advisers.end_expired(session)
            erased = register.of_database(session)
        register.keep(self.app.config["SETTINGS"].data, erased)
        purge_files(self.engine, self.ports.files)

    def drain(self) -> None:
        """Do all that is due now, in this thread: for tests, the demo and the command line."""
        while self.extract() or self.index() or self.notify() or self.mail() or self.draw() or self.recognise():
            pass

    # For ever

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; what is under way is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        queues = {
            self.index: INDEX_BATCH,
            self.notify: NOTIFY_BATCH,
            self.mail: MAIL_BATCH,
            self.extract: 1,
            self.draw: 1,
            self.recognise: 1,
        }
        bells = [threading.Event() for _ in queues]
        threads = [
            threading.Thread(target=self._attend, args=(work, most, bell), name=work.__name__)
            for (work, most), bell in zip(queues.items(), bells, strict=True)
        ]
        for thread in threads:
            thread.start()
        tidied, reconciled = clock.now() - TIDY_EVERY, None
        while not self.stopping.is_set():
            if clock.now() - tidied >= TIDY_EVERY:
                self._attempt(self.tidy)
                self._attempt(self.ask)
                self._attempt(self.remind)
                self._attempt(self.look)
                tidied = clock.now()
            if is_due(clock.now(), reconciled):
                self._attempt(self.reconcile)
                reconciled = clock.today()
            self.ports.jobs.wait(IDLE_WAIT)
            for bell in bells:
                bell.set()
            self.stopping.wait(ROUND)
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        """End `run` soon."""
        self.stopping.set()
        self.ports.jobs.wake()

    def _attend(self, work: Callable[[], int], most: int, bell: threading.Event) -> None:
        """Do a queue's work whenever the bell rings, until fewer than `most` rows are left for one pass."""
        while not self.stopping.is_set():
            if (self._attempt(work) or 0) >= most:
                continue
            bell.wait(IDLE_WAIT)
            bell.clear()

    def _attempt(self, work: Callable[[], int | None]) -> int | None:
        """A database that is locked or a full disk must not end the worker: it looks again in a while."""
        try:
            return work()
        except Exception:
            logger.exception("%s failed", work.__name__)
            self.stopping.wait(IDLE_WAIT)
            return None
