"""Supporting documents."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.consultations.labels import DOCUMENT_ROLES
from consult.consultations.models import DocumentRole
from consult.core.markup import line
from consult.drafts.models import LONGEST_TITLE
from consult.organisations.forms import languages
from consult.web.forms import Form, choices

DOCUMENT_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
    "txt": "text/plain",
    "md": "text/markdown",
    "png": "image/png",
    "jpg": "image/jpeg",
    "zip": "application/zip",
}
"""Files that can be supporting documents; always handed out as downloads."""


class DocumentForm(Form):
    """Step: a supporting document."""

    role = SelectField(_l("Kind of document"), choices=choices(DOCUMENT_ROLES))
    title = StringField(_l("Title"), [InputRequired(_l("Enter a title.")), Length(max=LONGEST_TITLE)])
    language = SelectField(_l("Language"))
    file = FileField(_l("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages())

    def validate_file(self, field: FileField) -> None:
        """A file of a kind that readers can open."""
        name = getattr(field.data, "filename", "") or ""
        if not name:
            raise ValidationError(_l("Choose a file."))
        if name.rsplit(".", 1)[-1].lower() not in DOCUMENT_KINDS:
            raise ValidationError(_l("Choose a PDF, Word, Excel, OpenDocument, text, image or ZIP file."))

    def document(self) -> dict[str, Any]:
        """Arguments of actions.add_document."""
        name = line(self.file.data.filename.replace("\\", "/").rsplit("/", 1)[-1])[-120:]
        return {
            "role": DocumentRole(self.role.data),
            "title": self.title.data,
            "language": self.language.data,
            "file_name": name,
            "media_type": DOCUMENT_KINDS[name.rsplit(".", 1)[-1].lower()],
            "file": self.file.data.stream,
        }
