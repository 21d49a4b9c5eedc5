"""What every form has whose text may carry files."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField

from network.features.attachments.markup import FileView, ids_in
from network.features.library.types import SUFFIXES
from network.web.forms import CheckedForm

ATTACH = "attach"  # the button that uploads, and comes back with the text
DETACH = "detach"  # a box at each file: it is taken off the list


class AttachingForm(CheckedForm):
    file = MultipleFileField(_l("Files and pictures"))
    attachments = HiddenField(default="")  # ids of what has been uploaded
    attached: tuple[FileView, ...] = ()  # the same, to be shown
    suffixes = SUFFIXES

    def attachment_ids(self) -> tuple[int, ...]:
        return ids_in(self.attachments.data or "")

    def show_attached(self, files: tuple[FileView, ...]) -> None:
        """Put files on the form's list."""
        self.attached = files
        self.attachments.data = " ".join(str(file.id) for file in files)
