"""The box that hides a name, for forms of those whose name can be hidden."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from network.features.anonymity.service import FIELD, may_hide_name
from network.web.forms import CheckedForm
from network.web.identity import current_actor


class MaskingForm(CheckedForm):
    hide_name = BooleanField(_l("Hide my name"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_hide_name(current_actor()):
            del self[FIELD]

    @property
    def hides_name(self) -> bool:
        return FIELD in self and bool(self[FIELD].data)
