"""A municipality's own figures: what it asked and was answered, and what it answered others.

They are for its own members and the secretariat.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.policy import Action, require
from network.features.municipalities.queries import MunicipalityRow, municipality_row
from network.features.statistics.answering import ALL, Answering, ByTopic, asked_by, given_by
from network.features.statistics.answers_shown import Topics, span
from network.features.statistics.charts import Chart, ranked
from network.features.statistics.chosen import period_choices
from network.features.statistics.helping import Help, helping_of
from network.features.statistics.kept import kept
from network.features.statistics.period import chosen_period
from network.features.statistics.sections import Figure, Section, with_files
from network.features.statistics.tables import Cell, Table, number, table, words
from network.features.statistics.words import number_words, period_words, share_words, span_words
from network.features.topics.queries import topic_options
from network.web.choice import Choice, chosen_url
from network.web.language import choose

YEARS = 2
MOST_BARS = 10


@dataclass(frozen=True, slots=True)
class OwnPage:
    municipality: MunicipalityRow
    period: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    choices: tuple[Choice, ...]


def own_page(session: Session, actor: Actor, slug: str, arguments: Mapping[str, str]) -> OwnPage:
    """Raises NotFound for what is no municipality or no period, Forbidden for whoever is from elsewhere."""
    municipality = municipality_row(session, slug)
    require(Action.SEE_OWN_FIGURES, actor, municipality)
    asked = tuple((name, arguments.get(name, "")) for name in ("fra", "til"))
    key = ("own", slug, actor.terms, choose(), asked)
    return kept(session, key, lambda: _made(session, actor, municipality, dict(asked)))


def _made(session: Session, actor: Actor, municipality: MunicipalityRow, arguments: Mapping[str, str]) -> OwnPage:
    period = chosen_period(arguments)
    asked = asked_by(session, actor, municipality.id, period)
    given = given_by(session, actor, municipality.id, period)
    helps = helping_of(session, actor, municipality.id, period)
    got, gave = asked.get(ALL, Answering()), given.get(ALL, Answering())
    kept_arguments = {name: value for name, value in arguments.items() if value}
    return OwnPage(
        municipality=municipality,
        period=period_words(period),
        figures=(
            Figure(number_words(got.asked), _("questions and calls asked")),
            Figure(share_words(got.rate), _("of them are answered")),
            Figure(span_words(got.median), _("to the first answer (median)")),
            Figure(number_words(gave.asked), _("questions of others answered")),
            Figure(span_words(gave.median), _("to its own answer (median)")),
        ),
        sections=(
            _section(municipality, kept_arguments, "hjaelp", _("Who helps whom"), *_helped(municipality, helps)),
            _section(
                municipality,
                kept_arguments,
                "emner",
                _("Answers by topic"),
                (),
                (_by_topic(asked, given, topic_options(session)),),
            ),
        ),
        choices=period_choices(url_for("statistics.own", slug=municipality.slug), period, YEARS),
    )


def _section(
    municipality: MunicipalityRow,
    arguments: Mapping[str, str],
    name: str,
    title: str,
    charts: tuple[Chart, ...],
    tables: tuple[Table, ...],
) -> Section:
    def address(table: Table, form: str) -> str:
        url = url_for("statistics.export_own", slug=municipality.slug, name=table.name, form=form)
        return chosen_url(url, arguments)

    return Section(name, title, "", charts, with_files(tables, address))


def _helped(municipality: MunicipalityRow, helps: tuple[Help, ...]) -> tuple[tuple[Chart, ...], tuple[Table, ...]]:
    to = [each for each in helps if each.giver.slug == municipality.slug]
    by = [each for each in helps if each.taker.slug == municipality.slug]
    charts = (
        ranked(
            "hjaelp-til",
            _("Who has been answered by %(name)s", name=municipality.name),
            [(each.taker.name, each.count, number_words(each.count)) for each in to[:MOST_BARS]],
        ),
        ranked(
            "hjaelp-fra",
            _("Who has answered %(name)s", name=municipality.name),
            [(each.giver.name, each.count, number_words(each.count)) for each in by[:MOST_BARS]],
        ),
    )
    rows = (
        (words(each.giver.name, each.giver.url), words(each.taker.name, each.taker.url), number(each.count))
        for each in (*to, *by)
    )
    heads = (_("The municipality that answered"), _("The municipality that had asked"))
    return charts, (table("hjaelp", _("Who helps whom"), heads, (_("Questions answered"),), rows),)


def _by_topic(asked: ByTopic, given: ByTopic, topics: Topics) -> Table:
    known = [(title, topic_id) for topic_id, _slug, title in topics if topic_id in asked or topic_id in given]
    rows = [
        (words(title), *_cells(asked.get(number, Answering()), given.get(number, Answering())))
        for title, number in (*known, (_("All topics"), ALL))
    ]
    numbers = (
        *(_("Questions asked"), _("Answered"), _("Time to the first answer"), _("Wait for an answer")),
        *(_("Answers to others"), _("Time to its answer")),
    )
    return table("emner", _("Answers by topic"), (_("Topic"),), numbers, rows)


def _cells(got: Answering, gave: Answering) -> tuple[Cell, ...]:
    return (
        *(number(got.asked), number(got.answered), span(got.median), number(got.waiting)),
        *(number(gave.asked), span(gave.median)),
    )
