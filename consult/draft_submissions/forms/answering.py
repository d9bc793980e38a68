"""Answers to the questions of a section."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, Optional

from consult.draft_submissions.forms.access_code import LONGEST_CODE
from consult.web.forms import Hidden, KeyedForm, SeenForm


class AnswersForm(KeyedForm, SeenForm):
    """Answers to the questions of one section. The fields of the questions follow from their types
    (consultations.questionnaire); `seen` is the mark of what they said when the page was opened."""

    sheet = Hidden()
    scripted = Hidden()
    """Set by the small script, which shows a question as soon as the answer before asks for it."""
    code = StringField(
        _l("Access code of your draft submission"),
        [Optional(), Length(max=LONGEST_CODE)],
        render_kw={"autocomplete": "off"},
    )
    wrong: Sequence[tuple[str, str]] = ()
    """(id of the question on the page, message) of every answer that is none."""

    def shown_errors(self) -> list[tuple[str, str]]:
        """Those of the form, then those of the questions."""
        return [*super().shown_errors(), *self.wrong]
