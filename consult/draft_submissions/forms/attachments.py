"""Files that a submitter adds, and what they contain."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, ValidationError
from wtforms.validators import Length

from consult.attachments.models import LONGEST_DESCRIPTION
from consult.core.errors import DomainError
from consult.documents.attached.kinds import CHOOSE
from consult.web.errors import say
from consult.web.forms import Form


class DescribeForm(Form):
    """What a file is."""

    description = StringField(_l("What the file contains"), [Length(max=LONGEST_DESCRIPTION)])

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        """`of`: the reference of the attachment, where the page has forms of several."""
        super().__init__(*args, **kwargs)
        if of:
            self.description.id = self.description.label.field_id = f"description-{of}"


class AttachForm(DescribeForm):
    """A file for the draft, and what it is."""

    file = FileField(_l("File"))

    def validate_file(self, field: FileField) -> None:
        """One with a name."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_(CHOOSE))

    def refuse_file(self, trouble: DomainError) -> None:
        """Say at the field why the file is not taken."""
        self.file.errors = [*self.file.errors, say(trouble)]
