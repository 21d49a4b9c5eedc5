"""Methods to measure: one with 200 experience cards, and a list of more than 50; and a plan with all that it holds."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, OrganisationKind
from network.core.addresses import municipality_url
from network.features.accounts.models import Account
from network.features.accounts.queries import actor_by_account
from network.features.experiences import service as experiences
from network.features.experiences.models import Again, Stage
from network.features.experiences.service import NewCard
from network.features.methods import service as methods
from network.features.methods.entry import Entry
from network.features.methods.models import CostBand
from network.features.methods.queries import method_view
from network.features.municipalities.models import Organisation
from network.features.plans import service as plans
from network.features.plans.entry import Entry as PlanEntry
from network.features.plans.entry import Step
from network.features.plans.fields import PHASES
from network.features.plans.guide import MAIN
from network.features.plans.models import Progress
from network.features.plans.queries import plan_view
from network.features.threads.models import Thread
from network.features.topics.models import Topic

METHODS, CARDS, IN_A_PLAN = 60, 200, 10
STEPS = "1. Ring til ejeren.\n2. Skriv et brev, hvis han ikke svarer.\n3. Tag ud og se på huset sammen med naboen.\n"
WORKED = "Naboerne kendte ejerne og fik dem til at svare, hvor vores breve blev liggende i en skuffe i måneder. "
FAILED = "Vi begyndte i juli, hvor ingen var hjemme, og måtte gøre halvdelen om i oktober. "


@dataclass(frozen=True, slots=True)
class Library:
    """What there is to open."""

    method: str
    municipality: str  # of who wrote it
    plan: str
    methods: str = "/metoder/"


def fill(engine: Engine) -> Library:
    """Put them in through the services, as members would."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        municipal = select(Account.id).join(Organisation, Organisation.id == Account.organisation_id)
        ids = session.scalars(
            municipal.where(Organisation.kind == OrganisationKind.MUNICIPALITY.value).order_by(Account.id).limit(CARDS)
        ).all()
        actors = [actor_by_account(session, number) for number in ids]
        slug = session.scalars(select(Topic.slug).order_by(Topic.id).limit(1)).one()
        made = [_method(session, _in_turn(actors)(number), slug, number) for number in range(METHODS)]
        session.flush()
        for number in range(CARDS):
            experiences.add(session, _in_turn(actors)(number), made[0], _card(number))
        session.flush()
        at_home = session.get_one(Organisation, actors[0].organisation_id)
        plan = _plan(session, actors[0], slug, made[:IN_A_PLAN])
        return Library(
            method_view(session, actors[0], made[0]).url,
            municipality_url(at_home.slug),
            plan_view(session, actors[0], plan).url,
        )


def _in_turn(actors: list[Actor]) -> Callable[[int], Actor]:
    return lambda number: actors[number % len(actors)]


def _method(session: Session, actor: Actor, topic: str, number: int) -> int:
    names = ("problem", "use_when", "steps", "pitfalls", "time", "staff", "contact")
    entry = Entry(
        title=f"Metode nummer {number} til tomme huse",
        summary="To naboer i hver landsby melder, når et hus står tomt, og ringer til ejeren.",
        texts=dict.fromkeys(names, STEPS),
        cost_band=CostBand.UNDER_25,
        audience=Audience.PUBLIC,
        topics=(topic,),
    )
    return methods.begin(session, actor, entry, share=True)


def _plan(session: Session, actor: Actor, topic: str, made: list[int]) -> int:
    entry = PlanEntry(
        title="En plan for tyve år",
        summary="Hvad der skal blive, hvad der skal flytte, og hvem der skal være med til at bestemme det.",
        advisers="Rådgiverne ved åen",
        grant=450_000,
        texts=dict.fromkeys(MAIN, (WORKED + FAILED) * 6),
        steps={phase: Step(Progress.DONE, "2025-01", "2025-09") for phase in PHASES},
        audience=Audience.PUBLIC,
        topics=(topic,),
        methods=tuple(made),
        threads=tuple(session.scalars(select(Thread.id).order_by(Thread.id).limit(IN_A_PLAN))),
    )
    return plans.begin(session, actor, entry, share=True)


def _card(number: int) -> NewCard:
    return NewCard(
        stage=tuple(Stage)[number % len(Stage)],
        year=2015 + number % 12,
        place=f"Landsby {number}",
        cost=1000 * number,
        hours=number,
        again=tuple(Again)[number % len(Again)],
        texts={"worked": WORKED * 2, "failed": FAILED * 2, "otherwise": FAILED},
        audience=Audience.PUBLIC,
    )
