"""What every form has whose text is kept as a draft."""

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms import HiddenField, RadioField, SelectMultipleField

from network.features.attachments.forms import AttachingForm
from network.features.drafts.places import Place
from network.features.drafts.service import DraftKey

PREVIEW = "preview"  # the button that shows how the text will look


def is_pressed(button: str) -> bool:
    """Whether the form was sent by the button of this name."""
    return button in request.form


class WritingForm(AttachingForm):
    draft_version = HiddenField(default="")
    draft_writer = HiddenField(default="")  # made by the page's script

    def draft_key(self) -> DraftKey:
        return DraftKey(self.draft_version.data or "", self.draft_writer.data or "")

    def typed(self, place: Place) -> dict[str, Any]:
        """What a draft of this form keeps."""
        typed = {name: self[name].data for name in place.fields if name in self}
        return {name: " ".join(data) if isinstance(data, list) else data for name, data in typed.items()}

    def take(self, fields: Mapping[str, Any], version: str) -> None:
        """Put a draft into the form. A choice that is no longer offered is left as it stands."""
        for name, value in fields.items():
            field = self._fields.get(name)
            if field is None or not isinstance(value, str):
                continue
            if isinstance(field, SelectMultipleField):
                field.data = [
                    word for word in value.split() if word in {choice.value for choice in field.choices or ()}
                ]
                continue
            offered = {choice.value for choice in field.choices or ()} if isinstance(field, RadioField) else {value}
            if value and value in offered:
                field.data = value
        self.draft_version.data = version
