"""What was sought in vain. It is read each time: what somebody takes off the list is gone from here too."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.addresses import search_url
from network.core.policy import Action, require
from network.features.search.missed import missed_rows
from network.features.statistics.sections import Section, with_files
from network.features.statistics.tables import number, table, words

SOUGHT = "forgaeves"
ON_PAGE = 10


def sought(session: Session, actor: Actor) -> Section:
    """The words of the last three months, most often sought first. Raises Forbidden."""
    require(Action.SEE_STATISTICS, actor)
    cells = ((words(row.words, search_url(q=row.words)), number(row.count)) for row in missed_rows(session))
    found = table(SOUGHT, _("Sought without result"), (_("Words"),), (_("Times"),), cells, most=ON_PAGE)
    lead = _("What members searched for and found nothing, these last three months, whatever period is chosen.")
    files = with_files((found,), lambda table, form: url_for("statistics.export", name=table.name, form=form))
    return Section("soegning", found.caption, lead, (), files)
