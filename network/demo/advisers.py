"""An external adviser in the demo, invented with her firm: invited to a thread, a document and a plan of Guldborgsund.

All of it was written for the demo.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor, Audience, Invitable
from network.features.accounts.models import Account, Invitation
from network.features.accounts.queries import actor_by_account
from network.features.advisers import service
from network.features.library.models import Document
from network.features.plans import service as plans
from network.features.plans.entry import Entry
from network.features.threads import service as forum
from network.features.threads.models import ThreadKind
from network.features.topics.models import Topic

INVENTED = "*Demotekst: Planen, tallene og navnene er fundet på til denne demo.*"
NAME, FIRM, EMAIL = "Ditte Vangsgaard", "Vangsgaard Byplan", "ditte.vangsgaard@vangsgaard-byplan.example"
DOCUMENT = "Intern sagsgang for forfaldne ejendomme"
TITLE = "Intern: hvilke tre landsbyer begynder vi med?"
QUESTION = (
    "Ditte fra Vangsgaard Byplan læser med her, så vi slipper for at sende referater frem og tilbage.\n\n"
    "Vi har penge til tre landsbyer i første omgang. Bo og jeg er enige om Lindetofte og Nørre Ejby. Den tredje er "
    "enten Strandhuse, hvor fem huse står tomme på samme vej, eller Kirkeby, hvor borgerne selv har bedt om det. "
    "Hvad ville du lægge vægt på, Ditte?"
)
ANSWER = (
    "Tak for invitationen. Jeg ville tage Kirkeby.\n\n"
    "Tomme huse på én vej er nemmere at tælle, men I har ingen at ringe til i Strandhuse endnu. I Kirkeby kan I holde "
    "det første møde om tre uger. Og så kan I bruge vinteren på at finde ejerne i Strandhuse.\n\n"
    "Jeres sagsgang siger i øvrigt, at naboerne skal have besked først på side 3. Den ville jeg flytte frem."
)
THANKS = "Det er købt. Jeg booker forsamlingshuset i Kirkeby, og Bo går i gang med ejerlisten."


def invite_an_adviser(session: Session, actors: dict[str, Actor], now: datetime) -> Account:
    """Returns her account, which has no password yet."""
    kirsten, bo = actors["kirsten.thaarup"], actors["bo.nystrup"]
    at = now - timedelta(days=9)
    clock.use(lambda: at)
    topic = session.scalars(select(Topic).where(Topic.slug == "landsbyfornyelse")).one()
    thread = forum.start_thread(
        session, kirsten, topic=topic, kind=ThreadKind.DISCUSSION, title=TITLE, body=QUESTION, audience=Audience.OWN
    )
    plan_id = plans.begin(session, bo, _plan(), share=False)
    document_id = session.scalars(select(Document.id).where(Document.title == DOCUMENT)).one()
    session.flush()
    last_day = (now + timedelta(days=200)).date()
    for kind, number in (
        (Invitable.THREAD, thread.id),
        (Invitable.DOCUMENT, document_id),
        (Invitable.PLAN, plan_id),
    ):
        service.invite(session, kirsten, kind, number, email=EMAIL, name=NAME, firm=FIRM, last_day=last_day)
    account = session.scalars(select(Account).where(Account.email == EMAIL)).one()
    account.title = "byplanlægger"
    used = update(Invitation).where(Invitation.account_id == account.id).values(accepted_at=clock.now())
    session.execute(used)  # she is given a password
    clock.use(lambda: at + timedelta(days=1))
    forum.reply(session, actor_by_account(session, account.id), thread.id, ANSWER)
    clock.use(lambda: at + timedelta(days=2))
    forum.reply(session, kirsten, thread.id, THANKS)
    return account


def _plan() -> Entry:
    challenge = (
        "Tredive landsbyer får brev om det samme, og halvdelen af dem har ikke et forsamlingshus at svare fra. Planen "
        "skal sige, hvor vi begynder, og hvad de andre kan regne med imens."
    )
    return Entry(
        title="Tre landsbyer ad gangen",
        summary="Udkast: i hvilken rækkefølge vi tager landsbyerne, og hvad der skal til, før den næste står for tur.",
        topics=("landsbyfornyelse",),
        advisers=FIRM,
        texts={"challenge": f"{INVENTED}\n\n{challenge}"},
        audience=Audience.OWN,
    )
