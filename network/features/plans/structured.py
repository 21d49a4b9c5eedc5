"""A strategy plan as other sites read it."""

from collections.abc import Iterator

from flask_babel import gettext as _

from network.features.plans.queries import PlanView
from network.web.structured import Thing, address, thing, trail


def of_plan(plan: PlanView) -> Iterator[Thing]:
    yield trail(plan.title, (_("Strategy plans"), "/strategiplaner/"))
    yield thing(
        "CreativeWork",
        name=plan.title,
        abstract=plan.summary,
        url=address(plan.url),
        inLanguage="da",
        datePublished=plan.shared_at,
        dateModified=plan.changed_at,
        creator=thing("GovernmentOrganization", name=plan.organisation_name, url=address(plan.municipality_url)),
        keywords=[topic.title for topic in plan.topics],
    )
