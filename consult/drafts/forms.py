"""What an officer types about a draft."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.documents import formats
from consult.drafts.models import LONGEST_TITLE
from consult.organisations.forms import languages
from consult.web.forms import Form, HiddenNumber, SeenForm, choices
from consult.web.page_language import language_name


class ImportForm(Form):
    """Upload a draft."""

    title = StringField(
        _l("Title of the draft standard"), [InputRequired(_l("Enter a title.")), Length(max=LONGEST_TITLE)]
    )
    label = StringField(_l("Version label"), [Length(max=60)])
    language = SelectField(_l("Language of the text"))
    files = MultipleFileField(_l("Files"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages(), nothing=_l("As stated in the file"))

    def validate_files(self, field: MultipleFileField) -> None:
        """At least one file."""
        if not [file for file in field.data or [] if getattr(file, "filename", "")]:
            raise ValidationError(_(formats.CHOOSE))


class NextImportForm(ImportForm):
    """Upload a new version of a draft. Without a title it gets that of its file, or of the version before it in its
    language."""

    title = StringField(_l("Title in the language of the text"), [Length(max=LONGEST_TITLE)])


class TitleForm(SeenForm):
    """Another title for a version that is not frozen."""

    title = StringField(
        _l("Title in the language of the text"),
        [InputRequired(_l("Enter a title.")), Length(max=LONGEST_TITLE)],
        render_kw={"dir": "auto"},
    )


class PreviewForm(Form):
    """The draft of an import as a whole: title and language; headings and figures come by the keys of their blocks.
    `seen` is the number of the last change that the page shows."""

    title = StringField(
        _l("Title of the draft standard"), [InputRequired(_l("Enter a title.")), Length(max=LONGEST_TITLE)]
    )
    language = SelectField(_l("Language of the text"))
    seen = HiddenNumber()

    def __init__(self, *args: Any, title: str, spoken: str, last: int, **kwargs: Any) -> None:
        """`spoken`: the language that was understood; `last`: the number of the last change."""
        super().__init__(*args, title=title, language=spoken, seen=last, **kwargs)
        known = dict(languages())
        self.language.choices = choices(({spoken: language_name(spoken)} | known).items())

    def show_again(self, last: int) -> None:
        """Refer to the current state, so that saving again replaces it."""
        self.seen.raw_data = None
        self.seen.data = last
