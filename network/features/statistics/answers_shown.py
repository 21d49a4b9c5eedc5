"""How questions are answered, topic by topic."""

from collections.abc import Iterable, Sequence

from flask import url_for
from flask_babel import gettext as _

from network.features.statistics.answering import ALL, Answering, ByTopic
from network.features.statistics.charts import Chart, ranked
from network.features.statistics.tables import Cell, Table, number, table, words
from network.features.statistics.words import HOUR, number_words, share_words, span_words
from network.web.choice import chosen_url

MOST_BARS = 10
Topics = Sequence[tuple[int, str, str]]  # id, slug and title


def shown(told: ByTopic, topics: Topics) -> tuple[str, str, tuple[Chart, ...], tuple[Table, ...]]:
    """Title, lead, charts and tables."""
    known = [(title, slug, told[topic_id]) for topic_id, slug, title in topics if topic_id in told]
    often = sorted(known, key=lambda row: -row[2].asked)
    late = sorted(known, key=lambda row: -(row[2].median or 0))
    waiting = sorted(known, key=lambda row: -row[2].waiting)
    charts = (
        ranked(
            "emne-besvaret",
            _("Answered, in the topics with most questions"),
            [
                (title, row.rate or 0, _("%(answered)s of %(asked)s", answered=row.answered, asked=row.asked))
                for title, _slug, row in often[:MOST_BARS]
            ],
            highest=1,
        ),
        ranked(
            "emne-svartid",
            _("Time to the first answer, where it is longest"),
            [(title, row.median or 0, span_words(row.median)) for title, _slug, row in late[:MOST_BARS] if row.median],
        ),
        ranked(
            "emne-venter",
            _("Questions that wait for an answer"),
            [
                (title, row.waiting, number_words(row.waiting))
                for title, _slug, row in waiting[:MOST_BARS]
                if row.waiting
            ],
        ),
    )
    lead = _(
        "Questions and calls that were asked in the period, and the first answer by somebody else, whenever it came. "
        "The time is the median: half got an answer sooner. What is closed or resolved waits no more."
    )
    caption = _("Answers by topic")
    return caption, lead, charts, (_table(caption, known, told.get(ALL, Answering())),)


def _table(caption: str, known: Iterable[tuple[str, str, Answering]], overall: Answering) -> Table:
    rows = [(words(title, url_for("topics.show", slug=slug)), *_cells(row, slug)) for title, slug, row in known]
    rows.append((words(_("All topics")), *_cells(overall, "")))
    numbers = (
        *(
            _("Questions asked"),
            _("Answered"),
            _("Answered, share"),
            _("Time to the first answer"),
            _("Wait for an answer"),
        ),
    )
    return table("emner", caption, (_("Topic"),), numbers, rows)


def _cells(row: Answering, slug: str) -> tuple[Cell, ...]:
    waiting = chosen_url(url_for("threads.index"), {"vis": "ubesvarede", "emne": slug or None}) if row.waiting else ""
    return (
        *(number(row.asked), number(row.answered), Cell(share_words(row.rate), row.rate)),
        *(span(row.median), number(row.waiting, waiting)),
    )


def span(seconds: float | None) -> Cell:
    """In words on a page, in hours in a file."""
    return Cell(span_words(seconds), None if seconds is None else seconds / HOUR)
