"""What an officer types about a draft."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.drafts import formats
from consult.organisations.forms import languages
from consult.web.forms import Form, choices
from consult.web.pages import language_name


class ImportForm(Form):
    """Upload a draft."""

    title = StringField(
        _l("Title of the draft standard"), [InputRequired(_l("Enter the title.")), Length(max=300)]
    )
    label = StringField(_l("What readers call this version"), [Length(max=60)])
    language = SelectField(_l("Language of the text"))
    files = MultipleFileField(_l("Files"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages(), nothing=_l("As the file says"))

    def validate_files(self, field: MultipleFileField) -> None:
        """At least one file."""
        if not [file for file in field.data or [] if getattr(file, "filename", "")]:
            raise ValidationError(_(formats.CHOOSE))


class PreviewForm(Form):
    """What was understood of an upload: its language; the headings come by their keys."""

    language = SelectField(_l("Language of the text"))

    def __init__(self, *args: Any, spoken: str, **kwargs: Any) -> None:
        """`spoken`: the language that was understood."""
        super().__init__(*args, language=spoken, **kwargs)
        known = dict(languages())
        self.language.choices = choices(({spoken: language_name(spoken)} | known).items())
