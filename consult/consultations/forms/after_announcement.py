"""A later deadline, or a withdrawal."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField, TimeField
from wtforms.validators import InputRequired, Length

from consult.consultations.forms.dates import Day
from consult.web.forms import SeenForm


class ExtensionForm(SeenForm):
    """A later deadline."""

    closes_day = Day(_l("Deadline: date"), [InputRequired(_l("Enter the date of the deadline."))])
    closes_time = TimeField(_l("Deadline: time"), [InputRequired(_l("Enter the time of the deadline."))])
    reason = TextAreaField(
        _l("Reason, as it will be published"), [InputRequired(_l("Enter a reason.")), Length(max=2000)]
    )

    languages: Sequence[str] = ()
    """Those in which the reason can be written as well, each with a field of `extension_form`."""

    def translations(self) -> dict[str, str]:
        """Language → the reason in it, of those that were filled in."""
        return {
            code: text for code in self.languages if (text := (self[f"reason-{code}"].data or "").strip())
        }


def extension_form(languages: Sequence[tuple[str, str]], **more: Any) -> ExtensionForm:
    """With a field for the reason in each of these `languages` (code, name)."""

    class Reasons(ExtensionForm):
        """As many reasons as there are languages."""

    Reasons.languages = [code for code, _name in languages]
    for code, name in languages:
        label = _("Reason in another language: %(language)s", language=name)
        setattr(Reasons, f"reason-{code}", TextAreaField(label, [Length(max=2000)]))
    return Reasons(**more)


class WithdrawalForm(SeenForm):
    """An end without a response."""

    reason = TextAreaField(
        _l("Reason, as it will be published"), [InputRequired(_l("Enter a reason.")), Length(max=2000)]
    )
