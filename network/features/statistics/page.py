"""The secretariat's page of statistics, put together: figures, charts, and the tables that hold the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.policy import Action, require
from network.features.statistics import answers_shown, helping_shown, months_shown, spread_shown
from network.features.statistics.activity import activity
from network.features.statistics.answering import ALL, Answering, answering
from network.features.statistics.charts import Chart
from network.features.statistics.chosen import Chosen, Options, chosen, month_options, period_choices
from network.features.statistics.drawing import Matrix
from network.features.statistics.helping import helping
from network.features.statistics.kept import kept
from network.features.statistics.period import typed
from network.features.statistics.sections import Figure, Section, with_files
from network.features.statistics.spreading import spreading
from network.features.statistics.tables import Table
from network.features.statistics.words import number_words, period_words, share_words, span_words
from network.web.choice import Choice, chosen_url
from network.web.language import choose

YEARS = 3


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    period: str
    topic: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    choices: tuple[Choice, ...]
    topics: Options
    months: Options
    topic_slug: str
    first: str
    last: str


def statistics_page(session: Session, actor: Actor, arguments: Mapping[str, str]) -> StatisticsPage:
    """Of what the actor may read and was written for others. Raises NotFound for what cannot be chosen, Forbidden."""
    require(Action.SEE_STATISTICS, actor)
    asked = tuple(sorted((name, arguments.get(name, "")) for name in ("fra", "til", "emne")))
    return kept(session, ("all", actor.terms, choose(), asked), lambda: _made(session, actor, dict(asked)))


def _made(session: Session, actor: Actor, arguments: Mapping[str, str]) -> StatisticsPage:
    asked = chosen(session, arguments)
    period, topic_id = asked.period, asked.topic_id
    months = activity(session, actor, period, topic_id)
    answers = answering(session, actor, period, topic_id)
    helps = helping(session, actor, period, topic_id)
    spreads = spreading(session, actor, period, topic_id)
    overall = answers.get(ALL, Answering())
    figures = [
        Figure(number_words(months.total("questions")), _("questions and calls for experience")),
        Figure(number_words(months.total("replies")), _("replies")),
        Figure(share_words(overall.rate), _("of the questions are answered")),
        Figure(span_words(overall.median), _("to the first answer (median)")),
        Figure(number_words(months.municipalities), _("municipalities have written")),
    ]
    if topic_id is None:
        figures.append(
            Figure(number_words(months.total("spared")), _("questions were answered before they were asked"))
        )
    sections = [
        _section(asked, "aktivitet", *months_shown.shown(period, months, of_topic=topic_id is not None)),
        _section(asked, "svar-efter-emne", *answers_shown.shown(answers, asked.topics)),
        _section(asked, "hjaelp", *helping_shown.shown(helps), helping_shown.matrix_of(helps)),
        _section(asked, "metoder", *spread_shown.shown(spreads)),
    ]
    return StatisticsPage(
        period=period_words(period),
        topic=asked.topic_title,
        figures=tuple(figures),
        sections=tuple(sections),
        choices=period_choices(url_for("statistics.show"), period, YEARS, asked.topic_slug),
        topics=tuple((slug, title) for _number, slug, title in asked.topics),
        months=month_options(),
        topic_slug=asked.topic_slug,
        first=typed(period.first),
        last=typed(period.last),
    )


def _section(
    asked: Chosen,
    name: str,
    title: str,
    lead: str,
    charts: tuple[Chart, ...],
    tables: tuple[Table, ...],
    matrix: Matrix | None = None,
) -> Section:
    def address(table: Table, form: str) -> str:
        return chosen_url(url_for("statistics.export", name=table.name, form=form), asked.arguments)

    return Section(name, title, lead, charts, with_files(tables, address), matrix)
