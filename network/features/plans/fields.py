"""What a plan's entry asks for, by name and in the order of the page."""

from network.features.plans.models import Phase

TEXTS = ("challenge", "potentials", "results", "lessons", "contact")  # in Markdown
PHASES = tuple(Phase)
MOST_GRANT = 500_000  # kroner that the campaign gives for external advice


def phase_field(phase: Phase) -> str:
    """The name under which a version keeps how far a phase is, and when it began and ended."""
    return f"phase_{phase}"


def documents_field(phase: Phase) -> str:
    """The name of the documents of a phase."""
    return f"documents_{phase}"
