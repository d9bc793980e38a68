"""Decisions on an attachment, its public name and its redacted copies."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from consult.attachments.models import LONGEST_DESCRIPTION, LONGEST_NAME
from consult.documents.attached.kinds import CHOOSE
from consult.moderation.forms.reasons import ReasonFields
from consult.moderation.models import SHOWS_ALL, AttachmentVerb, Reason
from consult.web.forms import SeenForm as AnySeenForm


class AttachmentForm(ReasonFields, AnySeenForm):
    """A decision on an attachment: its reason, but for what shows all of it."""

    def __init__(self, *, verb: AttachmentVerb, of: str, **values: Any) -> None:
        """`verb` is what the form does with the attachment that has the reference `of`."""
        super().__init__(**values)
        self.verb = verb
        if verb in SHOWS_ALL:
            del self.reason, self.explanation
            return
        is_redacted = verb is AttachmentVerb.REDACT
        self.offer_reasons("redact" if is_redacted else "withhold")
        for field in (self.reason, self.explanation):
            field.id = field.label.field_id = f"{verb.value}-{of}-{field.name}"

    def chosen(self) -> tuple[Reason | None, str]:
        """The reason and its explanation; neither for what shows all."""
        if self.verb in SHOWS_ALL:
            return None, ""
        return Reason(self.reason.data), self.explanation.data or ""


class PublicTextForm(AnySeenForm):
    """What the public reads as the name and the description of an attachment."""

    name = StringField(_l("File name for the public"), validators=[Length(max=LONGEST_NAME)])
    description = StringField(_l("Description for the public"), validators=[Length(max=LONGEST_DESCRIPTION)])

    def __init__(self, *, of: str, **values: Any) -> None:
        """`of` is the reference of the attachment."""
        super().__init__(**values)
        for field in (self.name, self.description):
            field.id = field.label.field_id = f"public-{of}-{field.name}"


class RedactFileForm(AnySeenForm):
    """Rectangles of the pages of a file that are made black."""

    boxes = TextAreaField(_l("Rectangles"), validators=[Length(max=20_000)])

    def __init__(self, *, pages: int, **values: Any) -> None:
        """`pages` is how many the file has."""
        super().__init__(**values)
        self.pages = pages

    def validate_boxes(self, field: TextAreaField) -> None:
        """One or more, each on a page of the file."""
        try:
            found = self.rectangles()
        except ValueError:
            found = []
        if not found:
            raise ValidationError(
                _l("Enter at least one rectangle on a page of the file, such as 1 100 250 400 30.")
            )

    def rectangles(self) -> list[tuple[int, int, int, int, int]]:
        """Page from 1, then left, top, width and height in thousandths, with some of the page under it. Raises
        ValueError for anything else."""
        found = []
        for words in (self.boxes.data or "").splitlines():
            if words.strip():
                page, left, top, width, height = (int(one) for one in words.split())
                is_on_page = 1 <= page <= self.pages and 0 <= left < 1000 and 0 <= top < 1000
                if not is_on_page or not (0 < width <= 1000 and 0 < height <= 1000):
                    raise ValueError(words)
                found.append((page, left, top, width, height))
        return found


class UploadCopyForm(AnySeenForm):
    """A copy of a file that was redacted elsewhere."""

    file = FileField(_l("Redacted copy"))

    def validate_file(self, field: FileField) -> None:
        """One with a name."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_l(CHOOSE))

    def refuse_file(self, message: str) -> None:
        """Say at the field why the file is not taken."""
        self.file.errors = [*self.file.errors, message]
