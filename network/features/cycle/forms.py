"""The box that shows a question to those at the same step, for forms in which one asks."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField

from network.core.errors import N_, Invalid
from network.features.anonymity.forms import MaskingForm
from network.features.cycle.queries import SameStep
from network.features.portraits.forms import CYCLE

FIELD = "same_step"


class StepForm(MaskingForm):
    same_step = BooleanField(_l("Show it to those at the same step of the planning cycle"))

    def offer_step(self, step: SameStep | None) -> None:
        """Without a step that others stand at too there is no box."""
        if step is None:
            del self[FIELD]
            return
        others = ngettext(
            "The coordinator of one other municipality at “%(step)s” is told.",
            "The coordinators of %(num)s other municipalities at “%(step)s” are told.",
            step.count,
            step=CYCLE[step.phase],
        )
        self[FIELD].description = others

    def choose_step(self, wanted: str | None) -> None:
        """The box is ticked when one came here to ask those at the same step."""
        if wanted and FIELD in self and not self.is_submitted():
            self[FIELD].data = True

    @property
    def asks_same_step(self) -> bool:
        """Raises Invalid when the name is hidden: those who are told would know where its writer stands."""
        if FIELD not in self or not self[FIELD].data:
            return False
        if self.hides_name:
            raise Invalid(N_("It would tell where you stand in the cycle. Show your name, or clear this box."), FIELD)
        return True
