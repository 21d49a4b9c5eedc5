"""Plans along time: in words, and as bars whose place is counted in months."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date

from network.core import clock
from network.features.plans.bonds import Bound
from network.features.plans.entry import Step
from network.features.plans.fields import PHASES
from network.features.plans.guide import PHASE_TITLES, PROGRESS
from network.features.plans.lists import PlanRow
from network.features.plans.models import Phase, Progress
from network.features.plans.months import count, first_day
from network.web.language import choose

MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class ShownPhase:
    """A phase in words."""

    title: str
    progress: Progress
    progress_label: str
    span: str  # "maj 2025 – juni 2026", or empty
    documents: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    start: int  # months from where the axis begins
    length: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class TimelineRow:
    plan: PlanRow
    bars: tuple[Bar, ...]
    phases: tuple[ShownPhase, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    years: tuple[int, ...]
    now: int | None  # months from where the axis begins
    rows: tuple[TimelineRow, ...]

    @property
    def months(self) -> int:
        return 12 * len(self.years)


def shown_month(month: str) -> str:
    """ "maj 2026", in the language of the request."""
    return str(format_date(first_day(month), "MMMM y", locale=choose()))


def span(step: Step) -> str:
    """When a phase was or will be, in words."""
    if step.begins == step.ends:
        return shown_month(step.begins) if step.begins else ""
    return f"{shown_month(step.begins) if step.begins else '…'} – {shown_month(step.ends) if step.ends else '…'}"


def shown_phases(
    steps: dict[Phase, Step], documents: dict[Phase, tuple[Bound, ...]] | None = None
) -> tuple[ShownPhase, ...]:
    """The phases that something is told of, in their order."""
    held = documents or {}
    return tuple(
        ShownPhase(
            str(PHASE_TITLES[phase]),
            step.progress,
            str(PROGRESS[step.progress]),
            span(step),
            held.get(phase, ()),
        )
        for phase in PHASES
        for step in (steps[phase],)
        if step.is_told or held.get(phase)
    )


def timeline(rows: Sequence[PlanRow]) -> Timeline:
    """What the plans have of phases with months, on one axis of whole years."""
    today = count(f"{clock.today():%Y-%m}")
    spans = [(row, _spans(row.steps, today)) for row in rows]
    begins = min((start for _row, found in spans for start, _end, _progress in found), default=today)
    ends = max((end for _row, found in spans for _start, end, _progress in found), default=today)
    first, last = begins // 12, min(ends // 12, begins // 12 + MOST_YEARS - 1)
    axis = 12 * first
    shown = tuple(
        TimelineRow(
            row,
            tuple(Bar(start - axis, end - start + 1, progress) for start, end, progress in found),
            shown_phases(row.steps),
        )
        for row, found in spans
    )
    return Timeline(tuple(range(first, last + 1)), today - axis if first <= today // 12 <= last else None, shown)


def _spans(steps: dict[Phase, Step], today: int) -> list[tuple[int, int, Progress]]:
    """First and last month of each phase that has a first one. What is under way without an end goes on until now."""
    found = []
    for step in steps.values():
        if step.begins:
            start = count(step.begins)
            open_end = max(start, today) if step.progress == Progress.UNDER_WAY else start
            found.append((start, count(step.ends) if step.ends else open_end, step.progress))
    return found
