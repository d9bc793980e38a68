"""Language versions after the announcement, and corrections of their passages."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.web.forms import Form, HiddenNumber


class LanguagePublicationForm(Form):
    """A language version that becomes public after the announcement."""

    is_official = BooleanField(_l("Official language version"))


class CorrectionForm(Form):
    """Passages to correct; `version` is the number of the version that was shown."""

    version = HiddenNumber()

    def passages(self) -> list[TextAreaField]:
        """The fields of the passages, in order."""
        return [field for field in self if field.name.startswith("words_")]


def correction_form(words: Sequence[str], version: int) -> CorrectionForm:
    """A form for passages that read `words` now."""

    class Passages(CorrectionForm):
        """As many passages as there are."""

    for number in range(len(words)):
        needed = [InputRequired(_l("Enter the corrected text.")), Length(max=20000)]
        setattr(Passages, f"words_{number}", TextAreaField(_l("Corrected text"), needed))
    Passages.notice = TextAreaField(
        _l("Correction notice for readers"),
        [InputRequired(_l("Enter what is corrected.")), Length(max=2000)],
    )
    return Passages(version=version, **{f"words_{number}": text for number, text in enumerate(words)})
